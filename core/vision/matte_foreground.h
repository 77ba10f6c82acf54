// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte_canvas.h"

namespace zhaojian::matte {

/// Foreground colour where the background is known: the plate is subtracted from the pixel and the rest
/// divided by alpha; where little of the person is left, the colour of solid parts nearby takes over.
/// @param alpha CV_32F, full canvas. @param half_alpha the same on the half canvas.
/// @param trimap,plate half canvas. @return BGR, full canvas; outside the band the picture itself.
cv::Mat3b Decontaminate(const Canvas& canvas, const cv::Mat1f& alpha, const cv::Mat1f& half_alpha,
                        const cv::Mat1b& trimap, const cv::Mat3f& plate);

/// Foreground colour without a plate: foreground and background are estimated together, coarse to fine
/// (Germer et al. 2020).
/// @param picture BGR. @param alpha CV_32F of the same size.
cv::Mat3b EstimateForeground(const cv::Mat3b& picture, const cv::Mat1f& alpha);

}  // namespace zhaojian::matte
