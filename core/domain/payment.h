// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// What a payment gateway reports: money came in for an order, or went back.
struct PaymentNotice {
  enum class Kind { kPaid, kRefunded };
  Kind kind = Kind::kPaid;
  std::string order;
  /// The gateway's number of the payment.
  std::string transaction;
  /// In fen (1/100 CNY).
  int64_t amount_fen = 0;
};

/// The side of a payment gateway that this service meets. A deployment brings its own.
class PaymentGateway {
 public:
  virtual ~PaymentGateway() = default;
  /// Reads a call-back and checks who signed it. Errors: kPermissionDenied BAD_SIGNATURE;
  /// kInvalidArgument BAD_PAYMENT naming the member.
  virtual StatusOr<PaymentNotice> Read(const std::string& body,
                                       const std::string& signature) const = 0;
};

/// A stand-in for tests and demonstrations, plainly no real gateway: the body is JSON
/// `{"kind":"PAID"|"REFUNDED","order":...,"transaction":...,"amount_fen":...}`, the signature is
/// the hex of HMAC-SHA-256(key, body).
class DemoPaymentGateway final : public PaymentGateway {
 public:
  explicit DemoPaymentGateway(std::string key) : key_(std::move(key)) {}
  StatusOr<PaymentNotice> Read(const std::string& body,
                               const std::string& signature) const override;

 private:
  std::string key_;
};

/// Of a service that was given no key: takes no payment at all.
class NoPaymentGateway final : public PaymentGateway {
 public:
  /// Always PaymentKeyRequired.
  StatusOr<PaymentNotice> Read(const std::string& body,
                               const std::string& signature) const override;
};

/// Key of the demonstration gateway. Public on purpose: no money moves.
inline constexpr char kDemoPaymentKey[] = "zhaojian demonstration gateway, no money moves";

/// Shortest key of a gateway, bytes: 128 bits, as HMAC-SHA-256 is no stronger than its key.
inline constexpr size_t kMinPaymentKey = 16;

/// kFailedPrecondition PAYMENT_KEY_REQUIRED: what to set before payment can be taken.
Status PaymentKeyRequired();

/// May this key verify a gateway's messages? Errors: kFailedPrecondition PAYMENT_KEY_PUBLIC for the
/// demonstration key, PAYMENT_KEY_SHORT.
Status CheckPaymentKey(const std::string& key);

/// Body of a demonstration call-back.
std::string MakeDemoPayment(const PaymentNotice& notice);
/// Signature of a demonstration call-back.
std::string SignDemoPayment(const std::string& body, const std::string& key);

}  // namespace zhaojian
