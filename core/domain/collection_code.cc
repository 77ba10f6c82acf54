// SPDX-License-Identifier: Apache-2.0
#include "core/domain/collection_code.h"

#include <array>

#include "core/base/crypto.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

constexpr char kPrefix[] = "ZJDEMO1.";
constexpr size_t kTagBytes = 16;
// A QR code of version 40 holds 2 953 bytes; nothing longer can have come from one.
constexpr size_t kMaxPayload = 2953;
// 9999-12-31T23:59:59Z, the last second RFC 3339 can write.
constexpr double kLastSecond = 253402300799.0;

Status BadCode(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_COLLECTION_CODE",
                   "the collection code cannot be read (" + what + "); scan it again",
                   "collection_code");
}

// Compares without stopping at the first difference, so that timing tells nothing.
bool SameBytes(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
  }
  return difference == 0;
}

std::string Tag(const std::string& key, const std::string& text) {
  return HexEncode(HmacSha256(key, text).substr(0, kTagBytes));
}

}  // namespace

StatusOr<CollectionCode> DemoCodeResolver::Resolve(const std::string& payload,
                                                   absl::Time now) const {
  if (payload.size() > kMaxPayload) return BadCode("too long");
  if (payload.rfind(kPrefix, 0) != 0) return BadCode("not a demonstration code");
  const size_t dot = payload.rfind('.');
  if (dot < sizeof(kPrefix) - 1) return BadCode("a part is missing");
  const std::string signed_part = payload.substr(0, dot);
  if (!SameBytes(payload.substr(dot + 1), Tag(key_, signed_part)))
    return BadCode("wrong signature");
  const auto body = Base64UrlDecode(signed_part.substr(sizeof(kPrefix) - 1));
  if (!body.ok()) return BadCode("not base64url");
  const auto json = ParseJson(*body, "collection code");
  if (!json.ok()) return BadCode("not JSON");
  CollectionCode code;
  const std::array<std::pair<const char*, std::string*>, 4> fields = {
      {{"uid", &code.uid},
       {"name_masked", &code.name_masked},
       {"id_masked", &code.id_masked},
       {"school", &code.school}}};
  for (const auto& [key, target] : fields) {
    auto value = JsonString(*json, key, "collection code");
    if (!value.ok() || value->empty()) return BadCode(std::string("no ") + key);
    *target = *std::move(value);
  }
  code.student_number = json->value("student_number", std::string());
  code.exam_number = json->value("exam_number", std::string());
  const auto expires = JsonNumber(*json, "exp", "collection code");
  // The cast is undefined beyond int64_t; no code outlives the calendar's four-digit years.
  if (!expires.ok() || !(*expires >= 0 && *expires <= kLastSecond)) return BadCode("no exp");
  code.expires = absl::FromUnixSeconds(static_cast<int64_t>(*expires));
  if (now >= code.expires) {
    return MakeError(StatusCode::kFailedPrecondition, "COLLECTION_CODE_EXPIRED",
                     "the collection code has expired; get a new one", "collection_code");
  }
  return code;
}

std::string MakeDemoCode(const CollectionCode& code, const std::string& key) {
  Json body = {{"uid", code.uid},
               {"name_masked", code.name_masked},
               {"id_masked", code.id_masked},
               {"school", code.school},
               {"exp", absl::ToUnixSeconds(code.expires)}};
  if (!code.student_number.empty()) body["student_number"] = code.student_number;
  if (!code.exam_number.empty()) body["exam_number"] = code.exam_number;
  const std::string signed_part = kPrefix + Base64UrlEncode(JsonLine(body));
  return signed_part + "." + Tag(key, signed_part);
}

StatusOr<std::string> NormaliseLastFour(const std::string& typed) {
  std::string kept;
  for (size_t i = 0; i < typed.size(); ++i) {
    unsigned char byte = static_cast<unsigned char>(typed[i]);
    // U+FF01..U+FF5E are the full-width forms of 0x21..0x7E (in UTF-8 EF BC 81 .. EF BD 9E); U+3000
    // and the Chinese brackets fall to the filter below.
    if (byte == 0xEF && i + 2 < typed.size()) {
      const unsigned second = static_cast<unsigned char>(typed[i + 1]);
      const unsigned third = static_cast<unsigned char>(typed[i + 2]);
      const unsigned point = 0xF000U | ((second & 0x3FU) << 6U) | (third & 0x3FU);
      i += 2;
      if (point < 0xFF01U || point > 0xFF5EU) continue;
      byte = static_cast<unsigned char>(point - 0xFF01U + 0x21U);
    }
    if (byte >= '0' && byte <= '9') kept.push_back(static_cast<char>(byte));
    if (byte == 'x' || byte == 'X') kept.push_back('X');
  }
  const size_t x = kept.find('X');
  if (kept.size() < 4 || (x != std::string::npos && x + 1 != kept.size())) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_LAST_FOUR",
                     "type the last four characters of the ID number (digits, the last may be X)",
                     "last_four");
  }
  return kept.substr(kept.size() - 4);
}

}  // namespace zhaojian
