// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

// The second half of the races of review queue reference §2c (race_test.cc has the first).
class LifeRaceTest : public LedgerTest {
 protected:
  OverturnCommand Reject(const std::string& actor, const DecisionRow& decision) {
    OverturnCommand overturn;
    overturn.meta = Meta(actor);
    overturn.decision = decision.id;
    overturn.verdict = DecisionVerdict::kReject;
    overturn.reasons.resize(1);
    overturn.reasons[0].code = "ID-02";
    overturn.justification = "翻拍";
    overturn.etag = std::to_string(decision.version);
    return overturn;
  }

  void TearDown() override { CheckTrail(); }
};
INSTANTIATE_TEST_SUITE_P(All, LifeRaceTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(LifeRaceTest, OfTwoOverturnsTheSecondLooksAgain) {
  Passed();
  const DecisionRow seen = ledger_->ListDecisions({})->front();
  ASSERT_TRUE(ledger_->Overturn(Reject("S-001", seen)).ok());
  const auto second = ledger_->Overturn(Reject("S-002", seen));
  EXPECT_EQ(second.status().code(), StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(second.status()), "ETAG_MISMATCH");
  EXPECT_EQ(DetailOf(second.status())->metadata.at("etag_now"), std::to_string(seen.version + 1));
}

TEST_P(LifeRaceTest, AskedForAnotherPhotoBeforeTheDeadlineNothingIsConfirmed) {
  const OrderRow order = Finished();
  TellEverything();
  ASSERT_TRUE(ledger_->RequestRecollection({Meta(kStudentActor), order.number, ""}).ok());
  LetPass(absl::Hours(24 * 30));
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingPhoto);
}

TEST_P(LifeRaceTest, ConfirmedByTheDeadlineTheStudentIsToldSo) {
  const OrderRow order = Finished();
  TellEverything();
  LetPass(*order.confirm_by - clock_.Now());
  const auto late = ledger_->RequestRecollection({Meta(kStudentActor), order.number, ""});
  EXPECT_EQ(ReasonOf(late.status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(DetailOf(late.status())->metadata.at("state"), "CONFIRMED");
}

TEST_P(LifeRaceTest, AnOpenCaseHoldsTheConfirmationUpAndLeavesADayAfterwards) {
  const OrderRow order = Finished();
  TellEverything();
  const auto opened =
      ledger_->OpenCase({Meta(kStudentActor), order.number, CaseKind::kQuestion, "太暗了吗？"});
  ASSERT_TRUE(opened.ok()) << opened.status();
  LetPass(*order.confirm_by - clock_.Now());
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingConfirmation);
  AuditFilter refused;
  refused.action = "timer.refused";
  ASSERT_EQ(ledger_->ListAudit(refused)->size(), 1U);
  EXPECT_EQ(ledger_->ListAudit(refused)->front().detail["why"], "CASE_OPEN");
  // Answered on Friday at 17:00: a working day more ends on Monday at 17:00.
  ASSERT_TRUE(
      ledger_->ResolveCase({Meta("C-001"), opened->id, CaseState::kUpheld, "不暗", ""}).ok());
  EXPECT_EQ(FormatServiceTime(*ledger_->GetOrder(order.number)->confirm_by),
            "2026-03-16T17:00:00+08:00");
  LetPass(absl::Hours(71));
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingConfirmation);
  LetPass(absl::Hours(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kConfirmed);
}

TEST_P(LifeRaceTest, AHoldHoldsTheConfirmationUpToo) {
  const OrderRow order = Finished();
  TellEverything();
  ASSERT_TRUE(ledger_->HoldOrder(By("S-001", order.number)).ok());
  LetPass(*order.confirm_by - clock_.Now());
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingConfirmation);
  ASSERT_TRUE(ledger_->ReleaseHold(By("S-001", order.number)).ok());
  LetPass(absl::Hours(72));
  EXPECT_EQ(StateOf(order.number), OrderState::kConfirmed);
}

TEST_P(LifeRaceTest, APaymentToldTwiceCountsOnceAndASecondOneGoesBack) {
  ChangeSchool([](School& school) {
    school.payment_enabled = true;
    school.price_fen = 2000;
  });
  const OrderRow order = NewOrder();
  const auto first = ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx1", 2000});
  const auto again = ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx1", 2000});
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(again->state, OrderState::kAwaitingPhoto);
  EXPECT_EQ(again->version, first->version);
  EXPECT_TRUE(ledger_->ListCases({})->empty());
  const auto twice = ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx2", 2000});
  ASSERT_TRUE(twice.ok()) << twice.status();
  EXPECT_EQ(twice->payment, PaymentState::kPaid) << "the first payment still pays for the order";
  ASSERT_EQ(ledger_->ListCases({})->size(), 1U);
  EXPECT_EQ(ledger_->ListCases({})->front().kind, CaseKind::kRefund);
  EXPECT_TRUE(ledger_->SettleRefund({Meta(kSystemActor), order.number, "tx2", 2000}).ok());
  EXPECT_EQ(ledger_->GetOrder(order.number)->payment, PaymentState::kPaid);
}

TEST_P(LifeRaceTest, MoneyThatComesTooLateOpensARefundCase) {
  ChangeSchool([&](School& school) {
    school.payment_enabled = true;
    school.price_fen = 2000;
    school.closes = clock_.Now() + absl::Hours(1);
  });
  const OrderRow order = NewOrder();
  LetPass(absl::Hours(1));
  ASSERT_EQ(StateOf(order.number), OrderState::kCancelled);
  const auto late = ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx9", 2000});
  ASSERT_TRUE(late.ok()) << late.status();
  EXPECT_EQ(late->state, OrderState::kCancelled);
  ASSERT_EQ(ledger_->ListCases({})->size(), 1U);
  EXPECT_EQ(ledger_->ListCases({})->front().kind, CaseKind::kRefund);
}

TEST_P(LifeRaceTest, NothingIsPurgedWhileACaseIsOpen) {
  const OrderRow order = NewOrder();
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  const auto question =
      ledger_->OpenCase({Meta(kStudentActor), order.number, CaseKind::kQuestion, "为什么？"});
  ASSERT_TRUE(question.ok()) << question.status();
  EXPECT_EQ(ReasonOf(ledger_->EraseOrder(By("S-001", order.number)).status()), "CASE_OPEN");
  LetPass(TestPolicy().order_clocks.retention_cancelled);
  EXPECT_EQ(StateOf(order.number), OrderState::kCancelled);
  ASSERT_TRUE(
      ledger_->ResolveCase({Meta("C-001"), question->id, CaseState::kUpheld, "规定如此", ""}).ok());
  LetPass(absl::Seconds(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kPurged);
}

}  // namespace
}  // namespace zhaojian::testing
