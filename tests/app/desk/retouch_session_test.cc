// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_session.h"

#include <gtest/gtest.h>

#include "core/retouch/policy.h"
#include "tests/support/shared.h"

namespace zhaojian::desk {
namespace {

HeadGeometry Head() {
  HeadGeometry head;
  head.hair_top_y = 400;
  head.eye_mid = {1000, 760};
  head.chin = {1000, 1200};
  head.face_left_x = 780;
  head.face_right_x = 1220;
  return head;
}

const Profile& DefaultProfile() {
  static const Profile profile = FindProfile(testing::AssetsForTests(), kDefaultProfile).value();
  return profile;
}

const EditPolicy& Strict() {
  static const EditPolicy policy = FindPolicy(testing::AssetsForTests(), kDefaultPolicy).value();
  return policy;
}

Operation Auto(const std::string& kind, std::map<std::string, double> parameters) {
  Operation operation;
  operation.kind = kind;
  operation.parameters = std::move(parameters);
  operation.author = "auto";
  return operation;
}

class RetouchSessionTest : public ::testing::Test {
 protected:
  RetouchSessionTest() : clock_(absl::FromUnixSeconds(1'770'000'000)) {
    Recipe recipe;
    recipe.Push(Auto("geom.crop_scale", {{"scale", 0.5}, {"x", 520}, {"y", 240}}));
    recipe.Push(Auto("tone.exposure", {{"ev", 0.12}}));
    session_.emplace(recipe, &DefaultProfile(), &Strict(), &clock_, "T-001", false);
  }
  ManualClock clock_;
  std::optional<RetouchSession> session_;
};

TEST_F(RetouchSessionTest, AGreyPlaceBecomesGreyAtTheSameLuminance) {
  // Worked by hand: Y = 0.2126 * 0.45 + 0.7152 * 0.50 + 0.0722 * 0.52 = 0.490814.
  ASSERT_EQ(session_->PickGrey({0.45, 0.50, 0.52}), GreyPick::kTaken);
  const Operation& step = session_->recipe().operations.back();
  EXPECT_EQ(step.kind, "tone.white_balance");
  EXPECT_NEAR(step.parameters.at("red"), 1.09070, 1e-5);
  EXPECT_NEAR(step.parameters.at("green"), 0.98163, 1e-5);
  EXPECT_NEAR(step.parameters.at("blue"), 0.94387, 1e-5);
}

TEST_F(RetouchSessionTest, AStrongTintStopsAtThePolicysGains) {
  ASSERT_EQ(session_->PickGrey({0.2, 0.25, 0.4}), GreyPick::kLimited);
  const Operation& step = session_->recipe().operations.back();
  // The strict policy's band is 0.85 to 1.18.
  EXPECT_DOUBLE_EQ(step.parameters.at("red"), 1.18);
  EXPECT_DOUBLE_EQ(step.parameters.at("blue"), 0.85);
}

TEST_F(RetouchSessionTest, ClippedAndBlackPlacesTellNothing) {
  const size_t steps = session_->recipe().operations.size();
  EXPECT_EQ(session_->PickGrey({1.0, 0.9, 0.9}), GreyPick::kTooBright);
  EXPECT_EQ(session_->PickGrey({0.003, 0.2, 0.2}), GreyPick::kTooDark);
  EXPECT_EQ(session_->recipe().operations.size(), steps);
}

TEST_F(RetouchSessionTest, ASliderAtThePolicysLimitSaysTheRule) {
  ASSERT_TRUE(session_->ChooseTool("tone.exposure"));
  EXPECT_FALSE(session_->Sliders().front().at_limit);
  session_->SetLive("ev", 2);
  const SliderLine line = session_->Sliders().front();
  EXPECT_TRUE(line.at_limit);
  EXPECT_EQ(line.words, Strict().Find("tone.exposure")->limits_text);
  EXPECT_FALSE(line.words_zh.empty());
}

TEST(CropHandles, ReadsWhereTheHeadLandsByHand) {
  // delivered = (source - offset) * 0.5.
  const CropReading reading = ReadCrop({0.5, 520, 240}, Head(), DefaultProfile());
  EXPECT_DOUBLE_EQ(reading.hair_top, 80);
  EXPECT_DOUBLE_EQ(reading.eye_line, 260);
  EXPECT_DOUBLE_EQ(reading.face_width, 220);
  EXPECT_DOUBLE_EQ(reading.centre, 0);
  EXPECT_TRUE(reading.AllOk());
}

TEST(CropHandles, MovingFollowsTheHandAndScalingKeepsThePointUnderIt) {
  const Crop moved = MoveCrop({0.5, 520, 240}, 10, -4);
  EXPECT_DOUBLE_EQ(moved.x, 500);
  EXPECT_DOUBLE_EQ(moved.y, 248);
  const Crop crop{0.5, 520, 240};
  const Crop scaled = ScaleCrop(crop, 1.1, 240, 320);
  EXPECT_NEAR(scaled.scale, 0.55, 1e-12);
  // The source point under (240, 320) before: 520 + 480 = 1000, 240 + 640 = 880.
  EXPECT_NEAR((1000 - scaled.x) * scaled.scale, 240, 1e-9);
  EXPECT_NEAR((880 - scaled.y) * scaled.scale, 320, 1e-9);
}

TEST(CropHandles, AGuideThatIsNarrowlyMissedSnapsIntoItsBandAndAFarOneStays) {
  // Hair top at 46 px: 4 px above its band.
  const Crop near_miss = MoveCrop({0.5, 520, 240}, 0, -34);
  EXPECT_FALSE(ReadCrop(near_miss, Head(), DefaultProfile()).hair_top_ok);
  const Crop snapped = SnapCrop(near_miss, Head(), DefaultProfile(), 8);
  EXPECT_NEAR(ReadCrop(snapped, Head(), DefaultProfile()).hair_top, 50, 1e-6);
  EXPECT_TRUE(ReadCrop(snapped, Head(), DefaultProfile()).AllOk());
  const Crop far_miss = MoveCrop({0.5, 520, 240}, 0, -60);
  const Crop left = SnapCrop(far_miss, Head(), DefaultProfile(), 8);
  EXPECT_DOUBLE_EQ(left.y, far_miss.y);
}

TEST_F(RetouchSessionTest, ASliderMovesLiveStopsAtItsLimitAndBecomesOneStep) {
  ASSERT_TRUE(session_->ChooseTool("tone.exposure"));
  session_->SetLive("ev", 0.2);
  session_->SetLive("ev", 9);
  EXPECT_EQ(session_->recipe().operations.size(), 2u) << "motion is no step";
  EXPECT_DOUBLE_EQ(session_->Effective().operations.back().parameters.at("ev"), 0.5)
      << "policy: 0.5 EV";
  const uint64_t before = session_->steps_revision();
  EXPECT_TRUE(session_->CommitLive());
  EXPECT_EQ(session_->steps_revision(), before + 1);
  ASSERT_EQ(session_->recipe().operations.size(), 3u);
  EXPECT_EQ(session_->recipe().operations.back().author, "T-001");
}

TEST_F(RetouchSessionTest, UndoAndRedoMoveThroughOwnStepsAndNeverBehindTheMachines) {
  ASSERT_TRUE(session_->ChooseTool("tone.exposure"));
  for (const double ev : {0.1, 0.2, 0.3}) {
    session_->SetLive("ev", ev);
    session_->CommitLive();
  }
  EXPECT_TRUE(session_->Undo());
  EXPECT_TRUE(session_->Undo());
  EXPECT_DOUBLE_EQ(session_->Sliders()[0].value, 0.1);
  EXPECT_TRUE(session_->Redo());
  EXPECT_DOUBLE_EQ(session_->Sliders()[0].value, 0.2);
  while (session_->Undo()) {
  }
  EXPECT_EQ(session_->recipe().cursor, 2u);
  session_->SetLive("ev", 0.4);
  session_->CommitLive();
  EXPECT_FALSE(session_->CanRedo()) << "a new step drops what was undone";
}

TEST_F(RetouchSessionTest, AThousandStepsCanBeUndone) {
  ASSERT_TRUE(session_->ChooseTool("tone.exposure"));
  for (int i = 0; i < 1000; ++i) {
    session_->SetLive("ev", 0.0004 * i);
    ASSERT_TRUE(session_->CommitLive());
  }
  int undone = 0;
  while (session_->Undo()) ++undone;
  EXPECT_EQ(undone, 1000);
}

TEST_F(RetouchSessionTest, AStrokeIsKeptInSourcePixelsAndItsRadiusFollowsTheCrop) {
  session_->SetBrushMode("remove");
  session_->SetBrushRadius(10);
  session_->BeginStroke({800, 500}, false);
  session_->ExtendStroke({801, 500});  // closer than the spacing: dropped
  session_->ExtendStroke({840, 500});
  ASSERT_NE(session_->live_stroke(), nullptr);
  EXPECT_TRUE(session_->EndStroke());
  const Operation& operation = session_->recipe().operations.back();
  EXPECT_EQ(operation.kind, "bg.matte_brush");
  ASSERT_EQ(operation.strokes.size(), 1u);
  EXPECT_EQ(operation.strokes[0].mode, "remove");
  EXPECT_FLOAT_EQ(operation.strokes[0].radius, 20) << "10 delivered px at scale 0.5";
  EXPECT_EQ(operation.strokes[0].points.size(), 2u);
}

TEST_F(RetouchSessionTest, AltTurnsTheBrushRound) {
  session_->SetBrushMode("keep");
  session_->BeginStroke({1, 1}, true);
  EXPECT_EQ(session_->live_stroke()->mode, "remove");
}

TEST_F(RetouchSessionTest, ALockedToolIsNotTakenAndTheRuleIsSaid) {
  EXPECT_FALSE(session_->ChooseTool("skin.smooth"));
  ASSERT_TRUE(session_->refusal().has_value());
  EXPECT_EQ(session_->refusal()->reason, "POLICY_FORBIDDEN");
  EXPECT_FALSE(session_->refusal()->words.empty());
  EXPECT_NE(session_->tool(), "skin.smooth");
  const auto tools = session_->Tools();
  const bool shown = std::any_of(tools.begin(), tools.end(), [](const ToolLine& tool) {
    return tool.kind == "skin.smooth" && tool.level == PolicyLevel::kForbidden;
  });
  EXPECT_TRUE(shown) << "a locked tool is shown, not hidden";
  // One that this build has not got is shown as well.
  EXPECT_TRUE(std::any_of(tools.begin(), tools.end(), [](const ToolLine& tool) {
    return tool.kind == "geom.warp" && !tool.built && tool.level == PolicyLevel::kForbidden;
  }));
}

TEST_F(RetouchSessionTest, HealFindsItsSourceUntilAltSetsItAndThenKeepsTheDistance) {
  ASSERT_TRUE(session_->ChooseTool("clean.background"));
  EXPECT_EQ(session_->brush_mode(), "heal");
  session_->BeginStroke({600, 200}, false);
  ASSERT_NE(session_->live_stroke(), nullptr);
  EXPECT_FALSE(session_->live_stroke()->source.has_value());
  session_->CancelLive();
  session_->BeginStroke({700, 260}, true);
  EXPECT_EQ(session_->live_stroke(), nullptr) << "setting the source paints nothing";
  session_->BeginStroke({600, 200}, false);
  ASSERT_TRUE(session_->live_stroke()->source.has_value());
  EXPECT_EQ(*session_->live_stroke()->source, cv::Point2f(100, 60));
  session_->CancelLive();
  session_->BeginStroke({620, 300}, false);
  EXPECT_EQ(*session_->live_stroke()->source, cv::Point2f(100, 60)) << "aligned: the offset stays";
  EXPECT_EQ(*session_->TakesFrom({10, 20}), cv::Point2f(110, 80));
}

TEST_F(RetouchSessionTest, ACloneWithoutASourceSaysSoAndPaintsNothing) {
  ASSERT_TRUE(session_->ChooseTool("clean.clone"));
  session_->BeginStroke({600, 200}, false);
  EXPECT_EQ(session_->live_stroke(), nullptr);
  ASSERT_TRUE(session_->refusal().has_value());
  EXPECT_EQ(session_->refusal()->reason, "CLONE_SOURCE");
}

TEST_F(RetouchSessionTest, ADodgeStrokeIsSeenAndAltBurns) {
  ASSERT_TRUE(session_->ChooseTool("tone.dodge_burn"));
  session_->BeginStroke({600, 500}, true);
  ASSERT_NE(session_->live_stroke(), nullptr);
  EXPECT_EQ(session_->live_stroke()->mode, "burn");
  const Recipe effective = session_->Effective();
  const Operation& live = effective.operations.back();
  EXPECT_EQ(live.kind, "tone.dodge_burn");
  // The policy allows gains of 0.90-1.10; a stroke at strength 0 would do nothing.
  EXPECT_DOUBLE_EQ(live.parameters.at("strength"), 0.05);
}

TEST_F(RetouchSessionTest, ABrushIsNoWiderThanThePolicyLeavesTheTool) {
  session_->SetBrushRadius(30);
  ASSERT_TRUE(session_->ChooseTool("clean.stray_hair"));
  EXPECT_DOUBLE_EQ(session_->brush_radius(), 3);
  session_->SetBrushRadius(20);
  EXPECT_DOUBLE_EQ(session_->brush_radius(), 3);
}

TEST_F(RetouchSessionTest, DraggingTheCropIsOneStepAndRenderedWhileItMoves) {
  const uint64_t revision = session_->revision();
  session_->MoveCropLive(4, 0);
  session_->MoveCropLive(4, 0);
  EXPECT_GT(session_->revision(), revision);
  EXPECT_EQ(session_->recipe().operations.size(), 2u);
  EXPECT_DOUBLE_EQ(session_->crop().x, 520 - 16);
  EXPECT_TRUE(session_->EndCrop());
  EXPECT_EQ(session_->recipe().operations.size(), 3u);
}

TEST_F(RetouchSessionTest, TheAutomaticRecipeIsWhatTheMachineDid) {
  ASSERT_TRUE(session_->ChooseTool("tone.exposure"));
  session_->SetLive("ev", 0.3);
  session_->CommitLive();
  EXPECT_EQ(session_->Automatic().operations.size(), 2u);
  EXPECT_DOUBLE_EQ(session_->Automatic().operations[1].parameters.at("ev"), 0.12);
}

}  // namespace
}  // namespace zhaojian::desk
