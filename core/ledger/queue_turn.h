// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/ledger/steps.h"

namespace zhaojian {

/// What the queue would hand out next.
struct QueuePick {
  WorkItemRow item;
  /// ESCALATED, OLDEST, STICKY, DEADLINE or CLASS: why it is this one; stands in the trail.
  const char* rule = "DEADLINE";
  /// How often in a row the person was then given something else than what was due first.
  int passes = 0;
  /// The round over the schools, moved on; empty when schools took no turns.
  std::vector<SchoolTurn> schools;
  int64_t round = 0;
};

/// One person's claim on the queues, inside one transaction. The rules are pure (queue_order.h);
/// this looks up what they need to know, and keeps what they must remember.
class QueueTurn {
 public:
  /// @param hours least hours an item must have (CandidateQuery).
  QueueTurn(Step& step, const StaffMember& staff, std::vector<WorkKind> kinds, int hours);

  /// Notes that the person is there, and tests the demand when it is time to; a queue whose order
  /// is switched is audited and announced.
  Status Begin();
  /// The next item of all kinds; empty when there is none for this person.
  StatusOr<std::optional<QueuePick>> Next();
  /// The item was handed out.
  Status Taken(const QueuePick& pick);
  /// The item was refused to the person; it is not offered again in this claim.
  void PassOver(int64_t item) { skipped_.insert(item); }
  /// Writes what is to be remembered.
  Status Finish();

 private:
  struct Queue {
    QueueStateRow state;
    StaffTurnRow staff;
    bool changed = false;
  };
  CandidateQuery QueryFor(WorkKind kind) const;
  StatusOr<ClassHeads> HeadsOf(const CandidateQuery& query, const Queue& queue);
  StatusOr<std::optional<QueuePick>> NextOf(WorkKind kind, Queue& queue);
  Status PickFrom(const CandidateQuery& query, const Queue& queue, const WorkGroup& group,
                  QueuePick& pick, bool& found);
  Status Test(Queue& queue);
  Status Switch(Queue& queue, QueueMode mode, int64_t queued);

  Step& step_;
  const StaffMember& staff_;
  const std::vector<WorkKind> kinds_;
  const int hours_;
  std::map<WorkKind, Queue> queues_;
  std::set<int64_t> skipped_;
};

/// What one item of the queue takes: measured, or assumed before anything was measured.
absl::Duration ServiceOf(const QueuePolicy& policy, const QueueStateRow& state);

/// Somebody has finished with an item: how long it took counts for its queue and its school.
Status RecordPace(Step& step, const WorkItemRow& item);

}  // namespace zhaojian
