// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/desk/background.h"
#include "app/desk/link.h"
#include "app/desk/review_item.h"

namespace zhaojian::desk {

/// A decision of this person and what became of it; a row of the strip.
struct SentDecision {
  enum class State {
    kWaiting,    ///< Safe on this disk, not sent yet (no line).
    kSending,    ///< On its way.
    kStaged,     ///< Taken; can be undone until `effective`.
    kEffective,  ///< The window has closed.
    kUndone,     ///< Taken back.
    kRefused,    ///< The service refused it by a rule; `error` says which.
  };
  Decision decision;
  State state = State::kWaiting;
  std::string id;
  absl::Time effective;
  absl::Duration window = absl::Seconds(10);
  Status error;
  /// Sent at least once, so the service may know it.
  bool attempted = false;
  bool undo_wanted = false;
  /// The undo is on its way; sent again under the same id until it has a final answer.
  bool undo_in_flight = false;
  std::string undo_request;
  /// For the thumbnail and for undo; null for decisions of an earlier run.
  std::shared_ptr<ReviewItem> item;
};

/// Takes decisions: disk first, then the service in the order of the keys, again after a cut, with
/// undo. Frame thread only; only the journal's write is waited for.
class DecisionSender {
 public:
  using Row = std::shared_ptr<SentDecision>;
  /// @param on_refused a decision did not take effect (LEASE_LOST, ATTEMPT_WITHDRAWN, a rule).
  /// @param on_returned the undo was accepted (OK) or refused; the row's item may be judged again
  /// if OK.
  DecisionSender(const Wiring& wiring, Link* link, std::function<void(const Row&)> on_refused,
                 std::function<void(const Row&, const Status&)> on_returned);

  /// Sends again what earlier runs left in the journal.
  void Replay();
  /// Makes the decision durable, then sends it. Errors: kUnavailable when the disk refuses; then
  /// nothing was decided.
  Status Take(Decision decision, std::shared_ptr<ReviewItem> item, absl::Duration window);
  /// Retries and closes windows.
  void Tick();
  /// The newest decision that can be taken back, or nullptr.
  Row Undoable() const;
  /// Begins to take a row back; on_returned tells the end. At once when it never left this machine.
  void Undo(const Row& row);
  /// Newest first, at most ten with decisions of this run.
  const std::deque<Row>& rows() const { return rows_; }
  /// Decisions that the service has not answered for.
  int unanswered() const { return static_cast<int>(outbox_.size()); }
  /// True while a decision on this work item waits for its answer.
  bool Awaits(const std::string& work_item) const;
  /// Rows that can still be taken back.
  int undoable_count() const;

 private:
  void SendFirst();
  void TakeReceipt(const Row& row, StatusOr<DecisionReceipt>& receipt);
  void SendUndo(const Row& row);
  void TakeUndone(const Row& row, const Status& status);
  Wiring wiring_;
  Link* link_;
  std::function<void(const Row&)> on_refused_;
  std::function<void(const Row&, const Status&)> on_returned_;
  std::deque<Row> rows_;
  std::deque<Row> outbox_;
  /// Undos without a final answer, also of rows that have left the strip.
  std::deque<Row> undos_;
  bool in_flight_ = false;
  Background background_;
};

}  // namespace zhaojian::desk
