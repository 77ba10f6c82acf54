// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Largest shift of the matte's edge, canvas pixels (3 delivered pixels: half of the policy's
/// band).
inline constexpr int kMaxEdgeShift = 6;

/// Moves and softens the edge of a matte. Edge pixels of the image continue outwards.
///   1. shift_px > 0: each pixel becomes the maximum over the disc dx^2 + dy^2 <= r^2 + r with
///      r = round(shift_px) (the matte grows); < 0: the minimum over the same disc of |shift_px|.
///      r is clamped to kMaxEdgeShift.
///   2. softness_px > 0: Gaussian blur, sigma = softness_px, over 2 * ceil(3 sigma) + 1 pixels.
/// @param alpha CV_8UC1 opacity. @param shift_px, softness_px canvas pixels.
/// @return CV_8UC1; `alpha` itself when both steps are neutral.
cv::Mat MatteEdge(const cv::Mat& alpha, double shift_px, double softness_px);

}  // namespace zhaojian
