// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "core/vision/face_detector.h"
#include "core/vision/face_mesh.h"

namespace zhaojian {
namespace {

FaceBox Box(float x, float y, float width, float height, float score) {
  FaceBox box;
  box.box = {x, y, width, height};
  box.score = score;
  return box;
}

TEST(JoinDetectionsTest, OverlappingViewsOfOneFaceBecomeTheirWeightedMean) {
  const auto faces = JoinDetections({Box(0, 0, 100, 100, 0.9f), Box(20, 0, 100, 100, 0.6f)});
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].box.x, 20 * 0.6f / 1.5f);
  EXPECT_FLOAT_EQ(faces[0].score, 0.9f);
}

TEST(JoinDetectionsTest, ASmallBoxInsideALargeOneIsNoSecondPerson) {
  const auto faces = JoinDetections({Box(30, 30, 40, 40, 0.95f), Box(0, 0, 100, 100, 0.8f)});
  ASSERT_EQ(faces.size(), 1u);
  EXPECT_FLOAT_EQ(faces[0].box.width, 100);
}

TEST(JoinDetectionsTest, NeighboursStayApartLargestFirst) {
  const auto faces = JoinDetections({Box(0, 0, 50, 50, 0.99f), Box(45, 0, 80, 80, 0.7f)});
  ASSERT_EQ(faces.size(), 2u);
  EXPECT_FLOAT_EQ(faces[0].box.width, 80);
}

// A ramp whose value at the photo position (x, y) is x + 2 y, positions at pixel centres.
cv::Mat Ramp(int width, int height) {
  cv::Mat ramp(height, width, CV_32FC1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      ramp.at<float>(y, x) = static_cast<float>(x) + 0.5f + 2 * (static_cast<float>(y) + 0.5f);
  }
  return ramp;
}

TEST(CutRegionTest, EveryPixelComesFromWhereTheRegionSays) {
  const cv::Mat ramp = Ramp(900, 900);
  for (const float size : {40.0f, 96.0f, 400.0f}) {  // enlarged, as it is, averaged down first
    for (const float angle : {0.0f, 0.3f, 2.0f}) {
      const MeshRegion region = {{451.3f, 430.8f}, size, angle};
      const cv::Mat crop = CutRegion(ramp, region, 96);
      for (const cv::Point p : {cv::Point(0, 0), cv::Point(95, 0), cv::Point(40, 80)}) {
        const float u = (static_cast<float>(p.x) + 0.5f - 48) / 96 * size;
        const float v = (static_cast<float>(p.y) + 0.5f - 48) / 96 * size;
        const float x = region.centre.x + u * std::cos(angle) - v * std::sin(angle);
        const float y = region.centre.y + u * std::sin(angle) + v * std::cos(angle);
        // warpAffine's bilinear weights have 1/32 pixel steps; one source pixel may be `size / 96`
        // wide.
        EXPECT_NEAR(crop.at<float>(p), x + 2 * y, 0.15 * std::max(1.0f, size / 96))
            << size << " " << angle;
      }
    }
  }
}

TEST(CutRegionTest, OutsideThePhotoIsBlack) {
  const cv::Mat white(50, 50, CV_8UC3, cv::Scalar::all(255));
  const cv::Mat crop = CutRegion(white, {{0, 0}, 40, 0}, 40);
  EXPECT_EQ(crop.at<cv::Vec3b>(5, 5), cv::Vec3b(0, 0, 0));
  EXPECT_EQ(crop.at<cv::Vec3b>(35, 35), cv::Vec3b(255, 255, 255));
}

}  // namespace
}  // namespace zhaojian
