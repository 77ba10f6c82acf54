// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/desk/retouch_session.h"
#include "core/base/line_journal.h"
#include "core/base/status.h"
#include "core/retouch/recipe.h"

namespace zhaojian::desk {

/// The steps of a recipe without its photo: what undo and redo walk through.
using StepState = RecipeSnapshot;

/// The photo that is being opened, as the service gave it.
struct StepOpening {
  std::string work_item;
  /// Code of the person who opens it.
  std::string staff;
  std::string photo_sha256;
  /// Of the draft; 0 when there is none and `draft` is what the machine did.
  int64_t draft_revision = 0;
  StepState draft;
};

/// What came of the steps that an earlier run left on this disk.
struct StepsFound {
  enum class Outcome {
    kNone,   ///< Nothing that the draft has not got.
    kBack,   ///< `state` is the draft with the steps laid over it.
    kAside,  ///< They belong to another draft; the file was set aside and the draft stands.
  };
  Outcome outcome = Outcome::kNone;
  StepState state;
  /// Kept states to come back to, oldest first.
  std::vector<StepState> snapshots;
  /// Steps brought back, or set aside: strokes, sliders, undo and redo alike.
  int steps = 0;
  /// Lines that could not be read; they are skipped.
  int damaged = 0;
};

/// Lines of the file: who, which photo, which draft; a change of the recipe, a kept state, or that
/// the service has stored a draft. JSON, with operations in the text form of a recipe: stroke
/// vertices and parameters, neither pixels nor landmarks nor mask.
std::string OpeningLine(const StepOpening& opening, absl::Time now);
/// @param keep operations that stay as they were. @param added operations that follow them.
/// @param serial counts the changes since the opening, from 1; 0 is the draft. @param steps that
/// the change stands for: 1, or as many as an earlier run had made.
std::string StateLine(int64_t serial, size_t keep, const std::vector<Operation>& added,
                      size_t cursor, int steps = 1);
/// A kept state, written like a change that does not count.
std::string SnapshotLine(size_t keep, const std::vector<Operation>& added, size_t cursor);
/// The service holds the state of this serial as this revision of the draft.
std::string SavedLine(int64_t revision, int64_t serial);

/// Lays the steps of a file over the draft. They fit when the draft is one of the states that the
/// file went through and nobody has stored another since; otherwise the outcome is kAside. Steps
/// whose line is damaged are left out, the others stand. Pure: reads nothing and writes nothing.
/// @param damaged lines of the file that could not be read.
StepsFound LaySteps(const std::vector<std::string>& lines, int damaged, const StepOpening& opening);

/// True for steps that may be shown: the policy of today takes them.
using AcceptSteps = std::function<Status(const StepState&)>;

/// The steps of one photo on this disk. Worker thread only.
class StepJournal {
 public:
  /// Looks for what an earlier run left, lays it over the draft and begins the file anew with the
  /// result. A file that does not fit, or whose steps `accept` refuses, is set aside under another
  /// name; of a damaged one a copy is. Never fails: what cannot be written is tried again with the
  /// next change. @param folder private folder of this person.
  static std::unique_ptr<StepJournal> Open(const std::filesystem::path& folder,
                                           const StepOpening& opening, absl::Time now,
                                           const AcceptSteps& accept, StepsFound& found);

  /// Makes lines durable. After an error they are kept and go with the next ones.
  /// Errors: kUnavailable FILE_UNWRITABLE.
  Status Append(const std::vector<std::string>& lines);

  /// Deletes the file; nothing may be appended any more.
  void Delete();

  /// Deletes the files of a folder that nobody has touched for kKeepSteps.
  static void Sweep(const std::filesystem::path& folder, absl::Time now);

 private:
  explicit StepJournal(std::filesystem::path file) : file_(std::move(file)) {}
  Status WriteWaiting();
  const std::filesystem::path file_;
  /// Nullptr until the file could be made.
  std::unique_ptr<LineJournal> out_;
  /// What the file begins with.
  std::vector<std::string> opening_;
  /// Not on the disk yet.
  std::vector<std::string> waiting_;
};

/// How long steps stay that nobody came back for. A week of holidays with the weekends around it is
/// nine days; after two weeks somebody else has long finished the photo.
inline constexpr absl::Duration kKeepSteps = absl::Hours(14 * 24);

}  // namespace zhaojian::desk
