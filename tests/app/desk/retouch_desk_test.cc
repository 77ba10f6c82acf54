// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_desk.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "app/desk/console_state.h"
#include "app/desk/retouch_pictures.h"
#include "tests/app/desk/fake_service.h"
#include "tests/app/desk/retouch_rig.h"
#include "tests/support/shared.h"

namespace zhaojian::desk {
namespace {

class RetouchDeskTest : public ::testing::Test {
 protected:
  RetouchDeskTest() : link_(&rig_.clock) {
    desk_ =
        std::make_unique<RetouchDesk>(rig_.wiring(), &link_, &TestReasons(), FakeRetouchSetup());
  }
  void Frame() {
    for (int i = 0; i < 4; ++i) {
      desk_->Tick();
      rig_.Settle();
    }
    desk_->Tick();
  }
  void Open() {
    rig_.service.AddRetouch(RecipeBytes(), "original", {{"BG-04", "右耳上方"}});
    Frame();
    ASSERT_EQ(desk_->stage(), RetouchStage::kReady) << desk_->error();
  }
  long Count(const std::string& prefix) const {
    const auto log = rig_.service.Log();
    return std::count_if(log.begin(), log.end(),
                         [&](const std::string& line) { return line.rfind(prefix, 0) == 0; });
  }
  DeskRig rig_;
  Link link_;
  std::unique_ptr<RetouchDesk> desk_;
};

TEST_F(RetouchDeskTest, APhotoOpensOnTheMachinesFinishedEditWithTheReviewersNotes) {
  Open();
  EXPECT_EQ(desk_->session()->recipe().operations.size(), 2u);
  EXPECT_EQ(desk_->pictures().result.at<cv::Vec3b>(0, 0)[0], 110);
  EXPECT_EQ(desk_->pictures().source.at<cv::Vec3b>(0, 0)[0], 50);
  ASSERT_EQ(desk_->bundle().notes.size(), 1u);
  EXPECT_EQ(desk_->bundle().notes[0].code, "BG-04");
  ASSERT_EQ(desk_->gate().size(), 1u);
  EXPECT_TRUE(desk_->GateGreen());
}

TEST_F(RetouchDeskTest, RenderingIsLatestWins) {
  Open();
  const int before = FakeEngine::renders;
  ASSERT_TRUE(desk_->session()->ChooseTool("tone.exposure"));
  for (int i = 1; i <= 50; ++i) {
    desk_->session()->SetLive("ev", i * 0.01);
    desk_->Tick();
  }
  Frame();
  EXPECT_EQ(desk_->pictures().result.at<cv::Vec3b>(0, 0)[0], 150)
      << "the last position is what is shown";
  EXPECT_LE(FakeEngine::renders - before, 4) << "positions the hand has left are not drawn";
}

TEST_F(RetouchDeskTest, AStepIsStoredWithinTwoSecondsAndEachDraftStandsOnTheOneBefore) {
  Open();
  ASSERT_TRUE(desk_->session()->ChooseTool("tone.exposure"));
  desk_->session()->SetLive("ev", 0.2);
  desk_->session()->CommitLive();
  Frame();
  EXPECT_EQ(Count("draft"), 0) << "not in the middle of the work";
  rig_.clock.Advance(absl::Milliseconds(1000));
  Frame();
  EXPECT_EQ(Count("draft 1"), 1);
  EXPECT_FALSE(desk_->dirty());
  // Somebody who never pauses is stored all the same.
  for (int i = 0; i < 5; ++i) {
    desk_->session()->SetLive("ev", 0.2 + 0.01 * (i + 1));
    desk_->session()->CommitLive();
    desk_->Tick();
    rig_.clock.Advance(absl::Milliseconds(450));
  }
  Frame();
  EXPECT_EQ(Count("draft 2"), 1);
}

TEST_F(RetouchDeskTest, ACommitTakesTheNextPhotoAndSendsTheRecipeAndNoPixels) {
  Open();
  rig_.service.AddRetouch(RecipeBytes(), "original", {});
  const std::string first = desk_->grant().work_item;
  EXPECT_TRUE(desk_->Commit());
  Frame();
  EXPECT_EQ(Count("commit " + first), 1);
  Frame();
  EXPECT_NE(desk_->grant().work_item, first);
  EXPECT_EQ(desk_->stage(), RetouchStage::kReady);
}

TEST_F(RetouchDeskTest, AfterALostAnswerTheNextSaveStandsOnWhatTheServiceHas) {
  Open();
  ASSERT_TRUE(desk_->session()->ChooseTool("tone.exposure"));
  desk_->session()->SetLive("ev", 0.2);
  desk_->session()->CommitLive();
  Frame();
  rig_.service.LoseNext("draft");
  rig_.clock.Advance(absl::Seconds(1));
  Frame();
  EXPECT_TRUE(desk_->dirty());
  rig_.clock.Advance(absl::Seconds(3));
  Frame();
  EXPECT_FALSE(desk_->dirty());
  EXPECT_EQ(Count("draft 2"), 1);
  EXPECT_FALSE(desk_->remark().has_value());
}

TEST_F(RetouchDeskTest, ACommitWhoseAnswerWasLostIsAskedForAgainAndCountsOnce) {
  Open();
  const std::string item = desk_->grant().work_item;
  rig_.service.LoseNext("commit");
  ASSERT_TRUE(desk_->Commit());
  Frame();
  ASSERT_EQ(desk_->stage(), RetouchStage::kReady);
  EXPECT_EQ(desk_->remark()->key, "retouch.remark.commit");
  ASSERT_TRUE(desk_->Commit());
  rig_.Settle();
  EXPECT_EQ(desk_->committed_today(), 1);
  EXPECT_EQ(Count("commit " + item), 1);
}

TEST_F(RetouchDeskTest, ARedGateKeepsThePhotoAndListsWhatIsRed) {
  Open();
  GateReport red;
  red.items = {{"gate.hair_top", 67, "px", {50, 110, {}, {}}, true, ""},
               {"gate.bytes", 41380, "bytes", {20480, 40000, {}, {}}, false, "FILE-03"}};
  rig_.service.SetGate(red, false);
  EXPECT_TRUE(desk_->Commit());
  Frame();
  EXPECT_EQ(desk_->stage(), RetouchStage::kReady);
  EXPECT_FALSE(desk_->GateGreen());
  EXPECT_EQ(desk_->remark()->key, "retouch.remark.gate_red");
  EXPECT_FALSE(desk_->Commit()) << "a red gate is not sent again unchanged";
}

TEST_F(RetouchDeskTest, WhatWasSaidGoesWithTheToolItWasSaidAbout) {
  Open();
  desk_->OpenPaste();
  ASSERT_EQ(desk_->remark()->key, "shelf.empty");
  desk_->ChooseTool(desk_->session()->tool());
  EXPECT_TRUE(desk_->remark().has_value()) << "nothing was changed";
  desk_->ChooseTool("tone.exposure");
  EXPECT_FALSE(desk_->remark().has_value());
}

TEST_F(RetouchDeskTest, ReturningNeedsAReason) {
  Open();
  const std::string item = desk_->grant().work_item;
  EXPECT_FALSE(desk_->Return());
  EXPECT_TRUE(desk_->choosing_reason());
  EXPECT_FALSE(desk_->Return());
  desk_->palette().Toggle("PROC-06");
  EXPECT_TRUE(desk_->Return());
  rig_.Settle();
  EXPECT_EQ(Count("return " + item + " PROC-06"), 1);
}

TEST_F(RetouchDeskTest, ALostLeaseIsSaidAndThePhotoLeaves) {
  Open();
  rig_.service.Revoke(desk_->grant().work_item, LeaseAnswer::Outcome::kLost);
  rig_.clock.Advance(absl::Seconds(30));
  Frame();
  EXPECT_EQ(desk_->stage(), RetouchStage::kLost);
  EXPECT_EQ(desk_->session(), nullptr);
  EXPECT_EQ(desk_->remark()->key, "retouch.lost.lease");
}

TEST_F(RetouchDeskTest, TheMatteIsRenderedOnlyWhileItIsLookedAt) {
  rig_.service.AddRetouch(RecipeBytes(), "original", {});
  Frame();
  ASSERT_EQ(desk_->stage(), RetouchStage::kReady);
  EXPECT_TRUE(desk_->pictures().matte.empty());
  desk_->view().SetMode(ViewMode::kMatte);
  Frame();
  ASSERT_FALSE(desk_->pictures().matte.empty());
  EXPECT_EQ(desk_->pictures().matte_backdrop, MatteBackdrop::kBlack);
  desk_->view().SetMode(ViewMode::kMatte);
  Frame();
  EXPECT_EQ(desk_->pictures().matte_backdrop, MatteBackdrop::kWhite);
  EXPECT_TRUE(desk_->pictures().difference.empty());
  desk_->view().SetMode(ViewMode::kDifference);
  Frame();
  EXPECT_FALSE(desk_->pictures().difference.empty());
  const int renders = FakeEngine::renders;
  Frame();
  EXPECT_EQ(FakeEngine::renders, renders) << "an unchanged view is drawn again";
}

TEST(RetouchPictures, TheDifferenceIsGreyWhereNothingChangedAndEightTimesAsStrongElsewhere) {
  cv::Mat a(2, 2, CV_8UC3, cv::Scalar(10, 20, 30)), b = a.clone();
  a.at<cv::Vec3b>(1, 1)[2] = 35;
  const cv::Mat difference = StretchedDifference(a, b);
  EXPECT_EQ(difference.at<cv::Vec3b>(0, 0), cv::Vec3b(128, 128, 128));
  EXPECT_EQ(difference.at<cv::Vec3b>(1, 1), cv::Vec3b(128, 128, 168));
}

TEST(ConsoleState, APersonSeesTheScreensOfTheirRolesAndTheCountersFollow) {
  DeskRig rig;
  rig.service.person = {"R-001", true, false, false};
  rig.service.AddReview(CleanReport());
  ConsoleState state(rig.wiring(), &TestReasons(), {});
  state.Show(Screen::kRetouch);
  for (int i = 0; i < 6; ++i) {
    state.Tick();
    rig.Settle();
  }
  ASSERT_TRUE(state.signed_in());
  EXPECT_EQ(state.screen(), Screen::kReview);
  state.Show(Screen::kSupervise);
  EXPECT_EQ(state.screen(), Screen::kReview);
  EXPECT_NE(state.review().Current(), nullptr);
  rig.service.AddReview(CleanReport());
  rig.service.CutLine(true);
  rig.clock.Advance(absl::Seconds(3));
  for (int i = 0; i < 3; ++i) {
    state.Tick();
    rig.Settle();
  }
  EXPECT_EQ(state.link().state(), Link::State::kReconnecting);
  rig.clock.Advance(absl::Seconds(11));
  EXPECT_EQ(state.link().state(), Link::State::kOffline);
}

TEST(SupervisorDesk, FromABarToThePhotosAndTheTrailInTwoSteps) {
  DeskRig rig;
  Link link(&rig.clock);
  SupervisorDesk desk(rig.wiring(), &link, &TestReasons());
  const auto add = [&](const std::string& id, Choice choice, const std::string& code,
                       bool undone = false) {
    DecisionRow row;
    row.id = id;
    row.staff = "R-001";
    row.order_tail = id;
    row.choice = choice;
    if (!code.empty()) row.reasons = {{code, ""}};
    row.time = rig.clock.Now() - absl::Minutes(1);
    row.undone = undone;
    rig.service.AddDecision(row);
  };
  add("1", Choice::kReject, "OCC-01");
  add("2", Choice::kReject, "OCC-01");
  add("3", Choice::kReject, "EYE-01");
  add("4", Choice::kPass, "");
  add("5", Choice::kReject, "EYE-01", true);
  for (int i = 0; i < 3; ++i) {
    desk.Tick();
    rig.Settle();
  }
  EXPECT_EQ(desk.rejected(), 3) << "what was undone counts nowhere";
  ASSERT_EQ(desk.bars().size(), 2u);
  EXPECT_EQ(desk.bars()[0].code, "OCC-01");
  EXPECT_EQ(desk.bars()[0].count, 2);
  desk.NextBar(1);
  EXPECT_EQ(desk.chosen_reason(), "OCC-01");
  ASSERT_EQ(desk.rows().size(), 2u);
  desk.ChooseRow(1);
  rig.Settle();
  ASSERT_NE(desk.Chosen(), nullptr);
  EXPECT_EQ(desk.Chosen()->id, "2");
  EXPECT_FALSE(desk.picture().empty());
  EXPECT_EQ(desk.trail().size(), 2u);
  const auto log = rig.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "audit view 2"), 1) << "looking is recorded";
  EXPECT_FALSE(desk.Overturn()) << "needs words";
  desk.justification() = "倾斜 9.1°，未到驳回线";
  EXPECT_TRUE(desk.Overturn());
  rig.Settle();
  EXPECT_EQ(desk.remark()->key, "supervise.remark.overturned");
}

}  // namespace
}  // namespace zhaojian::desk
