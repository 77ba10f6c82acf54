// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

constexpr char kHeld[] = "ORDER_ON_HOLD";

Status IllegalEvent(const OrderRow& order, const char* event) {
  return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                   std::string("an order that is ") + Name(order.state) + " cannot be changed so",
                   "", {{"state", Name(order.state)}, {"event", event}});
}

bool IsOver(OrderState state) {
  return state == OrderState::kDelivered || state == OrderState::kClosed ||
         state == OrderState::kCancelled || state == OrderState::kPurged;
}

// Who may, what for, which order, and is it the one that was looked at?
StatusOr<OrderRow> OrderFor(Step& step, const StaffOrderCommand& command,
                            const std::set<Role>& roles) {
  ZJ_RETURN_IF_ERROR(step.RequireRole(roles));
  ZJ_RETURN_IF_ERROR(CheckWords(command.justification, "justification"));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_RETURN_IF_ERROR(CheckEtag(command.etag, order.version, "order"));
  return order;
}

// The actor of the table that a local operator is for a supervisor's event.
std::set<Actor> SupervisorOf(const Step& step, std::set<Actor> actors) {
  if (step.meta.actor == kSystemActor) actors.insert(Actor::kSupervisor);
  return actors;
}

bool Fits(WorkKind kind, OrderState state) {
  switch (state) {
    case OrderState::kReviewPending:
      return kind == WorkKind::kReview;
    case OrderState::kRetouchPending:
      return kind == WorkKind::kRetouch;
    case OrderState::kQcPending:
      return kind == WorkKind::kQc;
    default:
      return false;
  }
}

// The work that the hold took away comes back with everything it carried.
Status EnqueueAgain(Step& step, const OrderRow& order) {
  ZJ_ASSIGN_OR_RETURN(const auto open, step.txn.OpenItems(order.number));
  if (!open.empty()) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const auto items, step.txn.ItemsOf(order.number));
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    if (item->cancel_reason != kHeld || item->attempt != order.attempt) continue;
    if (!Fits(item->kind, order.state)) continue;
    NewWork work;
    work.kind = item->kind;
    work.supervisor_only = item->supervisor_only;
    work.excluded = item->excluded;
    work.note = item->note;
    work.reasons = item->reasons;
    work.work_class = item->work_class;
    return step.Enqueue(order, work);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<OrderRow> DoHoldOrder(Step& step, const StaffOrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(OrderRow order, OrderFor(step, command, {Role::kSupervisor}));
  if (order.hold) {
    return MakeError(StatusCode::kFailedPrecondition, kHeld, "the order is on hold already");
  }
  if (IsOver(order.state)) return IllegalEvent(order, "hold");
  if (order.state == OrderState::kInReview || order.state == OrderState::kInRetouch) {
    ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRelease, {Actor::kSupervisor}, {}, {}));
  }
  order.hold = true;
  ++order.epoch;
  ZJ_RETURN_IF_ERROR(step.CancelOpenItems(order, kHeld, RenewOutcome::kRevokedSupervisor));
  ZJ_RETURN_IF_ERROR(step.Save(order));
  ZJ_RETURN_IF_ERROR(step.Audit("order.hold", "orders/" + order.number, order.number, order.epoch,
                                0, {{"justification", command.justification}}));
  return order;
}

StatusOr<OrderRow> DoReleaseHold(Step& step, const StaffOrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(OrderRow order, OrderFor(step, command, {Role::kSupervisor}));
  if (!order.hold) {
    return MakeError(StatusCode::kFailedPrecondition, "NOT_ON_HOLD", "the order is not on hold");
  }
  order.hold = false;
  ZJ_RETURN_IF_ERROR(step.Save(order));
  ZJ_RETURN_IF_ERROR(step.Audit("order.unhold", "orders/" + order.number, order.number, order.epoch,
                                0, {{"justification", command.justification}}));
  ZJ_RETURN_IF_ERROR(EnqueueAgain(step, order));
  ZJ_RETURN_IF_ERROR(step.RearmTimer(order));
  return order;
}

StatusOr<OrderRow> DoRecallOrder(Step& step, const StaffOrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(OrderRow order, OrderFor(step, command, {Role::kSupervisor}));
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  order.confirmed_sha256.clear();
  order.output_sha256.clear();
  order.delivery_failures = 0;
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRecall, SupervisorOf(step, actors), {},
                               {{"justification", command.justification}}));
  ZJ_RETURN_IF_ERROR(step.StartClock(order, DueKind::kRetouch, step.now));
  NewWork work;
  work.kind = WorkKind::kRetouch;
  work.note = command.justification;
  ZJ_RETURN_IF_ERROR(step.Enqueue(order, work));
  ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.recalled", {}));
  return order;
}

StatusOr<OrderRow> DoRetryDelivery(Step& step, const StaffOrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(OrderRow order,
                      OrderFor(step, command, {Role::kSupervisor, Role::kCustomerService}));
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  order.delivery_failures = 0;
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRetryDelivery, actors, {},
                               {{"justification", command.justification}}));
  return order;
}

StatusOr<OrderRow> DoFailDelivery(Step& step, const DeliveryFailedCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kSupervisor, Role::kAdministrator}));
  ZJ_RETURN_IF_ERROR(CheckWords(command.why, "why"));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_RETURN_IF_ERROR(
      step.policy.orders
          .Next(order.state, OrderEvent::kDeliverFailed, {Actor::kSystem}, {"retries_exhausted"})
          .status());
  ++order.delivery_failures;
  const Json detail = {{"why", command.why}, {"failures", order.delivery_failures}};
  if (order.delivery_failures >= step.policy.order_clocks.delivery_tries) {
    ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kDeliverFailed, {Actor::kSystem},
                                 {"retries_exhausted"}, detail));
    return order;
  }
  ZJ_RETURN_IF_ERROR(step.Save(order));
  ZJ_RETURN_IF_ERROR(step.Audit("order.delivery_try_failed", "orders/" + order.number, order.number,
                                order.epoch, 0, detail));
  return order;
}

StatusOr<OrderRow> DoRejectByReceiver(Step& step, const ReceiverRejectionCommand& command) {
  ZJ_RETURN_IF_ERROR(
      step.RequireRole({Role::kSupervisor, Role::kCustomerService, Role::kAdministrator}));
  for (const ReasonRef& reason : command.reasons) {
    if (step.policy.reasons.Find(reason.code) == nullptr) {
      return MakeError(StatusCode::kInvalidArgument, "REASON_UNKNOWN",
                       "'" + reason.code + "' is no reason code", "reasons");
    }
  }
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  GuardFacts facts;
  const OrderClocks& clocks = step.policy.order_clocks;
  if (order.delivered && step.now < *order.delivered + clocks.external_rejection) {
    facts.insert("within_year");
  }
  order.fee_waived = true;
  order.attempts_before = order.attempt;
  order.recollections = 0;
  order.redos = 0;
  order.window_until = step.now + clocks.recollection;
  order.output_sha256.clear();
  order.confirmed_sha256.clear();
  order.delivered_name.clear();
  order.receipt.clear();
  order.delivered.reset();
  order.rejection = HeaviestFirst(step.policy.reasons, command.reasons);
  Json codes = Json::array();
  for (const ReasonRef& reason : order.rejection) codes.push_back(reason.code);
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kExternalRejection, {Actor::kSchool}, facts,
                               {{"codes", codes}, {"comment", command.comment}}));
  ZJ_ASSIGN_OR_RETURN(AttemptRow attempt, step.txn.GetAttempt(order.number, order.attempt));
  attempt.rejected = true;
  ZJ_RETURN_IF_ERROR(step.txn.PutAttempt(attempt));
  ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.receiver_rejected", {{"codes", codes}}));
  return order;
}

StatusOr<OrderRow> DoEraseOrder(Step& step, const StaffOrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(OrderRow order,
                      OrderFor(step, command, {Role::kSupervisor, Role::kAdministrator}));
  if (order.state == OrderState::kPurged) return IllegalEvent(order, "erase");
  ZJ_ASSIGN_OR_RETURN(const bool open_case, step.HasOpenCase(order));
  if (open_case) {
    return MakeError(StatusCode::kFailedPrecondition, "CASE_OPEN",
                     "a case of this order is open; answer it first", "", {{"id", order.number}});
  }
  order.erase = true;
  if (order.state == OrderState::kClosed || order.state == OrderState::kCancelled) {
    order.wakes = step.now;
  }
  ZJ_RETURN_IF_ERROR(step.Save(order));
  ZJ_RETURN_IF_ERROR(step.Audit("order.erase", "orders/" + order.number, order.number, order.epoch,
                                0, {{"justification", command.justification}}));
  return order;
}

}  // namespace zhaojian
