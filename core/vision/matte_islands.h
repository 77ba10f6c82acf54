// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian::matte {

/// 255 where the half canvas's opacity is not connected to the largest opaque part and no stroke
/// keeps it (soft rim included), 0 elsewhere.
/// @param force MatteForce values on the half canvas, or empty.
cv::Mat1b FindIslands(const cv::Mat1f& half_alpha, const cv::Mat1b& force);

}  // namespace zhaojian::matte
