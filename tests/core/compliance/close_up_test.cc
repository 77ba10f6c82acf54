// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/close_up.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

// A head with its eyes 100 px apart, level, chin 190 below and hair top 170 above.
Report LevelHead() {
  Report report;
  report.size = {1000, 1400};
  report.key_points = KeyPoints{{450, 500}, {550, 500}, {500, 690}, {500, 330}};
  return report;
}

// The same head turned by `degrees` about the middle of the eyes.
Report Turned(double degrees) {
  Report report = LevelHead();
  const double turn = degrees * CV_PI / 180;
  for (cv::Point2f* p : {&report.key_points->eye_left, &report.key_points->eye_right,
                         &report.key_points->chin, &report.key_points->hair_top}) {
    const double x = p->x - 500, y = p->y - 500;
    *p = {static_cast<float>(500 + x * std::cos(turn) - y * std::sin(turn)),
          static_cast<float>(500 + x * std::sin(turn) + y * std::cos(turn))};
  }
  return report;
}

cv::Point2d At(const CloseUp& place, cv::Size cell, double x, double y) {
  const cv::Matx23d to = CloseUpTransform(place, cell);
  return {to(0, 0) * x + to(0, 1) * y + to(0, 2), to(1, 0) * x + to(1, 1) * y + to(1, 2)};
}

TEST(CloseUp, LooksAtThePlaceThatTheMeasureIsAbout) {
  const Report report = LevelHead();
  const auto eyes = CloseUpsOf(report, "eyes.glare");
  ASSERT_EQ(eyes.size(), 1u);
  EXPECT_EQ(eyes[0].centre, cv::Point2f(500, 500));
  EXPECT_NEAR(eyes[0].size.width, 230, 1e-3);
  const auto mouth = CloseUpsOf(report, "mouth.open");
  ASSERT_EQ(mouth.size(), 1u);
  EXPECT_NEAR(mouth[0].centre.y, 500 + 0.6 * 190, 1e-3);
  const auto hair = CloseUpsOf(report, "geometry.hair_top");
  ASSERT_EQ(hair.size(), 1u);
  EXPECT_NEAR(hair[0].centre.y, 330, 1e-3);
  EXPECT_LT(CloseUpsOf(report, "occlusion.brows")[0].centre.y, 500);
  EXPECT_GT(CloseUpsOf(report, "clothes.neckline")[0].centre.y, 690);
}

TEST(CloseUp, EarsAreTwoPlacesImageLeftFirst) {
  const auto ears = CloseUpsOf(LevelHead(), "occlusion.ears");
  ASSERT_EQ(ears.size(), 2u);
  EXPECT_NEAR(ears[0].centre.x, 378, 1e-3);
  EXPECT_NEAR(ears[1].centre.x, 622, 1e-3);
  EXPECT_EQ(ears[0].centre.y, ears[1].centre.y);
}

TEST(CloseUp, StandsLevelHoweverTheHeadIsTurned) {
  for (const double turn : {-15.0, 0.0, 11.0, 24.0}) {
    const Report report = Turned(turn);
    const auto eyes = CloseUpsOf(report, "eyes.openness");
    ASSERT_EQ(eyes.size(), 1u);
    EXPECT_NEAR(eyes[0].angle, turn, 1e-3);
    const cv::Size cell(230, 62);
    const KeyPoints& at = *report.key_points;
    const cv::Point2d left = At(eyes[0], cell, at.eye_left.x, at.eye_left.y);
    const cv::Point2d right = At(eyes[0], cell, at.eye_right.x, at.eye_right.y);
    EXPECT_NEAR(left.y, right.y, 1e-3) << turn;
    // 230 px show 2.3 eye distances: the eyes stand 100 px apart about the middle.
    EXPECT_NEAR(left.x, 65, 1e-3) << turn;
    EXPECT_NEAR(right.x, 165, 1e-3) << turn;
    EXPECT_GT(At(eyes[0], cell, at.chin.x, at.chin.y).y, left.y) << "the chin stays below";
  }
}

TEST(CloseUp, WithoutAPlaceOrAFaceItGoesWhereTheEvidenceLies) {
  Report report;
  report.size = {1000, 1400};
  Measure measure;
  measure.id = "background.shadow";
  EXPECT_TRUE(CloseUpsOf(report, "background.shadow").empty());
  measure.evidence.push_back({Evidence::Kind::kBox, {{100, 200}, {300, 260}}, ""});
  report.measures.push_back(measure);
  const auto places = CloseUpsOf(report, "background.shadow");
  ASSERT_EQ(places.size(), 1u);
  EXPECT_EQ(places[0].centre, cv::Point2f(200, 230));
  EXPECT_GT(places[0].size.width, 200);
  EXPECT_TRUE(CloseUpsOf(report, "file.bytes").empty());
  EXPECT_TRUE(CloseUpsOf(report, "eyes.openness").empty()) << "no face and no evidence";
}

TEST(CloseUp, TheCutShowsThePlaceEnlargedAndLevelAtAnyScaleOfThePicture) {
  const Report report = Turned(20);
  for (const double scale : {1.0, 0.5}) {
    cv::Mat picture(static_cast<int>(1400 * scale), static_cast<int>(1000 * scale), CV_8UC3,
                    cv::Scalar(200, 120, 60));
    const auto dot = [&](const cv::Point2f& p, const cv::Scalar& colour) {
      const cv::Point at(cvRound(p.x * scale), cvRound(p.y * scale));
      cv::circle(picture, at, cvRound(8 * scale), colour, cv::FILLED);
    };
    dot(report.key_points->eye_left, {0, 0, 255});
    dot(report.key_points->eye_right, {0, 255, 0});
    const cv::Mat cut =
        CutCloseUp(picture, scale, CloseUpsOf(report, "eyes.gaze")[0], {460, 124}, {9, 9, 9});
    ASSERT_EQ(cut.size(), cv::Size(460, 124));
    // Twice as large as the photo: the eyes stand at 130 and 330 on the middle line.
    EXPECT_EQ(cut.at<cv::Vec3b>(62, 130), cv::Vec3b(0, 0, 255)) << scale;
    EXPECT_EQ(cut.at<cv::Vec3b>(62, 330), cv::Vec3b(0, 255, 0)) << scale;
    EXPECT_EQ(cut.at<cv::Vec3b>(62, 230), cv::Vec3b(200, 120, 60)) << scale;
  }
}

TEST(CloseUp, BeyondThePhotoIsPlain) {
  const cv::Mat picture(100, 100, CV_8UC3, cv::Scalar(255, 255, 255));
  const CloseUp place{{0, 0}, {40, 40}, 0};
  const cv::Mat cut = CutCloseUp(picture, 1, place, {40, 40}, {9, 9, 9});
  EXPECT_EQ(cut.at<cv::Vec3b>(5, 5), cv::Vec3b(9, 9, 9));
  EXPECT_EQ(cut.at<cv::Vec3b>(35, 35), cv::Vec3b(255, 255, 255));
  EXPECT_TRUE(CutCloseUp({}, 1, place, {40, 40}, {}).empty());
}

}  // namespace
}  // namespace zhaojian
