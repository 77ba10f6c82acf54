// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/base/file.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

using ::testing::Contains;

// The rows of the order table beside review and retouch, each through the call that fires it.
class LifeTest : public LedgerTest {
 protected:
  std::vector<std::string> EventsOf(const std::string& order) {
    std::vector<std::string> names;
    for (const auto list = ledger_->ListOrderEvents(order); const OrderEventRow& event : *list) {
      names.push_back(Name(event.event));
    }
    return names;
  }

  std::vector<std::string> ToldAbout(const std::string& order) {
    std::vector<std::string> kinds;
    for (const auto list = ledger_->ListOutbox(0, 1000); const OutboxRow& notice : *list) {
      if (notice.order == order) kinds.push_back(notice.kind);
    }
    return kinds;
  }

  void TearDown() override { CheckTrail(); }
};
INSTANTIATE_TEST_SUITE_P(All, LifeTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(LifeTest, ADataCheckCanComeLaterThanTheOrder) {
  CreateOrderCommand create;
  create.meta = Meta(kStudentActor);
  create.collection_code = CodeOfStudent(77, "DEMO");
  create.confirm_later = true;
  const auto order = ledger_->CreateOrder(create);
  ASSERT_TRUE(order.ok()) << order.status();
  EXPECT_EQ(order->state, OrderState::kCreated);
  EXPECT_EQ(ReasonOf(Upload(order->number, "early").status()), "ILLEGAL_TRANSITION");
  create.meta = Meta(kStudentActor);
  const auto second = ledger_->CreateOrder(create);
  EXPECT_EQ(ReasonOf(second.status()), "OPEN_ORDER_EXISTS");
  EXPECT_EQ(DetailOf(second.status())->metadata.count("order"), 0U) << "nobody proved who they are";
  ConfirmInfoCommand confirm{Meta(kStudentActor), order->number, "0077", false, "2026-03"};
  EXPECT_EQ(ReasonOf(ledger_->ConfirmInfo(confirm).status()), "CONSENT_REQUIRED");
  confirm = {Meta(kStudentActor), order->number, "0078", true, "2026-03"};
  EXPECT_EQ(ReasonOf(ledger_->ConfirmInfo(confirm).status()), "LAST_FOUR_MISMATCH");
  confirm = {Meta(kStudentActor), order->number, "（００７７）", true, "2026-03"};
  const auto confirmed = ledger_->ConfirmInfo(confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->state, OrderState::kAwaitingPhoto);
  EXPECT_EQ(confirmed->consent_version, "2026-03");
  EXPECT_EQ(confirmed->consented, clock_.Now());
  confirm.meta = Meta(kStudentActor);
  EXPECT_EQ(ReasonOf(ledger_->ConfirmInfo(confirm).status()), "ILLEGAL_TRANSITION");
}

TEST_P(LifeTest, OrdersExpireWhenTheWindowClosesAndFollowAMovedWindow) {
  const absl::Time closes = clock_.Now() + absl::Hours(1);
  ChangeSchool([&](School& school) { school.closes = closes; });
  const OrderRow waiting = NewOrder();
  const OrderRow prepared = NewOrder();
  ASSERT_TRUE(Upload(prepared.number, "photo").ok());
  const OrderRow reviewed = Submitted();
  ChangeSchool([&](School& school) { school.closes = closes + absl::Hours(1); });
  LetPass(absl::Hours(1));
  EXPECT_EQ(StateOf(waiting.number), OrderState::kAwaitingPhoto) << "the school gave an hour more";
  LetPass(absl::Hours(1));
  EXPECT_EQ(StateOf(waiting.number), OrderState::kCancelled);
  EXPECT_EQ(StateOf(prepared.number), OrderState::kCancelled);
  EXPECT_EQ(StateOf(reviewed.number), OrderState::kReviewPending) << "what we have we finish";
  EXPECT_THAT(ToldAbout(waiting.number), Contains("notice.expired"));
}

TEST_P(LifeTest, AWindowThatIsBroughtForwardIsNoticedAtOnce) {
  const OrderRow order = NewOrder();
  ChangeSchool([&](School& school) { school.closes = clock_.Now() - absl::Minutes(1); });
  LetPass(absl::Seconds(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kCancelled);
}

TEST_P(LifeTest, TheFeeComesBackWhenNoPhotoWentToReview) {
  ChangeSchool([](School& school) {
    school.payment_enabled = true;
    school.price_fen = 2000;
  });
  const OrderRow order = NewOrder();
  ASSERT_TRUE(ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx1", 2000}).ok());
  const auto cancelled = ledger_->Cancel({Meta(kStudentActor), order.number, ""});
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->payment, PaymentState::kRefundPending);
  LetPass(TestPolicy().order_clocks.retention_cancelled);
  EXPECT_EQ(StateOf(order.number), OrderState::kCancelled) << "purged before the money went back";
  EXPECT_EQ(ReasonOf(ledger_->SettleRefund({Meta(kSystemActor), order.number, "tx1", 1}).status()),
            "AMOUNT_MISMATCH");
  const auto refunded = ledger_->SettleRefund({Meta(kSystemActor), order.number, "tx1", 2000});
  ASSERT_TRUE(refunded.ok()) << refunded.status();
  EXPECT_EQ(refunded->payment, PaymentState::kRefunded);
  LetPass(absl::Seconds(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kPurged);
}

TEST_P(LifeTest, AfterAReviewOnlyASupervisorGivesTheFeeBack) {
  ChangeSchool([](School& school) {
    school.payment_enabled = true;
    school.price_fen = 2000;
  });
  const OrderRow order = NewOrder();
  ASSERT_TRUE(ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx1", 2000}).ok());
  ASSERT_TRUE(Upload(order.number, "photo").ok());
  ASSERT_TRUE(ledger_->Submit({Meta(kStudentActor), order.number, ""}).ok());
  EXPECT_EQ(ReasonOf(ledger_->RefundOrder(By("S-001", order.number)).status()),
            "ILLEGAL_TRANSITION");
  ASSERT_TRUE(ledger_->Withdraw({Meta(kStudentActor), order.number, ""}).ok());
  EXPECT_EQ(ledger_->Cancel({Meta(kStudentActor), order.number, ""})->payment, PaymentState::kPaid);
  EXPECT_EQ(ReasonOf(ledger_->RefundOrder(By("C-001", order.number)).status()), "ROLE_MISSING");
  EXPECT_EQ(ledger_->RefundOrder(By("S-001", order.number))->payment, PaymentState::kRefundPending);
}

TEST_P(LifeTest, AHeldOrderStandsStillAndGoesOnWithItsDueTime) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  const auto held = ledger_->HoldOrder(By("S-001", order.number));
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_TRUE(held->hold);
  EXPECT_EQ(held->state, OrderState::kReviewPending);
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass)).status()),
            "ORDER_ON_HOLD");
  EXPECT_EQ(ledger_->Renew("R-001", {{grant.item.id, grant.item.fence, {}}})->front().outcome,
            RenewOutcome::kRevokedSupervisor);
  EXPECT_TRUE(ledger_->Claim({Meta("R-002"), {}, 1})->grants.empty());
  EXPECT_EQ(ReasonOf(ledger_->HoldOrder(By("S-001", order.number)).status()), "ORDER_ON_HOLD");
  EXPECT_EQ(ReasonOf(ledger_->ReleaseHold(By("R-001", order.number)).status()), "ROLE_MISSING");
  ASSERT_TRUE(ledger_->ReleaseHold(By("S-001", order.number)).ok());
  const Grant again = ClaimOne("R-002");
  EXPECT_EQ(again.item.order, order.number);
  EXPECT_EQ(again.item.due, grant.item.due);
  EXPECT_TRUE(ledger_->StageDecision(Decision(again, DecisionVerdict::kPass)).ok());
  LetEffectsHappen();
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
}

TEST_P(LifeTest, AHeldRetouchComesBackWithItsWorkOrder) {
  const OrderRow order = Finished();
  ASSERT_TRUE(ledger_->RequestRedo({Meta(kStudentActor), order.number, "太暗了"}).ok());
  ASSERT_TRUE(ledger_->HoldOrder(By("S-001", order.number)).ok());
  ASSERT_TRUE(ledger_->ReleaseHold(By("S-001", order.number)).ok());
  EXPECT_EQ(ClaimOne("T-001").item.note, "太暗了");
}

TEST_P(LifeTest, WhoNeverConfirmsIsConfirmedAfterANoticeAndTheDeadline) {
  const OrderRow order = Finished();
  // Tuesday the 10th + 3 working days: Friday the 13th, 17:00.
  EXPECT_EQ(FormatServiceTime(*order.confirm_by), "2026-03-13T17:00:00+08:00");
  LetPass(*order.confirm_by - clock_.Now());
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingConfirmation) << "nobody told the student";
  TellEverything();
  LetPass(absl::Seconds(1));
  const OrderRow confirmed = *ledger_->GetOrder(order.number);
  EXPECT_EQ(confirmed.state, OrderState::kConfirmed);
  EXPECT_EQ(confirmed.confirmed_sha256, order.output_sha256);
  EXPECT_THAT(EventsOf(order.number), Contains("auto_confirm"));
}

TEST_P(LifeTest, ARecallBeforeHandOverGoesBackToTheRetoucher) {
  const OrderRow order = Finished();
  ASSERT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).ok());
  EXPECT_EQ(ReasonOf(ledger_->RecallOrder(By("T-001", order.number)).status()), "ROLE_MISSING");
  const auto recalled = ledger_->RecallOrder(By("S-001", order.number, "领带歪了"));
  ASSERT_TRUE(recalled.ok()) << recalled.status();
  EXPECT_EQ(recalled->state, OrderState::kRetouchPending);
  EXPECT_TRUE(ledger_->ListDeliverable("")->empty());
  const Grant grant = ClaimOne("T-001");
  EXPECT_EQ(grant.item.note, "领带歪了");
  ASSERT_TRUE(ledger_->CommitRetouch(Commit(grant)).ok());
  const OrderRow again = *ledger_->GetOrder(order.number);
  EXPECT_EQ(again.confirmed_sha256, "") << "the student confirms the new picture";
  ASSERT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, again.output_sha256}).ok());
}

TEST_P(LifeTest, FailedHandOversWaitForAPersonAndAreTriedAgain) {
  const OrderRow order = Finished();
  ASSERT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).ok());
  const int tries = TestPolicy().order_clocks.delivery_tries;
  for (int i = 1; i <= tries; ++i) {
    EXPECT_EQ(StateOf(order.number), OrderState::kConfirmed);
    ASSERT_TRUE(ledger_->FailDelivery({Meta(kSystemActor), order.number, "DISK_FULL"}).ok());
  }
  EXPECT_EQ(StateOf(order.number), OrderState::kDeliveryBlocked);
  EXPECT_EQ(
      ReasonOf(ledger_->Deliver({Meta(kSystemActor), order.number, order.output_sha256, "", "x"})
                   .status()),
      "ILLEGAL_TRANSITION");
  ASSERT_TRUE(ledger_->RetryDelivery(By("C-001", order.number)).ok());
  EXPECT_TRUE(
      ledger_->Deliver({Meta(kSystemActor), order.number, order.output_sha256, "", "receipt 7"})
          .ok());
  EXPECT_EQ(ledger_->GetOrder(order.number)->receipt, "receipt 7");
}

TEST_P(LifeTest, WhatTheReceiverRejectsComesBackFreeOfCharge) {
  ChangeSchool([&](School& school) {
    school.max_attempts = 1;
    school.closes = clock_.Now() + absl::Hours(2);
  });
  const OrderRow order = Delivered();
  LetPass(absl::Hours(24));
  ReceiverRejectionCommand reject{Meta("C-001"), order.number, {}, "比对未通过"};
  reject.reasons.resize(1);
  reject.reasons[0].code = "ID-02";
  const auto back = ledger_->RejectByReceiver(reject);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->state, OrderState::kRecollectRequired);
  EXPECT_TRUE(back->fee_waived);
  EXPECT_EQ(back->rejection.front().code, "ID-02");
  EXPECT_EQ(ReasonOf(Upload(order.number, order.number).status()), "DUPLICATE_OF_REJECTED");
  // Neither the school's closed window nor its limit of photos stands in the way.
  ASSERT_TRUE(Upload(order.number, "a new photo").ok());
  EXPECT_TRUE(ledger_->Submit({Meta(kStudentActor), order.number, ""}).ok());
}

TEST_P(LifeTest, AnOrderClosesAndItsPhotosAreDestroyed) {
  const OrderRow order = Delivered();
  const std::string photo = ledger_->GetAttempt(order.number, 1)->photo_sha256;
  ASSERT_TRUE(ledger_->GetBlob(order.number, photo).ok());
  LetPass(TestPolicy().order_clocks.dispute);
  EXPECT_EQ(StateOf(order.number), OrderState::kClosed);
  LetPass(TestPolicy().order_clocks.retention_closed);
  const OrderRow purged = *ledger_->GetOrder(order.number);
  EXPECT_EQ(purged.state, OrderState::kPurged);
  EXPECT_EQ(ReasonOf(ledger_->GetBlob(order.number, photo).status()), "NOT_FOUND");
  const auto blobs = folder_.Path() / "data" / "blobs" / order.number;
  EXPECT_FALSE(std::filesystem::exists(blobs));
  EXPECT_EQ(ledger_->GetAttempt(order.number, 1)->recipe, "");
  EXPECT_EQ(ledger_->GetAttempt(order.number, 1)->report_json, "");
  EXPECT_EQ(ledger_->GetVersion(order.number)->recipe, "");
  EXPECT_EQ(ledger_->GetVersion(order.number)->output_sha256, order.output_sha256)
      << "what was delivered can still be proven";
}

TEST_P(LifeTest, WhatPeopleWroteDoesNotLiveOnInStoredAnswers) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  const StageDecisionCommand decision =
      Decision(grant, DecisionVerdict::kReject, {"EYE-01"}, "左眼闭着");
  ASSERT_TRUE(ledger_->StageDecision(decision).ok());
  LetEffectsHappen();
  EXPECT_EQ(ledger_->StageDecision(decision)->comment, "左眼闭着") << "the same request again";
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  LetPass(TestPolicy().order_clocks.retention_cancelled);
  ASSERT_EQ(StateOf(order.number), OrderState::kPurged);
  EXPECT_FALSE(ledger_->StageDecision(decision).ok()) << "the answer is gone";
}

TEST_P(LifeTest, ARejectedPhotoIsKnownAfterItsPixelsAreGone) {
  const OrderRow order = Submitted();
  ASSERT_TRUE(
      ledger_->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kReject, {"EYE-01"}))
          .ok());
  LetEffectsHappen();
  const std::string sha256 = ledger_->GetAttempt(order.number, 1)->photo_sha256;
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  LetPass(TestPolicy().order_clocks.retention_cancelled);
  ASSERT_EQ(StateOf(order.number), OrderState::kPurged);
  const auto known = ledger_->RejectedPhotos(order.number);
  ASSERT_TRUE(known.ok()) << known.status();
  ASSERT_EQ(known->size(), 1U);
  EXPECT_EQ(known->front().sha256, sha256);
  EXPECT_EQ(known->front().perceptual_hash, "0123456789abcdef");
}

TEST_P(LifeTest, AClosedOrderCanBeRejectedWithinTheYear) {
  const OrderRow order = Delivered();
  LetPass(TestPolicy().order_clocks.dispute);
  ASSERT_EQ(StateOf(order.number), OrderState::kClosed);
  EXPECT_TRUE(ledger_->RejectByReceiver({Meta("S-001"), order.number, {}, ""}).ok());
  const OrderRow late = Delivered();
  LetPass(TestPolicy().order_clocks.dispute);
  clock_.Advance(TestPolicy().order_clocks.external_rejection);
  EXPECT_EQ(ReasonOf(ledger_->RejectByReceiver({Meta("S-001"), late.number, {}, ""}).status()),
            "YEAR_OVER");
}

TEST_P(LifeTest, AnAcceptedErasureDoesNotWaitForTheRetention) {
  const OrderRow order = NewOrder();
  ASSERT_TRUE(Upload(order.number, "photo").ok());
  ASSERT_TRUE(ledger_->EraseOrder(By("S-001", order.number)).ok());
  LetPass(absl::Hours(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kPrepared) << "an order that goes on is not erased";
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  LetPass(absl::Seconds(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kPurged);
}

TEST_P(LifeTest, AHeldOrderIsNotPurged) {
  const OrderRow order = NewOrder();
  ASSERT_TRUE(ledger_->HoldOrder(By("S-001", order.number)).ok());
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  LetPass(TestPolicy().order_clocks.retention_cancelled);
  EXPECT_EQ(StateOf(order.number), OrderState::kCancelled);
  ASSERT_TRUE(ledger_->ReleaseHold(By("S-001", order.number)).ok());
  LetPass(absl::Seconds(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kPurged);
}

TEST_P(LifeTest, AnErasedStudentCanNoLongerBeFoundInTheStore) {
  const OrderRow order = NewOrder();
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  ASSERT_TRUE(ledger_->EraseOrder(By("S-001", order.number)).ok());
  LetPass(absl::Seconds(1));
  --students_;  // the same student comes again, and nobody knows them
  EXPECT_EQ(NewOrder().state, OrderState::kAwaitingPhoto);
}

}  // namespace
}  // namespace zhaojian::testing
