// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/domain/payment.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

using ::testing::HasSubstr;

constexpr char kOwnKey[] = "a key that only the gateway knows";

// Whoever can verify a payment, and who cannot.
class ServicePaymentTest : public ServiceTest {
 protected:
  void SetUp() override {}

  void StartWith(const std::string& key, bool demo) {
    service_.reset();
    ServiceOptions options = DefaultOptions();
    options.payment_key = key;
    options.demo_payment = demo;
    Start(options);
  }

  Status AskForMoney() {
    rpc::School school;
    school.code = kSchool;
    school.settings_json = R"({"payment_enabled":true,"price_fen":2000})";
    return Client("")->AddSchool(school, true).status();
  }

  StatusOr<rpc::Order> Pay(const std::string& order, const std::string& key) {
    const std::string body = MakeDemoPayment({PaymentNotice::Kind::kPaid, order, "tx", 2000});
    return Client("")->NotifyPayment(body, SignDemoPayment(body, key), "");
  }
};

TEST_F(ServicePaymentTest, WithoutAKeyNoSchoolMayAskForMoney) {
  StartWith("", false);
  AddPeople();
  const Status refused = AskForMoney();
  EXPECT_EQ(ReasonOf(refused), "PAYMENT_KEY_REQUIRED");
  EXPECT_THAT(MessageOf(refused), HasSubstr("ZJ_PAYMENT_KEY")) << "says what to do";
  EXPECT_TRUE(CreateOrder(*Client("")).ok()) << "schools without payment are served";
}

TEST_F(ServicePaymentTest, AServiceThatLostItsKeyTakesNoOrderThatWouldHaveToBePaid) {
  StartWith(kOwnKey, false);
  AddPeople();
  ASSERT_TRUE(AskForMoney().ok());
  const auto waiting = CreateOrder(*Client(""));
  ASSERT_TRUE(waiting.ok()) << waiting.status();
  StartWith("", false);
  EXPECT_EQ(ReasonOf(CreateOrder(*Client("")).status()), "PAYMENT_KEY_REQUIRED");
  EXPECT_EQ(ReasonOf(Pay(waiting->number, kOwnKey).status()), "PAYMENT_KEY_REQUIRED");
  EXPECT_EQ(ReasonOf(Pay(waiting->number, kDemoPaymentKey).status()), "PAYMENT_KEY_REQUIRED");
  EXPECT_EQ(Client("")->GetOrder(waiting->number)->payment, "UNPAID");
  StartWith(kOwnKey, false);
  EXPECT_EQ(Pay(waiting->number, kOwnKey)->payment, "PAID") << "the gateway says it again";
}

TEST_F(ServicePaymentTest, ThePublicKeyPaysNothingWhereThereIsAnotherOne) {
  StartWith(kOwnKey, false);
  AddPeople();
  ASSERT_TRUE(AskForMoney().ok());
  const auto order = CreateOrder(*Client(""));
  ASSERT_TRUE(order.ok()) << order.status();
  EXPECT_EQ(ReasonOf(Pay(order->number, kDemoPaymentKey).status()), "BAD_SIGNATURE");
  EXPECT_EQ(Client("")->GetOrder(order->number)->payment, "UNPAID");
}

TEST_F(ServicePaymentTest, AKeyThatProtectsNothingIsRefusedAtTheStart) {
  const auto refusal = [&](const std::string& key, bool demo) {
    ServiceOptions options = DefaultOptions();
    options.payment_key = key;
    options.demo_payment = demo;
    return ReasonOf(EmbeddedService::Start(options).status());
  };
  EXPECT_EQ(refusal(kDemoPaymentKey, false), "PAYMENT_KEY_PUBLIC");
  EXPECT_EQ(refusal("123456", false), "PAYMENT_KEY_SHORT");
  EXPECT_EQ(refusal(kOwnKey, true), "PAYMENT_KEY_AND_DEMO");
}

}  // namespace
}  // namespace zhaojian
