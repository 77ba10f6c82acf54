// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "app/desk/region_marker.h"
#include "app/desk/review_desk.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian::desk {
namespace {

TEST(RegionMarker, ADragMakesTheBoxWhateverItsDirection) {
  RegionMarker marker;
  marker.Begin({0.6, 0.5});
  marker.Move({0.2, 0.9});
  ASSERT_TRUE(marker.End());
  EXPECT_EQ(*marker.box(), cv::Rect2d(cv::Point2d(0.2, 0.5), cv::Point2d(0.6, 0.9)));
}

TEST(RegionMarker, AClickMakesABoxAroundItAndNoneLeavesThePhoto) {
  RegionMarker marker;
  marker.Begin({0.5, 0.5});
  ASSERT_TRUE(marker.End());
  EXPECT_NEAR(marker.box()->x + marker.box()->width / 2, 0.5, 1e-9);
  EXPECT_GT(marker.box()->width, 0.03);
  marker.Begin({0.9, 0.9});
  marker.Move({1.7, 1.2});
  ASSERT_TRUE(marker.End());
  EXPECT_NEAR(marker.box()->br().x, 1, 1e-9);
  EXPECT_NEAR(marker.box()->br().y, 1, 1e-9);
  marker.Nudge({0.5, -2});
  EXPECT_NEAR(marker.box()->br().x, 1, 1e-9);
  EXPECT_NEAR(marker.box()->y, 0, 1e-9);
  EXPECT_NEAR(marker.box()->height, 0.1, 1e-9) << "moving does not change the size";
}

/// A photo of 1400 x 1800 whose delivered picture is (source - (100, 60)) / 2.
class RegionTest : public ::testing::Test {
 protected:
  RegionTest() : link_(&rig_.clock), desk_(rig_.wiring(), &link_, &TestReasons()) {
    rig_.service.AddReview(TiltedReport());
    desk_.Start();
    for (int i = 0; i < 2; ++i) {
      rig_.Settle();
      desk_.Tick();
    }
    desk_.MarkPresented(desk_.Current()->serial);
  }
  void DragBox() {
    desk_.BeginRegion({100, 200});
    desk_.MoveRegion({200, 260});
    desk_.EndRegion();
  }
  const ReasonMark& Chosen(size_t i) const { return desk_.palette().chosen().at(i); }
  std::vector<Decision> Sent() {
    rig_.Settle();
    return rig_.service.Accepted();
  }

  DeskRig rig_;
  Link link_;
  ReviewDesk desk_;
};

TEST_F(RegionTest, TheBoxOfTheChosenReasonIsSentInFractionsOfTheSource) {
  desk_.ToggleDigit(1);
  desk_.OpenRegion();
  DragBox();
  ASSERT_TRUE(Chosen(0).region.has_value());
  desk_.CloseMode();
  ASSERT_TRUE(desk_.Reject());
  const auto sent = Sent();
  ASSERT_EQ(sent.size(), 1u);
  ASSERT_TRUE(sent[0].reasons[0].region.has_value());
  // By hand: delivered 100 -> source 300 of 1400; 200 -> 460 of 1800; 100 x 60 delivered are 200 x
  // 120 in the source.
  const cv::Rect2d box = *sent[0].reasons[0].region;
  EXPECT_NEAR(box.x, 300.0 / 1400, 1e-9);
  EXPECT_NEAR(box.y, 460.0 / 1800, 1e-9);
  EXPECT_NEAR(box.width, 200.0 / 1400, 1e-9);
  EXPECT_NEAR(box.height, 120.0 / 1800, 1e-9);
  EXPECT_EQ(sent[0].reasons[0].measured, 11.4) << "what the measure said travels along";
}

TEST_F(RegionTest, ADigitChoosesTheReasonAndBindsTheBox) {
  desk_.OpenRegion();
  DragBox();
  EXPECT_TRUE(desk_.palette().chosen().empty());
  desk_.ToggleDigit(2);
  EXPECT_EQ(Chosen(0).code, "LIGHT-01");
  EXPECT_TRUE(Chosen(0).region.has_value());
  // Another digit moves the box: one box, one reason.
  desk_.ToggleDigit(1);
  ASSERT_EQ(desk_.palette().chosen().size(), 2u);
  EXPECT_FALSE(Chosen(0).region.has_value());
  EXPECT_TRUE(Chosen(1).region.has_value());
}

TEST_F(RegionTest, ABoxWithoutAReasonIsDroppedAndSaidSo) {
  desk_.OpenRegion();
  DragBox();
  desk_.CloseMode();
  ASSERT_TRUE(desk_.remark().has_value());
  EXPECT_EQ(desk_.remark()->key, "review.remark.region_dropped");
  EXPECT_FALSE(desk_.region().box().has_value());
  desk_.ToggleDigit(1);
  ASSERT_TRUE(desk_.Reject());
  EXPECT_FALSE(Sent()[0].reasons[0].region.has_value());
}

TEST_F(RegionTest, ArrowsMoveItByOneDeliveredPixelAndDeleteLeavesTheReason) {
  desk_.ToggleDigit(1);
  desk_.OpenRegion();
  DragBox();
  const cv::Rect2d before = *Chosen(0).region;
  desk_.NudgeRegion(1, 0);
  EXPECT_NEAR(Chosen(0).region->x - before.x, 2.0 / 1400, 1e-9) << "half scale: two source pixels";
  desk_.DropRegion();
  EXPECT_FALSE(Chosen(0).region.has_value());
  EXPECT_TRUE(desk_.palette().IsChosen("POSE-03"));
}

TEST_F(RegionTest, ABoundBoxIsTakenUpAgainByItsDigit) {
  desk_.ToggleDigit(1);
  desk_.OpenRegion();
  DragBox();
  desk_.CloseMode();
  desk_.OpenRegion();
  EXPECT_FALSE(desk_.region().box().has_value());
  desk_.ToggleDigit(1);
  ASSERT_TRUE(desk_.region().box().has_value());
  EXPECT_TRUE(desk_.palette().IsChosen("POSE-03")) << "the digit did not take the reason back";
  desk_.DropRegion();
  EXPECT_FALSE(Chosen(0).region.has_value());
}

TEST_F(RegionTest, OutsideTheModeTheMouseDrawsNothingAndUndoBringsTheBoxBack) {
  DragBox();
  EXPECT_FALSE(desk_.region().box().has_value());
  desk_.ToggleDigit(1);
  desk_.OpenRegion();
  DragBox();
  const cv::Rect2d drawn = *Chosen(0).region;
  desk_.CloseMode();
  ASSERT_TRUE(desk_.Reject());
  Sent();
  ASSERT_TRUE(desk_.Undo());
  rig_.Settle();
  ASSERT_EQ(desk_.palette().chosen().size(), 1u);
  EXPECT_EQ(*Chosen(0).region, drawn);
}

}  // namespace
}  // namespace zhaojian::desk
