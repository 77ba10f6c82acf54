// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

class LeaseTest : public LedgerTest {
 protected:
  StatusOr<ClaimResult> Claim(const std::string& actor, int max_items) {
    ClaimCommand claim;
    claim.meta = Meta(actor);
    claim.max_items = max_items;
    return ledger_->Claim(claim);
  }
  RenewOutcome Beat(const Grant& grant, absl::Duration idle = absl::ZeroDuration()) {
    return ledger_->Renew(grant.item.holder, {{grant.item.id, grant.item.fence, idle}})
        ->front()
        .outcome;
  }
};
INSTANTIATE_TEST_SUITE_P(All, LeaseTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(LeaseTest, AClaimGivesOneActiveItemAndUpToFourInReserve) {
  for (int i = 0; i < 8; ++i) Submitted();
  const auto first = Claim("R-001", 9);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->grants.size(), 5U);
  EXPECT_EQ(first->grants[0].item.state, WorkState::kLeased);
  for (size_t i = 1; i < 5; ++i) EXPECT_EQ(first->grants[i].item.state, WorkState::kReserved);
  EXPECT_EQ(ReasonOf(Claim("R-001", 1).status()), "RESERVATION_CAP");
  EXPECT_EQ(Claim("R-002", 9)->grants.size(), 3U);
  const auto empty = Claim("A-001", 1);
  ASSERT_TRUE(empty.ok()) << empty.status();  // an empty queue is no error
  EXPECT_TRUE(empty->grants.empty());
  EXPECT_EQ(empty->retry_after, absl::Seconds(2));
}

TEST_P(LeaseTest, SomebodyWithSeveralRolesHoldsReviewsAndRetouchesSideBySide) {
  Passed();
  for (int i = 0; i < 5; ++i) Submitted();
  ClaimCommand claim;
  claim.meta = Meta("A-001");
  claim.kinds = {WorkKind::kReview};
  claim.max_items = 5;
  ASSERT_EQ(ledger_->Claim(claim)->grants.size(), 5U);
  claim.meta = Meta("A-001");
  claim.kinds = {WorkKind::kRetouch};
  const auto retouch = ledger_->Claim(claim);
  ASSERT_TRUE(retouch.ok()) << retouch.status();
  ASSERT_EQ(retouch->grants.size(), 1U);
  EXPECT_EQ(retouch->grants[0].item.state, WorkState::kLeased);
}

TEST_P(LeaseTest, AReservedItemIsNotYetInReviewAndKeepsItsFenceWhenActivated) {
  Submitted();
  const OrderRow second = Submitted();
  const auto grants = Claim("R-001", 2)->grants;
  ASSERT_EQ(grants.size(), 2U);
  EXPECT_EQ(StateOf(second.number), OrderState::kReviewPending);
  const auto active = ledger_->Activate({Meta("R-001"), grants[1].item.id, grants[1].item.fence});
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_EQ(active->item.fence, grants[1].item.fence);
  EXPECT_EQ(StateOf(second.number), OrderState::kInReview);
}

TEST_P(LeaseTest, ADecisionWhoseActivationWasLostActivatesTheReservedItemItself) {
  Submitted();
  const OrderRow second = Submitted();
  const auto grants = Claim("R-001", 2)->grants;
  ASSERT_EQ(grants.size(), 2U);
  ASSERT_EQ(grants[1].item.state, WorkState::kReserved);
  StageDecisionCommand stranger = Decision(grants[1], DecisionVerdict::kPass);
  stranger.meta = Meta("R-002");
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(stranger).status()), "NOT_HOLDER");
  StageDecisionCommand stale = Decision(grants[1], DecisionVerdict::kPass);
  --stale.fence;
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(stale).status()), "LEASE_LOST");
  StageDecisionCommand unseen = Decision(grants[1], DecisionVerdict::kPass);
  unseen.seen.photo_sha256 = std::string(64, '0');
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(unseen).status()), "SHA_MISMATCH");
  EXPECT_EQ(StateOf(second.number), OrderState::kReviewPending);  // a refusal leaves no claim
  const StageDecisionCommand replayed = Decision(grants[1], DecisionVerdict::kReject, {"EYE-01"});
  const auto decision = ledger_->StageDecision(replayed);
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(StateOf(second.number), OrderState::kInReview);
  EXPECT_EQ(ledger_->GetWorkItem(grants[1].item.id)->state, WorkState::kStaged);
  EXPECT_EQ(ledger_->StageDecision(replayed)->id, decision->id);
  LetEffectsHappen();
  EXPECT_EQ(StateOf(second.number), OrderState::kRecollectRequired);
  AuditFilter filter;
  filter.order = second.number;
  std::vector<std::string> actions;
  for (const auto list = ledger_->ListAudit(filter); const AuditRow& row : *list) {
    if (row.actor == "R-001") actions.push_back(row.action);
  }
  EXPECT_THAT(actions, ::testing::ElementsAre("item.reserve", "item.grant", "order.claim",
                                              "item.stage_decision"));
}

TEST_P(LeaseTest, ADecisionOnAnExpiredReservationIsRefused) {
  Submitted();
  Submitted();
  const auto grants = Claim("R-001", 2)->grants;
  ASSERT_EQ(grants.size(), 2U);
  const LeaseClocks& clocks = TestPolicy().clocks.review;
  clock_.Advance(clocks.ttl + clocks.grace);
  const StageDecisionCommand late = Decision(grants[1], DecisionVerdict::kPass);
  // Before the timer came and after it.
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(late).status()), "LEASE_LOST");
  ASSERT_EQ(ledger_->Tick()->expired, 2);
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(late).status()), "LEASE_LOST");
}

TEST_P(LeaseTest, OneHeartbeatNamesAtMostSixteenLeases) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  std::vector<LeaseRef> leases(16, {grant.item.id, grant.item.fence, absl::ZeroDuration()});
  EXPECT_EQ(ledger_->Renew("R-001", leases)->size(), 16U);
  leases.push_back(leases.front());
  const auto refused = ledger_->Renew("R-001", leases);
  EXPECT_EQ(refused.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused.status()), "TOO_MANY_LEASES");
}

TEST_P(LeaseTest, TheEarliestDueComesFirstWhateverTheOrderOfArrival) {
  const OrderRow late = Submitted();
  // Three days on, a second order comes; the first is still the more urgent one.
  clock_.Set(Tuesday() + absl::Hours(24 * 3));
  const OrderRow later = Submitted();
  EXPECT_LT(*late.due, *later.due);
  EXPECT_EQ(ClaimOne("R-001").item.order, late.number);
}

TEST_P(LeaseTest, HeartbeatsKeepALeaseOnlyWhileSomebodyIsWorking) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  const LeaseClocks& clocks = TestPolicy().clocks.review;
  clock_.Advance(clocks.ttl - absl::Seconds(1));
  EXPECT_EQ(Beat(grant), RenewOutcome::kRenewed);
  clock_.Advance(clocks.ttl - absl::Seconds(1));
  EXPECT_EQ(ledger_->Tick()->expired, 0);
  // The console is alive, the person is not: the lease runs on but is not extended.
  EXPECT_EQ(Beat(grant, clocks.idle), RenewOutcome::kIdle);
  clock_.Advance(absl::Seconds(1) + clocks.grace);
  EXPECT_EQ(ledger_->Tick()->expired, 1);
  EXPECT_EQ(Beat(grant), RenewOutcome::kLost);
}

TEST_P(LeaseTest, NobodyHoldsAnItemLongerThanTheLongestHold) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  const LeaseClocks& clocks = TestPolicy().clocks.review;
  const absl::Time start = clock_.Now();
  while (clock_.Now() - start < clocks.max_hold) {
    ASSERT_EQ(Beat(grant), RenewOutcome::kRenewed);
    clock_.Advance(absl::Seconds(60));
  }
  EXPECT_EQ(Beat(grant), RenewOutcome::kMaxHoldReached);
  clock_.Set(start + clocks.max_hold + clocks.grace);
  EXPECT_EQ(ledger_->Tick()->expired, 1);
}

TEST_P(LeaseTest, ThreeExpiriesBringAnItemToTheSupervisor) {
  const OrderRow order = Submitted();
  for (int i = 1; i <= 3; ++i) {
    const Grant grant = ClaimOne("R-001");
    EXPECT_EQ(grant.item.expiry_count, i - 1);
    clock_.Advance(absl::Minutes(3));
    const auto tick = ledger_->Tick();
    EXPECT_EQ(tick->expired, 1);
    EXPECT_EQ(tick->escalated, i == 3 ? 1 : 0);
  }
  EXPECT_TRUE(Claim("R-001", 1)->grants.empty());
  for (const auto list = ledger_->ListQueues(); const QueueRow& queue : *list) {
    if (queue.kind != WorkKind::kReview) continue;
    EXPECT_EQ(queue.escalated, 1);  // never hidden
    EXPECT_EQ(queue.queued, 0);
  }
  EXPECT_EQ(ClaimOne("S-001").item.order, order.number);
}

TEST_P(LeaseTest, TheQueueCountsWhatIsNearAndWhatIsPastItsDeadline) {
  Submitted();
  const auto review = [&] {
    for (const auto list = ledger_->ListQueues(); const QueueRow& queue : *list) {
      if (queue.kind == WorkKind::kReview) return queue;
    }
    return QueueRow();
  };
  const absl::Time due = review().earliest_due.value();
  EXPECT_EQ(review().near_due, 0);
  clock_.Set(due - absl::Hours(4) + absl::Minutes(1));
  EXPECT_EQ(review().near_due, 1);
  EXPECT_EQ(review().overdue, 0);
  clock_.Set(due + absl::Minutes(1));
  EXPECT_EQ(review().near_due, 0);
  EXPECT_EQ(review().overdue, 1);
}

TEST_P(LeaseTest, AnUnusedReservationReturnsWithoutCountingAgainstTheItem) {
  Submitted();
  Submitted();
  const auto grants = Claim("R-001", 2)->grants;
  ASSERT_EQ(grants.size(), 2U);
  clock_.Advance(absl::Minutes(3));
  EXPECT_EQ(ledger_->Tick()->expired, 2);
  EXPECT_EQ(ledger_->GetWorkItem(grants[0].item.id)->expiry_count, 1);
  EXPECT_EQ(ledger_->GetWorkItem(grants[1].item.id)->expiry_count, 0);
}

TEST_P(LeaseTest, ASkippedItemGoesToSomebodyElse) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  ReleaseCommand skip{Meta("R-001"), grant.item.id, grant.item.fence, ReleaseCause::kSkip, ""};
  ASSERT_TRUE(ledger_->Release(skip).ok());
  EXPECT_EQ(StateOf(order.number), OrderState::kReviewPending);
  EXPECT_TRUE(Claim("R-001", 1)->grants.empty());
  const Grant other = ClaimOne("R-002");
  ReleaseCommand rest{Meta("R-002"), other.item.id, other.item.fence, ReleaseCause::kBreak, ""};
  ASSERT_TRUE(ledger_->Release(rest).ok());
  EXPECT_EQ(ClaimOne("R-002").item.id, grant.item.id);  // a break is no skip
}

TEST_P(LeaseTest, AnUndoInsideTheWindowGivesTheSameItemBack) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  const auto decision =
      ledger_->StageDecision(Decision(grant, DecisionVerdict::kReject, {"EYE-01"}));
  clock_.Advance(TestPolicy().clocks.undo_window - absl::Milliseconds(1));
  ASSERT_EQ(ledger_->Tick()->effects, 0);
  EXPECT_EQ(StateOf(order.number), OrderState::kInReview);  // nothing has left the service
  const auto item = ledger_->UndoDecision({Meta("R-001"), decision->id});
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->fence, grant.item.fence);
  EXPECT_EQ(item->state, WorkState::kLeased);
  const auto second = ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass));
  ASSERT_TRUE(second.ok()) << second.status();
  clock_.Advance(TestPolicy().clocks.undo_window);
  // The window closes by the clock, not by the timer.
  EXPECT_EQ(ReasonOf(ledger_->UndoDecision({Meta("R-001"), second->id}).status()),
            "UNDO_WINDOW_CLOSED");
  ASSERT_EQ(ledger_->Tick()->effects, 1);
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
  EXPECT_EQ(ledger_->GetDecision(decision->id)->state, DecisionState::kUndone);
  EXPECT_EQ(ledger_->GetDecision(second->id)->state, DecisionState::kEffective);
}

TEST_P(LeaseTest, TheTimerSaysWhenToComeBack) {
  EXPECT_EQ(ledger_->Tick()->next, std::nullopt);
  const OrderRow order = Submitted();
  EXPECT_EQ(ledger_->Tick()->next, *order.due);  // the alarm, if nobody takes it
  const Grant grant = ClaimOne("R-001");
  const LeaseClocks& clocks = TestPolicy().clocks.review;
  EXPECT_EQ(ledger_->Tick()->next, clock_.Now() + clocks.ttl + clocks.grace);
  ASSERT_TRUE(ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass)).ok());
  EXPECT_EQ(ledger_->Tick()->next, clock_.Now() + TestPolicy().clocks.undo_window);
}

TEST_P(LeaseTest, OutsideOfficeHoursOnlySchoolsWithOvertimeAreServed) {
  const OrderRow closed = Submitted("CLOSED");
  clock_.Set(Tuesday() + absl::Hours(8));  // 18:00
  const auto refused = Claim("R-001", 1);
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), "OUTSIDE_BUSINESS_HOURS");
  EXPECT_EQ(DetailOf(refused.status())->metadata.at("since"), "2026-03-11T09:00:00+08:00");
  const OrderRow overtime = Submitted("DEMO");
  EXPECT_EQ(ClaimOne("R-001").item.order, overtime.number);
  clock_.Set(Tuesday() + absl::Hours(23));  // 9:00 the next day
  EXPECT_EQ(ClaimOne("R-002").item.order, closed.number);
}

TEST_P(LeaseTest, APausedPersonGetsNothingNewAndKeepsWhatIsHeld) {
  Submitted();
  Submitted();
  const Grant grant = ClaimOne("R-001");
  ASSERT_TRUE(ledger_->PauseStaff({Meta("S-001"), "R-001", true, "training"}).ok());
  EXPECT_EQ(ReasonOf(Claim("R-001", 1).status()), "STAFF_PAUSED");
  EXPECT_TRUE(ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass)).ok());
  EXPECT_EQ(ReasonOf(ledger_->PauseStaff({Meta("R-001"), "R-001", false, ""}).status()),
            "ROLE_MISSING");
}

TEST_P(LeaseTest, AParkedRetouchWaitsAndResumesWithANewFence) {
  const OrderRow order = Passed();
  const Grant grant = ClaimOne("T-001");
  ASSERT_TRUE(
      ledger_->Park({Meta("T-001"), grant.item.id, grant.item.fence, clock_.Now() + absl::Hours(3)})
          .ok());
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(ledger_->Tick()->expired, 0);
  EXPECT_EQ(StateOf(order.number), OrderState::kInRetouch);
  EXPECT_EQ(ReasonOf(ledger_->CommitRetouch(Commit(grant)).status()), "ILLEGAL_TRANSITION");
  const auto resumed = ledger_->Resume({Meta("T-001"), grant.item.id, grant.item.fence});
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  EXPECT_EQ(resumed->item.fence, grant.item.fence + 1);
  EXPECT_TRUE(ledger_->CommitRetouch(Commit(*resumed)).ok());
}

TEST_P(LeaseTest, AStartingConsoleFindsWhatItsPersonHolds) {
  Submitted();
  Submitted();
  const auto grants = Claim("R-001", 2)->grants;
  Reopen();
  const auto held = ledger_->ListHeld("R-001");
  ASSERT_TRUE(held.ok()) << held.status();
  ASSERT_EQ(held->size(), 2U);
  EXPECT_EQ((*held)[0].item.id, grants[0].item.id);
  EXPECT_TRUE(ledger_->StageDecision(Decision((*held)[0], DecisionVerdict::kPass)).ok());
}

TEST_P(LeaseTest, RolesDecideWhoGetsWhat) {
  Submitted();
  EXPECT_TRUE(Claim("T-001", 1)->grants.empty());
  ClaimCommand claim;
  claim.meta = Meta("T-001");
  claim.kinds = {WorkKind::kReview};
  EXPECT_EQ(ReasonOf(ledger_->Claim(claim).status()), "ROLE_MISSING");
  claim.meta = Meta("X-404");
  const auto stranger = ledger_->Claim(claim);
  EXPECT_EQ(stranger.status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(ReasonOf(stranger.status()), "UNKNOWN_STAFF");
}

TEST_P(LeaseTest, PixelsNeedALeaseOrAPurpose) {
  const OrderRow order = Submitted();
  RecordViewCommand view{{"R-001", ""}, order.number, 1, "preview", ""};
  EXPECT_EQ(ReasonOf(ledger_->RecordView(view).status()), "NOT_HOLDER");
  ClaimOne("R-001");
  ASSERT_TRUE(ledger_->RecordView(view).ok());
  view.meta.actor = "S-001";
  EXPECT_EQ(ReasonOf(ledger_->RecordView(view).status()), "PURPOSE_REQUIRED");
  view.purpose = "audit";
  const auto seen = ledger_->RecordView(view);
  ASSERT_TRUE(seen.ok()) << seen.status();
  AuditFilter filter;
  filter.order = order.number;
  filter.action = "photo.view";
  const auto events = ledger_->ListAudit(filter);
  ASSERT_EQ(events->size(), 2U);
  EXPECT_EQ(events->back().sequence, *seen);
  EXPECT_EQ(events->back().detail["purpose"], "audit");
}

}  // namespace
}  // namespace zhaojian::testing
