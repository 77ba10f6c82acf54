// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/json.h"
#include "core/ledger/commands.h"

namespace zhaojian {

// What makes two requests the same: every field but the request id. Long bytes enter by their hash.

/// Bodies of administration commands.
Json BodyOf(const PutSchoolCommand& command);
Json BodyOf(const PutStaffCommand& command);
Json BodyOf(const PauseStaffCommand& command);
/// Bodies of the student's commands.
Json BodyOf(const CreateOrderCommand& command);
Json BodyOf(const SettlePaymentCommand& command);
Json BodyOf(const UploadPhotoCommand& command);
Json BodyOf(const OrderCommand& command);
Json BodyOf(const ConfirmCommand& command);
/// Bodies of queue commands.
Json BodyOf(const ClaimCommand& command);
Json BodyOf(const LeaseCommand& command);
Json BodyOf(const ReleaseCommand& command);
Json BodyOf(const ParkCommand& command);
Json BodyOf(const RecordViewCommand& command);
/// Bodies of review commands.
Json BodyOf(const StageDecisionCommand& command);
Json BodyOf(const UndoDecisionCommand& command);
Json BodyOf(const OverturnCommand& command);
/// Bodies of retouch and delivery commands.
Json BodyOf(const SaveDraftCommand& command);
Json BodyOf(const CommitRetouchCommand& command);
Json BodyOf(const ReturnToReviewCommand& command);
Json BodyOf(const DecideQcCommand& command);
Json BodyOf(const DeliverCommand& command);

}  // namespace zhaojian
