// SPDX-License-Identifier: Apache-2.0
#include "core/domain/payment.h"

#include "core/base/crypto.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

// A transaction number is kept for ever; no gateway's is longer.
constexpr size_t kMaxTransaction = 128;

Status BadPayment(const std::string& field) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_PAYMENT",
                   "the gateway's message has no usable " + field, field);
}

}  // namespace

StatusOr<PaymentNotice> DemoPaymentGateway::Read(const std::string& body,
                                                 const std::string& signature) const {
  // Both sides are hashed once more, so that comparing them takes the same time whatever differs.
  if (Sha256(SignDemoPayment(body, key_)) != Sha256(signature)) {
    return MakeError(StatusCode::kPermissionDenied, "BAD_SIGNATURE",
                     "the payment message is not signed by the gateway", "signature");
  }
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(body, "payment"));
  if (!json.is_object()) return BadPayment("content");
  PaymentNotice notice;
  ZJ_ASSIGN_OR_RETURN(const std::string kind, JsonString(json, "kind", "payment"));
  if (kind != "PAID" && kind != "REFUNDED") return BadPayment("kind");
  notice.kind = kind == "PAID" ? PaymentNotice::Kind::kPaid : PaymentNotice::Kind::kRefunded;
  ZJ_ASSIGN_OR_RETURN(notice.order, JsonString(json, "order", "payment"));
  ZJ_ASSIGN_OR_RETURN(notice.transaction, JsonString(json, "transaction", "payment"));
  if (notice.transaction.empty() || notice.transaction.size() > kMaxTransaction) {
    return BadPayment("transaction");
  }
  const auto amount = json.find("amount_fen");
  if (amount == json.end() || !amount->is_number_integer()) return BadPayment("amount_fen");
  notice.amount_fen = amount->get<int64_t>();
  if (notice.amount_fen <= 0) return BadPayment("amount_fen");
  return notice;
}

StatusOr<PaymentNotice> NoPaymentGateway::Read(const std::string&, const std::string&) const {
  return PaymentKeyRequired();
}

Status PaymentKeyRequired() {
  return MakeError(
      StatusCode::kFailedPrecondition, "PAYMENT_KEY_REQUIRED",
      "this service takes no payment: set ZJ_PAYMENT_KEY to the gateway's key and start "
      "it again (or ZJ_DEMO_PAYMENT=1 for a demonstration in which no money moves)",
      "payment_enabled");
}

Status CheckPaymentKey(const std::string& key) {
  if (key == kDemoPaymentKey) {
    return MakeError(
        StatusCode::kFailedPrecondition, "PAYMENT_KEY_PUBLIC",
        "ZJ_PAYMENT_KEY is the public demonstration key, with which anybody could sign; "
        "set the gateway's own key, or ZJ_DEMO_PAYMENT=1 for a demonstration",
        "payment_key");
  }
  if (key.size() < kMinPaymentKey) {
    return MakeError(StatusCode::kFailedPrecondition, "PAYMENT_KEY_SHORT",
                     "ZJ_PAYMENT_KEY has fewer than " + std::to_string(kMinPaymentKey) +
                         " bytes; set the gateway's whole key",
                     "payment_key");
  }
  return absl::OkStatus();
}

std::string MakeDemoPayment(const PaymentNotice& notice) {
  return JsonLine({{"kind", notice.kind == PaymentNotice::Kind::kPaid ? "PAID" : "REFUNDED"},
                   {"order", notice.order},
                   {"transaction", notice.transaction},
                   {"amount_fen", notice.amount_fen}});
}

std::string SignDemoPayment(const std::string& body, const std::string& key) {
  return HexEncode(HmacSha256(key, body));
}

}  // namespace zhaojian
