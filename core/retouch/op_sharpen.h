// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Unsharp mask on luma, only where the subject is, so that no halo grows into the background:
///   Y = 0.299 R + 0.587 G + 0.114 B (coded values, float);  G = Gaussian(Y), sigma = radius, over
///   2 * ceil(3 radius) + 1 pixels, mirrored at the border without repeating the edge pixel;
///   d = Y - G;  d' = sign(d) * max(0, |d| - threshold);
///   out_c = clamp(round(c + amount * alpha / 255 * d'), 0, 255).
/// @param bgr CV_8UC3. @param alpha CV_8UC1 of the same size, or empty for alpha = 255 everywhere.
/// @param radius delivered pixels, > 0 to act. @param amount 0..1, > 0 to act. @param threshold
/// levels.
/// @return CV_8UC3; `bgr` itself when it does not act.
cv::Mat Sharpen(const cv::Mat& bgr, const cv::Mat& alpha, double radius, double amount,
                double threshold);

}  // namespace zhaojian
