// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"
#include "core/ledger/stored_mutate.h"

// Commands of the order's life beside its work.
namespace zhaojian {

StatusOr<OrderRow> StoredLedger::ConfirmInfo(const ConfirmInfoCommand& command) {
  return Mutate("ConfirmInfo", command, &DoConfirmInfo, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::SetContact(const SetContactCommand& command) {
  return Mutate("SetContact", command, &DoSetContact, &OrderFromJson);
}

StatusOr<ContactRow> StoredLedger::GetContact(const std::string& order) {
  ContactRow contact;
  ZJ_RETURN_IF_ERROR(store_->Read([&](Transaction& transaction) -> Status {
    ZJ_ASSIGN_OR_RETURN(contact, ReadContact(transaction, order));
    return absl::OkStatus();
  }));
  return contact;
}

StatusOr<OrderRow> StoredLedger::SettlePayment(const SettlePaymentCommand& command) {
  return Mutate("SettlePayment", command, &DoSettlePayment, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::SettleRefund(const SettleRefundCommand& command) {
  return Mutate("SettleRefund", command, &DoSettleRefund, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::HoldOrder(const StaffOrderCommand& command) {
  return Mutate("HoldOrder", command, &DoHoldOrder, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::ReleaseHold(const StaffOrderCommand& command) {
  return Mutate("ReleaseHold", command, &DoReleaseHold, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::RefundOrder(const StaffOrderCommand& command) {
  return Mutate("RefundOrder", command, &DoRefundOrder, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::RecallOrder(const StaffOrderCommand& command) {
  return Mutate("RecallOrder", command, &DoRecallOrder, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::RetryDelivery(const StaffOrderCommand& command) {
  return Mutate("RetryDelivery", command, &DoRetryDelivery, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::FailDelivery(const DeliveryFailedCommand& command) {
  return Mutate("FailDelivery", command, &DoFailDelivery, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::RejectByReceiver(const ReceiverRejectionCommand& command) {
  return Mutate("RejectByReceiver", command, &DoRejectByReceiver, &OrderFromJson);
}

StatusOr<OrderRow> StoredLedger::EraseOrder(const StaffOrderCommand& command) {
  return Mutate("EraseOrder", command, &DoEraseOrder, &OrderFromJson);
}

StatusOr<CaseRow> StoredLedger::OpenCase(const OpenCaseCommand& command) {
  return WithThread(Mutate("OpenCase", command, &DoOpenCase, &CaseFromJson));
}

StatusOr<CaseRow> StoredLedger::PostMessage(const PostMessageCommand& command) {
  return WithThread(Mutate("PostMessage", command, &DoPostMessage, &CaseFromJson));
}

StatusOr<CaseRow> StoredLedger::ResolveCase(const ResolveCaseCommand& command) {
  return WithThread(Mutate("ResolveCase", command, &DoResolveCase, &CaseFromJson));
}

Status StoredLedger::MarkNotice(const MarkNoticeCommand& command) {
  const RequestMeta meta{kSystemActor, ""};
  return store_->Write([&](Transaction& transaction) -> Status {
    Step step(transaction, *settings_, meta, Now());
    return DoMarkNotice(step, command);
  });
}

StatusOr<std::string> StoredLedger::ImportCalendar(const ImportCalendarCommand& command) {
  Json answer;
  ZJ_RETURN_IF_ERROR(Write(
      "ImportCalendar", command.meta, BodyOf(command), answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_ASSIGN_OR_RETURN(const std::string version, DoImportCalendar(step, command));
        return Json(version);
      }));
  ZJ_RETURN_IF_ERROR(LoadCalendar());
  return answer.get<std::string>();
}

StatusOr<int64_t> StoredLedger::RecomputeDue(const RecomputeDueCommand& command) {
  Json answer;
  ZJ_RETURN_IF_ERROR(Write(
      "RecomputeDue", command.meta, BodyOf(command), answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_ASSIGN_OR_RETURN(const int64_t count, DoRecomputeDue(step, command));
        return Json(count);
      }));
  return answer.get<int64_t>();
}

}  // namespace zhaojian
