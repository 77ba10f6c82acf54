// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte_canvas.h"

namespace zhaojian::matte {

/// Colours of the person and of what lies behind, [0, 1], half canvas.
struct Colours {
  cv::Mat3f person;
  cv::Mat3f behind;
};

/// Both colours of every pixel at once, each smooth where alpha is:
///   min sum |I - a F - (1 - a) B|^2 + sum over neighbours (e + |a - a'|) (|F - F'|^2 + |B - B'|^2)
/// over a pyramid from one pixel up, a few rounds at each level (Germer, Uelwer, Conrad, Harmeling
/// 2020). @param half_alpha CV_32F, half canvas. @param trimap half canvas; outside the band the
/// picture is either colour.
Colours EstimateColours(const Canvas& canvas, const cv::Mat1f& half_alpha, const cv::Mat1b& trimap);

/// Brings both to the full canvas: in the band alpha moves 0.7 of the way to what the two colours
/// make of each pixel, by their contrast d^2 / (d^2 + 0.1^2), and the person's colour takes up what
/// the mix then leaves of the picture. @param alpha CV_32F, full canvas; changed.
/// @return the person's colour, BGR, full canvas; outside the band the picture itself.
cv::Mat3b RefineByColours(const Canvas& canvas, const cv::Mat1b& trimap, const Colours& colours,
                          cv::Mat1f* alpha);

}  // namespace zhaojian::matte
