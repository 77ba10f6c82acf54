// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/retouch/recipe.h"

namespace zhaojian {

/// Draws brush strokes into the matte's constraint map (values of MatteForce): keep = foreground,
/// remove = background, soften = solve again. A stroke is the union of discs of its radius along
/// its line; later strokes win.
/// @param to_canvas upright source pixels to canvas pixels, a similarity. @param size of the
/// canvas.
/// @return CV_8UC1; empty when there is no stroke.
cv::Mat RasteriseStrokes(const std::vector<Stroke>& strokes, const cv::Matx23d& to_canvas,
                         const cv::Size& size);

/// Canvas rectangle that holds the stroke as RasteriseStrokes draws it; may be empty.
cv::Rect StrokeBounds(const Stroke& stroke, const cv::Matx23d& to_canvas, const cv::Size& size);

}  // namespace zhaojian
