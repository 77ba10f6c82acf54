// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/forehead.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/retouch/gain_maps.h"

namespace zhaojian {
namespace {

constexpr std::array<int, 15> kOutline = {127, 162, 21,  54,  103, 67,  109, 10,
                                          338, 297, 332, 284, 251, 389, 356};
const cv::Point2f kCentre(480, 640);
// The landmarks' upper end lies at y = 440, the chin at 840, the hairline at 350 (canvas pixels).
constexpr float kHalfWidth = 160, kHalfHeight = 200;
constexpr int kHairline = 350;
const cv::Size kField(240, 320);

CanvasFace Face() {
  CanvasFace face;
  face.points.assign(478, kCentre);
  for (size_t i = 0; i < kOutline.size(); ++i) {
    const double angle = CV_PI + CV_PI * static_cast<double>(i) / (kOutline.size() - 1.0);
    face.points[static_cast<size_t>(kOutline[i])] =
        kCentre + cv::Point2f(kHalfWidth * static_cast<float>(std::cos(angle)),
                              kHalfHeight * static_cast<float>(std::sin(angle)));
  }
  face.points[152] = kCentre + cv::Point2f(0, kHalfHeight);
  face.points[234] = kCentre - cv::Point2f(kHalfWidth, 0);
  face.points[454] = kCentre + cv::Point2f(kHalfWidth, 0);
  face.width = 2 * static_cast<double>(kHalfWidth);
  return face;
}

/// Skin below the hairline, hair above, field pixels.
cv::Mat Picture(const cv::Scalar& hair) {
  cv::Mat picture(kField, CV_8UC3, cv::Scalar(140, 165, 205));
  picture.rowRange(0, kHairline / 4).setTo(hair);
  return picture;
}

float GainAt(const cv::Mat& gain, float x, float y) {
  return gain.at<float>(static_cast<int>(y / 4), static_cast<int>(x / 4));
}

TEST(ForeheadTest, ShineAboveTheLandmarksIsLowered) {
  cv::Mat picture = Picture(cv::Scalar(30, 35, 40));
  // A highlight of 24 x 16 canvas pixels half-way between landmark 10 and the hairline.
  cv::rectangle(picture, cv::Rect(480 / 4 - 3, 395 / 4 - 2, 6, 4), cv::Scalar(235, 240, 245), -1);
  const cv::Mat gain = ShineGain(picture, Face(), 12, 0.03);
  EXPECT_LT(GainAt(gain, 480, 395), 0.9f);
  EXPECT_FLOAT_EQ(GainAt(gain, 420, 395), 1.0f);
}

TEST(ForeheadTest, HairIsLeftAlone) {
  // Grey hair: light strands with dark gaps, as light as the skin.
  cv::Mat picture = Picture(cv::Scalar(200, 205, 210));
  for (int x = 0; x < kField.width; x += 4) {
    picture(cv::Rect(x, 0, 2, kHairline / 4)).setTo(cv::Scalar(60, 62, 65));
  }
  const cv::Mat gain = ShineGain(picture, Face(), 12, 0.1);
  for (int y = 0; y < kHairline / 4 - 3; ++y) {
    for (int x = 0; x < kField.width; ++x) ASSERT_NEAR(gain.at<float>(y, x), 1.0f, 1e-3f) << y;
  }
}

TEST(ForeheadTest, ReachesNoFartherThanAForehead) {
  // A bald head: skin all the way up.
  const cv::Mat light(kField, CV_32FC1, cv::Scalar(70));
  const cv::Mat forehead = Forehead(light, FaceSkin(Face(), kField), Face());
  // 0.28 of the 400 canvas pixels from landmark 10 to the chin, above y = 440.
  EXPECT_EQ(GainAt(forehead, 480, 440 - 0.22f * 400), 1.0f);
  EXPECT_EQ(GainAt(forehead, 480, 440 - 0.34f * 400), 0.0f);
}

TEST(ForeheadTest, AFaceOutsideThePictureHasNone) {
  CanvasFace face = Face();
  for (cv::Point2f& p : face.points) p += cv::Point2f(5000, 5000);
  const cv::Mat light(kField, CV_32FC1, cv::Scalar(70));
  EXPECT_EQ(cv::countNonZero(Forehead(light, FaceSkin(face, kField), face)), 0);
}

}  // namespace
}  // namespace zhaojian
