// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

// What must never happen: every pair of state and event without a row, asked through the calls
// themselves, and the named moves X1-X18 of review queue reference §2d. X14 waits for golden items;
// X15 and X18 are about the wire and tested there (service_refusal_test.cc).
class IllegalTest : public LedgerTest {
 protected:
  OrderRow InState(OrderState state);
  std::map<OrderEvent, std::function<Status(const OrderRow&)>> Calls();
  OrderRow Reviewed(DecisionVerdict verdict, const std::vector<std::string>& codes = {});
  void TearDown() override { CheckTrail(); }
};
INSTANTIATE_TEST_SUITE_P(All, IllegalTest, ::testing::Values(Backend{"Memory", &OpenMemoryLedger}),
                         BackendName);

OrderRow IllegalTest::Reviewed(DecisionVerdict verdict, const std::vector<std::string>& codes) {
  const OrderRow order = Submitted();
  EXPECT_TRUE(ledger_->StageDecision(Decision(ClaimOne("R-001"), verdict, codes)).ok());
  LetEffectsHappen();
  return *ledger_->GetOrder(order.number);
}

// An order in a state, led there by the calls that a real one goes through.
OrderRow IllegalTest::InState(OrderState state) {
  OrderRow order;
  switch (state) {
    case OrderState::kCreated: {
      CreateOrderCommand create;
      create.meta = Meta(kStudentActor);
      create.collection_code = CodeOfStudent(++students_, "DEMO");
      create.confirm_later = true;
      return *ledger_->CreateOrder(create);
    }
    case OrderState::kAwaitingPayment:
      ChangeSchool([](School& school) {
        school.payment_enabled = true;
        school.price_fen = 1;
      });
      order = NewOrder();
      ChangeSchool([](School& school) { school.payment_enabled = false; });
      return order;
    case OrderState::kAwaitingPhoto:
      return NewOrder();
    case OrderState::kPrepared:
      return *Upload(NewOrder().number, "photo");
    case OrderState::kReviewPending:
      return Submitted();
    case OrderState::kInReview:
      order = Submitted();
      ClaimOne("R-001");
      return *ledger_->GetOrder(order.number);
    case OrderState::kRecollectRequired:
      return Reviewed(DecisionVerdict::kReject, {"EYE-01"});
    case OrderState::kRetouchPending:
      return Passed();
    case OrderState::kInRetouch:
      order = Passed();
      ClaimOne("T-001");
      return *ledger_->GetOrder(order.number);
    case OrderState::kQcPending:
      ChangeSchool([](School& school) { school.quality_sampling = 1; });
      order = Finished();
      ChangeSchool([](School& school) { school.quality_sampling = 0; });
      return order;
    case OrderState::kAwaitingConfirmation:
      return Finished();
    case OrderState::kConfirmed:
      order = Finished();
      return *ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256});
    case OrderState::kDeliveryBlocked:
      order = InState(OrderState::kConfirmed);
      for (int i = 0; i < TestPolicy().order_clocks.delivery_tries; ++i) {
        EXPECT_TRUE(ledger_->FailDelivery({Meta(kSystemActor), order.number, "FULL"}).ok());
      }
      return *ledger_->GetOrder(order.number);
    case OrderState::kDelivered:
      return Delivered();
    case OrderState::kClosed:
      order = Delivered();
      LetPass(TestPolicy().order_clocks.dispute);
      return *ledger_->GetOrder(order.number);
    case OrderState::kCancelled:
      return *ledger_->Cancel({Meta(kStudentActor), NewOrder().number, ""});
    case OrderState::kPurged:
      order = InState(OrderState::kCancelled);
      EXPECT_TRUE(ledger_->EraseOrder(By("S-001", order.number)).ok());
      LetPass(absl::Seconds(1));
      return *ledger_->GetOrder(order.number);
  }
  return order;
}

// The events that somebody can ask for about an order, each with whatever else it needs.
std::map<OrderEvent, std::function<Status(const OrderRow&)>> IllegalTest::Calls() {
  const auto student = [this](const OrderRow& order) {
    return OrderCommand{Meta(kStudentActor), order.number, "words"};
  };
  return {
      {OrderEvent::kConfirmInfo,
       [this](const OrderRow& order) {
         return ledger_
             ->ConfirmInfo({Meta(kStudentActor), order.number, LastFour(students_), true, ""})
             .status();
       }},
      {OrderEvent::kPaymentSettled,
       [this](const OrderRow& order) {
         return ledger_->SettlePayment({Meta(kSystemActor), order.number, "tx" + order.number, 1})
             .status();
       }},
      {OrderEvent::kCancel,
       [=, this](const OrderRow& order) { return ledger_->Cancel(student(order)).status(); }},
      {OrderEvent::kUploadPhoto,
       [this](const OrderRow& order) {
         UploadPhotoCommand upload;
         upload.meta = Meta(kStudentActor);
         upload.order = order.number;
         const auto blob = ledger_->PutBlob(order.number, "another photo");
         // Nothing can be stored for a purged order: its key is gone.
         if (!blob.ok()) {
           return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION", "no key");
         }
         upload.photo_sha256 = *blob;
         upload.photo_bytes = 1;
         upload.width = upload.height = 1;
         return ledger_->UploadPhoto(upload).status();
       }},
      {OrderEvent::kRetake,
       [=, this](const OrderRow& order) { return ledger_->Retake(student(order)).status(); }},
      {OrderEvent::kSubmit,
       [=, this](const OrderRow& order) { return ledger_->Submit(student(order)).status(); }},
      {OrderEvent::kWithdraw,
       [=, this](const OrderRow& order) { return ledger_->Withdraw(student(order)).status(); }},
      {OrderEvent::kRequestRecollection,
       [=, this](const OrderRow& order) {
         return ledger_->RequestRecollection(student(order)).status();
       }},
      {OrderEvent::kRequestRedo,
       [=, this](const OrderRow& order) { return ledger_->RequestRedo(student(order)).status(); }},
      {OrderEvent::kConfirm,
       [this](const OrderRow& order) {
         return ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).status();
       }},
      {OrderEvent::kDeliverOk,
       [this](const OrderRow& order) {
         return ledger_
             ->Deliver({Meta(kSystemActor), order.number, order.confirmed_sha256, "", "x"})
             .status();
       }},
      {OrderEvent::kDeliverFailed,
       [this](const OrderRow& order) {
         return ledger_->FailDelivery({Meta(kSystemActor), order.number, "FULL"}).status();
       }},
      {OrderEvent::kRecall,
       [this](const OrderRow& order) {
         return ledger_->RecallOrder(By("S-001", order.number)).status();
       }},
      {OrderEvent::kRetryDelivery,
       [this](const OrderRow& order) {
         return ledger_->RetryDelivery(By("S-001", order.number)).status();
       }},
      {OrderEvent::kExternalRejection,
       [this](const OrderRow& order) {
         return ledger_->RejectByReceiver({Meta("S-001"), order.number, {}, ""}).status();
       }},
  };
}

TEST_P(IllegalTest, EveryCallInEveryStateDoesWhatTheTableSaysAndNothingElse) {
  std::set<std::pair<OrderState, OrderEvent>> legal;
  for (const Transition& row : TestPolicy().orders.Rows()) legal.insert({row.from, row.event});
  int refused = 0;
  int done = 0;
  for (const OrderState state : AllOrderStates()) {
    for (const auto& [event, call] : Calls()) {
      SCOPED_TRACE(std::string(Name(state)) + " " + Name(event));
      const bool allowed = legal.count({state, event}) > 0;
      const OrderRow order = InState(state);
      ASSERT_EQ(order.state, state);
      const Status answer = call(order);
      const OrderRow after = *ledger_->GetOrder(order.number);
      if (allowed) {
        EXPECT_TRUE(answer.ok()) << answer;
        ++done;
      } else {
        EXPECT_EQ(answer.code(), StatusCode::kFailedPrecondition) << answer;
        EXPECT_EQ(ReasonOf(answer), "ILLEGAL_TRANSITION");
        EXPECT_EQ(after.version, order.version);
        ++refused;
      }
      // Whoever holds something gives it back before the next state is set up.
      clock_.Advance(absl::Hours(3));
      ASSERT_TRUE(ledger_->Tick().ok());
      (void)ledger_->HoldOrder(By("S-001", order.number));
    }
  }
  EXPECT_EQ(refused + done, 17 * 15);
  // Counted by hand from §2a: the rows of these 15 events, confirm_info's two rows are one pair.
  EXPECT_EQ(done, 23);
}

TEST_P(IllegalTest, X1X2X3ADecisionNeedsALeaseTheRightPhotoAndAReason) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  StageDecisionCommand decision = Decision(grant, DecisionVerdict::kPass);
  decision.fence = grant.item.fence + 1;
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(decision).status()), "LEASE_LOST");
  decision = Decision(grant, DecisionVerdict::kPass);
  decision.seen.photo_sha256 = std::string(64, 'a');
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(decision).status()), "SHA_MISMATCH");
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(Decision(grant, DecisionVerdict::kReject)).status()),
            "REASON_REQUIRED");
  EXPECT_EQ(
      ReasonOf(
          ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass, {"EYE-01"})).status()),
      "REASON_BLOCKS_PASS");
}

TEST_P(IllegalTest, X4ARetoucherRejectsNothing) {
  Passed();
  const Grant grant = ClaimOne("T-001");
  EXPECT_EQ(
      ReasonOf(
          ledger_->StageDecision(Decision(grant, DecisionVerdict::kReject, {"EYE-01"})).status()),
      "ILLEGAL_TRANSITION");
}

TEST_P(IllegalTest, X5NobodyJudgesTheirOwnWork) {
  ChangeSchool([](School& school) { school.quality_sampling = 1; });
  Submitted();
  ASSERT_TRUE(ledger_->StageDecision(Decision(ClaimOne("A-001"), DecisionVerdict::kPass)).ok());
  LetEffectsHappen();
  const DecisionRow decision = ledger_->ListDecisions({})->front();
  OverturnCommand overturn;
  overturn.meta = Meta("A-001");
  overturn.decision = decision.id;
  overturn.verdict = DecisionVerdict::kReject;
  overturn.reasons.resize(1);
  overturn.reasons[0].code = "ID-02";
  overturn.justification = "doch nicht";
  EXPECT_EQ(ReasonOf(ledger_->Overturn(overturn).status()), "FOUR_EYES");
  ASSERT_TRUE(ledger_->CommitRetouch(Commit(ClaimOne("A-001"))).ok());
  EXPECT_TRUE(ledger_->Claim({Meta("A-001"), {}, 1})->grants.empty());
  EXPECT_EQ(ClaimOne("S-001").item.kind, WorkKind::kQc);
}

TEST_P(IllegalTest, X6UnpaidNothingIsReviewed) {
  const OrderRow order = InState(OrderState::kAwaitingPayment);
  EXPECT_EQ(ReasonOf(ledger_->Submit({Meta(kStudentActor), order.number, ""}).status()),
            "ILLEGAL_TRANSITION");
}

TEST_P(IllegalTest, X7NothingIsConfirmedThatNobodyWasToldAbout) {
  const OrderRow order = Finished();
  LetPass(absl::Hours(24 * 60));
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingConfirmation);
}

TEST_P(IllegalTest, X8DecisionsAndFinishedPicturesDoNotChange) {
  Submitted();
  const Grant review = ClaimOne("R-001");
  ASSERT_TRUE(ledger_->StageDecision(Decision(review, DecisionVerdict::kPass)).ok());
  LetEffectsHappen();
  EXPECT_EQ(
      ReasonOf(
          ledger_->StageDecision(Decision(review, DecisionVerdict::kReject, {"EYE-01"})).status()),
      "ALREADY_DECIDED");
  const Grant retouch = ClaimOne("T-001");
  ASSERT_TRUE(ledger_->CommitRetouch(Commit(retouch)).ok());
  EXPECT_EQ(ReasonOf(ledger_->CommitRetouch(Commit(retouch)).status()), "ALREADY_DECIDED");
  EXPECT_EQ(
      ReasonOf(ledger_->SaveDraft({Meta("T-001"), retouch.item.id, retouch.item.fence, "r", ""})
                   .status()),
      "ALREADY_DECIDED");
}

TEST_P(IllegalTest, X9ADeliveredPictureGoesBackByTheReceiverOnly) {
  const OrderRow order = Delivered();
  EXPECT_EQ(ReasonOf(ledger_->RecallOrder(By("S-001", order.number)).status()),
            "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonOf(ledger_->RequestRedo({Meta(kStudentActor), order.number, "x"}).status()),
            "ILLEGAL_TRANSITION");
}

TEST_P(IllegalTest, X10X11NoWithdrawalAfterTheKeyAndNoRejectedPhotoTwice) {
  const OrderRow order = Submitted();
  ASSERT_TRUE(
      ledger_->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kReject, {"EYE-01"}))
          .ok());
  EXPECT_EQ(ReasonOf(ledger_->Withdraw({Meta(kStudentActor), order.number, ""}).status()),
            "ALREADY_DECIDED");
  LetEffectsHappen();
  const auto again = Upload(order.number, order.number);
  EXPECT_EQ(again.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(again.status()), "DUPLICATE_OF_REJECTED");
}

TEST_P(IllegalTest, X12AHeldOrderIsNotClaimed) {
  const OrderRow order = Submitted();
  ASSERT_TRUE(ledger_->HoldOrder(By("S-001", order.number)).ok());
  EXPECT_TRUE(ledger_->Claim({Meta("R-001"), {}, 1})->grants.empty());
  // Withdrawn and handed in again while it is held: still nobody gets it.
  ASSERT_TRUE(ledger_->Withdraw({Meta(kStudentActor), order.number, ""}).ok());
  ASSERT_TRUE(Upload(order.number, "another").ok());
  ASSERT_TRUE(ledger_->Submit({Meta(kStudentActor), order.number, ""}).ok());
  EXPECT_TRUE(ledger_->Claim({Meta("R-001"), {}, 1})->grants.empty());
  ASSERT_TRUE(ledger_->ReleaseHold(By("S-001", order.number)).ok());
  EXPECT_EQ(ledger_->Claim({Meta("R-001"), {}, 1})->grants.size(), 1U);
}

TEST_P(IllegalTest, X13NothingLeavesThePurgedState) {
  const OrderRow order = InState(OrderState::kPurged);
  for (const auto& [event, call] : Calls()) {
    EXPECT_EQ(ReasonOf(call(order)), "ILLEGAL_TRANSITION") << Name(event);
  }
  for (const Status& refused :
       {ledger_->HoldOrder(By("S-001", order.number)).status(),
        ledger_->EraseOrder(By("S-001", order.number)).status(),
        ledger_->OpenCase({Meta(kStudentActor), order.number, CaseKind::kQuestion, "?"})
            .status()}) {
    EXPECT_EQ(ReasonOf(refused), "ILLEGAL_TRANSITION");
  }
}

TEST_P(IllegalTest, X16OnlyTheConfirmedBytesAreHandedOver) {
  const OrderRow order = InState(OrderState::kConfirmed);
  EXPECT_EQ(
      ReasonOf(ledger_->Deliver({Meta(kSystemActor), order.number, std::string(64, 'b'), "", ""})
                   .status()),
      "SHA_MISMATCH");
}

TEST_P(IllegalTest, X17FenceAndEpochOnlyGrow) {
  const OrderRow order = Submitted();
  int64_t fence = 0;
  for (int i = 0; i < 4; ++i) {
    const Grant grant = ClaimOne(i % 2 == 0 ? "R-001" : "R-002");
    EXPECT_GT(grant.item.fence, fence);
    fence = grant.item.fence;
    ASSERT_TRUE(
        ledger_->Release({Meta(grant.item.holder), grant.item.id, fence, ReleaseCause::kBreak, ""})
            .ok());
  }
  int64_t epoch = order.epoch;
  for (const bool hold : {true, false}) {
    const auto row = hold ? ledger_->HoldOrder(By("S-001", order.number))
                          : ledger_->ReleaseHold(By("S-001", order.number));
    EXPECT_GE(row->epoch, epoch);
    epoch = row->epoch;
  }
  EXPECT_GT(ledger_->Withdraw({Meta(kStudentActor), order.number, ""})->epoch, epoch);
}

}  // namespace
}  // namespace zhaojian::testing
