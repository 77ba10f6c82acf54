// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "app/desk/review_desk.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian::desk {
namespace {

DecisionRow Rejected(int attempt, const std::string& code, absl::Time time) {
  DecisionRow row;
  row.attempt = attempt;
  row.choice = Choice::kReject;
  row.reasons = {{code, ""}};
  row.time = time;
  return row;
}

class ReviewViewTest : public ::testing::Test {
 protected:
  ReviewViewTest() : link_(&rig_.clock), desk_(rig_.wiring(), &link_, &TestReasons()) {}
  void Begin() {
    desk_.Start();
    Frame();
    Frame();
    ASSERT_NE(desk_.Current(), nullptr);
    desk_.MarkPresented(desk_.Current()->serial);
  }
  void Frame() {
    rig_.Settle();
    desk_.Tick();
  }
  DeskRig rig_;
  Link link_;
  ReviewDesk desk_;
};

TEST_F(ReviewViewTest, EarlierAttemptsComeNewestFirstWithTheirPicturesAndReasons) {
  rig_.service.earlier_picture = SmallJpeg();
  const std::string item = rig_.service.AddReview(TiltedReport());
  // As the service lists them: oldest first, a pass among them, one attempt decided twice.
  DecisionRow pass = Rejected(2, "BG-04", rig_.clock.Now() - absl::Hours(3));
  pass.choice = Choice::kPass;
  rig_.service.SetPrevious(item, {Rejected(1, "EYE-01", rig_.clock.Now() - absl::Hours(9)), pass,
                                  Rejected(2, "OCC-01", rig_.clock.Now() - absl::Hours(2)),
                                  Rejected(2, "POSE-03", rig_.clock.Now() - absl::Hours(1))});
  Begin();
  const auto& earlier = desk_.Current()->earlier;
  ASSERT_EQ(earlier.size(), 2u);
  EXPECT_EQ(earlier[0].attempt, 2);
  EXPECT_EQ(earlier[0].reasons[0].code, "POSE-03") << "the last word about attempt 2";
  EXPECT_EQ(earlier[1].attempt, 1);
  EXPECT_FALSE(earlier[0].picture.empty());
  const auto log = rig_.service.Log();
  EXPECT_EQ(std::count(log.begin(), log.end(), "earlier 2"), 1);
  EXPECT_EQ(std::count(log.begin(), log.end(), "earlier 1"), 1);
}

TEST_F(ReviewViewTest, CStepsThroughThemAndBackAndTheNextPhotoStartsWithout) {
  rig_.service.earlier_picture = SmallJpeg();
  const std::string item = rig_.service.AddReview(CleanReport());
  rig_.service.AddReview(CleanReport());
  rig_.service.SetPrevious(item, {Rejected(1, "EYE-01", rig_.clock.Now() - absl::Hours(9)),
                                  Rejected(2, "OCC-01", rig_.clock.Now() - absl::Hours(2))});
  Begin();
  EXPECT_EQ(desk_.compared(), -1);
  desk_.CycleCompared();
  EXPECT_EQ(desk_.compared(), 0);
  desk_.CycleCompared();
  EXPECT_EQ(desk_.compared(), 1);
  desk_.CycleCompared();
  EXPECT_EQ(desk_.compared(), -1);
  desk_.CycleCompared();
  desk_.NextProblem();
  EXPECT_EQ(desk_.compared(), -1) << "a problem is looked at on the photo itself";
  desk_.CycleCompared();
  ASSERT_TRUE(desk_.Pass());
  EXPECT_EQ(desk_.compared(), -1);
  desk_.CycleCompared();
  EXPECT_EQ(desk_.compared(), -1);
  ASSERT_TRUE(desk_.remark().has_value());
  EXPECT_EQ(desk_.remark()->key, "review.remark.no_earlier");
}

TEST_F(ReviewViewTest, AnEarlierPhotoThatIsNoLongerKeptStillShowsItsReasons) {
  const std::string item = rig_.service.AddReview(CleanReport());
  rig_.service.SetPrevious(item, {Rejected(1, "EYE-01", rig_.clock.Now() - absl::Hours(9))});
  Begin();
  ASSERT_EQ(desk_.Current()->earlier.size(), 1u);
  EXPECT_TRUE(desk_.Current()->earlier[0].picture.empty());
  EXPECT_EQ(desk_.Current()->earlier[0].reasons[0].code, "EYE-01");
}

TEST_F(ReviewViewTest, TheRowUnderTheMouseIsExplainedBeforeTheOneThatIsZoomedTo) {
  rig_.service.AddReview(TiltedReport());
  Begin();
  EXPECT_EQ(desk_.explained(), nullptr);
  desk_.NextProblem();
  ASSERT_NE(desk_.explained(), nullptr);
  EXPECT_EQ(desk_.explained()->id, "pose.roll");
  desk_.Hover("pose.yaw");
  EXPECT_EQ(desk_.explained()->id, "pose.yaw") << "a passing check is explained, too";
  desk_.Hover("");
  EXPECT_EQ(desk_.explained()->id, "pose.roll");
  desk_.NextProblem();
  EXPECT_EQ(desk_.explained()->id, "light.evenness");
  desk_.NextProblem();
  EXPECT_EQ(desk_.explained(), nullptr) << "after the last problem the whole photo comes back";
}

TEST_F(ReviewViewTest, DPassesOverWhatHasNoPlaceOnThePhoto) {
  Report report = TiltedReport();
  Measure density;
  density.id = "file.density";
  density.cause = "cause.failed";
  report.measures.push_back(density);
  rig_.service.AddReview(report);
  Begin();
  std::vector<std::string> seen;
  for (int i = 0; i < 3; ++i) {
    desk_.NextProblem();
    seen.push_back(desk_.explained() == nullptr ? "" : desk_.explained()->id);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"pose.roll", "light.evenness", ""}));
}

TEST_F(ReviewViewTest, AClickOnACheckZoomsToItAndASecondOneBack) {
  rig_.service.AddReview(TiltedReport());
  Begin();
  desk_.FocusMeasure("pose.yaw");
  ASSERT_NE(desk_.explained(), nullptr);
  EXPECT_EQ(desk_.explained()->id, "pose.yaw");
  desk_.FocusMeasure("pose.yaw");
  EXPECT_EQ(desk_.explained(), nullptr);
  desk_.FocusMeasure("no.such");
  EXPECT_EQ(desk_.explained(), nullptr);
}

TEST_F(ReviewViewTest, OneKeyPutsEveryMarkAwayAndAProblemThatIsAskedForComesBack) {
  rig_.service.AddReview(TiltedReport());
  Begin();
  EXPECT_TRUE(desk_.marks_shown());
  desk_.ToggleMarks();
  EXPECT_FALSE(desk_.marks_shown());
  desk_.ToggleMarks();
  EXPECT_TRUE(desk_.marks_shown());
  desk_.CycleGuides();
  desk_.CycleGuides();
  EXPECT_FALSE(desk_.marks_shown()) << "G on none";
  desk_.ToggleMarks();
  desk_.NextProblem();
  EXPECT_FALSE(desk_.marks_hidden());
}

TEST_F(ReviewViewTest, TheZoomGoesToThePlaceOfTheMeasure) {
  Report report = TiltedReport();
  // Eyes 200 px apart in the source: 100 in the delivered picture of (source - (100, 60)) / 2.
  report.key_points = KeyPoints{{600, 560}, {800, 560}, {700, 940}, {700, 220}};
  rig_.service.AddReview(report);
  Begin();
  const auto eyes = PlaceOfMeasure(*desk_.Current(), "pose.roll");
  ASSERT_TRUE(eyes.has_value());
  EXPECT_NEAR(eyes->x + eyes->width / 2, 300, 1e-3);
  EXPECT_NEAR(eyes->y + eyes->height / 2, 250, 1e-3);
  const auto ears = PlaceOfMeasure(*desk_.Current(), "occlusion.ears");
  ASSERT_TRUE(ears.has_value());
  EXPECT_GT(ears->width, 2.4 * 100) << "both ears";
  EXPECT_FALSE(PlaceOfMeasure(*desk_.Current(), "file.bytes").has_value());
}

}  // namespace
}  // namespace zhaojian::desk
