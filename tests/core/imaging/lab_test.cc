// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/lab.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

TEST(Lab, KnownColoursOfTheSrgbGamut) {
  // Published values of the primaries and of white, D65.
  const struct {
    cv::Vec3b bgr;
    cv::Vec3f lab;
  } colours[] = {{{0, 0, 255}, {53.24f, 80.09f, 67.20f}},
                 {{0, 255, 0}, {87.73f, -86.18f, 83.18f}},
                 {{255, 0, 0}, {32.30f, 79.19f, -107.86f}},
                 {{255, 255, 255}, {100, 0, 0}},
                 {{0, 0, 0}, {0, 0, 0}}};
  for (const auto& colour : colours) {
    const cv::Mat bgr(1, 1, CV_8UC3, cv::Scalar(colour.bgr));
    const cv::Vec3f lab = LabOf(bgr).at<cv::Vec3f>(0, 0);
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(lab[c], colour.lab[c], 0.03) << cv::Mat(colour.bgr);
  }
}

/// The definition in double precision.
cv::Vec3d Reference(const cv::Vec3b& bgr) {
  const auto linear = [](double coded) {
    return coded <= 0.04045 ? coded / 12.92 : std::pow((coded + 0.055) / 1.055, 2.4);
  };
  const auto f = [](double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  };
  const double r = linear(bgr[2] / 255.0), g = linear(bgr[1] / 255.0), b = linear(bgr[0] / 255.0);
  const double x = f((0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456);
  const double y = f(0.212671 * r + 0.715160 * g + 0.072169 * b);
  const double z = f((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

cv::Mat WholeCube() {
  cv::Mat bgr(32 * 32, 32, CV_8UC3);
  for (int b = 0; b < 32; ++b) {
    for (int g = 0; g < 32; ++g) {
      for (int r = 0; r < 32; ++r) {
        bgr.at<cv::Vec3b>(b * 32 + g, r) =
            cv::Vec3b(cv::saturate_cast<uint8_t>(b * 8.23), cv::saturate_cast<uint8_t>(g * 8.23),
                      cv::saturate_cast<uint8_t>(r * 8.23));
      }
    }
  }
  return bgr;
}

TEST(Lab, IsTheDefinitionOverTheWholeCube) {
  const cv::Mat bgr = WholeCube();
  const cv::Mat lab = LabOf(bgr);
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      const cv::Vec3d wanted = Reference(bgr.at<cv::Vec3b>(y, x));
      ASSERT_LT(cv::norm(cv::Vec3d(lab.at<cv::Vec3f>(y, x)) - wanted, cv::NORM_INF), 0.002);
    }
  }
}

TEST(Lab, AgreesWithOpenCvAsFarAsThatInterpolates) {
  const cv::Mat bgr = WholeCube();
  cv::Mat other;
  bgr.convertTo(other, CV_32F, 1.0 / 255);
  cv::cvtColor(other, other, cv::COLOR_BGR2Lab);
  EXPECT_LT(cv::norm(LabOf(bgr), other, cv::NORM_INF), 0.4);
}

TEST(Lab, AnEmptyPictureStaysEmpty) { EXPECT_TRUE(LabOf(cv::Mat(0, 0, CV_8UC3)).empty()); }

}  // namespace
}  // namespace zhaojian
