// SPDX-License-Identifier: Apache-2.0
// What the review desk does when an answer never comes.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/app/desk/review_rig.h"

namespace zhaojian::desk {
namespace {

using LostAnswersTest = ReviewRig;

TEST_F(LostAnswersTest, AnActivationThatACutSwallowedIsSentAgain) {
  Add(1);
  desk_.Start();
  rig_.service.LoseNext("activate");
  Frame();
  rig_.Settle();
  const std::string wanted = "activate " + names_[0];
  auto log = rig_.service.Log();
  ASSERT_EQ(std::count(log.begin(), log.end(), wanted), 0);
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  log = rig_.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), wanted), 1);
  EXPECT_FALSE(desk_.Current()->grant.reserved);
}

TEST_F(LostAnswersTest, ADecisionArrivesThoughTheActivationBeforeItFailed) {
  Add(1);
  desk_.Start();
  rig_.service.LoseNext("activate");
  Frame();
  ASSERT_TRUE(desk_.Pass());
  Frame();
  rig_.clock.Advance(absl::Seconds(2));
  Frame();
  ASSERT_EQ(rig_.service.Accepted().size(), 1u);
  EXPECT_EQ(rig_.service.Accepted()[0].work_item, names_[0]);
  EXPECT_TRUE(rig_.journal.Pending().empty());
  EXPECT_FALSE(desk_.interruption().has_value());
}

TEST_F(LostAnswersTest, AnUndoWhoseAnswerWasLostIsAskedForAgainAndNotCalledTooLate) {
  Add(2);
  desk_.Start();
  Frame();
  ASSERT_TRUE(desk_.Pass());
  Frame();
  rig_.service.LoseNext("undo");
  ASSERT_TRUE(desk_.Undo());
  Frame();
  EXPECT_FALSE(desk_.interruption().has_value());
  EXPECT_TRUE(desk_.Current()->returning);
  // By now the window has closed; the service knows the request and answers as it did before.
  rig_.clock.Advance(rig_.service.undo_window + absl::Seconds(1));
  Frame();
  Frame();
  EXPECT_FALSE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.sender().rows().front()->state, SentDecision::State::kUndone);
  EXPECT_EQ(OnStage(), names_[0]);
  EXPECT_TRUE(desk_.Pass()) << "the photo can be judged again";
}

TEST_F(LostAnswersTest, AnUndoDuringACutThatComesTooLateIsSaidOnceTheLineIsBack) {
  Add(2);
  desk_.Start();
  Frame();
  ASSERT_TRUE(desk_.Pass());
  Frame();
  rig_.service.CutLine(true);
  ASSERT_TRUE(desk_.Undo());
  Frame();
  EXPECT_FALSE(desk_.interruption().has_value());
  rig_.service.CutLine(false);
  rig_.clock.Advance(rig_.service.undo_window);
  Frame();
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->kind, Interruption::Kind::kUndoTooLate);
  EXPECT_EQ(rig_.service.Accepted().size(), 1u);
}

TEST_F(LostAnswersTest, EveryRefusedDecisionIsReadByItselfAndUndoHidesNone) {
  Add(4);
  desk_.Start();
  Frame();
  ASSERT_TRUE(desk_.Pass());
  Frame();
  rig_.service.Revoke(names_[1], LeaseAnswer::Outcome::kLost);
  rig_.service.Revoke(names_[2], LeaseAnswer::Outcome::kWithdrawn);
  ASSERT_TRUE(desk_.Pass());
  desk_.MarkPresented(desk_.Current()->serial);
  ASSERT_TRUE(desk_.Pass());
  Frame();
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->order_tail, names_[1].substr(5));
  EXPECT_TRUE(desk_.Undo());
  Frame();
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->order_tail, names_[1].substr(5));
  desk_.Continue();
  ASSERT_TRUE(desk_.interruption().has_value());
  EXPECT_EQ(desk_.interruption()->order_tail, names_[2].substr(5));
  EXPECT_EQ(desk_.interruption()->reason, "ATTEMPT_WITHDRAWN");
  desk_.Continue();
  EXPECT_FALSE(desk_.interruption().has_value());
  EXPECT_EQ(OnStage(), names_[0]);
}

}  // namespace
}  // namespace zhaojian::desk
