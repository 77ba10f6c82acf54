// SPDX-License-Identifier: Apache-2.0
#include "core/domain/phone_token.h"

#include "core/base/crypto.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

constexpr char kPrefix[] = "ZJFAKEPHONE1.";
// A token of four short members has about 250 characters.
constexpr size_t kMaxToken = 2048;
// E.164: a country code and number of at most 15 digits.
constexpr size_t kMaxDigits = 15;
constexpr size_t kMinDigits = 7;
// 9999-12-31T23:59:59Z, the last second RFC 3339 can write.
constexpr double kLastSecond = 253402300799.0;

Status BadToken() {
  return MakeError(StatusCode::kUnauthenticated, "BAD_PHONE_TOKEN",
                   "the phone log-in cannot be verified; log in again", "phone_token");
}

bool IsPhone(const std::string& phone) {
  const size_t digits = phone.rfind('+', 0) == 0 ? 1 : 0;
  const size_t count = phone.size() - digits;
  return count >= kMinDigits && count <= kMaxDigits &&
         phone.find_first_not_of("0123456789", digits) == std::string::npos;
}

StatusOr<absl::Time> TimeAt(const Json& json, const char* key) {
  const auto seconds = JsonNumber(json, key, "phone token");
  if (!seconds.ok() || !(*seconds >= 0 && *seconds <= kLastSecond)) return BadToken();
  return absl::FromUnixSeconds(static_cast<int64_t>(*seconds));
}

StatusOr<PhoneToken> ParseToken(const std::string& body) {
  const auto json = ParseJson(body, "phone token");
  if (!json.ok() || !json->is_object()) return BadToken();
  PhoneToken token;
  const auto id = JsonString(*json, "id", "phone token");
  const auto phone = JsonString(*json, "phone", "phone token");
  const auto audience = JsonString(*json, "aud", "phone token");
  if (!id.ok() || id->empty() || !phone.ok() || !IsPhone(*phone) || !audience.ok()) {
    return BadToken();
  }
  token.id = *id;
  token.phone = *phone;
  token.audience = *audience;
  ZJ_ASSIGN_OR_RETURN(token.issued, TimeAt(*json, "iat"));
  ZJ_ASSIGN_OR_RETURN(token.expires, TimeAt(*json, "exp"));
  return token;
}

}  // namespace

StatusOr<PhoneToken> FakePhoneIssuer::Verify(const std::string& token, absl::Time now) const {
  const size_t dot = token.rfind('.');
  const size_t prefix = sizeof(kPrefix) - 1;
  if (token.size() > kMaxToken || token.rfind(kPrefix, 0) != 0 || dot < prefix) return BadToken();
  const std::string signed_part = token.substr(0, dot);
  // Hashed once more, so that comparing takes the same time whatever differs.
  const std::string tag = HexEncode(HmacSha256(key_, signed_part));
  if (Sha256(tag) != Sha256(token.substr(dot + 1))) return BadToken();
  const auto body = Base64UrlDecode(signed_part.substr(prefix));
  if (!body.ok()) return BadToken();
  ZJ_ASSIGN_OR_RETURN(PhoneToken read, ParseToken(*body));
  if (read.audience != audience_) {
    return MakeError(StatusCode::kUnauthenticated, "PHONE_TOKEN_AUDIENCE",
                     "this phone log-in was made for another service; log in here", "phone_token");
  }
  const bool too_long = read.expires - read.issued > kMaxPhoneTokenLife;
  if (read.issued - now > kMaxPhoneTokenLife || too_long) return BadToken();
  if (now >= read.expires) {
    return MakeError(StatusCode::kUnauthenticated, "PHONE_TOKEN_EXPIRED",
                     "the phone log-in has expired; log in again", "phone_token");
  }
  return read;
}

std::string FakePhoneIssuer::Issue(const PhoneToken& token) const {
  const Json body = {{"id", token.id},
                     {"phone", token.phone},
                     {"aud", token.audience},
                     {"iat", absl::ToUnixSeconds(token.issued)},
                     {"exp", absl::ToUnixSeconds(token.expires)}};
  const std::string signed_part = kPrefix + Base64UrlEncode(JsonLine(body));
  return signed_part + "." + HexEncode(HmacSha256(key_, signed_part));
}

std::string MaskPhone(const std::string& phone) {
  constexpr size_t kHead = 3;
  constexpr size_t kTail = 4;
  if (phone.size() < kHead + kTail) return "****";
  return phone.substr(0, kHead) + "****" + phone.substr(phone.size() - kTail);
}

}  // namespace zhaojian
