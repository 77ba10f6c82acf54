// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <opencv2/core.hpp>

namespace zhaojian {

/// White balance, exposure and levels together. The defaults change nothing.
struct ToneParameters {
  /// Linear-light factors.
  double red_gain = 1, green_gain = 1, blue_gain = 1;
  /// Stops, linear light.
  double exposure_ev = 0;
  /// sRGB-coded levels 0..255, black < white.
  double black = 0, white = 255;
  /// > 0; above 1 brightens the middle.
  double gamma = 1;
  /// -0.5..0.5; positive steepens the middle.
  double contrast = 0;

  bool operator==(const ToneParameters&) const = default;
};

/// One table a channel, in the order red, green, blue.
using ToneTables = std::array<std::array<uint8_t, 256>, 3>;

/// The fused table. For a coded value v in 0..255 of channel c:
///   L = decode(v / 255) * gain_c * 2^ev, clamped to [0, 1]      (sRGB transfer function, IEC
///   61966-2-1) t = clamp((255 * encode(L) - black) / (white - black), 0, 1) t = t^(1 / gamma) t =
///   t + contrast * (t^2 * (3 - 2t) - t) table[v] = round(255 t)
ToneTables MakeToneTables(const ToneParameters& parameters);

/// Looks every pixel up. @param bgr CV_8UC3 BGR. @return CV_8UC3 BGR.
cv::Mat ApplyTone(const cv::Mat& bgr, const ToneTables& tables);

/// sRGB-coded [0, 1] to linear light and back (IEC 61966-2-1).
double SrgbToLinear(double coded);
double LinearToSrgb(double linear);

}  // namespace zhaojian
