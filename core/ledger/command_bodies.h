// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/json.h"
#include "core/ledger/commands.h"

namespace zhaojian {

// What makes two requests the same: every field but the request id. Long bytes enter by their hash.

/// Body of a PutSchoolCommand.
Json BodyOf(const PutSchoolCommand& command);
/// Body of a PutStaffCommand.
Json BodyOf(const PutStaffCommand& command);
/// Body of a PauseStaffCommand.
Json BodyOf(const PauseStaffCommand& command);
/// Body of a CreateOrderCommand.
Json BodyOf(const CreateOrderCommand& command);
/// Body of a ConfirmInfoCommand.
Json BodyOf(const ConfirmInfoCommand& command);
/// Body of a SetContactCommand.
Json BodyOf(const SetContactCommand& command);
/// Body of a ImportCalendarCommand.
Json BodyOf(const ImportCalendarCommand& command);
/// Body of a RecomputeDueCommand.
Json BodyOf(const RecomputeDueCommand& command);
/// Body of a SettlePaymentCommand.
Json BodyOf(const SettlePaymentCommand& command);
/// Body of a UploadPhotoCommand.
Json BodyOf(const UploadPhotoCommand& command);
/// Body of a OrderCommand.
Json BodyOf(const OrderCommand& command);
/// Body of a ConfirmCommand.
Json BodyOf(const ConfirmCommand& command);
/// Body of a ClaimCommand.
Json BodyOf(const ClaimCommand& command);
/// Body of a LeaseCommand.
Json BodyOf(const LeaseCommand& command);
/// Body of a ReleaseCommand.
Json BodyOf(const ReleaseCommand& command);
/// Body of a ParkCommand.
Json BodyOf(const ParkCommand& command);
/// Body of a RecordViewCommand.
Json BodyOf(const RecordViewCommand& command);
/// Body of a StageDecisionCommand.
Json BodyOf(const StageDecisionCommand& command);
/// Body of a UndoDecisionCommand.
Json BodyOf(const UndoDecisionCommand& command);
/// Body of a OverturnCommand.
Json BodyOf(const OverturnCommand& command);
/// Body of a SaveDraftCommand.
Json BodyOf(const SaveDraftCommand& command);
/// Body of a CommitRetouchCommand.
Json BodyOf(const CommitRetouchCommand& command);
/// Body of a ReturnToReviewCommand.
Json BodyOf(const ReturnToReviewCommand& command);
/// Body of a DecideQcCommand.
Json BodyOf(const DecideQcCommand& command);
/// Body of a DeliverCommand.
Json BodyOf(const DeliverCommand& command);

/// Body of a SettleRefundCommand.
Json BodyOf(const SettleRefundCommand& command);
/// Body of a StaffOrderCommand.
Json BodyOf(const StaffOrderCommand& command);
/// Body of a DeliveryFailedCommand.
Json BodyOf(const DeliveryFailedCommand& command);
/// Body of a ReceiverRejectionCommand.
Json BodyOf(const ReceiverRejectionCommand& command);
/// Body of a OpenCaseCommand.
Json BodyOf(const OpenCaseCommand& command);
/// Body of a PostMessageCommand.
Json BodyOf(const PostMessageCommand& command);
/// Body of a ResolveCaseCommand.
Json BodyOf(const ResolveCaseCommand& command);

}  // namespace zhaojian
