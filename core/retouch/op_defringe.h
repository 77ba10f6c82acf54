// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Reach of the defringe, canvas pixels: 4 delivered pixels on either side of a centre.
inline constexpr int kDefringeReach = 8;
/// Opacity from which a pixel shows nothing but the subject.
inline constexpr int kSolidAlpha = 250;

/// Takes the old background's tint out of the matte's band; chroma only. With E the mean colour of
/// the solid subject (alpha >= kSolidAlpha) in the window of +- kDefringeReach and Y the luma:
///   w = strength * (1 - alpha / 255) where alpha < kSolidAlpha and a solid pixel is in reach
///   out_c = clamp(round(F_c + w * ((E_c - Y(E)) - (F_c - Y(F)))), 0, 255).
/// The luma stays. @param foreground CV_8UC3. @param alpha CV_8UC1 of the same size.
/// @param strength 0..1; 0 returns `foreground` itself.
cv::Mat Defringe(const cv::Mat& foreground, const cv::Mat& alpha, double strength);

}  // namespace zhaojian
