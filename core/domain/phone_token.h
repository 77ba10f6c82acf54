// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// What the mini-programme's platform says about who has logged in with a phone.
struct PhoneToken {
  /// The token's own number: a token is taken once.
  std::string id;
  /// As the platform verified it, digits and at most a leading +.
  std::string phone;
  /// Which service the log-in was made for.
  std::string audience;
  absl::Time issued;
  /// Not accepted from this instant on.
  absl::Time expires;
};

/// Checks log-ins by phone. A deployment brings the verifier of its platform.
class PhoneTokenVerifier {
 public:
  virtual ~PhoneTokenVerifier() = default;
  /// Checks everything but whether the token was used before, which only the ledger knows.
  /// Errors: kUnauthenticated BAD_PHONE_TOKEN (form or signature), PHONE_TOKEN_EXPIRED,
  /// PHONE_TOKEN_AUDIENCE (made for another service).
  virtual StatusOr<PhoneToken> Verify(const std::string& token, absl::Time now) const = 0;
};

/// A fake in place of the platform, plainly no real log-in: whoever knows the key makes any phone's
/// token. `ZJFAKEPHONE1.<base64url(JSON{id,phone,aud,iat,exp})>.<hex of HMAC-SHA-256(key, the first
/// two parts with their dot)>`; times in Unix seconds.
class FakePhoneIssuer final : public PhoneTokenVerifier {
 public:
  /// @param audience that its verifier accepts.
  FakePhoneIssuer(std::string key, std::string audience)
      : key_(std::move(key)), audience_(std::move(audience)) {}
  StatusOr<PhoneToken> Verify(const std::string& token, absl::Time now) const override;
  /// Makes a token.
  std::string Issue(const PhoneToken& token) const;

 private:
  std::string key_;
  std::string audience_;
};

/// Key and audience of the fake issuer. Public on purpose: it protects nothing real.
inline constexpr char kFakePhoneKey[] = "zhaojian fake phone issuer, not a secret";
inline constexpr char kPhoneAudience[] = "zhaojian";

/// No token lives longer: what is stolen later is worth nothing, and used ones need not be
/// remembered longer. Platforms give 5 minutes (guess); twice that for clocks that differ.
inline constexpr absl::Duration kMaxPhoneTokenLife = absl::Minutes(10);

/// 138****1234: all that is shown of a phone number.
std::string MaskPhone(const std::string& phone);

}  // namespace zhaojian
