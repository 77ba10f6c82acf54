// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/domain/collection_code.h"
#include "core/ledger/steps.h"

namespace zhaojian {

// The rules of each command inside its transaction. Ledger (ledger.h) says what they do and how
// they refuse; here they are free functions so that they can be read one by one.

/// Administration.
StatusOr<School> DoPutSchool(Step& step, const PutSchoolCommand& command);
StatusOr<StaffMember> DoPutStaff(Step& step, const PutStaffCommand& command);
StatusOr<StaffMember> DoPauseStaff(Step& step, const PauseStaffCommand& command);

/// The student's side.
StatusOr<OrderRow> DoCreateOrder(Step& step, const CreateOrderCommand& command,
                                 const CollectionCode& code);
StatusOr<OrderRow> DoSettlePayment(Step& step, const SettlePaymentCommand& command);
StatusOr<OrderRow> DoUploadPhoto(Step& step, const UploadPhotoCommand& command);
StatusOr<OrderRow> DoRetake(Step& step, const OrderCommand& command);
StatusOr<OrderRow> DoSubmit(Step& step, const OrderCommand& command);
StatusOr<OrderRow> DoWithdraw(Step& step, const OrderCommand& command);
StatusOr<OrderRow> DoCancel(Step& step, const OrderCommand& command);
StatusOr<OrderRow> DoRequestRecollection(Step& step, const OrderCommand& command);
StatusOr<OrderRow> DoRequestRedo(Step& step, const OrderCommand& command);
StatusOr<OrderRow> DoConfirm(Step& step, const ConfirmCommand& command);

/// The queue.
StatusOr<std::vector<WorkItemRow>> DoClaim(Step& step, const ClaimCommand& command);
StatusOr<WorkItemRow> DoActivate(Step& step, const LeaseCommand& command);
StatusOr<std::vector<LeaseStatus>> DoRenew(Step& step, const std::vector<LeaseRef>& leases);
StatusOr<WorkItemRow> DoRelease(Step& step, const ReleaseCommand& command);
StatusOr<WorkItemRow> DoPark(Step& step, const ParkCommand& command);
StatusOr<WorkItemRow> DoResume(Step& step, const LeaseCommand& command);
StatusOr<int64_t> DoRecordView(Step& step, const RecordViewCommand& command);

/// Review.
StatusOr<DecisionRow> DoStageDecision(Step& step, const StageDecisionCommand& command);
StatusOr<WorkItemRow> DoUndoDecision(Step& step, const UndoDecisionCommand& command);
StatusOr<DecisionRow> DoOverturn(Step& step, const OverturnCommand& command);
/// A staged decision has its effect: order, item, next work, notice.
Status ApplyDecision(Step& step, WorkItemRow item, DecisionRow decision);

/// Retouch and delivery.
StatusOr<DraftRow> DoSaveDraft(Step& step, const SaveDraftCommand& command);
StatusOr<VersionRow> DoCommitRetouch(Step& step, const CommitRetouchCommand& command);
StatusOr<WorkItemRow> DoReturnToReview(Step& step, const ReturnToReviewCommand& command);
StatusOr<OrderRow> DoDecideQc(Step& step, const DecideQcCommand& command);
StatusOr<OrderRow> DoDeliver(Step& step, const DeliverCommand& command);

/// The timer of one item has rung: effect, expiry, return from parking.
Status DoWake(Step& step, WorkItemRow item, TickResult& result);

}  // namespace zhaojian
