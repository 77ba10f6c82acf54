// SPDX-License-Identifier: Apache-2.0
#include "core/domain/phone_token.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'773'108'000);

PhoneToken Token() {
  return {"token-1", "13800001234", kPhoneAudience, kNow, kNow + absl::Minutes(5)};
}

const FakePhoneIssuer& Issuer() {
  static const FakePhoneIssuer issuer(kFakePhoneKey, kPhoneAudience);
  return issuer;
}

std::string RefusalOf(const std::string& token, absl::Time now = kNow) {
  return ReasonOf(Issuer().Verify(token, now).status());
}

TEST(PhoneToken, SaysWhoLoggedInUntilItExpires) {
  const std::string token = Issuer().Issue(Token());
  EXPECT_EQ(token.rfind("ZJFAKEPHONE1.", 0), 0U) << "named as the fake it is";
  const auto read = Issuer().Verify(token, kNow + absl::Minutes(4));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->phone, "13800001234");
  EXPECT_EQ(read->id, "token-1");
  EXPECT_EQ(RefusalOf(token, kNow + absl::Minutes(5)), "PHONE_TOKEN_EXPIRED");
}

TEST(PhoneToken, ATokenOfAnotherServiceIsRefused) {
  PhoneToken other = Token();
  other.audience = "another mini-programme";
  EXPECT_EQ(RefusalOf(Issuer().Issue(other)), "PHONE_TOKEN_AUDIENCE");
}

TEST(PhoneToken, WhatTheIssuerDidNotSignIsRefused) {
  const std::string token = Issuer().Issue(Token());
  for (size_t at = 0; at < token.size(); at += 7) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(RefusalOf(changed), "BAD_PHONE_TOKEN") << at;
  }
  EXPECT_EQ(RefusalOf(FakePhoneIssuer("another key", kPhoneAudience).Issue(Token())),
            "BAD_PHONE_TOKEN");
  for (const char* text : {"", "ZJFAKEPHONE1.", "ZJFAKEPHONE1..", "nonsense"}) {
    EXPECT_EQ(RefusalOf(text), "BAD_PHONE_TOKEN") << text;
  }
}

TEST(PhoneToken, NoTokenLivesForDaysOrComesFromTheFuture) {
  PhoneToken token = Token();
  token.expires = kNow + absl::Hours(24);
  EXPECT_EQ(RefusalOf(Issuer().Issue(token)), "BAD_PHONE_TOKEN");
  token = Token();
  token.issued = kNow + absl::Hours(1);
  token.expires = kNow + absl::Hours(1) + absl::Minutes(5);
  EXPECT_EQ(RefusalOf(Issuer().Issue(token)), "BAD_PHONE_TOKEN");
  token = Token();
  token.phone = "13800001234; DROP";
  EXPECT_EQ(RefusalOf(Issuer().Issue(token)), "BAD_PHONE_TOKEN");
}

TEST(PhoneToken, OnlyTheEndsOfANumberAreShown) {
  EXPECT_EQ(MaskPhone("13800001234"), "138****1234");
  EXPECT_EQ(MaskPhone("12"), "****");
}

}  // namespace
}  // namespace zhaojian
