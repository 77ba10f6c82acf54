// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace zhaojian {

/// Power spectrum of a square CV_32F picture under a Hann window, its mean removed: CV_32F,
/// side x side, frequency zero at (side / 2, side / 2), divided by the number of pixels.
cv::Mat PowerSpectrum(const cv::Mat& square);

/// Mean power in rings of one frequency step: [i] = frequency i / side cycles per pixel, i from 0
/// to side / 2.
std::vector<double> RadialPower(const cv::Mat& spectrum);

}  // namespace zhaojian
