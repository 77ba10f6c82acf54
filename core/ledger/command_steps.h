// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/domain/collection_code.h"
#include "core/domain/phone_token.h"
#include "core/ledger/steps.h"

namespace zhaojian {

// The rules of each command inside its transaction. Ledger (ledger.h) says what they do and how
// they refuse; here they are free functions so that they can be read one by one.

// Administration.
/// Rules of Ledger::PutSchool.
StatusOr<School> DoPutSchool(Step& step, const PutSchoolCommand& command);
/// Rules of Ledger::PutStaff.
StatusOr<StaffMember> DoPutStaff(Step& step, const PutStaffCommand& command);
/// Rules of Ledger::PauseStaff.
StatusOr<StaffMember> DoPauseStaff(Step& step, const PauseStaffCommand& command);

/// Rules of Ledger::ImportCalendar.
StatusOr<std::string> DoImportCalendar(Step& step, const ImportCalendarCommand& command);
/// Rules of Ledger::RecomputeDue.
StatusOr<int64_t> DoRecomputeDue(Step& step, const RecomputeDueCommand& command);

// The student's side.
/// Rules of Ledger::CreateOrder.
/// @param phone who logged in; empty where nobody did.
StatusOr<OrderRow> DoCreateOrder(Step& step, const CreateOrderCommand& command,
                                 const CollectionCode& code,
                                 const std::optional<PhoneToken>& phone);
/// Who logged in by phone; empty where nobody has to and did. Errors: as Ledger::CreateOrder.
StatusOr<std::optional<PhoneToken>> CheckPhoneToken(Step& step, const PhoneTokenVerifier* verifier,
                                                    bool required, const std::string& token);
/// The token is used up. It is remembered longer than any token lives.
Status UsePhoneToken(Step& step, const PhoneToken& token);
/// Rules of Ledger::ConfirmInfo.
StatusOr<OrderRow> DoConfirmInfo(Step& step, const ConfirmInfoCommand& command);
/// Rules of Ledger::SetContact.
StatusOr<OrderRow> DoSetContact(Step& step, const SetContactCommand& command);
/// Rules of Ledger::GetContact.
StatusOr<ContactRow> ReadContact(Transaction& transaction, const std::string& order);
/// Rules of Ledger::SettlePayment.
StatusOr<OrderRow> DoSettlePayment(Step& step, const SettlePaymentCommand& command);
/// Rules of Ledger::SettleRefund.
StatusOr<OrderRow> DoSettleRefund(Step& step, const SettleRefundCommand& command);
/// Rules of Ledger::RefundOrder.
StatusOr<OrderRow> DoRefundOrder(Step& step, const StaffOrderCommand& command);
/// Errors: PAYMENT_KEY_REQUIRED when the school asks for money and nobody here could verify it.
Status CheckTakesPayment(const Step& step, const School& school);
/// Before an order ends: a paid fee is owed back if no photo went to review. Changes `order` only.
Status OweRefundOnEnd(Step& step, OrderRow& order);
/// Rules of Ledger::UploadPhoto.
StatusOr<OrderRow> DoUploadPhoto(Step& step, const UploadPhotoCommand& command);
/// Rules of Ledger::Retake.
StatusOr<OrderRow> DoRetake(Step& step, const OrderCommand& command);
/// Rules of Ledger::Submit.
StatusOr<OrderRow> DoSubmit(Step& step, const OrderCommand& command);
/// Rules of Ledger::Withdraw.
StatusOr<OrderRow> DoWithdraw(Step& step, const OrderCommand& command);
/// Rules of Ledger::Cancel.
StatusOr<OrderRow> DoCancel(Step& step, const OrderCommand& command);
/// Rules of Ledger::RequestRecollection.
StatusOr<OrderRow> DoRequestRecollection(Step& step, const OrderCommand& command);
/// Rules of Ledger::RequestRedo.
StatusOr<OrderRow> DoRequestRedo(Step& step, const OrderCommand& command);
/// Rules of Ledger::Confirm.
StatusOr<OrderRow> DoConfirm(Step& step, const ConfirmCommand& command);

// The queue.
/// Rules of Ledger::Claim.
StatusOr<std::vector<WorkItemRow>> DoClaim(Step& step, const ClaimCommand& command);
/// Rules of Ledger::Activate.
StatusOr<WorkItemRow> DoActivate(Step& step, const LeaseCommand& command);
/// A reserved item that the caller holds becomes the active one: item, order and trail.
Status OpenReserved(Step& step, const StaffMember& staff, WorkItemRow& item, OrderRow& order);
/// Rules of Ledger::Renew.
StatusOr<std::vector<LeaseStatus>> DoRenew(Step& step, const std::vector<LeaseRef>& leases);
/// Rules of Ledger::Release.
StatusOr<WorkItemRow> DoRelease(Step& step, const ReleaseCommand& command);
/// Rules of Ledger::Park.
StatusOr<WorkItemRow> DoPark(Step& step, const ParkCommand& command);
/// Rules of Ledger::Resume.
StatusOr<WorkItemRow> DoResume(Step& step, const LeaseCommand& command);
/// Rules of Ledger::RecordView.
StatusOr<int64_t> DoRecordView(Step& step, const RecordViewCommand& command);

// Review.
/// Rules of Ledger::StageDecision.
StatusOr<DecisionRow> DoStageDecision(Step& step, const StageDecisionCommand& command);
/// Rules of Ledger::UndoDecision.
StatusOr<WorkItemRow> DoUndoDecision(Step& step, const UndoDecisionCommand& command);
/// Rules of Ledger::Overturn.
StatusOr<DecisionRow> DoOverturn(Step& step, const OverturnCommand& command);
/// A staged decision has its effect: order, item, next work, notice.
Status ApplyDecision(Step& step, WorkItemRow item, DecisionRow decision);

// Retouch and delivery.
/// Rules of Ledger::SaveDraft.
StatusOr<DraftRow> DoSaveDraft(Step& step, const SaveDraftCommand& command);
/// Rules of Ledger::CommitRetouch.
StatusOr<VersionRow> DoCommitRetouch(Step& step, const CommitRetouchCommand& command);
/// Rules of Ledger::ReturnToReview.
StatusOr<WorkItemRow> DoReturnToReview(Step& step, const ReturnToReviewCommand& command);
/// Rules of Ledger::DecideQc.
StatusOr<OrderRow> DoDecideQc(Step& step, const DecideQcCommand& command);
/// Name of the delivered file by the school's rule, with the ending, safe on every file system;
/// opens the sealed subject when the rule needs a number of the student.
StatusOr<std::string> DeliveryFileName(Transaction& transaction, const School& school,
                                       const OrderRow& order);
/// The name when another student's photo has that one already: the order's number behind it.
std::string CollisionFileName(const std::string& file_name, const std::string& order);
/// Rules of Ledger::Deliver.
StatusOr<OrderRow> DoDeliver(Step& step, const DeliverCommand& command);

// What staff and the receiver do to an order.
/// Rules of Ledger::HoldOrder.
StatusOr<OrderRow> DoHoldOrder(Step& step, const StaffOrderCommand& command);
/// Rules of Ledger::ReleaseHold.
StatusOr<OrderRow> DoReleaseHold(Step& step, const StaffOrderCommand& command);
/// Rules of Ledger::RecallOrder.
StatusOr<OrderRow> DoRecallOrder(Step& step, const StaffOrderCommand& command);
/// Rules of Ledger::RetryDelivery.
StatusOr<OrderRow> DoRetryDelivery(Step& step, const StaffOrderCommand& command);
/// Rules of Ledger::FailDelivery.
StatusOr<OrderRow> DoFailDelivery(Step& step, const DeliveryFailedCommand& command);
/// Rules of Ledger::RejectByReceiver.
StatusOr<OrderRow> DoRejectByReceiver(Step& step, const ReceiverRejectionCommand& command);
/// Rules of Ledger::EraseOrder.
StatusOr<OrderRow> DoEraseOrder(Step& step, const StaffOrderCommand& command);

// Cases.
/// Rules of Ledger::OpenCase.
StatusOr<CaseRow> DoOpenCase(Step& step, const OpenCaseCommand& command);
/// Rules of Ledger::PostMessage.
StatusOr<CaseRow> DoPostMessage(Step& step, const PostMessageCommand& command);
/// Rules of Ledger::ResolveCase.
StatusOr<CaseRow> DoResolveCase(Step& step, const ResolveCaseCommand& command);
/// Opens a case in the system's name, for example when money came twice.
Status OpenSystemCase(Step& step, const OrderRow& order, CaseKind kind, const std::string& text);
/// Fills `messages`; leaves them empty when the order's key is gone.
Status OpenThread(Transaction& transaction, CaseRow& row);

/// Rules of Ledger::MarkNotice.
Status DoMarkNotice(Step& step, const MarkNoticeCommand& command);

/// The timer of one order has rung: window, confirmation, dispute, retention. A step that may not
/// happen now is audited and waits for whatever holds it up.
/// @param purged gets the number of an order whose photos must go from the disk.
Status DoWakeOrder(Step& step, OrderRow order, std::vector<std::string>& purged);

/// The timer of one item has rung: effect, expiry, return from parking.
Status DoWake(Step& step, WorkItemRow item, TickResult& result);

}  // namespace zhaojian
