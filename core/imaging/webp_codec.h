// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string_view>

namespace zhaojian {

/// Reads a still WebP's pixels with libwebp.
/// @return CV_8UC3 (BGR), or CV_8UC4 (BGRA) where the file has alpha; empty when it cannot be
/// decoded. The caller has held the size in the header to its limits.
cv::Mat DecodeWebp(std::string_view bytes);

}  // namespace zhaojian
