// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/steps.h"

#include <algorithm>

#include "core/ledger/audit.h"

namespace zhaojian {
namespace {

std::string RoleText(const StaffMember& staff) {
  std::string text;
  for (const Role role : staff.roles) {
    if (!text.empty()) text += "+";
    text += Name(role);
  }
  return text;
}

Status LeaseLost(const WorkItemRow& item, int64_t fence) {
  return MakeError(StatusCode::kAborted, "LEASE_LOST",
                   "the lease on this item is over; take the next one", "",
                   {{"work_item", std::to_string(item.id)},
                    {"fence_given", std::to_string(fence)},
                    {"fence_now", std::to_string(item.fence)}});
}

// What every use of a lease asks, whatever the item's state.
StatusOr<WorkItemRow> OwnItem(Step& step, int64_t id, int64_t fence) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, step.txn.GetItem(id));
  if (item.state == WorkState::kCancelled) {
    ZJ_ASSIGN_OR_RETURN(const OrderRow order, step.txn.GetOrder(item.order));
    return MakeError(
        StatusCode::kAborted, item.cancel_reason, "the work is no longer wanted; take the next one",
        "", {{"order", OrderTail(item.order)}, {"epoch_now", std::to_string(order.epoch)}});
  }
  if (item.fence != fence || item.state == WorkState::kQueued ||
      item.state == WorkState::kEscalated) {
    return LeaseLost(item, fence);
  }
  if (item.holder != step.meta.actor) {
    return MakeError(StatusCode::kPermissionDenied, "NOT_HOLDER", "somebody else holds this item",
                     "", {{"rule", "NOT_HOLDER"}});
  }
  return item;
}

Status AlreadyDecided(const WorkItemRow& item) {
  return MakeError(StatusCode::kFailedPrecondition, "ALREADY_DECIDED",
                   "this item is decided already", "", {{"id", std::to_string(item.id)}});
}

}  // namespace

StatusOr<StaffMember> Step::Staff() {
  ZJ_ASSIGN_OR_RETURN(const auto staff, txn.FindStaff(meta.actor));
  if (!staff) {
    return MakeError(StatusCode::kUnauthenticated, "UNKNOWN_STAFF",
                     "'" + meta.actor + "' is no staff code here; add it with `zj staff add`");
  }
  actor_role_ = RoleText(*staff);
  return *staff;
}

StatusOr<std::set<Actor>> Step::Actors() {
  if (meta.actor == kStudentActor) return std::set<Actor>{Actor::kStudent};
  if (meta.actor == kSystemActor) return std::set<Actor>{Actor::kSystem};
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, Staff());
  return ActorsOf(staff);
}

Status Step::RequireRole(const std::set<Role>& roles) {
  if (meta.actor == kSystemActor) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, Staff());
  for (const Role role : roles) {
    if (staff.roles.count(role)) return absl::OkStatus();
  }
  return MakeError(StatusCode::kPermissionDenied, "ROLE_MISSING",
                   "this person's roles do not allow this", "", {{"rule", "ROLE_MISSING"}});
}

Status Step::Audit(const std::string& action, const std::string& resource, const std::string& order,
                   int64_t epoch, int64_t fence, const Json& detail) {
  if (!head_) {
    ZJ_ASSIGN_OR_RETURN(head_, txn.AuditHead());
  }
  AuditRow row;
  row.sequence = head_->sequence + 1;
  row.time = now;
  row.actor = meta.actor;
  row.role = actor_role_.empty() ? meta.actor : actor_role_;
  row.action = action;
  row.resource = resource;
  row.epoch = epoch;
  row.fence = fence;
  row.request_id = meta.request_id;
  row.detail = detail.is_null() ? Json::object() : detail;
  row.prev_hash = head_->hash;
  head_->sequence = row.sequence;
  head_->bytes = AuditRecordBytes(row);
  head_->hash = AuditHash(head_->bytes);
  return txn.AppendAudit(*head_, order, meta.actor, action);
}

Status Step::Fire(OrderRow& order, OrderEvent event, const std::set<Actor>& actors,
                  const GuardFacts& facts, const Json& detail) {
  ZJ_ASSIGN_OR_RETURN(const Transition row, policy.orders.Next(order.state, event, actors, facts));
  if (row.bumps_epoch) ++order.epoch;
  order.state = row.to;
  ZJ_RETURN_IF_ERROR(ArmTimer(order));
  ZJ_RETURN_IF_ERROR(Save(order));
  OrderEventRow trail;
  trail.order = order.number;
  trail.event = event;
  trail.from = row.from;
  trail.to = row.to;
  trail.epoch = order.epoch;
  trail.time = now;
  ZJ_RETURN_IF_ERROR(txn.AppendOrderEvent(trail));
  Json full = {{"from", Name(row.from)},
               {"to", Name(row.to)},
               {"payment", Name(order.payment)},
               {"attempt", order.attempt}};
  if (detail.is_object()) full.update(detail);
  LedgerNotice notice;
  notice.kind = LedgerNotice::Kind::kOrderChanged;
  notice.order = order.number;
  notices.push_back(notice);
  return Audit(std::string("order.") + Name(event), "orders/" + order.number, order.number,
               order.epoch, 0, full);
}

Status Step::Move(WorkItemRow& item, WorkEvent event, const Json& detail) {
  ZJ_ASSIGN_OR_RETURN(item.state, policy.work.Next(item.state, event));
  // What waits rings when its due time passes: the supervisor's alarm (I14).
  if (item.state == WorkState::kQueued && !item.overdue) item.wakes = item.due;
  item.updated = now;
  ++item.version;
  ZJ_RETURN_IF_ERROR(txn.UpdateItem(item));
  ZJ_RETURN_IF_ERROR(Audit(std::string("item.") + Name(event), "items/" + std::to_string(item.id),
                           item.order, item.epoch, item.fence, detail));
  return RaiseAlarm(item);
}

Status Step::Save(OrderRow& order) {
  order.updated = now;
  ++order.version;
  return txn.UpdateOrder(order);
}

Status Step::ArmTimer(OrderRow& order) {
  order.wakes.reset();
  switch (order.state) {
    case OrderState::kCreated:
    case OrderState::kAwaitingPayment:
    case OrderState::kAwaitingPhoto:
    case OrderState::kPrepared:
    case OrderState::kRecollectRequired: {
      ZJ_ASSIGN_OR_RETURN(const School school, txn.GetSchool(order.school));
      order.wakes = order.window_until ? order.window_until : school.closes;
      break;
    }
    case OrderState::kAwaitingConfirmation:
      order.wakes = order.confirm_by;
      break;
    case OrderState::kDelivered:
      order.wakes = order.delivered.value_or(now) + policy.order_clocks.dispute;
      break;
    case OrderState::kClosed:
      order.wakes = order.erase ? now : now + policy.order_clocks.retention_closed;
      break;
    case OrderState::kCancelled:
      order.wakes = order.erase ? now : now + policy.order_clocks.retention_cancelled;
      break;
    default:
      break;
  }
  return absl::OkStatus();
}

Status Step::RearmTimer(OrderRow& order) {
  if (order.state == OrderState::kAwaitingConfirmation) {
    ZJ_ASSIGN_OR_RETURN(const School school, txn.GetSchool(order.school));
    const absl::Time least =
        policy.calendar.AddOpenTime(now, policy.order_clocks.reprieve, school.makeup_days);
    order.confirm_by = std::max(order.confirm_by.value_or(least), least);
    order.wakes = order.confirm_by;
    return Save(order);
  }
  const bool waits = order.state == OrderState::kDelivered || order.state == OrderState::kClosed ||
                     order.state == OrderState::kCancelled;
  if (!waits || order.wakes) return absl::OkStatus();
  order.wakes = now;
  return Save(order);
}

StatusOr<bool> Step::HasOpenCase(const OrderRow& order) {
  CaseFilter filter;
  filter.order = order.number;
  filter.open_only = true;
  filter.limit = 1;
  ZJ_ASSIGN_OR_RETURN(const auto cases, txn.ListCases(filter));
  return !cases.empty();
}

Status Step::StartClock(OrderRow& order, DueKind kind, absl::Time from) {
  ZJ_ASSIGN_OR_RETURN(const School school, txn.GetSchool(order.school));
  const DueTimes due = policy.calendar.Due(from, kind, school.makeup_days);
  order.due = due.budget;
  order.promise = due.promise;
  order.provisional = due.provisional;
  order.calendar_version = policy.calendar.Version();
  order.clock_from = from;
  order.clock_retouch = kind == DueKind::kRetouch;
  return Save(order);
}

Status Step::StopClock(OrderRow& order) {
  order.due.reset();
  order.promise.reset();
  order.clock_from.reset();
  order.provisional = false;
  return Save(order);
}

Status Step::CancelOpenItems(const OrderRow& order, const std::string& reason,
                             RenewOutcome outcome) {
  ZJ_ASSIGN_OR_RETURN(auto items, txn.OpenItems(order.number));
  for (WorkItemRow& item : items) {
    if (!item.holder.empty()) {
      LedgerNotice notice;
      notice.kind = LedgerNotice::Kind::kLeaseRevoked;
      notice.order = order.number;
      notice.item = item.id;
      notice.holder = item.holder;
      notice.outcome = outcome;
      notices.push_back(notice);
    }
    if (item.state == WorkState::kStaged) {
      ZJ_ASSIGN_OR_RETURN(auto decision, txn.LastDecisionOf(item.id));
      if (decision && decision->state == DecisionState::kStaged) {
        decision->state = DecisionState::kDropped;
        ++decision->version;
        ZJ_RETURN_IF_ERROR(txn.UpdateDecision(*decision));
      }
    }
    item.cancel_reason = reason;
    item.wakes.reset();
    item.lease_expires.reset();
    ZJ_RETURN_IF_ERROR(Move(item, WorkEvent::kCancel, {{"why", reason}}));
  }
  return absl::OkStatus();
}

Status Step::Notify(const OrderRow& order, const std::string& kind, const Json& detail) {
  OutboxRow row;
  row.order = order.number;
  row.kind = kind;
  row.detail = detail.is_null() ? Json::object() : detail;
  row.created = now;
  ZJ_ASSIGN_OR_RETURN(const int64_t sequence, txn.AppendOutbox(row));
  return Audit("notice.queue", "notices/" + std::to_string(sequence), order.number, order.epoch, 0,
               {{"kind", kind}, {"order", order.number}});
}

void ClearLease(WorkItemRow& item) {
  item.holder.clear();
  item.lease_expires.reset();
  item.held_since.reset();
  item.wakes.reset();
}

StatusOr<WorkItemRow> ActiveItem(Step& step, int64_t id, int64_t fence) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, OwnItem(step, id, fence));
  if (item.state == WorkState::kStaged || item.state == WorkState::kDone) {
    return AlreadyDecided(item);
  }
  if (item.state != WorkState::kLeased) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "the item is not open in front of anybody; activate it first", "",
                     {{"state", Name(item.state)}, {"event", "use"}});
  }
  // A late but unclaimed lease is still good inside its grace; the timer may not have come yet.
  if (!item.lease_expires ||
      step.now >= *item.lease_expires + step.policy.clocks.For(item.kind).grace) {
    return LeaseLost(item, fence);
  }
  return item;
}

StatusOr<WorkItemRow> HeldItem(Step& step, int64_t id, int64_t fence) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, OwnItem(step, id, fence));
  if (item.state == WorkState::kDone) return AlreadyDecided(item);
  const bool leased = item.state == WorkState::kLeased || item.state == WorkState::kReserved;
  if (leased && (!item.lease_expires ||
                 step.now >= *item.lease_expires + step.policy.clocks.For(item.kind).grace)) {
    return LeaseLost(item, fence);
  }
  return item;
}

Status CheckEtag(const std::string& etag, int64_t version, const std::string& resource) {
  if (etag.empty() || etag == std::to_string(version)) return absl::OkStatus();
  return MakeError(StatusCode::kAborted, "ETAG_MISMATCH",
                   "it has changed since you looked; look again", "etag",
                   {{"resource", resource}, {"etag_now", std::to_string(version)}});
}

Status CheckWords(const std::string& words, const std::string& field) {
  if (CountCharacters(words) == 0) {
    return MakeError(StatusCode::kInvalidArgument, "COMMENT_REQUIRED", "some words are needed here",
                     field);
  }
  if (CountCharacters(words) > kMaxNote) {
    return MakeError(StatusCode::kInvalidArgument, "NOTE_TOO_LONG",
                     "at most " + std::to_string(kMaxNote) + " characters", field);
  }
  return absl::OkStatus();
}

Status CheckEpoch(const OrderRow& order, int64_t epoch) {
  if (order.epoch == epoch) return absl::OkStatus();
  return MakeError(
      StatusCode::kAborted, "ATTEMPT_WITHDRAWN", "the order has moved on; take the next item", "",
      {{"order", OrderTail(order.number)}, {"epoch_now", std::to_string(order.epoch)}});
}

StatusOr<std::vector<std::string>> DecidersOf(Transaction& transaction, const std::string& order,
                                              int attempt) {
  DecisionFilter filter;
  filter.order = order;
  filter.state = DecisionState::kEffective;
  filter.limit = 1000;
  ZJ_ASSIGN_OR_RETURN(const auto decisions, transaction.ListDecisions(filter));
  std::vector<std::string> deciders;
  for (const DecisionRow& decision : decisions) {
    const bool known =
        std::find(deciders.begin(), deciders.end(), decision.actor) != deciders.end();
    const bool judged = decision.verdict != DecisionVerdict::kEscalate;
    if (decision.attempt == attempt && judged && !known) deciders.push_back(decision.actor);
  }
  return deciders;
}

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<ReasonRef> HeaviestFirst(const ReasonCatalogue& catalogue,
                                     std::vector<ReasonRef> reasons) {
  const auto weight = [&](const ReasonRef& ref) {
    const Reason* reason = catalogue.Find(ref.code);
    return reason == nullptr ? 0 : static_cast<int>(reason->severity);
  };
  std::stable_sort(reasons.begin(), reasons.end(),
                   [&](const ReasonRef& a, const ReasonRef& b) { return weight(a) > weight(b); });
  return reasons;
}

}  // namespace zhaojian
