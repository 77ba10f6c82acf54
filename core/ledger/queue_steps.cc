// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/clock.h"
#include "core/ledger/command_steps.h"
#include "core/ledger/queue_turn.h"

namespace zhaojian {
namespace {

// One person holds at most 1 active and 4 reserved items of each of the 3 kinds of work; one more
// leaves room for a parked one. A heartbeat that names more would only keep the writer busy.
constexpr size_t kMaxRenewed = 16;

std::string Today(absl::Time now) { return absl::FormatTime("%Y-%m-%d", now, ServiceZone()); }

bool FiresOnOrder(WorkKind kind) { return kind == WorkKind::kReview || kind == WorkKind::kRetouch; }

// When the timer has to look at a leased or reserved item.
void SetLease(const Step& step, WorkItemRow& item, absl::Time until) {
  item.lease_expires = until;
  item.wakes = until + step.policy.clocks.For(item.kind).grace;
}

absl::Time LeaseEnd(const Step& step, const WorkItemRow& item) {
  const LeaseClocks& clocks = step.policy.clocks.For(item.kind);
  return std::min(step.now + clocks.ttl, item.held_since.value_or(step.now) + clocks.max_hold);
}

GuardFacts ClaimGuards(const OrderRow& order) {
  return order.hold ? GuardFacts{} : GuardFacts{"not_on_hold"};
}

// What one person may still take.
struct Room {
  bool active = false;
  int reserved = 0;
  int Total() const { return (active ? 1 : 0) + reserved; }
};

// Each kind has a room of its own, so that somebody with several roles can change screens.
StatusOr<Room> RoomFor(Step& step, const StaffMember& staff, const std::vector<WorkKind>& kinds) {
  ZJ_ASSIGN_OR_RETURN(const auto held, step.txn.HeldItems(staff.code));
  Room room{true, step.policy.clocks.max_reserved};
  for (const WorkItemRow& item : held) {
    if (std::find(kinds.begin(), kinds.end(), item.kind) == kinds.end()) continue;
    if (item.state == WorkState::kLeased) room.active = false;
    if (item.state == WorkState::kReserved) --room.reserved;
  }
  room.reserved = std::max(room.reserved, 0);
  return room;
}

std::vector<WorkKind> KindsFor(const StaffMember& staff, const ClaimCommand& command) {
  std::vector<WorkKind> wanted = command.kinds;
  if (wanted.empty()) wanted = {WorkKind::kReview, WorkKind::kRetouch, WorkKind::kQc};
  std::vector<WorkKind> kinds;
  for (const WorkKind kind : wanted) {
    if (MayWorkOn(staff, kind)) kinds.push_back(kind);
  }
  return kinds;
}

// The last word on one candidate; empty queue and refusals are told apart by the caller.
Status MayTake(Step& step, const StaffMember& staff, const WorkItemRow& item, const OrderRow& order,
               int granted_today) {
  ClaimFacts facts;
  facts.kind = item.kind;
  facts.required_skills.insert(item.skills.begin(), item.skills.end());
  facts.excluded.insert(item.excluded.begin(), item.excluded.end());
  facts.supervisor_only = item.supervisor_only || item.state == WorkState::kEscalated;
  facts.order_on_hold = order.hold;
  facts.granted_today = granted_today;
  if (item.kind == WorkKind::kQc) {
    // Nobody judges their own retouch.
    const auto version = step.txn.LastVersion(order.number);
    if (version.ok()) facts.excluded.insert(version->actor);
  }
  return CheckClaim(staff, facts);
}

// @param why what the trail says about the choice of this item.
Status Hand(Step& step, const StaffMember& staff, WorkItemRow& item, OrderRow& order, bool active,
            Json why) {
  // An escalated item goes straight to the person; the table knows no reservation for it.
  const bool lease = active || item.state == WorkState::kEscalated;
  item.holder = staff.code;
  item.held_since = step.now;
  ++item.fence;
  SetLease(step, item, LeaseEnd(step, item));
  why["holder"] = staff.code;
  ZJ_RETURN_IF_ERROR(step.Move(item, lease ? WorkEvent::kGrant : WorkEvent::kReserve, why));
  ZJ_RETURN_IF_ERROR(step.txn.CountGrant(staff.code, Today(step.now)));
  if (!lease || !FiresOnOrder(item.kind)) return absl::OkStatus();
  return step.Fire(order, OrderEvent::kClaim, ActorsOf(staff), ClaimGuards(order),
                   {{"item", item.id}, {"fence", item.fence}});
}

Status CannotClaim(const StaffMember& staff) {
  if (staff.paused) {
    return MakeError(StatusCode::kPermissionDenied, "STAFF_PAUSED",
                     "a supervisor has paused this person", "", {{"rule", "STAFF_PAUSED"}});
  }
  return MakeError(StatusCode::kPermissionDenied, "ROLE_MISSING",
                   "this person's roles do not cover this work", "", {{"rule", "ROLE_MISSING"}});
}

// Least hours of an item that may be claimed now; see CandidateQuery.
int LeastHours(const Step& step) {
  const WorkCalendar& calendar = step.policy.calendar;
  const bool closed =
      step.settings.enforce_office_hours && !calendar.IsOpen(step.now, /*makeup_days=*/false);
  if (!closed) return 0;
  return calendar.IsOpen(step.now, /*makeup_days=*/true) ? 1 : 2;
}

// When nothing can be had because the office is closed, say so; an empty queue is no error.
Status ExplainClosed(Step& step, const StaffMember& staff, const std::vector<WorkKind>& kinds) {
  QueueTurn whenever(step, staff, kinds, /*hours=*/0);
  ZJ_RETURN_IF_ERROR(whenever.Begin());
  ZJ_ASSIGN_OR_RETURN(const auto later, whenever.Next());
  if (!later) return absl::OkStatus();
  const absl::Time opens = step.policy.calendar.NextOpen(step.now, /*makeup_days=*/false);
  return MakeError(StatusCode::kFailedPrecondition, "OUTSIDE_BUSINESS_HOURS",
                   "work is handed out on working days, 9:00-17:00", "",
                   {{"since", FormatServiceTime(opens)}});
}

// Hands out what is next until `granted` has `wanted` or nothing is left for the person.
Status HandOut(Step& step, const StaffMember& staff, QueueTurn& turn, int hours, size_t wanted,
               Room& room, std::vector<WorkItemRow>& granted) {
  // Items that are refused although the queue offered them are rare (order on hold, own retouch);
  // a claim that meets more of them than this asks again.
  constexpr size_t kMostPassedOver = 16;
  ZJ_ASSIGN_OR_RETURN(int granted_today, step.txn.GrantedOn(staff.code, Today(step.now)));
  for (size_t passed = 0; granted.size() < wanted && passed <= kMostPassedOver;) {
    ZJ_ASSIGN_OR_RETURN(auto pick, turn.Next());
    if (!pick) break;
    ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(pick->item.order));
    const Status may = MayTake(step, staff, pick->item, order, granted_today);
    if (ReasonOf(may) == "DAILY_CAP") {
      if (granted.empty()) return may;
      break;
    }
    if (!may.ok()) {
      turn.PassOver(pick->item.id);
      ++passed;
      continue;
    }
    Json why = {{"rule", pick->rule}};
    if (hours > 0) why["hours"] = hours;
    ZJ_RETURN_IF_ERROR(Hand(step, staff, pick->item, order, room.active, why));
    ZJ_RETURN_IF_ERROR(turn.Taken(*pick));
    if (pick->item.state == WorkState::kLeased) room.active = false;
    ++granted_today;
    granted.push_back(std::move(pick->item));
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<std::vector<WorkItemRow>> DoClaim(Step& step, const ClaimCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  const std::vector<WorkKind> kinds = KindsFor(staff, command);
  if (kinds.empty() || staff.paused) return CannotClaim(staff);
  ZJ_ASSIGN_OR_RETURN(Room room, RoomFor(step, staff, kinds));
  if (room.Total() == 0) {
    return MakeError(StatusCode::kResourceExhausted, "RESERVATION_CAP",
                     "finish or release what you hold first", "",
                     {{"limit", std::to_string(step.policy.clocks.max_reserved + 1)}});
  }
  const auto wanted = static_cast<size_t>(std::clamp(command.max_items, 1, room.Total()));
  const int hours = LeastHours(step);
  QueueTurn turn(step, staff, kinds, hours);
  ZJ_RETURN_IF_ERROR(turn.Begin());
  std::vector<WorkItemRow> granted;
  ZJ_RETURN_IF_ERROR(HandOut(step, staff, turn, hours, wanted, room, granted));
  if (granted.empty() && hours > 0) ZJ_RETURN_IF_ERROR(ExplainClosed(step, staff, kinds));
  ZJ_RETURN_IF_ERROR(turn.Finish());
  return granted;
}

Status OpenReserved(Step& step, const StaffMember& staff, WorkItemRow& item, OrderRow& order) {
  item.held_since = step.now;
  SetLease(step, item, LeaseEnd(step, item));
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kGrant, {{"holder", staff.code}}));
  if (!FiresOnOrder(item.kind)) return absl::OkStatus();
  return step.Fire(order, OrderEvent::kClaim, ActorsOf(staff), ClaimGuards(order),
                   {{"item", item.id}, {"fence", item.fence}});
}

StatusOr<WorkItemRow> DoActivate(Step& step, const LeaseCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, HeldItem(step, command.item, command.fence));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  if (item.state != WorkState::kReserved) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "only a reserved item can be activated", "",
                     {{"state", Name(item.state)}, {"event", "grant"}});
  }
  ZJ_RETURN_IF_ERROR(OpenReserved(step, staff, item, order));
  return item;
}

StatusOr<std::vector<LeaseStatus>> DoRenew(Step& step, const std::vector<LeaseRef>& leases) {
  if (leases.size() > kMaxRenewed) {
    return MakeError(StatusCode::kInvalidArgument, "TOO_MANY_LEASES",
                     "one heartbeat renews at most " + std::to_string(kMaxRenewed) + " leases",
                     "leases");
  }
  std::vector<LeaseStatus> statuses;
  for (const LeaseRef& ref : leases) {
    LeaseStatus status;
    status.item = ref.item;
    auto item = step.txn.GetItem(ref.item);
    if (item.ok()) status.fence_now = item->fence;
    const bool own = item.ok() && item->fence == ref.fence && item->holder == step.meta.actor;
    if (own && item->state == WorkState::kCancelled) {
      status.outcome = item->cancel_reason == "ATTEMPT_WITHDRAWN"
                           ? RenewOutcome::kRevokedWithdrawn
                           : RenewOutcome::kRevokedSupervisor;
    } else if (own && (item->state == WorkState::kStaged || item->state == WorkState::kParked)) {
      status.outcome = RenewOutcome::kRenewed;
      status.expires = item->wakes.value_or(step.now);
    } else if (own && item->lease_expires && step.now < item->wakes.value_or(step.now)) {
      const LeaseClocks& clocks = step.policy.clocks.For(item->kind);
      const bool idle = item->state == WorkState::kLeased && ref.idle >= clocks.idle;
      const bool over = step.now - item->held_since.value_or(step.now) >= clocks.max_hold;
      status.outcome = over   ? RenewOutcome::kMaxHoldReached
                       : idle ? RenewOutcome::kIdle
                              : RenewOutcome::kRenewed;
      if (status.outcome == RenewOutcome::kRenewed) {
        SetLease(step, *item, LeaseEnd(step, *item));
        ZJ_RETURN_IF_ERROR(step.txn.UpdateItem(*item));
      }
      status.expires = *item->lease_expires;
    }
    statuses.push_back(status);
  }
  return statuses;
}

StatusOr<WorkItemRow> DoRelease(Step& step, const ReleaseCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, HeldItem(step, command.item, command.fence));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  const bool was_leased = item.state == WorkState::kLeased;
  ClearLease(item);
  // Whoever skips an item is not handed it again; a break or a closing console changes nothing.
  if (command.cause != ReleaseCause::kBreak && command.cause != ReleaseCause::kShutdown &&
      std::find(item.excluded.begin(), item.excluded.end(), staff.code) == item.excluded.end()) {
    item.excluded.push_back(staff.code);
  }
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kRelease, {{"cause", Name(command.cause)}}));
  if (was_leased && FiresOnOrder(item.kind)) {
    ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRelease, ActorsOf(staff), {},
                                 {{"item", item.id}, {"cause", Name(command.cause)}}));
  }
  return item;
}

StatusOr<WorkItemRow> DoPark(Step& step, const ParkCommand& command) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, ActiveItem(step, command.item, command.fence));
  if (item.kind != WorkKind::kRetouch) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "only a retouch can be parked", "",
                     {{"state", Name(item.state)}, {"event", "park"}});
  }
  // Until the end of the next working day at most (review queue reference §2b).
  const DueTimes next = step.policy.calendar.Due(step.now, DueKind::kRetouch, item.makeup_days);
  if (command.until <= step.now || command.until > next.promise) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_TIME",
                     "park until a time before " + FormatServiceTime(next.promise), "until");
  }
  item.lease_expires.reset();
  item.wakes = command.until;
  ZJ_RETURN_IF_ERROR(
      step.Move(item, WorkEvent::kPark, {{"until_us", absl::ToUnixMicros(command.until)}}));
  return item;
}

StatusOr<WorkItemRow> DoResume(Step& step, const LeaseCommand& command) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, HeldItem(step, command.item, command.fence));
  ++item.fence;
  item.held_since = step.now;
  SetLease(step, item, LeaseEnd(step, item));
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kResume, {}));
  return item;
}

StatusOr<int64_t> DoRecordView(Step& step, const RecordViewCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, step.txn.GetOrder(command.order));
  if (step.meta.actor != kStudentActor && step.meta.actor != kSystemActor) {
    ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
    ZJ_ASSIGN_OR_RETURN(const auto held, step.txn.HeldItems(staff.code));
    const bool holds = std::any_of(held.begin(), held.end(), [&](const WorkItemRow& item) {
      return item.order == order.number;
    });
    const bool may_ask = staff.roles.count(Role::kSupervisor) ||
                         staff.roles.count(Role::kAuditor) ||
                         staff.roles.count(Role::kCustomerService);
    if (!holds && !may_ask) {
      return MakeError(StatusCode::kPermissionDenied, "NOT_HOLDER",
                       "photos are shown to whoever holds the item", "", {{"rule", "NOT_HOLDER"}});
    }
    if (!holds && CountCharacters(command.purpose) == 0) {
      return MakeError(StatusCode::kPermissionDenied, "PURPOSE_REQUIRED",
                       "say what the photo is looked at for", "purpose",
                       {{"rule", "PURPOSE_REQUIRED"}});
    }
  }
  ZJ_RETURN_IF_ERROR(step.Audit(
      "photo.view", "orders/" + order.number, order.number, order.epoch, 0,
      {{"attempt", command.attempt}, {"variant", command.variant}, {"purpose", command.purpose}}));
  ZJ_ASSIGN_OR_RETURN(const StoredAudit head, step.txn.AuditHead());
  return head.sequence;
}

}  // namespace zhaojian
