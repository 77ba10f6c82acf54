// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <string_view>

namespace zhaojian {

/// Reads a PNG's pixels with libpng. Palettes and fewer than 8 bits become 8 bits, a transparent
/// colour becomes alpha.
/// @return CV_8U or CV_16U with 1 (grey), 3 (BGR) or 4 (BGRA) channels; empty when the file cannot
/// be decoded. The caller has held the size in the header to its limits.
cv::Mat DecodePng(std::string_view bytes);

/// Writes a PNG, fast rather than small (deflate level 1, one filter).
/// @param image CV_8U or CV_16U, 1, 3 (BGR) or 4 (BGRA) channels. @return empty on other pixels.
std::string WritePng(const cv::Mat& image);

}  // namespace zhaojian
