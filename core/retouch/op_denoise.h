// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Gaussian of the colour differences, canvas pixels: chroma noise of phone JPEGs comes in blocks
/// of two to four of them.
inline constexpr double kChromaSigma = 2.0;
/// Bilateral filter of the luma: radius and sigma in canvas pixels, sigma in levels (about twice
/// the noise of a phone indoors; pores and lashes differ by more).
inline constexpr int kLumaReach = 2;
inline constexpr double kLumaSpace = 1.5;
inline constexpr double kLumaLevels = 12.0;

/// Denoise, coded values. Y = round(0.299 R + 0.587 G + 0.114 B), u = B - Y, v = R - Y:
///   Y' = Y_exact + luma * (bilateral(Y) - Y)      (Tomasi and Manduchi 1998, round window)
///   u' = u + chroma * (G(u) - u), v' likewise      (Gaussian of kChromaSigma, mirrored border)
///   B' = Y' + u', R' = Y' + v', G' = Y' - (0.114 u' + 0.299 v') / 0.587; rounded and clamped.
/// @param bgr CV_8UC3. @param luma, chroma 0..1; both 0 returns `bgr` itself.
cv::Mat Denoise(const cv::Mat& bgr, double luma, double chroma);

}  // namespace zhaojian
