// SPDX-License-Identifier: Apache-2.0
#include "core/domain/order.h"

#include <cstdint>
#include <regex>

#include "core/base/clock.h"
#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<OrderState>& StateNames() {
  static const NameTable<OrderState> table = {
      {OrderState::kCreated, "CREATED"},
      {OrderState::kAwaitingPayment, "AWAITING_PAYMENT"},
      {OrderState::kAwaitingPhoto, "AWAITING_PHOTO"},
      {OrderState::kPrepared, "PREPARED"},
      {OrderState::kReviewPending, "REVIEW_PENDING"},
      {OrderState::kInReview, "IN_REVIEW"},
      {OrderState::kRecollectRequired, "RECOLLECT_REQUIRED"},
      {OrderState::kRetouchPending, "RETOUCH_PENDING"},
      {OrderState::kInRetouch, "IN_RETOUCH"},
      {OrderState::kQcPending, "QC_PENDING"},
      {OrderState::kAwaitingConfirmation, "AWAITING_CONFIRMATION"},
      {OrderState::kConfirmed, "CONFIRMED"},
      {OrderState::kDeliveryBlocked, "DELIVERY_BLOCKED"},
      {OrderState::kDelivered, "DELIVERED"},
      {OrderState::kClosed, "CLOSED"},
      {OrderState::kCancelled, "CANCELLED"},
      {OrderState::kPurged, "PURGED"},
  };
  return table;
}

const NameTable<OrderEvent>& EventNames() {
  static const NameTable<OrderEvent> table = {
      {OrderEvent::kConfirmInfo, "confirm_info"},
      {OrderEvent::kPaymentSettled, "payment_settled"},
      {OrderEvent::kCancel, "cancel"},
      {OrderEvent::kExpire, "expire"},
      {OrderEvent::kUploadPhoto, "upload_photo"},
      {OrderEvent::kRetake, "retake"},
      {OrderEvent::kSubmit, "submit"},
      {OrderEvent::kClaim, "claim"},
      {OrderEvent::kWithdraw, "withdraw"},
      {OrderEvent::kRelease, "release"},
      {OrderEvent::kLeaseExpired, "lease_expired"},
      {OrderEvent::kDecidePass, "decide_pass"},
      {OrderEvent::kDecideReject, "decide_reject"},
      {OrderEvent::kEscalate, "escalate"},
      {OrderEvent::kOverturnToPass, "overturn_to_pass"},
      {OrderEvent::kOverturnToReject, "overturn_to_reject"},
      {OrderEvent::kReturnToReview, "return_to_review"},
      {OrderEvent::kCommitRetouch, "commit_retouch"},
      {OrderEvent::kQcSkip, "qc_skip"},
      {OrderEvent::kQcPass, "qc_pass"},
      {OrderEvent::kQcRedo, "qc_redo"},
      {OrderEvent::kConfirm, "confirm"},
      {OrderEvent::kAutoConfirm, "auto_confirm"},
      {OrderEvent::kRequestRecollection, "request_recollection"},
      {OrderEvent::kRequestRedo, "request_redo"},
      {OrderEvent::kDeliverOk, "deliver_ok"},
      {OrderEvent::kDeliverFailed, "deliver_failed"},
      {OrderEvent::kRecall, "recall"},
      {OrderEvent::kRetryDelivery, "retry_delivery"},
      {OrderEvent::kExternalRejection, "external_rejection"},
      {OrderEvent::kClose, "close"},
      {OrderEvent::kPurge, "purge"},
  };
  return table;
}

const NameTable<PaymentState>& PaymentNames() {
  static const NameTable<PaymentState> table = {
      {PaymentState::kNotRequired, "NOT_REQUIRED"},
      {PaymentState::kUnpaid, "UNPAID"},
      {PaymentState::kPaid, "PAID"},
      {PaymentState::kRefundPending, "REFUND_PENDING"},
      {PaymentState::kRefunded, "REFUNDED"},
  };
  return table;
}

// In the order of the enumeration (review queue reference §2).
constexpr char kLetters[] = "SRTVCPXY";

}  // namespace

const std::vector<OrderState>& AllOrderStates() {
  static const std::vector<OrderState> all = ValuesOf(StateNames());
  return all;
}

const std::vector<OrderEvent>& AllOrderEvents() {
  static const std::vector<OrderEvent> all = ValuesOf(EventNames());
  return all;
}

const char* Name(OrderState state) { return FindName(StateNames(), state); }
const char* Name(OrderEvent event) { return FindName(EventNames(), event); }
const char* Name(PaymentState payment) { return FindName(PaymentNames(), payment); }
char Letter(Actor actor) { return kLetters[static_cast<size_t>(actor)]; }

StatusOr<OrderState> OrderStateFromName(const std::string& name) {
  return FindValue(StateNames(), name, "order state");
}

StatusOr<OrderEvent> OrderEventFromName(const std::string& name) {
  return FindValue(EventNames(), name, "order event");
}

StatusOr<PaymentState> PaymentStateFromName(const std::string& name) {
  return FindValue(PaymentNames(), name, "payment state");
}

StatusOr<Actor> ActorFromLetter(char letter) {
  const size_t at = std::string_view(kLetters).find(letter);
  if (at == std::string_view::npos) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_NAME",
                     std::string("'") + letter + "' is no actor");
  }
  return static_cast<Actor>(at);
}

std::string MakeOrderNumber(absl::Time created, std::string_view entropy) {
  uint64_t value = 0;
  for (const char byte : entropy.substr(0, 8)) {
    value = (value << 8) | static_cast<unsigned char>(byte);
  }
  constexpr uint64_t kSixteenDigits = 10'000'000'000'000'000ULL;
  std::string digits = std::to_string(value % kSixteenDigits);
  digits.insert(0, 16 - digits.size(), '0');
  return "XSJC" + absl::FormatTime("%y%m%d", created, ServiceZone()) + digits;
}

bool IsOrderNumber(const std::string& text) {
  static const std::regex shape(R"(XSJC\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{16})");
  return std::regex_match(text, shape);
}

std::string OrderTail(const std::string& order_number) {
  constexpr size_t kTail = 6;
  return order_number.size() <= kTail ? order_number
                                      : order_number.substr(order_number.size() - kTail);
}

}  // namespace zhaojian
