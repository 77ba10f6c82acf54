// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte_canvas.h"

namespace zhaojian::matte {

/// How far a pixel's own colour is believed, by its alpha: not at all up to `none`, fully from
/// `full` on; between, and below, the colour of solid parts nearby takes over.
struct ColourTrust {
  float none = 0;
  float full = 1;
};

/// Foreground colour: the background is subtracted from the pixel and the rest divided by alpha.
/// @param alpha CV_32F, full canvas. @param half_alpha the same on the half canvas.
/// @param trimap half canvas. @param behind background colour on the half canvas.
/// @return BGR, full canvas; outside the band the picture itself.
cv::Mat3b Decontaminate(const Canvas& canvas, const cv::Mat1f& alpha, const cv::Mat1f& half_alpha,
                        const cv::Mat1b& trimap, const cv::Mat3f& behind, const ColourTrust& trust);

}  // namespace zhaojian::matte
