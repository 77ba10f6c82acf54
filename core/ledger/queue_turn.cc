// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/queue_turn.h"

#include <algorithm>

namespace zhaojian {
namespace {

// How often a claim notes that its person is there: presence is counted in half hours.
constexpr absl::Duration kSeenStep = absl::Minutes(1);

bool IsPresent(const Step& step, const StaffTurnRow& row) {
  return step.policy.calendar.OpenTime(row.seen, step.now, false) <= step.policy.queue.present;
}

}  // namespace

absl::Duration ServiceOf(const QueuePolicy& policy, const QueueStateRow& state) {
  return state.samples > 0 ? state.service : policy.ServiceOf(state.kind);
}

QueueTurn::QueueTurn(Step& step, const StaffMember& staff, std::vector<WorkKind> kinds, int hours)
    : step_(step), staff_(staff), kinds_(std::move(kinds)), hours_(hours) {}

CandidateQuery QueueTurn::QueryFor(WorkKind kind) const {
  CandidateQuery query;
  query.kind = kind;
  query.staff = staff_.code;
  query.skills = staff_.skills;
  query.supervisor = staff_.roles.count(Role::kSupervisor) > 0;
  query.hours = hours_;
  query.now = step_.now;
  query.skipped = skipped_;
  return query;
}

Status QueueTurn::Begin() {
  for (const WorkKind kind : kinds_) {
    Queue& queue = queues_[kind];
    ZJ_ASSIGN_OR_RETURN(queue.state, step_.txn.GetQueueState(kind));
    ZJ_ASSIGN_OR_RETURN(queue.staff, step_.txn.GetStaffTurn(kind, staff_.code));
    if (step_.now - queue.staff.seen >= kSeenStep) {
      queue.staff.seen = step_.now;
      ZJ_RETURN_IF_ERROR(step_.txn.PutStaffTurn(kind, queue.staff));
    }
    const bool due =
        !queue.state.tested || step_.now - *queue.state.tested >= step_.policy.queue.test_every;
    if (due) ZJ_RETURN_IF_ERROR(Test(queue));
  }
  return absl::OkStatus();
}

Status QueueTurn::Test(Queue& queue) {
  const QueuePolicy& policy = step_.policy.queue;
  ZJ_ASSIGN_OR_RETURN(const auto people, step_.txn.StaffTurns(queue.state.kind));
  ZJ_ASSIGN_OR_RETURN(auto slots, step_.txn.CountSlots(queue.state.kind));
  int64_t queued = 0;
  for (const SlotCount& slot : slots) queued += slot.count;
  const auto present = std::count_if(
      people.begin(), people.end(), [&](const StaffTurnRow& row) { return IsPresent(step_, row); });
  queue.state.present = static_cast<int>(present);
  const Demand demand = TestDemand(policy, step_.policy.calendar, std::move(slots), step_.now,
                                   queue.state.present, zhaojian::ServiceOf(policy, queue.state));
  queue.state.tested = step_.now;
  queue.state.needed = demand.needed;
  queue.state.breach = demand.breach;
  queue.changed = true;
  const absl::Duration stayed =
      queue.state.since ? step_.policy.calendar.OpenTime(*queue.state.since, step_.now, false)
                        : absl::InfiniteDuration();
  const QueueMode mode = NextMode(policy, queue.state.mode, demand, queue.state.present, stayed);
  return mode == queue.state.mode ? absl::OkStatus() : Switch(queue, mode, queued);
}

Status QueueTurn::Switch(Queue& queue, QueueMode mode, int64_t queued) {
  Json detail = {
      {"from", Name(queue.state.mode)},
      {"to", Name(mode)},
      {"queued", queued},
      {"present", queue.state.present},
      {"needed", queue.state.needed},
      {"service_s", absl::ToDoubleSeconds(zhaojian::ServiceOf(step_.policy.queue, queue.state))}};
  if (queue.state.breach) detail["breach_us"] = absl::ToUnixMicros(*queue.state.breach);
  queue.state.mode = mode;
  queue.state.since = step_.now;
  LedgerNotice notice;
  notice.kind = LedgerNotice::Kind::kQueueChanged;
  step_.notices.push_back(notice);
  return step_.Audit("queue.switch", std::string("queues/") + Name(queue.state.kind), "", 0, 0,
                     detail);
}

StatusOr<ClassHeads> QueueTurn::HeadsOf(const CandidateQuery& query, const Queue& queue) {
  ClassHeads heads;
  const absl::Time reachable = step_.now + zhaojian::ServiceOf(step_.policy.queue, queue.state);
  for (size_t i = 0; i < kWorkClasses.size(); ++i) {
    ClassHead& head = heads.at(i);
    ZJ_ASSIGN_OR_RETURN(head.first,
                        step_.txn.FirstSlot(query, kWorkClasses.at(i), absl::InfinitePast()));
    if (!head.first || queue.state.mode == QueueMode::kDeadline) continue;
    if (*head.first >= reachable) {
      head.in_time = head.first;
      continue;
    }
    ZJ_ASSIGN_OR_RETURN(head.in_time, step_.txn.FirstSlot(query, kWorkClasses.at(i), reachable));
  }
  return heads;
}

Status QueueTurn::PickFrom(const CandidateQuery& query, const Queue& queue, const WorkGroup& group,
                           QueuePick& pick, bool& found) {
  ZJ_ASSIGN_OR_RETURN(pick.schools, step_.txn.SchoolsIn(query, group));
  found = false;
  if (pick.schools.empty()) return absl::OkStatus();
  pick.round = queue.state.round;
  const size_t school =
      NextSchool(pick.schools, zhaojian::ServiceOf(step_.policy.queue, queue.state), pick.round);
  ZJ_ASSIGN_OR_RETURN(auto item, step_.txn.FirstIn(query, group, pick.schools[school].school));
  found = item.has_value();
  if (item) pick.item = *std::move(item);
  return absl::OkStatus();
}

StatusOr<std::optional<QueuePick>> QueueTurn::NextOf(WorkKind kind, Queue& queue) {
  const CandidateQuery query = QueryFor(kind);
  QueuePick pick;
  if (query.supervisor) {
    ZJ_ASSIGN_OR_RETURN(auto escalated, step_.txn.FirstEscalated(query));
    if (escalated) {
      pick.item = *std::move(escalated);
      pick.rule = "ESCALATED";
      pick.passes = queue.staff.passed;
      return std::optional<QueuePick>(std::move(pick));
    }
  }
  ZJ_ASSIGN_OR_RETURN(const ClassHeads heads, HeadsOf(query, queue));
  const auto earliest = EarliestGroup(heads);
  const bool oldest = queue.staff.passed + 1 >= step_.policy.queue.oldest_every;
  std::optional<WorkItemRow> sticky;
  if (!oldest) {
    ZJ_ASSIGN_OR_RETURN(sticky, step_.txn.FirstSticky(query));
  }
  if (sticky) {
    pick.rule = "STICKY";
    pick.passes = earliest && earliest->slot < sticky->slot ? queue.staff.passed + 1 : 0;
    pick.item = *std::move(sticky);
    return std::optional<QueuePick>(std::move(pick));
  }
  const auto group = oldest ? earliest : NextGroup(queue.state.mode, heads);
  if (!group) return std::optional<QueuePick>();
  bool found = false;
  ZJ_RETURN_IF_ERROR(PickFrom(query, queue, *group, pick, found));
  if (!found) return std::optional<QueuePick>();
  pick.rule = oldest ? "OLDEST" : Name(queue.state.mode);
  pick.passes = earliest->slot < group->slot ? queue.staff.passed + 1 : 0;
  return std::optional<QueuePick>(std::move(pick));
}

StatusOr<std::optional<QueuePick>> QueueTurn::Next() {
  std::optional<QueuePick> best;
  for (auto& [kind, queue] : queues_) {
    ZJ_ASSIGN_OR_RETURN(auto pick, NextOf(kind, queue));
    if (!pick) continue;
    const auto rank = [](const QueuePick& of) {
      return std::make_pair(of.item.state != WorkState::kEscalated, of.item.due);
    };
    if (!best || rank(*pick) < rank(*best)) best = std::move(pick);
  }
  return best;
}

Status QueueTurn::Taken(const QueuePick& pick) {
  Queue& queue = queues_[pick.item.kind];
  for (const SchoolTurn& school : pick.schools) {
    if (school.changed) ZJ_RETURN_IF_ERROR(step_.txn.PutSchoolTurn(pick.item.kind, school));
  }
  if (!pick.schools.empty()) {
    queue.changed = queue.changed || queue.state.round != pick.round;
    queue.state.round = pick.round;
  }
  if (pick.passes == queue.staff.passed) return absl::OkStatus();
  queue.staff.passed = pick.passes;
  return step_.txn.PutStaffTurn(pick.item.kind, queue.staff);
}

Status QueueTurn::Finish() {
  for (const auto& [kind, queue] : queues_) {
    if (queue.changed) ZJ_RETURN_IF_ERROR(step_.txn.PutQueueState(queue.state));
  }
  return absl::OkStatus();
}

Status RecordPace(Step& step, const WorkItemRow& item) {
  const absl::Duration took = std::min(step.now - item.held_since.value_or(step.now),
                                       step.policy.clocks.For(item.kind).max_hold);
  // A console that was cut off opens and decides an item in one moment; that says nothing.
  if (took <= absl::ZeroDuration()) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(QueueStateRow state, step.txn.GetQueueState(item.kind));
  state.service = MoveQueuePace(step.policy.queue, item.kind, state.service, took, state.samples);
  ZJ_RETURN_IF_ERROR(step.txn.PutQueueState(state));
  ZJ_ASSIGN_OR_RETURN(SchoolTurnRow school, step.txn.GetSchoolTurn(item.kind, item.school));
  school.turn.cost =
      MovePace(school.turn.cost, took, step.policy.queue.school_pace_items, school.samples);
  return step.txn.PutSchoolPace(item.kind, school);
}

}  // namespace zhaojian
