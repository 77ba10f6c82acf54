// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Lays the subject over a flat background, in sRGB-coded values:
///   out = round((a * F + (255 - a) * B) / 255) per channel.
/// @param foreground CV_8UC3 BGR. @param alpha CV_8UC1 of the same size. @param background BGR
/// 0..255.
/// @return CV_8UC3.
cv::Mat Composite(const cv::Mat& foreground, const cv::Mat& alpha, const cv::Vec3b& background);

}  // namespace zhaojian
