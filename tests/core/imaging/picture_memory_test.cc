// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/picture_memory.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

/// Puts OpenCV's own allocator back, so that other tests of this program do not see the pool.
class PictureMemory : public testing::Test {
 protected:
  void TearDown() override { cv::Mat::setDefaultAllocator(cv::Mat::getStdAllocator()); }
};

cv::Mat Blurred() {
  cv::Mat picture(700, 900, CV_8UC3);
  cv::RNG random(3);
  random.fill(picture, cv::RNG::UNIFORM, 0, 256);
  cv::Mat soft;
  cv::GaussianBlur(picture, soft, {}, 3);
  cv::Mat plane;
  cv::extractChannel(soft, plane, 1);
  plane.convertTo(plane, CV_32F);
  return plane(cv::Rect(10, 20, 400, 300)).clone();
}

TEST_F(PictureMemory, PicturesAreTheSameOnPooledMemory) {
  const cv::Mat plain = Blurred();
  PoolPictureMemory();
  for (int i = 0; i < 3; ++i) {
    cv::Mat pooled = Blurred();
    ASSERT_EQ(cv::norm(plain, pooled, cv::NORM_INF), 0);
    pooled.setTo(-1);  // what the next one finds in its memory
  }
}

TEST_F(PictureMemory, AViewOutlivesItsPictureAndTheSetting) {
  PoolPictureMemory();
  cv::Mat view;
  {
    cv::Mat picture(1000, 1000, CV_8UC1, cv::Scalar(9));
    view = picture(cv::Rect(500, 500, 10, 10));
  }
  cv::Mat::setDefaultAllocator(cv::Mat::getStdAllocator());
  const cv::Mat other(1000, 1000, CV_8UC1, cv::Scalar(1));
  EXPECT_EQ(cv::sum(view)[0], 900);
}

TEST_F(PictureMemory, ThreeDimensionsAreLaidOutWithoutGaps) {
  PoolPictureMemory();
  const int sizes[] = {3, 200, 300};
  const cv::Mat cube(3, sizes, CV_32F, cv::Scalar(2));
  EXPECT_TRUE(cube.isContinuous());
  EXPECT_EQ(cube.step[0], 200u * 300u * 4u);
  EXPECT_EQ(cube.step[1], 300u * 4u);
  EXPECT_EQ(cv::sum(cube.reshape(1, 1))[0], 2.0 * 3 * 200 * 300);
}

}  // namespace
}  // namespace zhaojian
