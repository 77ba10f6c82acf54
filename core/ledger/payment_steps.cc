// SPDX-License-Identifier: Apache-2.0
#include "core/domain/payment.h"
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

Status AmountMismatch() {
  return MakeError(StatusCode::kInvalidArgument, "AMOUNT_MISMATCH",
                   "the amount is not the one that is owed", "amount_fen");
}

Status CheckTransaction(const std::string& transaction) {
  if (!transaction.empty()) return absl::OkStatus();
  return MakeError(StatusCode::kInvalidArgument, "BAD_PAYMENT",
                   "the gateway's number of the payment is missing", "gateway_transaction");
}

// Money that nobody owes: kept on record and given back. A person looks at it.
StatusOr<OrderRow> TakeSurplus(Step& step, OrderRow order, const SettlePaymentCommand& command) {
  ZJ_RETURN_IF_ERROR(step.txn.PutPayment(
      {command.gateway_transaction, order.number, command.amount_fen, "REFUND_PENDING"}));
  ZJ_RETURN_IF_ERROR(step.Audit("payment.surplus", "orders/" + order.number, order.number,
                                order.epoch, 0, {{"amount_fen", command.amount_fen}}));
  // A key of the catalogue: whoever reads it reads it in their language.
  ZJ_RETURN_IF_ERROR(OpenSystemCase(step, order, CaseKind::kRefund, "case.surplus_payment"));
  return order;
}

}  // namespace

Status OweRefundOnEnd(Step& step, OrderRow& order) {
  if (order.payment != PaymentState::kPaid || order.submitted) return absl::OkStatus();
  order.payment = PaymentState::kRefundPending;
  ZJ_ASSIGN_OR_RETURN(auto payment, step.txn.FindPayment(order.payment_transaction));
  if (!payment) return absl::OkStatus();
  payment->state = "REFUND_PENDING";
  return step.txn.PutPayment(*payment);
}

Status CheckTakesPayment(const Step& step, const School& school) {
  if (!school.payment_enabled || step.settings.takes_payment) return absl::OkStatus();
  return PaymentKeyRequired();
}

StatusOr<OrderRow> DoSettlePayment(Step& step, const SettlePaymentCommand& command) {
  ZJ_RETURN_IF_ERROR(CheckTransaction(command.gateway_transaction));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  ZJ_ASSIGN_OR_RETURN(const auto known, step.txn.FindPayment(command.gateway_transaction));
  if (known && known->order == order.number) {
    // The gateway says it again: nothing happens twice.
    if (known->amount_fen != command.amount_fen) return AmountMismatch();
    return order;
  }
  GuardFacts facts;
  if (command.amount_fen == school.price_fen) facts.insert("amount_matches");
  if (!known) facts.insert("transaction_unused");
  const bool owed = order.state == OrderState::kAwaitingPayment;
  // A cancelled order or one that is paid gets its surplus back; one without payment at all never
  // asked for money, so that the message is refused by the table.
  if (!known && !owed && order.payment != PaymentState::kNotRequired) {
    return TakeSurplus(step, std::move(order), command);
  }
  order.payment = PaymentState::kPaid;
  order.payment_transaction = command.gateway_transaction;
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kPaymentSettled, {Actor::kPaymentGateway}, facts,
                               {{"amount_fen", command.amount_fen}}));
  ZJ_RETURN_IF_ERROR(step.txn.PutPayment(
      {command.gateway_transaction, order.number, command.amount_fen, "SETTLED"}));
  ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.paid", {}));
  return order;
}

StatusOr<OrderRow> DoSettleRefund(Step& step, const SettleRefundCommand& command) {
  ZJ_RETURN_IF_ERROR(CheckTransaction(command.gateway_transaction));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(auto payment, step.txn.FindPayment(command.gateway_transaction));
  if (!payment || payment->order != order.number || payment->state == "SETTLED") {
    return MakeError(StatusCode::kFailedPrecondition, "NO_REFUND_OWED",
                     "nothing is owed back for this payment", "gateway_transaction");
  }
  if (payment->amount_fen != command.amount_fen) return AmountMismatch();
  if (payment->state == "REFUNDED") return order;
  payment->state = "REFUNDED";
  ZJ_RETURN_IF_ERROR(step.txn.PutPayment(*payment));
  if (payment->transaction == order.payment_transaction) order.payment = PaymentState::kRefunded;
  ZJ_RETURN_IF_ERROR(step.Save(order));
  ZJ_RETURN_IF_ERROR(
      step.Audit("order.refunded", "orders/" + order.number, order.number, order.epoch, 0,
                 {{"amount_fen", command.amount_fen}, {"payment", Name(order.payment)}}));
  ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.refunded", {}));
  if (order.state == OrderState::kCancelled) ZJ_RETURN_IF_ERROR(step.RearmTimer(order));
  return order;
}

StatusOr<OrderRow> DoRefundOrder(Step& step, const StaffOrderCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kSupervisor}));
  ZJ_RETURN_IF_ERROR(CheckWords(command.justification, "justification"));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_RETURN_IF_ERROR(CheckEtag(command.etag, order.version, "order"));
  if (order.payment != PaymentState::kPaid) {
    return MakeError(StatusCode::kFailedPrecondition, "NOT_PAID",
                     "only a paid order can be refunded", "", {{"state", Name(order.payment)}});
  }
  // I8: what is under review is paid for, so the fee goes back only when no review can follow.
  if (order.state != OrderState::kCancelled && order.state != OrderState::kDelivered &&
      order.state != OrderState::kClosed) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "an order that goes on keeps its fee; cancel it first", "",
                     {{"state", Name(order.state)}, {"event", "refund"}});
  }
  order.submitted = false;
  ZJ_RETURN_IF_ERROR(OweRefundOnEnd(step, order));
  ZJ_RETURN_IF_ERROR(step.Save(order));
  ZJ_RETURN_IF_ERROR(
      step.Audit("order.refund", "orders/" + order.number, order.number, order.epoch, 0,
                 {{"payment", Name(order.payment)}, {"justification", command.justification}}));
  return order;
}

}  // namespace zhaojian
