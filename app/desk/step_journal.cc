// SPDX-License-Identifier: Apache-2.0
#include "app/desk/step_journal.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/retouch/recipe_parts.h"

namespace zhaojian::desk {
namespace {

namespace fs = std::filesystem;

constexpr char kWhere[] = "step journal";
constexpr char kExtension[] = ".steps";
// The largest draft has 2 MiB in the binary form, which is a third of the text; every change is
// written once more. A day of drawing on one photo stays below.
constexpr size_t kMostBytes = size_t{64} << 20;

Json StateJson(const char* kind, size_t keep, const std::vector<Operation>& added, size_t cursor) {
  Json json = {{"kind", kind}, {"keep", keep}, {"cursor", cursor}};
  if (!added.empty()) json["add"] = PartsToText(added);
  return json;
}

/// One place of a recipe: its operation and the text that it is compared by.
struct Step {
  Operation operation;
  std::string text;
};
/// Nullptr when the line that made it was lost.
using Place = std::shared_ptr<const Step>;

Place PlaceOf(const Operation& operation) {
  return std::make_shared<const Step>(Step{operation, PartsToText({operation})});
}

struct Places {
  std::vector<Place> places;
  size_t cursor = 0;
};

Places PlacesOf(const StepState& state) {
  Places out;
  for (const Operation& operation : state.operations) out.places.push_back(PlaceOf(operation));
  out.cursor = state.cursor;
  return out;
}

/// A lost place may have been anything.
bool Same(const Places& a, const Places& b) {
  return a.cursor == b.cursor &&
         std::equal(a.places.begin(), a.places.end(), b.places.begin(), b.places.end(),
                    [](const Place& one, const Place& other) {
                      return one == nullptr || other == nullptr || one == other ||
                             one->text == other->text;
                    });
}

/// The state without its lost places.
StepState StateOf(const Places& places) {
  StepState state;
  state.cursor = places.cursor;
  for (size_t i = 0; i < places.places.size(); ++i) {
    if (places.places[i] != nullptr) {
      state.operations.push_back(places.places[i]->operation);
    } else if (i < places.cursor) {
      --state.cursor;
    }
  }
  return state;
}

/// A change or a kept state as it was written.
struct Change {
  bool snapshot = false;
  int64_t serial = 0;
  int steps = 1;
  size_t keep = 0;
  size_t cursor = 0;
  std::vector<Place> added;
};

Places Applied(const Places& before, const Change& change) {
  Places after = before;
  after.places.resize(change.keep);
  after.places.insert(after.places.end(), change.added.begin(), change.added.end());
  after.cursor = std::min(change.cursor, after.places.size());
  return after;
}

Status Damaged() {
  return MakeError(StatusCode::kDataLoss, "JOURNAL_DAMAGED",
                   "A line of the step journal is damaged.");
}

StatusOr<int64_t> Count(const Json& json, const char* key) {
  ZJ_ASSIGN_OR_RETURN(const double number, JsonNumber(json, key, kWhere));
  if (!(number >= 0 && number < 1e15)) return Damaged();
  return static_cast<int64_t>(number);
}

/// A file's lines, taken apart.
struct Script {
  std::string work_item, staff, photo_sha256;
  std::vector<Change> changes;
  /// Revision of the draft -> serial of the state that it holds.
  std::map<int64_t, int64_t> saved;
};

StatusOr<Change> ReadChange(const Json& json, bool snapshot) {
  Change change;
  change.snapshot = snapshot;
  ZJ_ASSIGN_OR_RETURN(const int64_t keep, Count(json, "keep"));
  ZJ_ASSIGN_OR_RETURN(const int64_t cursor, Count(json, "cursor"));
  if (keep > static_cast<int64_t>(kMaxOperations)) return Damaged();
  change.keep = static_cast<size_t>(keep);
  change.cursor = static_cast<size_t>(cursor);
  if (!snapshot) {
    ZJ_ASSIGN_OR_RETURN(change.serial, Count(json, "serial"));
    ZJ_ASSIGN_OR_RETURN(const int64_t steps, Count(json, "steps"));
    change.steps = static_cast<int>(std::min(steps, static_cast<int64_t>(kMaxOperations)));
  }
  if (!json.contains("add")) return change;
  ZJ_ASSIGN_OR_RETURN(const std::string text, JsonString(json, "add", kWhere));
  ZJ_ASSIGN_OR_RETURN(const std::vector<Operation> added, ParseParts(text));
  for (const Operation& operation : added) change.added.push_back(PlaceOf(operation));
  return change;
}

Status ReadLine(const std::string& line, Script& script) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(line, kWhere));
  ZJ_ASSIGN_OR_RETURN(const std::string kind, JsonString(json, "kind", kWhere));
  if (kind == "photo") {
    ZJ_ASSIGN_OR_RETURN(script.work_item, JsonString(json, "work_item", kWhere));
    ZJ_ASSIGN_OR_RETURN(script.staff, JsonString(json, "staff", kWhere));
    ZJ_ASSIGN_OR_RETURN(script.photo_sha256, JsonString(json, "photo", kWhere));
    ZJ_ASSIGN_OR_RETURN(const int64_t revision, Count(json, "revision"));
    script.saved[revision] = 0;
    return absl::OkStatus();
  }
  if (kind == "saved") {
    ZJ_ASSIGN_OR_RETURN(const int64_t revision, Count(json, "revision"));
    ZJ_ASSIGN_OR_RETURN(script.saved[revision], Count(json, "serial"));
    return absl::OkStatus();
  }
  if (kind != "state" && kind != "snapshot") return Damaged();
  ZJ_ASSIGN_OR_RETURN(Change change, ReadChange(json, kind == "snapshot"));
  script.changes.push_back(std::move(change));
  return absl::OkStatus();
}

/// The serial of the state that the draft is; empty when the file and the draft went apart.
std::optional<int64_t> SerialOfDraft(const Script& script, int damaged, const StepOpening& opening,
                                     const Places& draft) {
  std::optional<int64_t> serial;
  Places state;
  for (const Change& change : script.changes) {
    if (change.snapshot) continue;
    state = Applied(state, change);
    if (Same(state, draft)) serial = change.serial;
  }
  const auto saved = script.saved.find(opening.draft_revision);
  // The line that made the stored state may be the damaged one; the revision names it all the same.
  if (!serial && damaged > 0 && saved != script.saved.end()) return saved->second;
  if (!serial || script.saved.empty()) return std::nullopt;
  const auto& [last_revision, last_serial] = *script.saved.rbegin();
  // A later revision with a state from before our last one: somebody else went back to it.
  if (opening.draft_revision > last_revision && *serial < last_serial) return std::nullopt;
  return serial;
}

/// What was done after the draft's state, for a count in the words of a notice.
int StepsAfter(const Script& script, int64_t serial) {
  int steps = 0;
  for (const Change& change : script.changes) {
    if (!change.snapshot && change.serial > serial) steps += change.steps;
  }
  return steps;
}

std::string FileNameOf(const std::string& work_item) {
  std::string name;
  for (const char c : work_item) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    name += plain ? c : '-';
  }
  return name + kExtension;
}

/// False when the file cannot be moved.
bool SetAside(const fs::path& file) {
  std::error_code failed;
  for (int number = 1;; ++number) {
    const fs::path other = file.string() + ".aside-" + std::to_string(number);
    if (fs::exists(other, failed)) continue;
    fs::rename(file, other, failed);
    return !failed;
  }
}

std::vector<std::string> BeginningOf(const StepOpening& opening, const StepsFound& found,
                                     absl::Time now) {
  std::vector<std::string> lines = {
      OpeningLine(opening, now), StateLine(0, 0, opening.draft.operations, opening.draft.cursor)};
  for (const StepState& kept : found.snapshots) {
    lines.push_back(SnapshotLine(0, kept.operations, kept.cursor));
  }
  if (found.outcome == StepsFound::Outcome::kBack) {
    lines.push_back(StateLine(1, 0, found.state.operations, found.state.cursor, found.steps));
  }
  return lines;
}

}  // namespace

std::string OpeningLine(const StepOpening& opening, absl::Time now) {
  return JsonLine({{"kind", "photo"},
                   {"work_item", opening.work_item},
                   {"staff", opening.staff},
                   {"photo", opening.photo_sha256},
                   {"revision", opening.draft_revision},
                   {"time_us", absl::ToUnixMicros(now)}});
}

std::string StateLine(int64_t serial, size_t keep, const std::vector<Operation>& added,
                      size_t cursor, int steps) {
  Json json = StateJson("state", keep, added, cursor);
  json["serial"] = serial;
  json["steps"] = steps;
  return JsonLine(json);
}

std::string SnapshotLine(size_t keep, const std::vector<Operation>& added, size_t cursor) {
  return JsonLine(StateJson("snapshot", keep, added, cursor));
}

std::string SavedLine(int64_t revision, int64_t serial) {
  return JsonLine({{"kind", "saved"}, {"revision", revision}, {"serial", serial}});
}

StepsFound LaySteps(const std::vector<std::string>& lines, int damaged,
                    const StepOpening& opening) {
  StepsFound found;
  found.damaged = damaged;
  Script script;
  for (const std::string& line : lines) {
    if (!ReadLine(line, script).ok()) ++found.damaged;
  }
  const Places draft = PlacesOf(opening.draft);
  const bool ours = script.work_item == opening.work_item && script.staff == opening.staff &&
                    script.photo_sha256 == opening.photo_sha256;
  const auto serial =
      ours ? SerialOfDraft(script, found.damaged, opening, draft) : std::optional<int64_t>();
  if (!serial) {
    found.outcome = StepsFound::Outcome::kAside;
    found.steps = StepsAfter(script, script.saved.empty() ? 0 : script.saved.rbegin()->second);
    return found;
  }
  Places state;
  bool laid = false;
  for (const Change& change : script.changes) {
    // The draft has what damaged lines have lost.
    if (!laid && !change.snapshot && change.serial > *serial) {
      state = draft;
      laid = true;
    }
    const Places after = Applied(state, change);
    if (change.snapshot) {
      found.snapshots.push_back(StateOf(after));
    } else {
      state = after;
    }
  }
  constexpr size_t kMost = RetouchSession::kSnapshots;
  if (found.snapshots.size() > kMost) {
    found.snapshots.erase(found.snapshots.begin(),
                          found.snapshots.end() - static_cast<std::ptrdiff_t>(kMost));
  }
  found.steps = StepsAfter(script, *serial);
  found.outcome = found.steps > 0 ? StepsFound::Outcome::kBack : StepsFound::Outcome::kNone;
  found.state = found.steps > 0 ? StateOf(state) : opening.draft;
  return found;
}

std::unique_ptr<StepJournal> StepJournal::Open(const fs::path& folder, const StepOpening& opening,
                                               absl::Time now, const AcceptSteps& accept,
                                               StepsFound& found) {
  const fs::path file = folder / FileNameOf(opening.work_item);
  std::unique_ptr<StepJournal> journal(new StepJournal(file));
  found = {};
  const auto content = LineJournal::Read(file, kMostBytes);
  if (content.ok()) {
    found = LaySteps(content->lines, content->damaged, opening);
  } else if (!absl::IsNotFound(content.status())) {
    found.outcome = StepsFound::Outcome::kAside;
  }
  if (found.outcome == StepsFound::Outcome::kBack && !accept(found.state).ok()) {
    found.outcome = StepsFound::Outcome::kAside;
  }
  if (found.outcome == StepsFound::Outcome::kAside) {
    found.snapshots.clear();
    // Nothing is lost when everything in it had been stored.
    if (content.ok() && found.steps == 0 && found.damaged == 0) {
      found.outcome = StepsFound::Outcome::kNone;
    } else if (!SetAside(file)) {
      // Where nothing can be moved nothing can be written: that is said with the first step.
      found.outcome = StepsFound::Outcome::kNone;
    }
  }
  if (found.outcome == StepsFound::Outcome::kBack && found.damaged > 0) (void)SetAside(file);
  if (found.damaged > 0) {
    Log(LogLevel::kWarning, "desk",
        "lines of a step journal could not be read count=" + std::to_string(found.damaged));
  }
  journal->opening_ = BeginningOf(opening, found, now);
  // An error is said with the first change that it would cost.
  (void)journal->WriteWaiting();
  return journal;
}

Status StepJournal::WriteWaiting() {
  if (out_ == nullptr) {
    ZJ_RETURN_IF_ERROR(MakeFolder(file_.parent_path()));
    ZJ_ASSIGN_OR_RETURN(out_, LineJournal::Create(file_, opening_));
    opening_.clear();
  }
  if (waiting_.empty()) return absl::OkStatus();
  ZJ_RETURN_IF_ERROR(out_->Append(waiting_));
  waiting_.clear();
  return absl::OkStatus();
}

Status StepJournal::Append(const std::vector<std::string>& lines) {
  waiting_.insert(waiting_.end(), lines.begin(), lines.end());
  return WriteWaiting();
}

void StepJournal::Delete() {
  out_.reset();
  std::error_code ignored;  // what stays is swept when it is old
  fs::remove(file_, ignored);
}

void StepJournal::Sweep(const fs::path& folder, absl::Time now) {
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().filename().string().find(kExtension) == std::string::npos) continue;
    const auto written = entry.last_write_time(failed);
    if (failed) continue;
    const absl::Time then =
        absl::FromChrono(std::chrono::time_point_cast<std::chrono::system_clock::duration>(
            std::chrono::file_clock::to_sys(written)));
    if (now - then > kKeepSteps) fs::remove(entry.path(), failed);
  }
}

}  // namespace zhaojian::desk
