// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <optional>

namespace zhaojian::desk {

/// One pixel of the canvas in numbers.
struct PixelProbe {
  /// sRGB, 0..255.
  std::array<int, 3> rgb{};
  /// CIE L*a*b*, D65.
  std::array<double, 3> lab{};
  /// CIE 1976 colour difference to the background's colour; 2.3 is just noticeable.
  double delta_e = 0;
};

/// Reads a pixel. @param canvas CV_8UC3 BGR. @param x, y canvas pixels.
/// @param background RGB 0..255. Empty outside the canvas.
std::optional<PixelProbe> ProbePixel(const cv::Mat& canvas, int x, int y,
                                     const std::array<int, 3>& background);

}  // namespace zhaojian::desk
