// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string_view>

namespace zhaojian {

/// Reads an uncompressed BMP of 1 to 32 bits with stb_image.
/// @return CV_8UC3 (BGR), or CV_8UC4 (BGRA) where the file has alpha; empty when it cannot be
/// decoded. The caller has held the size in the header to its limits.
cv::Mat DecodeBmp(std::string_view bytes);

}  // namespace zhaojian
