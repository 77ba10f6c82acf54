// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/retouch/canvas_face.h"

namespace zhaojian {

/// Frequency-separated smoothing of the face's skin, coded values. With f = Gaussian(c) of 0.8 % of
/// the face's width (at least 0.6 px) and b = the base: the picture averaged over 4 x 4 blocks, a
/// Gaussian of 3.5 % of the face's width on that, interpolated bilinearly back:
///   fine = c - f,  mid = f - b,  guard = exp(-(Y(mid) / 18)^2)   (Y as in op_colour.h)
///   w = amount * skin * guard
///   out = clamp(round(c - w * mid - w * (1 - texture) * fine), 0, 255)
/// so that contours and marks (large mid) stay and, with texture = 1, every pore. Frequency
/// separation as retouchers do it by hand; 18 levels: a mole differs by more, a shadow of acne
/// less.
/// @param bgr CV_8UC3. @param skin CV_32FC1 in [0, 1] on the field (FaceSkin). @param face_width
/// canvas pixels. @param amount, texture 0..1; amount 0 returns `bgr` itself.
cv::Mat SmoothSkin(const cv::Mat& bgr, const cv::Mat& skin, double face_width, double amount,
                   double texture);

/// The two Gaussians of SmoothSkin: fine in canvas pixels, base in field pixels.
struct SmoothSigmas {
  double fine = 0;
  double base = 0;
};
SmoothSigmas SmoothSigmasOf(double face_width);

/// Guard's width, levels.
inline constexpr float kSmoothGuard = 18;

}  // namespace zhaojian
