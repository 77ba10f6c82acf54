// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// A uniform crop and scale, from decoded pixels to canvas pixels. Pixel k covers [k, k + 1).
struct ResampleMap {
  /// Decoded-pixel position of the canvas's top-left corner; may lie outside the source.
  cv::Point2d origin;
  /// Decoded pixels per canvas pixel, the same in x and y; > 0.
  double step = 1;
  /// Canvas size, pixels.
  cv::Size size;
};

/// The one resample of the chain. Separable, the same kernel in x and y; outside the source the
/// nearest edge pixel continues. Along one axis, for canvas pixel i:
///   step >= 1 (shrinking): exact area coverage. The pixel covers [a, b) = origin + step * [i, i +
///   1);
///     source pixel k weighs (min(b, k + 1) - max(a, k)) / step for k = floor(a) .. ceil(b) - 1.
///   step < 1 (enlarging): cubic convolution with a = -0.5 (Keys 1981, Catmull-Rom) at
///     p = origin + step * (i + 0.5) - 0.5; with k = floor(p), f = p - k the four weights are those
///     of distances 1 + f, f, 1 - f, 2 - f for source pixels k - 1 .. k + 2: |d| <= 1: 1.5|d|^3
///     - 2.5|d|^2 + 1;  |d| < 2: -0.5|d|^3 + 2.5|d|^2 - 4|d| + 2.
/// Sums in float, no rounding between the axes, then rounded to nearest and clamped to 0..255.
/// @param source CV_8UC3, not empty. @return CV_8UC3 of map.size.
cv::Mat Resample(const cv::Mat& source, const ResampleMap& map);

/// The same for a part of the canvas; bit-equal to that part of the whole.
/// @param window inside the canvas. @return CV_8UC3 of the window's size.
cv::Mat ResampleWindow(const cv::Mat& source, const ResampleMap& map, const cv::Rect& window);

}  // namespace zhaojian
