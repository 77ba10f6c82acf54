// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

// The races of review queue reference §2c, each with its named winner and what the loser sees.
class RaceTest : public LedgerTest {};
INSTANTIATE_TEST_SUITE_P(All, RaceTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(RaceTest, WithdrawnFirstTheReviewerIsTold) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  const StageDecisionCommand decision = Decision(grant, DecisionVerdict::kPass);
  std::vector<LedgerNotice> notices;
  ledger_->SetListener([&](const LedgerNotice& notice) { notices.push_back(notice); });
  const auto withdrawn = ledger_->Withdraw({Meta(kStudentActor), order.number, ""});
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  EXPECT_EQ(withdrawn->state, OrderState::kAwaitingPhoto);
  EXPECT_EQ(withdrawn->epoch, order.epoch + 1);
  const bool told = std::any_of(notices.begin(), notices.end(), [](const LedgerNotice& notice) {
    return notice.kind == LedgerNotice::Kind::kLeaseRevoked && notice.holder == "R-001" &&
           notice.outcome == RenewOutcome::kRevokedWithdrawn;
  });
  EXPECT_TRUE(told);
  const auto late = ledger_->StageDecision(decision);
  EXPECT_EQ(late.status().code(), StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(late.status()), "ATTEMPT_WITHDRAWN");
  EXPECT_EQ(DetailOf(late.status())->metadata.at("epoch_now"), std::to_string(order.epoch + 1));
  const auto beat = ledger_->Renew("R-001", {{grant.item.id, grant.item.fence, {}}});
  EXPECT_EQ(beat->front().outcome, RenewOutcome::kRevokedWithdrawn);
}

TEST_P(RaceTest, DecidedFirstTheStudentIsTold) {
  const OrderRow order = Submitted();
  ASSERT_TRUE(ledger_->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kPass)).ok());
  const auto late = ledger_->Withdraw({Meta(kStudentActor), order.number, ""});
  EXPECT_EQ(late.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(late.status()), "ALREADY_DECIDED");
  LetEffectsHappen();
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
}

TEST_P(RaceTest, AnUndoneDecisionCanBeWithdrawnAgain) {
  const OrderRow order = Submitted();
  const auto decision = ledger_->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kPass));
  ASSERT_TRUE(ledger_->UndoDecision({Meta("R-001"), decision->id}).ok());
  EXPECT_TRUE(ledger_->Withdraw({Meta(kStudentActor), order.number, ""}).ok());
  LetEffectsHappen();
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingPhoto);
}

TEST_P(RaceTest, ALateDecisionCountsInsideTheGraceIfNobodyElseHasTheItem) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  const LeaseClocks& clocks = TestPolicy().clocks.review;
  clock_.Advance(clocks.ttl + clocks.grace - absl::Milliseconds(1));
  EXPECT_EQ(ledger_->Tick()->expired, 0);
  EXPECT_TRUE(ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass)).ok());
  LetEffectsHappen();
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
}

TEST_P(RaceTest, AfterTheGraceTheDecisionIsLostEvenIfNoTimerRang) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  const StageDecisionCommand decision = Decision(grant, DecisionVerdict::kPass);
  const LeaseClocks& clocks = TestPolicy().clocks.review;
  clock_.Advance(clocks.ttl + clocks.grace);
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(decision).status()), "LEASE_LOST");
  EXPECT_EQ(ledger_->Tick()->expired, 1);
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(decision).status()), "LEASE_LOST");
}

TEST_P(RaceTest, AStaleFenceIsRefusedWithBothNumbers) {
  Submitted();
  const Grant first = ClaimOne("R-001");
  clock_.Advance(absl::Minutes(3));
  ASSERT_EQ(ledger_->Tick()->expired, 1);
  const Grant second = ClaimOne("R-002");
  ASSERT_EQ(second.item.id, first.item.id);
  EXPECT_GT(second.item.fence, first.item.fence);
  const auto late = ledger_->StageDecision(Decision(first, DecisionVerdict::kPass));
  EXPECT_EQ(late.status().code(), StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(late.status()), "LEASE_LOST");
  const auto detail = DetailOf(late.status());
  EXPECT_EQ(detail->metadata.at("fence_given"), std::to_string(first.item.fence));
  EXPECT_EQ(detail->metadata.at("fence_now"), std::to_string(second.item.fence));
  EXPECT_TRUE(ledger_->StageDecision(Decision(second, DecisionVerdict::kPass)).ok());
}

TEST_P(RaceTest, SomebodyElsesLeaseIsNotUsable) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  StageDecisionCommand decision = Decision(grant, DecisionVerdict::kPass);
  decision.meta.actor = "R-002";
  const auto refused = ledger_->StageDecision(decision);
  EXPECT_EQ(refused.status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused.status()), "NOT_HOLDER");
}

TEST_P(RaceTest, ADecisionSentTwiceIsOneDecisionWithOneAnswer) {
  Submitted();
  const StageDecisionCommand decision =
      Decision(ClaimOne("R-001"), DecisionVerdict::kReject, {"EYE-01"});
  const auto first = ledger_->StageDecision(decision);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(ledger_->StageDecision(decision)->id, first->id);
  LetEffectsHappen();
  Reopen();
  const auto much_later = ledger_->StageDecision(decision);  // a console's journal after a crash
  ASSERT_TRUE(much_later.ok()) << much_later.status();
  EXPECT_EQ(much_later->id, first->id);
  EXPECT_EQ(ledger_->ListDecisions({})->size(), 1U);
  StageDecisionCommand changed = decision;
  changed.verdict = DecisionVerdict::kPass;
  changed.reasons.clear();
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(changed).status()), "REQUEST_ID_REUSED");
  changed.meta = Meta("R-001");
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(changed).status()), "ALREADY_DECIDED");
}

TEST_P(RaceTest, ACommitAfterAnOverturnIsTold) {
  const OrderRow order = Passed();
  const Grant retouch = ClaimOne("T-001");
  const CommitRetouchCommand commit = Commit(retouch);
  const DecisionRow decision = ledger_->ListDecisions({})->front();
  OverturnCommand overturn;
  overturn.meta = Meta("S-001");
  overturn.decision = decision.id;
  overturn.verdict = DecisionVerdict::kReject;
  overturn.reasons.resize(1);
  overturn.reasons[0].code = "ID-02";
  overturn.justification = "翻拍";
  overturn.etag = std::to_string(decision.version);
  const auto overturned = ledger_->Overturn(overturn);
  ASSERT_TRUE(overturned.ok()) << overturned.status();
  EXPECT_EQ(StateOf(order.number), OrderState::kRecollectRequired);
  const auto late = ledger_->CommitRetouch(commit);
  EXPECT_EQ(late.status().code(), StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(late.status()), "ATTEMPT_OVERTURNED");
}

TEST_P(RaceTest, AnOverturnAfterANewUploadIsMoot) {
  const OrderRow order = Submitted();
  const auto decision =
      ledger_->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kReject, {"EYE-01"}));
  LetEffectsHappen();
  ASSERT_TRUE(Upload(order.number, "a new photo").ok());
  OverturnCommand overturn;
  overturn.meta = Meta("S-001");
  overturn.decision = decision->id;
  overturn.verdict = DecisionVerdict::kPass;
  overturn.justification = "看错了";
  overturn.etag = std::to_string(ledger_->GetDecision(decision->id)->version);
  EXPECT_EQ(ReasonOf(ledger_->Overturn(overturn).status()), "NEWER_ATTEMPT_EXISTS");
}

TEST_P(RaceTest, TwoClaimantsNeverGetTheSameItem) {
  constexpr int kOrders = 24;
  for (int i = 0; i < kOrders; ++i) Submitted();
  std::vector<std::vector<int64_t>> taken(2);
  std::vector<std::thread> people;
  for (const int who : {0, 1}) {
    people.emplace_back([&, who] {
      const std::string actor = who == 0 ? "R-001" : "R-002";
      for (int i = 0;; ++i) {
        const std::string id = actor + "-" + std::to_string(i);
        ClaimCommand claim;
        claim.meta = {actor, "claim-" + id};
        claim.max_items = 1;
        const auto result = ledger_->Claim(claim);
        if (!result.ok() || result->grants.empty()) return;
        const WorkItemRow& item = result->grants[0].item;
        taken[static_cast<size_t>(who)].push_back(item.id);
        StageDecisionCommand pass;
        pass.meta = {actor, "pass-" + id};
        pass.item = item.id;
        pass.fence = item.fence;
        pass.epoch = item.epoch;
        pass.seen.photo_sha256 = ledger_->GetAttempt(item.order, item.attempt)->photo_sha256;
        if (!ledger_->StageDecision(pass).ok()) return;
      }
    });
  }
  for (std::thread& person : people) person.join();
  std::set<int64_t> all(taken[0].begin(), taken[0].end());
  all.insert(taken[1].begin(), taken[1].end());
  EXPECT_EQ(all.size(), static_cast<size_t>(kOrders));
  EXPECT_EQ(taken[0].size() + taken[1].size(), static_cast<size_t>(kOrders));
}

TEST_P(RaceTest, SomeoneElsesConfirmationOrAnOldPictureIsRefused) {
  const OrderRow order = Finished();
  const auto refused = ledger_->Confirm({Meta(kStudentActor), order.number, std::string(64, 'a')});
  EXPECT_EQ(ReasonOf(refused.status()), "SHA_MISMATCH");
  EXPECT_EQ(StateOf(order.number), OrderState::kAwaitingConfirmation);
  ASSERT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).ok());
  const auto deliver =
      ledger_->Deliver({Meta(kSystemActor), order.number, std::string(64, 'a'), "x.jpg", "folder"});
  EXPECT_EQ(ReasonOf(deliver.status()), "SHA_MISMATCH");
}

}  // namespace
}  // namespace zhaojian::testing
