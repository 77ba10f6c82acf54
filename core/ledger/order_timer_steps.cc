// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

// The step may not happen now: nothing rings until whatever holds it up is gone (RearmTimer).
Status Refuse(Step& step, OrderRow& order, OrderEvent event, const Status& why) {
  order.wakes.reset();
  ZJ_RETURN_IF_ERROR(step.Save(order));
  return step.Audit("timer.refused", "orders/" + order.number, order.number, order.epoch, 0,
                    {{"event", Name(event)}, {"why", ReasonOf(why)}});
}

Status Expire(Step& step, OrderRow order) {
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  const auto closes = order.window_until ? order.window_until : school.closes;
  if (!closes || step.now < *closes) {
    // The school has moved its window since the timer was set.
    ZJ_RETURN_IF_ERROR(step.ArmTimer(order));
    return step.Save(order);
  }
  ZJ_RETURN_IF_ERROR(OweRefundOnEnd(step, order));
  ZJ_RETURN_IF_ERROR(
      step.Fire(order, OrderEvent::kExpire, {Actor::kSystem}, {"window_closed"}, {}));
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  return step.Notify(order, "notice.expired", {});
}

Status AutoConfirm(Step& step, OrderRow order) {
  ZJ_ASSIGN_OR_RETURN(const bool open_case, step.HasOpenCase(order));
  GuardFacts facts;
  if (order.confirm_by && step.now >= *order.confirm_by) facts.insert("deadline_passed");
  if (order.told) facts.insert("notice_delivered");
  if (!open_case) facts.insert("no_open_case");
  if (!order.hold) facts.insert("not_on_hold");
  OrderRow confirmed = order;
  confirmed.confirmed_sha256 = order.output_sha256;
  const Status fired = step.Fire(confirmed, OrderEvent::kAutoConfirm, {Actor::kSystem}, facts,
                                 {{"output_sha256", order.output_sha256}});
  if (!fired.ok()) return Refuse(step, order, OrderEvent::kAutoConfirm, fired);
  return step.Notify(confirmed, "notice.auto_confirmed", {});
}

Status Close(Step& step, OrderRow order) {
  ZJ_ASSIGN_OR_RETURN(const bool open_case, step.HasOpenCase(order));
  GuardFacts facts = {"dispute_over"};
  if (!open_case) facts.insert("no_open_case");
  OrderRow closed = order;
  const Status fired = step.Fire(closed, OrderEvent::kClose, {Actor::kSystem}, facts, {});
  return fired.ok() ? fired : Refuse(step, order, OrderEvent::kClose, fired);
}

// The key goes, and with it every photo, recipe and fact of the order.
Status Purge(Step& step, OrderRow order, std::vector<std::string>& purged) {
  ZJ_ASSIGN_OR_RETURN(const bool open_case, step.HasOpenCase(order));
  if (open_case || order.hold) {
    const char* why = open_case ? "CASE_OPEN" : "ORDER_ON_HOLD";
    return Refuse(step, order, OrderEvent::kPurge,
                  MakeError(StatusCode::kFailedPrecondition, why, "something holds the order up"));
  }
  GuardFacts facts = {"retention_passed"};
  ZJ_ASSIGN_OR_RETURN(const auto payments, step.txn.PaymentsOf(order.number));
  bool owed = order.payment == PaymentState::kRefundPending;
  for (const PaymentRow& payment : payments) owed = owed || payment.state == "REFUND_PENDING";
  if (!owed) facts.insert("refund_settled");
  OrderRow gone = order;
  gone.rejection.clear();
  gone.delivered_name.clear();
  gone.receipt.clear();
  const Status fired = step.Fire(gone, OrderEvent::kPurge, {Actor::kSystem}, facts,
                                 {{"key", "destroyed"}, {"erasure", order.erase}});
  if (!fired.ok()) return Refuse(step, order, OrderEvent::kPurge, fired);
  purged.push_back(order.number);
  return step.txn.EraseOrder(order.number);
}

}  // namespace

Status DoWakeOrder(Step& step, OrderRow order, std::vector<std::string>& purged) {
  switch (order.state) {
    case OrderState::kCreated:
    case OrderState::kAwaitingPayment:
    case OrderState::kAwaitingPhoto:
    case OrderState::kPrepared:
    case OrderState::kRecollectRequired:
      return Expire(step, std::move(order));
    case OrderState::kAwaitingConfirmation:
      return AutoConfirm(step, std::move(order));
    case OrderState::kDelivered:
      return Close(step, std::move(order));
    case OrderState::kClosed:
    case OrderState::kCancelled:
      return Purge(step, std::move(order), purged);
    default:
      order.wakes.reset();
      return step.Save(order);
  }
}

}  // namespace zhaojian
