// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/base/crypto.h"
#include "core/domain/collection_code.h"

namespace zhaojian {
namespace {

constexpr char kKey[] = "a key for tests";

CollectionCode Sample() {
  return {"U000123",
          "张*三",
          "4101**********123X",
          "DEMO",
          "",
          "",
          absl::FromUnixSeconds(2'000'000'000)};
}

TEST(DemoCode, ComesBackAsItWentIn) {
  const std::string payload = MakeDemoCode(Sample(), kKey);
  const auto code = DemoCodeResolver(kKey).Resolve(payload, absl::FromUnixSeconds(1'900'000'000));
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(code->uid, "U000123");
  EXPECT_EQ(code->name_masked, "张*三");
  EXPECT_EQ(code->id_masked, "4101**********123X");
  EXPECT_EQ(code->school, "DEMO");
}

TEST(DemoCode, HasThePublishedForm) {
  const std::string payload = MakeDemoCode(Sample(), kKey);
  ASSERT_EQ(payload.substr(0, 8), "ZJDEMO1.");
  const size_t dot = payload.rfind('.');
  EXPECT_EQ(payload.size() - dot - 1, 32U);  // 16 bytes in hex
  EXPECT_EQ(payload.substr(dot + 1),
            HexEncode(HmacSha256(kKey, payload.substr(0, dot))).substr(0, 32));
}

TEST(DemoCode, AnyChangedCharacterIsRefused) {
  const std::string payload = MakeDemoCode(Sample(), kKey);
  const DemoCodeResolver resolver(kKey);
  for (size_t i = 0; i < payload.size(); ++i) {
    std::string changed = payload;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto code = resolver.Resolve(changed, absl::FromUnixSeconds(1'900'000'000));
    EXPECT_EQ(ReasonOf(code.status()), "BAD_COLLECTION_CODE") << i;
  }
  EXPECT_EQ(ReasonOf(resolver.Resolve("", absl::UnixEpoch()).status()), "BAD_COLLECTION_CODE");
  EXPECT_EQ(ReasonOf(DemoCodeResolver("other").Resolve(payload, absl::UnixEpoch()).status()),
            "BAD_COLLECTION_CODE");
}

TEST(DemoCode, ExpiresAtItsSecond) {
  const std::string payload = MakeDemoCode(Sample(), kKey);
  const DemoCodeResolver resolver(kKey);
  EXPECT_TRUE(resolver.Resolve(payload, absl::FromUnixSeconds(1'999'999'999)).ok());
  EXPECT_EQ(ReasonOf(resolver.Resolve(payload, absl::FromUnixSeconds(2'000'000'000)).status()),
            "COLLECTION_CODE_EXPIRED");
}

TEST(DemoCode, AnExpiryThatIsNoTimeIsRefused) {
  for (const char* expires : {"1e300", "-1e300", "-1"}) {
    const std::string body =
        R"({"uid":"u","name_masked":"n","id_masked":"1234","school":"S","exp":)" +
        std::string(expires) + "}";
    const std::string signed_part = "ZJDEMO1." + Base64UrlEncode(body);
    const std::string tag = HexEncode(HmacSha256(kKey, signed_part).substr(0, 16));
    const auto code = DemoCodeResolver(kKey).Resolve(signed_part + "." + tag, absl::UnixEpoch());
    EXPECT_EQ(ReasonOf(code.status()), "BAD_COLLECTION_CODE") << expires;
  }
}

TEST(LastFour, TakesWhatStudentsType) {
  for (const char* typed : {"1234", "１２３４", " 1234 ", "（1234）", "(1234)", "【１２３４】",
                            "[1 2 3 4]", "410101199901011234"}) {
    const auto last_four = NormaliseLastFour(typed);
    ASSERT_TRUE(last_four.ok()) << typed;
    EXPECT_EQ(*last_four, "1234") << typed;
  }
  for (const char* typed : {"123x", "123X", "１２３ｘ", "１２３Ｘ", "（123x）"}) {
    const auto last_four = NormaliseLastFour(typed);
    ASSERT_TRUE(last_four.ok()) << typed;
    EXPECT_EQ(*last_four, "123X") << typed;
  }
}

TEST(LastFour, RefusesWhatCannotBeTheEndOfAnIdNumber) {
  for (const char* typed : {"", "123", "12X4", "X123", "abcd", "12XX", "四个数字"}) {
    EXPECT_EQ(ReasonOf(NormaliseLastFour(typed).status()), "BAD_LAST_FOUR") << typed;
  }
}

}  // namespace
}  // namespace zhaojian
