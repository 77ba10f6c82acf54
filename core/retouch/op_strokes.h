// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/retouch/recipe.h"

namespace zhaojian {

/// Draws brush strokes into the matte's constraint map (values of MatteForce): keep = foreground,
/// remove = background, soften = solve again. A stroke is the union of discs of its radius along
/// its line; later strokes win.
/// @param scale canvas pixels per source pixel. @param offset source position of the canvas's
/// corner.
/// @param size of the canvas. @return CV_8UC1; empty when there is no stroke.
cv::Mat RasteriseStrokes(const std::vector<Stroke>& strokes, double scale, cv::Point2d offset,
                         const cv::Size& size);

}  // namespace zhaojian
