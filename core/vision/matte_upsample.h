// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte_canvas.h"

namespace zhaojian::matte {

/// Opacity on the full canvas: in the band the linear models of the half canvas, interpolated and
/// applied to the full picture; elsewhere 0 or 1.
/// @param models slopes for B, G, R in [0, 1] and an offset, valid in and beside the band.
/// @param faint,solid opacities up to and from which a pixel counts as background and as person;
/// what lies between is stretched to [0, 1].
/// @return CV_32F of the size of `canvas.full`, in [0, 1].
cv::Mat1f UpsampleAlpha(const Canvas& canvas, const cv::Mat1b& trimap, const cv::Mat4f& models,
                        float faint, float solid);

}  // namespace zhaojian::matte
