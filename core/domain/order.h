// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// Where an order stands. Moved only by the transition table (transition_table.h).
enum class OrderState {
  kCreated,
  kAwaitingPayment,
  kAwaitingPhoto,
  kPrepared,
  kReviewPending,
  kInReview,
  kRecollectRequired,
  kRetouchPending,
  kInRetouch,
  kQcPending,
  kAwaitingConfirmation,
  kConfirmed,
  kDeliveryBlocked,
  kDelivered,
  kClosed,
  kCancelled,
  kPurged,
};

/// What can happen to an order.
enum class OrderEvent {
  kConfirmInfo,
  kPaymentSettled,
  kCancel,
  kExpire,
  kUploadPhoto,
  kRetake,
  kSubmit,
  kClaim,
  kWithdraw,
  kRelease,
  kLeaseExpired,
  kDecidePass,
  kDecideReject,
  kEscalate,
  kOverturnToPass,
  kOverturnToReject,
  kReturnToReview,
  kCommitRetouch,
  kQcSkip,
  kQcPass,
  kQcRedo,
  kConfirm,
  kAutoConfirm,
  kRequestRecollection,
  kRequestRedo,
  kDeliverOk,
  kDeliverFailed,
  kRecall,
  kRetryDelivery,
  kExternalRejection,
  kClose,
  kPurge,
};

/// Who makes something happen. The letters of the transition table are S R T V C P X Y in this
/// order.
enum class Actor {
  kStudent,
  kReviewer,
  kRetoucher,
  kSupervisor,
  kCustomerService,
  kPaymentGateway,
  kSchool,
  kSystem,
};

/// Payment is a field beside the state.
enum class PaymentState { kNotRequired, kUnpaid, kPaid, kRefundPending, kRefunded };

/// All 17 states, in order of declaration.
const std::vector<OrderState>& AllOrderStates();
/// All 32 events, in order of declaration.
const std::vector<OrderEvent>& AllOrderEvents();

/// Stable name, for example "REVIEW_PENDING".
const char* Name(OrderState state);
/// Stable name, for example "decide_pass".
const char* Name(OrderEvent event);
/// Stable name, for example "NOT_REQUIRED".
const char* Name(PaymentState payment);
/// The table's letter, for example 'R'.
char Letter(Actor actor);

/// Errors: kInvalidArgument BAD_NAME.
StatusOr<OrderState> OrderStateFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<OrderEvent> OrderEventFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<PaymentState> PaymentStateFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<Actor> ActorFromLetter(char letter);

/// `XSJC` + yyMMdd of `created` (+08:00) + 16 digits.
/// @param entropy at least 8 bytes, from RandomBytes; the digits come from them.
std::string MakeOrderNumber(absl::Time created, std::string_view entropy);

/// True for `XSJC`, a calendar-like yyMMdd (month 01-12, day 01-31) and 16 digits.
bool IsOrderNumber(const std::string& text);

/// The last 6 digits: all of the number that a reviewer or retoucher sees.
std::string OrderTail(const std::string& order_number);

}  // namespace zhaojian
