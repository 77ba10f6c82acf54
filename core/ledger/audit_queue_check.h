// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/queue_order.h"
#include "core/domain/work_item.h"
#include "core/ledger/rows.h"

namespace zhaojian {

/// What a trail tells about the queue: nobody sees a test photo twice and it moves no order (I11,
/// X14), what waits past its due time is in the alarm list (I14), nothing is passed over for ever
/// (I15). audit_check.cc feeds it with each event in order.
class QueueWatch {
 public:
  /// @param policy its `oldest_every` bounds how often an item may be passed over.
  explicit QueueWatch(const QueuePolicy& policy) : policy_(policy) {}

  /// A broken rule: its name and what is wrong.
  using Broken = std::pair<const char*, std::string>;

  /// Every event, before the calls below.
  void Take(const AuditRow& row);
  /// An item is queued for the first time.
  void Enqueue(const AuditRow& row, int64_t id, WorkKind kind);
  /// A step of an item's own machine.
  void Move(const AuditRow& row, int64_t id, WorkEvent event, WorkState from, WorkState to);
  /// An item that stands for no order, only for a test of its reviewer.
  bool IsGolden(int64_t id) const;
  /// Takes what was found broken since the last call.
  std::vector<Broken> TakeBroken();

 private:
  struct Waiting {
    WorkKind kind = WorkKind::kReview;
    std::string order;
    absl::Time slot;
    absl::Time due;
    int64_t hours = 0;
    bool supervisor_only = false;
    std::set<std::string> excluded;
    std::set<std::string> skills;
    std::string sticky;
    absl::Time sticky_until;
    bool alarmed = false;
    bool queued = false;
    std::string golden;
    std::string work_class;
  };
  void Enter(int64_t id, Waiting& item);
  void Leave(int64_t id, Waiting& item);
  void CheckAlarms(const AuditRow& row);
  void CheckOrders(const AuditRow& row);
  // An appeal was opened: whatever of the order waits must follow it within the same command.
  void CheckAppeal(const AuditRow& row);
  void CheckTurn(const AuditRow& row, const Waiting& granted);
  bool MayTake(const AuditRow& row, const Waiting& item) const;

  const QueuePolicy& policy_;
  std::map<int64_t, Waiting> items_;
  std::map<WorkKind, std::set<std::pair<absl::Time, int64_t>>> queued_;
  // Queued items without an alarm, by due time; those the timers have passed, by their last moment.
  std::set<std::pair<absl::Time, int64_t>> silent_;
  std::map<int64_t, absl::Time> late_;
  std::map<std::string, std::set<std::string>> skills_;
  std::map<std::pair<std::string, WorkKind>, int> passes_;
  // Orders on hold: their items are offered to nobody.
  std::set<std::string> held_;
  std::set<std::pair<std::string, std::string>> exposed_;
  // Order of the appeal that the event before this one opened.
  std::string appeal_order_;
  std::set<std::string> golden_orders_;
  std::set<int64_t> golden_decisions_;
  std::vector<Broken> broken_;
};

}  // namespace zhaojian
