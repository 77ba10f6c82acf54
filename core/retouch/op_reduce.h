// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Reduces by a whole factor: out = floor((sum of the factor x factor block + n / 2) / n), n =
/// factor^2.
/// @param image CV_8UC1 or CV_8UC3 whose sides are multiples of `factor`. @param factor 1..8.
cv::Mat Reduce(const cv::Mat& image, int factor);

}  // namespace zhaojian
