// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/line_journal.h"
#include "core/base/status.h"
#include "core/rpc/messages.h"

namespace zhaojian::rpc {

/// One decision that the service has not answered for yet.
struct JournalEntry {
  DecisionRequest decision;
  /// Staff code that decided; only that person's connection may replay it.
  std::string staff;
  absl::Time time;
};

/// The reviewer's decisions on their own disk, so that neither a crash nor a cut loses a key press.
/// A LineJournal of JSON: a decision, or the acknowledgement of one. A torn last line (crash while
/// writing) was never acknowledged to the key and is dropped; damage elsewhere keeps a copy of the
/// file as journal.damaged-N and every readable line. Thread safety: thread-safe.
class DecisionJournal {
 public:
  /// Opens, replays and compacts. Two programs must not share a file; pass a path inside a folder
  /// that the caller has locked. Errors: kUnavailable FILE_UNWRITABLE.
  static StatusOr<std::unique_ptr<DecisionJournal>> Open(const std::filesystem::path& file);

  /// Makes a decision durable; when this returns OK it survives a crash. The same request_id twice
  /// is kept once. Errors: kInvalidArgument REQUEST_ID_REQUIRED; kUnavailable FILE_UNWRITABLE.
  Status Append(const JournalEntry& entry);

  /// Forgets an entry after a final answer of the service. An unknown id is OK.
  Status Acknowledge(const std::string& request_id);

  /// What is still unanswered, oldest first.
  std::vector<JournalEntry> Pending() const;

  /// Lines that could not be read when the file was opened, without a torn last line.
  int DamagedLines() const { return damaged_; }

 private:
  explicit DecisionJournal(std::filesystem::path file) : file_(std::move(file)) {}
  Status Load();
  Status KeepDamaged() const;
  Status Compact();
  Status Write(const Json& json);

  const std::filesystem::path file_;
  mutable std::mutex mutex_;
  /// Open once something was written.
  std::unique_ptr<LineJournal> out_;
  std::vector<JournalEntry> pending_;
  /// Acknowledged entries still in the file.
  int settled_ = 0;
  int damaged_ = 0;
  /// The file is there and ends with a whole line; else it is rewritten before the next append.
  bool whole_ = false;
};

/// True when the service's answer settles a decision for good: it was taken, or refused by a rule.
/// Unreachable, late, cancelled, unauthenticated or an internal fault leave it pending.
bool IsFinalAnswer(const Status& status);

/// What replaying told about one decision.
struct ReplayOutcome {
  JournalEntry entry;
  /// OK, or the rule that refused it (LEASE_LOST, ...): shown to the reviewer, never dropped
  /// silently.
  Status status;
  /// Filled when the status is OK.
  Decision decision;
};

/// Sends what is pending for `staff` in order and acknowledges final answers. Stops at the first
/// answer that is not final; what was settled until then is returned.
std::vector<ReplayOutcome> ReplayJournal(
    DecisionJournal& journal, const std::string& staff,
    const std::function<StatusOr<Decision>(const DecisionRequest&)>& submit);

}  // namespace zhaojian::rpc
