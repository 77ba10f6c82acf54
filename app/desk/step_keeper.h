// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/desk/background.h"
#include "app/desk/retouch_session.h"
#include "app/desk/step_journal.h"

namespace zhaojian::desk {

/// Puts every step of the photo in hand onto this machine's disk as it is made, so that a crash
/// takes at most the one that was in motion, and hands back what a crash left. Frame thread only
/// and never blocks: files are written by `Wiring::disk`, in order.
class StepKeeper {
 public:
  /// @param folder private folder of this person; empty, or no `wiring.disk`: nothing is kept.
  StepKeeper(const Wiring& wiring, std::filesystem::path folder);

  /// False when nothing is kept here.
  bool active() const { return disk_ != nullptr; }

  /// Begins with a photo. @param accept runs on the worker. @param then gets what was found.
  void Open(const StepOpening& opening, const AcceptSteps& accept,
            std::function<void(StepsFound&)> then);
  /// The session of the opened photo begins. @param back with what was found laid over the draft.
  void Begin(const RetouchSession& session, bool back);

  /// Writes what has changed since the last call.
  void Note(const RetouchSession& session);
  /// Names the state last noted, for Saved().
  int64_t serial() const { return serial_; }
  /// The service has stored the state of this serial as this revision.
  void Saved(int64_t revision, int64_t serial);
  /// Serial of the newest state that is safe on the disk.
  int64_t safe() const { return safe_; }
  /// Why the last write failed; OK when it did not.
  const Status& error() const { return error_; }

  /// The photo left the hand. @param settled nothing in the file is needed any more; else it stays
  /// for whoever opens the photo here again.
  void Close(bool settled);
  /// Closes; the file stays until what is returned is called, from any thread. The executors must
  /// outlive the call.
  std::function<void()> Leave();

 private:
  void Write(std::vector<std::string> lines);
  Executor* disk_;
  const Clock* clock_;
  std::filesystem::path folder_;
  /// The journal of the photo in hand; filled and used on the worker.
  struct Slot {
    std::unique_ptr<StepJournal> journal;
  };
  std::shared_ptr<Slot> slot_;
  /// What the file says.
  StepState written_;
  size_t snapshots_ = 0;
  uint64_t revision_ = 0;
  int64_t serial_ = 0, safe_ = 0;
  Status error_;
  /// Replaced when the photo leaves, so that late answers about it are dropped.
  std::unique_ptr<Background> background_;
  MainQueue* main_;
};

}  // namespace zhaojian::desk
