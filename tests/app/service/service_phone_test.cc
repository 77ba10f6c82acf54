// SPDX-License-Identifier: Apache-2.0
#include "core/domain/phone_token.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

// Log-ins by phone, from a fake issuer in place of the mini-programme's platform.
class ServicePhoneTest : public ServiceTest {
 protected:
  void SetUp() override {}

  void StartWith(bool verifier, bool required) {
    service_.reset();
    ServiceOptions options = DefaultOptions();
    if (verifier) options.phones = std::make_shared<FakePhoneIssuer>(kFakePhoneKey, kPhoneAudience);
    options.phone_required = required;
    Start(options);
  }

  std::string Token(const std::string& audience = kPhoneAudience) {
    return FakePhoneIssuer(kFakePhoneKey, kPhoneAudience)
        .Issue(
            {RandomUuid(), "13812345678", audience, clock_.Now(), clock_.Now() + absl::Minutes(5)});
  }

  StatusOr<rpc::Order> Create(const std::string& token, const std::string& last4 = "123X",
                              const std::string& request = RandomUuid()) {
    CollectionCode code;
    code.uid = uid_;
    code.name_masked = "示*例";
    code.id_masked = "1101**********123X";
    code.school = kSchool;
    code.expires = clock_.Now() + absl::Hours(24);
    rpc::NewOrder order;
    order.collection_code = MakeDemoCode(code, kDemoCodeKey);
    order.id_last4 = last4;
    order.consents = true;
    order.phone_token = token;
    return Client("")->CreateOrder(order, request);
  }

  std::string uid_ = "first";
};

TEST_F(ServicePhoneTest, ALogInOpensOneOrderAndIsThenUsedUp) {
  StartWith(true, true);
  AddPeople();
  EXPECT_EQ(ReasonOf(Create("").status()), "PHONE_LOGIN_REQUIRED");
  const std::string token = Token();
  EXPECT_EQ(ReasonOf(Create(token, "9999").status()), "LAST_FOUR_MISMATCH");
  const std::string request = RandomUuid();
  const auto order = Create(token, "123X", request);
  ASSERT_TRUE(order.ok()) << "a slip of the finger costs no log-in: " << order.status();
  EXPECT_EQ(Create(token, "123X", request)->number, order->number) << "the same request again";
  uid_ = "second";
  EXPECT_EQ(ReasonOf(Create(token).status()), "PHONE_TOKEN_USED");
  StartWith(true, true);
  EXPECT_EQ(ReasonOf(Create(token).status()), "PHONE_TOKEN_USED") << "after a restart too";
  EXPECT_TRUE(Create(Token()).ok());
}

TEST_F(ServicePhoneTest, AnExpiredForeignOrForgedLogInIsRefused) {
  StartWith(true, false);
  AddPeople();
  const std::string token = Token();
  EXPECT_EQ(ReasonOf(Create(Token("another service")).status()), "PHONE_TOKEN_AUDIENCE");
  EXPECT_EQ(ReasonOf(Create(token + "0").status()), "BAD_PHONE_TOKEN");
  clock_.Advance(absl::Minutes(6));
  const auto late = Create(token);
  EXPECT_EQ(ReasonOf(late.status()), "PHONE_TOKEN_EXPIRED");
  EXPECT_EQ(late.status().code(), StatusCode::kUnauthenticated);
  EXPECT_TRUE(Create("").ok()) << "where nobody has to log in";
}

TEST_F(ServicePhoneTest, AServiceWithoutAVerifierTakesNoLogIn) {
  StartWith(false, false);
  AddPeople();
  EXPECT_EQ(ReasonOf(Create(Token()).status()), "PHONE_LOGIN_OFF");
}

TEST_F(ServicePhoneTest, TheNumberIsKeptSealed) {
  StartWith(true, false);
  AddPeople();
  ASSERT_TRUE(Create(Token()).ok());
  service_.reset();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.Path() / "data")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(ReadFile(entry.path(), 64 << 20)->find("13812345678"), std::string::npos)
        << entry.path().filename();
  }
}

}  // namespace
}  // namespace zhaojian
