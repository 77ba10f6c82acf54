// SPDX-License-Identifier: Apache-2.0
#include "app/desk/review_desk.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/desk/review_rig.h"

namespace zhaojian::desk {
namespace {

using ReviewDeskTest = ReviewRig;

TEST_F(ReviewDeskTest, AThousandDecisionsKeepTheirOrderAndNoneIsLost) {
  Add(1000);
  desk_.Start();
  std::vector<std::string> decided;
  for (int i = 0; i < 1000; ++i) {
    Frame();
    ASSERT_NE(OnStage(), "") << "after " << i;
    decided.push_back(OnStage());
    ASSERT_TRUE(desk_.Pass()) << "at " << i;
    // The next photo is there in the frame of the key, without anything coming back first.
    if (i < 990) {
      ASSERT_NE(desk_.Current(), nullptr) << "after decision " << i;
      EXPECT_NE(OnStage(), decided.back());
    }
  }
  Frame();
  std::vector<std::string> accepted;
  for (const Decision& decision : rig_.service.Accepted()) accepted.push_back(decision.work_item);
  EXPECT_EQ(accepted, decided);
  EXPECT_EQ(std::set<std::string>(accepted.begin(), accepted.end()).size(), 1000u);
  EXPECT_EQ(rig_.journal.Pending().size(), 0u);
  EXPECT_EQ(desk_.stage(), StageState::kEmpty);
}

TEST_F(ReviewDeskTest, OneIsOnTheStageAndThreeAreDecodedAhead) {
  Add(6);
  desk_.Start();
  Frame();
  ASSERT_EQ(desk_.feed().items().size(), 4u);
  for (const auto& item : desk_.feed().items()) {
    EXPECT_EQ(item->load, ReviewItem::Load::kReady);
    EXPECT_EQ(item->standard.rows, 640);
  }
}

TEST_F(ReviewDeskTest, AKeyBeforeThePhotoWasOnTheScreenDecidesNothing) {
  Add(2);
  desk_.Start();
  Frame(false);
  ASSERT_NE(desk_.Current(), nullptr);
  EXPECT_FALSE(desk_.Pass());
  EXPECT_EQ(desk_.remark()->key, "review.remark.not_presented");
  // Presenting some other photo does not open this one.
  desk_.MarkPresented(desk_.Current()->serial + 1);
  EXPECT_FALSE(desk_.Pass());
  EXPECT_EQ(rig_.journal.appended, 0);
  desk_.MarkPresented(desk_.Current()->serial);
  EXPECT_TRUE(desk_.Pass());
  // The second photo has not been presented by the first one's frame.
  EXPECT_FALSE(desk_.Pass());
  EXPECT_EQ(rig_.journal.appended, 1);
}

TEST_F(ReviewDeskTest, AReservedPhotoIsActivatedWhenItIsPresentedAndNotBefore) {
  Add(2);
  desk_.Start();
  Frame(false);
  for (const std::string& line : rig_.service.Log())
    EXPECT_EQ(line.rfind("activate", 0), std::string::npos);
  Frame(true);
  rig_.Settle();
  const auto log = rig_.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "activate " + names_[0]), 1);
  EXPECT_EQ(std::count(log.begin(), log.end(), "activate " + names_[1]), 0);
}

TEST_F(ReviewDeskTest, AReasonThatMustBeShotAgainBlocksPassAndSaysWhichDigitTakesItBack) {
  Add(1, TiltedReport());
  desk_.Start();
  Frame();
  desk_.ToggleDigit(1);
  ASSERT_EQ(desk_.palette().chosen().size(), 1u);
  EXPECT_EQ(desk_.palette().chosen()[0].code, "POSE-03");
  EXPECT_FALSE(desk_.Pass());
  ASSERT_TRUE(desk_.remark().has_value());
  EXPECT_EQ(desk_.remark()->key, "review.pass.blocked_digit");
  EXPECT_EQ(desk_.remark()->arguments, std::vector<std::string>{"1"});
  desk_.ToggleDigit(1);
  EXPECT_TRUE(desk_.Pass());
}

TEST_F(ReviewDeskTest, RejectNeedsAReasonAndTwoStrokesAreEnough) {
  Add(1, TiltedReport());
  desk_.Start();
  Frame();
  EXPECT_FALSE(desk_.Reject());
  EXPECT_EQ(desk_.mode(), ReviewMode::kPalette);
  desk_.CloseMode();
  desk_.ToggleDigit(1);
  EXPECT_TRUE(desk_.Reject());
  rig_.Settle();
  ASSERT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.service.Accepted()[0].choice, Choice::kReject);
  EXPECT_EQ(rig_.service.Accepted()[0].reasons[0].code, "POSE-03");
}

TEST_F(ReviewDeskTest, AFixableReasonBeforePassBecomesTheWorkOrderAndDoesNotReject) {
  Add(1);
  desk_.Start();
  Frame();
  desk_.ToggleReason("BG-04");
  EXPECT_FALSE(desk_.Reject());
  EXPECT_EQ(desk_.remark()->key, "review.reject.fixable_only");
  EXPECT_TRUE(desk_.Pass());
  rig_.Settle();
  ASSERT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.service.Accepted()[0].choice, Choice::kPass);
  EXPECT_EQ(rig_.service.Accepted()[0].reasons[0].code, "BG-04");
}

TEST_F(ReviewDeskTest, AnEscalationNeedsWords) {
  Add(1);
  desk_.Start();
  Frame();
  desk_.OpenEscalate();
  EXPECT_FALSE(desk_.Escalate());
  desk_.draft_text() = "疑似翻拍，请督导看";
  EXPECT_TRUE(desk_.Escalate());
  rig_.Settle();
  ASSERT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.service.Accepted()[0].comment, "疑似翻拍，请督导看");
}

TEST_F(ReviewDeskTest, UndoBringsThePhotoBackInTheSameFrameWithItsReasons) {
  Add(3, TiltedReport());
  desk_.Start();
  Frame();
  desk_.ToggleDigit(1);
  ASSERT_TRUE(desk_.Reject());
  Frame();
  ASSERT_EQ(OnStage(), names_[1]);
  EXPECT_TRUE(desk_.Undo());
  EXPECT_EQ(OnStage(), names_[0]);
  ASSERT_EQ(desk_.palette().chosen().size(), 1u);
  EXPECT_EQ(desk_.palette().chosen()[0].code, "POSE-03");
  // Until the service has agreed, and until the photo is on the screen again, nothing can be
  // decided.
  EXPECT_FALSE(desk_.Reject());
  Frame();
  EXPECT_TRUE(rig_.service.IsUndone(names_[0]));
  desk_.ToggleDigit(1);
  EXPECT_TRUE(desk_.Pass());
  rig_.Settle();
  ASSERT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.service.Accepted()[0].choice, Choice::kPass);
}

TEST_F(ReviewDeskTest, UndoReachesTenDecisionsBackAndStopsWhenTheWindowHasClosed) {
  Add(14);
  desk_.Start();
  for (int i = 0; i < 12; ++i) {
    Frame();
    ASSERT_TRUE(desk_.Pass());
  }
  Frame();
  EXPECT_EQ(desk_.sender().undoable_count(), 10);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(desk_.Undo()) << i;
  EXPECT_FALSE(desk_.Undo());
  Frame();
  EXPECT_EQ(rig_.service.Accepted().size(), 2u);
  desk_.Pass();
  Frame();
  rig_.clock.Advance(rig_.service.undo_window);
  Frame();
  EXPECT_FALSE(desk_.Undo());
  EXPECT_EQ(desk_.sender().rows().front()->state, SentDecision::State::kEffective);
}

TEST_F(ReviewDeskTest, ALostLeaseTakesThePhotoAwayAndIsSaid) {
  Add(2);
  desk_.Start();
  Frame();
  rig_.service.Revoke(names_[0], LeaseAnswer::Outcome::kLost);
  rig_.clock.Advance(absl::Seconds(21));
  Frame();
  EXPECT_EQ(desk_.stage(), StageState::kStopped);
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->kind, Interruption::Kind::kLeaseLost);
  EXPECT_EQ(desk_.Current(), nullptr);
  EXPECT_FALSE(desk_.Pass());
  desk_.Continue();
  EXPECT_EQ(OnStage(), names_[1]);
}

TEST_F(ReviewDeskTest, AWithdrawnPhotoMakesRoomByItselfAfterASecond) {
  Add(2);
  desk_.Start();
  Frame();
  rig_.service.Revoke(names_[0], LeaseAnswer::Outcome::kWithdrawn);
  rig_.clock.Advance(absl::Seconds(21));
  Frame();
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->kind, Interruption::Kind::kWithdrawn);
  rig_.clock.Advance(absl::Seconds(1));
  Frame();
  EXPECT_EQ(OnStage(), names_[1]);
}

TEST_F(ReviewDeskTest, ADecisionThatTheServiceRefusesIsNamedAndNotCountedAsDone) {
  Add(2, TiltedReport());
  desk_.Start();
  Frame();
  rig_.service.Revoke(names_[0], LeaseAnswer::Outcome::kLost);
  desk_.ToggleDigit(1);
  ASSERT_TRUE(desk_.Reject());
  Frame();
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->kind, Interruption::Kind::kNotAccepted);
  EXPECT_EQ(desk_.interruption()->decided, "POSE-03");
  EXPECT_EQ(desk_.interruption()->reason, "LEASE_LOST");
  EXPECT_EQ(rig_.journal.Pending().size(), 0u) << "a final answer settles the entry";
  desk_.Continue();
  EXPECT_FALSE(desk_.Pass()) << "the photo behind the notice has to be presented again";
}

TEST_F(ReviewDeskTest, WithoutALineWhatIsLeasedIsFinishedAndNothingMore) {
  Add(9);
  desk_.Start();
  Frame();
  rig_.service.CutLine(true);
  for (int i = 0; i < 4; ++i) {
    Frame();
    ASSERT_TRUE(desk_.Pass()) << i;
  }
  Frame();
  EXPECT_EQ(desk_.stage(), StageState::kOffline);
  EXPECT_EQ(rig_.journal.Pending().size(), 4u);
  EXPECT_EQ(desk_.sender().unanswered(), 4);
  rig_.service.CutLine(false);
  rig_.clock.Advance(absl::Seconds(9));
  Frame();
  Frame();
  EXPECT_EQ(rig_.service.Accepted().size(), 4u);
  EXPECT_EQ(rig_.journal.Pending().size(), 0u);
  EXPECT_NE(OnStage(), "");
}

TEST_F(ReviewDeskTest, ALeaseThatRanOutDuringACutIsNotJudged) {
  Add(1);
  desk_.Start();
  Frame();
  rig_.service.CutLine(true);
  rig_.clock.Advance(absl::Seconds(21));
  Frame();
  rig_.clock.Advance(absl::Seconds(119));
  Frame();
  EXPECT_EQ(desk_.Current(), nullptr);
  EXPECT_FALSE(desk_.Pass());
}

TEST_F(ReviewDeskTest, TheDiskHasTheDecisionBeforeTheServiceIsAskedAndAFullDiskDecidesNothing) {
  Add(2);
  desk_.Start();
  Frame();
  rig_.journal.refuse = true;
  EXPECT_FALSE(desk_.Pass());
  EXPECT_EQ(desk_.remark()->key, "review.remark.disk");
  EXPECT_EQ(OnStage(), names_[0]);
  rig_.journal.refuse = false;
  EXPECT_TRUE(desk_.Pass());
  EXPECT_EQ(rig_.journal.appended, 1) << "durable when the key returns";
}

TEST_F(ReviewDeskTest, ALostAnswerIsAskedForAgainAndCountsOnce) {
  Add(2);
  desk_.Start();
  Frame();
  rig_.service.LoseNextReceipt();
  ASSERT_TRUE(desk_.Pass());
  Frame();
  EXPECT_EQ(rig_.journal.Pending().size(), 1u);
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  EXPECT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.journal.Pending().size(), 0u);
}

TEST_F(ReviewDeskTest, WhatAnEarlierRunLeftInTheJournalIsSentFirst) {
  Add(1);
  Decision left;
  left.request_id = "from-before";
  left.work_item = names_[0];
  left.choice = Choice::kPass;
  rig_.journal.pending_.push_back(left);
  const auto grants = rig_.service.Claim(WorkKind::kReview, 1);
  rig_.journal.pending_[0].fence = (*grants)[0].fence;
  desk_.Start();
  Frame();
  ASSERT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.service.Accepted()[0].request_id, "from-before");
  EXPECT_TRUE(rig_.journal.Pending().empty());
}

TEST_F(ReviewDeskTest, SkippingGivesACauseAndTheNextPhotoComes) {
  Add(2);
  desk_.Start();
  Frame();
  desk_.OpenSkip();
  desk_.ToggleDigit(3);
  EXPECT_EQ(OnStage(), names_[1]);
  rig_.Settle();
  const auto log = rig_.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "release " + names_[0] + " 2"), 1);
}

TEST_F(ReviewDeskTest, LeasesAreRenewedWithTheIdleTime) {
  Add(1);
  desk_.Start();
  Frame();
  rig_.clock.Advance(absl::Seconds(5));
  desk_.NoteInput();
  rig_.clock.Advance(absl::Seconds(20));
  Frame();
  const auto log = rig_.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "renew idle 20"), 1);
  EXPECT_GT(desk_.Current()->grant.lease_until, rig_.clock.Now() + absl::Seconds(100));
}

TEST_F(ReviewDeskTest, AnIdleLeaseStillHoldsThePhotoAndSaysSo) {
  Add(1);
  desk_.Start();
  Frame();
  rig_.Settle();
  rig_.service.Revoke(names_[0], LeaseAnswer::Outcome::kIdle);
  rig_.clock.Advance(absl::Seconds(21));
  Frame();
  ASSERT_NE(desk_.Current(), nullptr);
  EXPECT_TRUE(desk_.Current()->idle);
}

TEST_F(ReviewDeskTest, AMinuteWithoutInputCoversThePhotoAndTheKeyThatReturnsDecidesNothing) {
  Add(1);
  desk_.Start();
  Frame();
  rig_.clock.Advance(absl::Seconds(60));
  Frame();
  EXPECT_TRUE(desk_.covered());
  EXPECT_FALSE(desk_.Pass());
  EXPECT_TRUE(desk_.NoteInput());
  EXPECT_FALSE(desk_.covered());
  EXPECT_TRUE(desk_.Pass());
}

TEST_F(ReviewDeskTest, PaceIsTheMedianOfWhatThisPersonDid) {
  Add(4);
  desk_.Start();
  for (const int seconds : {2, 9, 4}) {
    Frame();
    rig_.clock.Advance(absl::Seconds(seconds));
    desk_.NoteInput();
    ASSERT_TRUE(desk_.Pass());
  }
  EXPECT_EQ(desk_.pace().today, 3);
  EXPECT_EQ(desk_.pace().median, absl::Seconds(4));
}

}  // namespace
}  // namespace zhaojian::desk
