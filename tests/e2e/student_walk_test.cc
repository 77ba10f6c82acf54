// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/student_walk.h"

#include <gmock/gmock.h>

#include <cstdlib>

#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/domain/payment.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

using rpc::Verdict;
using ::testing::Contains;
using ::testing::ElementsAre;

INSTANTIATE_TEST_SUITE_P(Undisturbed, StudentWalk, ::testing::Values(false));
INSTANTIATE_TEST_SUITE_P(Killed, StudentWalk, ::testing::Values(true));

// One walk for each story of the students' guide.

TEST_P(StudentWalk, FromTheCodeToTheDeliveredPhoto) {
  const auto order = NewOrder("（１２３ｘ）");
  ASSERT_TRUE(order.ok()) << order.status();
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  const auto waiting = Client()->GetProgress(order->number);
  EXPECT_EQ(waiting->order.student_label, "student.state.waiting");
  EXPECT_EQ(FormatServiceTime(*waiting->order.promise_time), "2026-03-12T17:00:00+08:00");
  ASSERT_NO_FATAL_FAILURE(PassAndRetouch());
  ExpectState(order->number, "AWAITING_CONFIRMATION");
  const auto photo = Client()->Download(order->number);
  ASSERT_TRUE(photo.ok()) << photo.status();
  const auto confirmed =
      Step<StatusOr<rpc::Order>>([&] { return Client()->Confirm(order->number, photo->sha256); });
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_THAT(Deliver(), Contains(order->number + ".jpg"));
  ExpectState(order->number, "DELIVERED");
  AwaitNotice(order->number, "notice.delivered");
}

TEST_P(StudentWalk, PaysOnceThoughTheGatewaySaysItTwiceAndPaysTwice) {
  SetSchool(R"({"payment_enabled":true,"price_fen":2000})");
  const auto order = NewOrder();
  ASSERT_TRUE(order.ok()) << order.status();
  EXPECT_EQ(ReasonOf(Client()->UploadPhoto(order->number, Photo(1), RandomUuid()).status()),
            "ILLEGAL_TRANSITION");
  for (const char* transaction : {"tx1", "tx1", "tx2"}) {
    const std::string body =
        MakeDemoPayment({PaymentNotice::Kind::kPaid, order->number, transaction, 2000});
    const auto paid = Step<StatusOr<rpc::Order>>(
        [&] { return Client()->NotifyPayment(body, SignDemoPayment(body, kDemoPaymentKey), ""); });
    ASSERT_TRUE(paid.ok()) << paid.status();
    EXPECT_EQ(paid->payment, "PAID");
  }
  const auto cases = Client()->ListCases(order->number, "", true);
  ASSERT_EQ(cases->size(), 1U);
  EXPECT_EQ(cases->front().kind, "REFUND");
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
}

TEST_P(StudentWalk, IsRejectedWithGuidanceAndCollectsAgain) {
  const auto order = NewOrder();
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  Decide(ClaimReview(), Verdict::kReject, "EYE-01");
  ExpectState(order->number, "RECOLLECT_REQUIRED");
  EXPECT_EQ(Client()->GetOrder(order->number)->reasons.front().code, "EYE-01");
  AwaitNotice(order->number, "notice.rejected");
  EXPECT_EQ(ReasonOf(Upload(order->number, 1).status()), "DUPLICATE_OF_REJECTED");
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 2));
  Decide(ClaimReview(), Verdict::kPass);
  ExpectState(order->number, "RETOUCH_PENDING");
}

TEST_P(StudentWalk, WithdrawsBeforeDuringAndAfterTheReview) {
  const auto order = NewOrder();
  const auto withdraw = [&] {
    return Step<StatusOr<rpc::Order>>([&] { return Client()->Withdraw(order->number); });
  };
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  EXPECT_EQ(withdraw()->state, "AWAITING_PHOTO");  // nobody has looked yet
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  const rpc::Grant grant = ClaimReview();
  EXPECT_EQ(withdraw()->state, "AWAITING_PHOTO");  // under the reviewer's hands
  const auto beat = Client("R-001")->Renew({{grant.work_item.name, grant.lease.fence, {}}});
  EXPECT_EQ(beat->front().outcome, rpc::LeaseOutcome::kRevokedWithdrawn);
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  Decide(ClaimReview(), Verdict::kPass);
  ExpectState(order->number, "RETOUCH_PENDING");
  EXPECT_EQ(ReasonOf(withdraw().status()), "ILLEGAL_TRANSITION");  // too late
}

TEST_P(StudentWalk, IsDissatisfiedAfterTheRetouch) {
  const auto order = NewOrder();
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  ASSERT_NO_FATAL_FAILURE(PassAndRetouch());
  ExpectState(order->number, "AWAITING_CONFIRMATION");
  const auto redo =
      Step<StatusOr<rpc::Order>>([&] { return Client()->RequestRedo(order->number, "太暗了"); });
  ASSERT_TRUE(redo.ok()) << redo.status();
  ASSERT_NO_FATAL_FAILURE(Retouch());
  ExpectState(order->number, "AWAITING_CONFIRMATION");
  EXPECT_EQ(ReasonOf(Client()->RequestRedo(order->number, "还是暗").status()), "TOO_MANY_REDOS");
  const auto again = Step<StatusOr<rpc::Order>>(
      [&] { return Client()->RequestRecollection(order->number, "换一张"); });
  EXPECT_EQ(again->state, "AWAITING_PHOTO");
}

TEST_P(StudentWalk, NeverConfirms) {
  const auto order = NewOrder();
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  ASSERT_NO_FATAL_FAILURE(PassAndRetouch());
  AwaitNotice(order->number, "notice.to_confirm");
  Advance(absl::Hours(24 * 3));
  ExpectState(order->number, "AWAITING_CONFIRMATION");  // Friday 10:00, until 17:00
  Advance(absl::Hours(7));
  ExpectState(order->number, "CONFIRMED");
  AwaitNotice(order->number, "notice.auto_confirmed");
}

TEST_P(StudentWalk, TypesTheLastFourWronglyThreeTimes) {
  rpc::NewOrder order;
  order.collection_code = Code("student");
  order.consents = true;
  order.id_last4 = "9999";
  for (const char* left : {"4", "3", "2"}) {
    const auto wrong = Client()->CreateOrder(order, RandomUuid());
    EXPECT_EQ(ReasonOf(wrong.status()), "LAST_FOUR_MISMATCH");
    EXPECT_EQ(DetailOf(wrong.status())->metadata.at("left"), left);
    if (GetParam()) {
      KillService();
      StartService();
    }
  }
  order.id_last4 = "123x";
  EXPECT_TRUE(Client()->CreateOrder(order, RandomUuid()).ok());
}

TEST_P(StudentWalk, ShowsAForeignCodeOrTheCodeOfAnotherSchool) {
  rpc::NewOrder order;
  order.consents = true;
  order.id_last4 = "123X";
  order.collection_code = "https://example.com/some-other-code";
  EXPECT_EQ(ReasonOf(Client()->CreateOrder(order, RandomUuid()).status()), "BAD_COLLECTION_CODE");
  order.collection_code = Code("student", "ELSEWHERE");
  EXPECT_EQ(ReasonOf(Client()->CreateOrder(order, RandomUuid()).status()), "SCHOOL_UNKNOWN");
  order.collection_code = Code("student");
  order.feature_code = "377hhj";
  EXPECT_EQ(ReasonOf(Client()->CreateOrder(order, RandomUuid()).status()), "FEATURE_CODE_MISMATCH");
}

TEST_P(StudentWalk, HandsInBeforeAHolidayWeek) {
  SetTime(absl::FromCivil(absl::CivilMinute(2026, 4, 30, 16, 59), ServiceZone()));
  const auto order = NewOrder();
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  const auto progress = Client()->GetProgress(order->number);
  EXPECT_EQ(FormatServiceTime(*progress->order.promise_time), "2026-05-07T17:00:00+08:00");
  EXPECT_EQ(progress->promise_label, "student.promise");
  SetTime(absl::FromCivil(absl::CivilMinute(2026, 12, 30, 12, 0), ServiceZone()));
  const auto late = NewOrder();
  ASSERT_NO_FATAL_FAILURE(HandIn(late->number, 2));
  EXPECT_EQ(Client()->GetProgress(late->number)->promise_label, "student.promise.provisional");
}

TEST_P(StudentWalk, UploadsForAnOrderThatDoesNotExistOrIsOver) {
  EXPECT_EQ(ReasonOf(Upload("XSJC2603100000000000000000", 1).status()), "NOT_FOUND");
  const auto order = NewOrder();
  ASSERT_TRUE(Client()->Cancel(order->number).ok());
  EXPECT_EQ(ReasonOf(Upload(order->number, 1).status()), "ILLEGAL_TRANSITION");
}

TEST_P(StudentWalk, AsksCustomerService) {
  const auto order = NewOrder();
  const auto opened = Step<StatusOr<rpc::Case>>(
      [&] { return Client()->OpenCase(order->number, "QUESTION", "要等多久？"); });
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto answered = Step<StatusOr<rpc::Case>>(
      [&] { return Client("C-001")->ResolveCase(opened->name, "UPHELD", "两个工作日"); });
  ASSERT_TRUE(answered.ok()) << answered.status();
  const auto seen = Client()->GetCase(opened->name, order->number);
  ASSERT_EQ(seen->messages.size(), 2U);
  EXPECT_EQ(seen->messages[1].text, "两个工作日");
  EXPECT_EQ(seen->messages[1].staff, "");
  AwaitNotice(order->number, "notice.case_answered");
}

TEST_P(StudentWalk, IsRecalledAndRejectedByTheReceiver) {
  const auto order = NewOrder();
  ASSERT_NO_FATAL_FAILURE(HandIn(order->number, 1));
  ASSERT_NO_FATAL_FAILURE(PassAndRetouch());
  ExpectState(order->number, "AWAITING_CONFIRMATION");
  const auto confirm = [&] {
    const std::string seen = Client()->GetOrder(order->number)->delivered_sha256;
    return Step<StatusOr<rpc::Order>>([&] { return Client()->Confirm(order->number, seen); });
  };
  ASSERT_TRUE(confirm().ok());
  const auto recalled = Step<StatusOr<rpc::Order>>(
      [&] { return Client("S-001")->RecallOrder(order->number, "学校要求"); });
  ASSERT_TRUE(recalled.ok()) << recalled.status();
  EXPECT_TRUE(Deliver().empty());
  ASSERT_NO_FATAL_FAILURE(Retouch());
  ExpectState(order->number, "AWAITING_CONFIRMATION");
  ASSERT_TRUE(confirm().ok());
  Deliver();
  ExpectState(order->number, "DELIVERED");
  const auto rejected = Step<StatusOr<rpc::Order>>(
      [&] { return Client("C-001")->RejectByReceiver(order->number, {}, "比对未通过"); });
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_TRUE(rejected->fee_waived);
  AwaitNotice(order->number, "notice.receiver_rejected");
}

// `zj calendar due` says what the reference says, for every vector.
TEST(CalendarCommand, AgreesWithEveryReferenceDeadline) {
  const auto shared = SharedFolder();
  if (!shared) return PrintNotRun(15, "no shared folder");
  const auto vectors = ReadJsonFile(*shared / "data" / "sla_vectors.json");
  ASSERT_TRUE(vectors.ok()) << vectors.status();
  const auto folder = TemporaryFolder::Create();
  int checked = 0;
  for (const Json& vector : *vectors) {
    const std::string text = vector["submitted"].get<std::string>();
    const std::string submitted = text.substr(0, 10) + "T" + text.substr(11, 5) + "+08:00";
    for (const bool makeup : {false, true}) {
      const auto log = folder->Path() / ("out" + std::to_string(checked++));
      std::vector<std::string> arguments = {"calendar", "due", "--submitted", submitted, "--json"};
      if (makeup) arguments.push_back("--makeup-days");
      auto process = ChildProcess::Start("zj", arguments, log);
      ASSERT_TRUE(process.ok());
      ASSERT_EQ(process->Wait(), 0);
      const auto said = ParseJson(*ReadFile(log, 1 << 16), "zj");
      ASSERT_TRUE(said.ok()) << said.status();
      const Json& expected = vector[makeup ? "with_makeup" : "mon_fri"];
      const auto full = [&](const char* key) {
        const std::string time = expected[key].get<std::string>();
        return time.substr(0, 10) + "T" + time.substr(11, 5) + ":00+08:00";
      };
      EXPECT_EQ((*said)["effective"], full("effective")) << submitted;
      EXPECT_EQ((*said)["promise"], full("promise_eod")) << submitted;
      EXPECT_EQ((*said)["budget"], full("budget_960min")) << submitted;
      if (makeup) continue;
      EXPECT_EQ((*said)["provisional"], vector["provisional"]) << submitted;
    }
  }
  EXPECT_EQ(checked, 30);
}

}  // namespace
}  // namespace zhaojian::testing
