// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "tests/accuracy/series.h"

namespace zhaojian::accuracy {

// What the makers of faults share: a few landmarks, sRGB curves and soft mixing.

// Indices of the 478-point mesh.
inline constexpr size_t kIrisLeft = 468;
inline constexpr size_t kIrisRight = 473;
inline constexpr size_t kNoseTip = 1;
inline constexpr size_t kForehead = 9;
inline constexpr size_t kChin = 152;

/// Pixels of the base.
double FaceWidth(const Base& base);
double EyeDistance(const Base& base);

/// CV_32FC3 in 0..1, and back.
cv::Mat Float(const cv::Mat& bgr);
cv::Mat Bytes(const cv::Mat& value);

/// sRGB (IEC 61966-2-1), values 0..1.
double ToLinear(double v);
double FromLinear(double v);

/// a * (1 - weight) + b * weight; weight CV_32F of one channel.
cv::Mat Mix(const cv::Mat& a, const cv::Mat& b, const cv::Mat& weight);

/// A soft disc: `peak` in the middle, 0 at the radius.
void AddDisc(cv::Mat& weight, const cv::Point2f& centre, double radius_x, double radius_y,
             double peak);

/// Convex hull of landmarks, grown by so many pixels; CV_32F in 0..1.
cv::Mat HullOf(const Base& base, const std::vector<size_t>& indices, double grow);

/// 1 - person.
cv::Mat Background(const Base& base);

/// Applies a curve to each channel value 0..1.
template <typename F>
cv::Mat Curve(const cv::Mat& bgr, F curve) {
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i)
    table.at<uchar>(i) = cv::saturate_cast<uchar>(255 * curve(i / 255.0));
  cv::Mat out;
  cv::LUT(bgr, table, out);
  return out;
}

}  // namespace zhaojian::accuracy
