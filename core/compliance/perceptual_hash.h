// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace zhaojian {

/// 64-bit perceptual hash: the signs of the 8 x 8 lowest frequencies, the mean left out, of the
/// 32 x 32 grey picture's cosine transform against their median. Re-encoding, resizing and small
/// changes of tone move it by a few bits; another photo of the same person by about 20 and more.
/// @param bgr CV_8UC3, not empty.
uint64_t PerceptualHash(const cv::Mat& bgr);

/// Number of differing bits, 0..64.
int HashDistance(uint64_t a, uint64_t b);

/// 16 hex digits, and back. Empty for anything else.
std::string HashToHex(uint64_t hash);
std::optional<uint64_t> HashFromHex(std::string_view hex);

}  // namespace zhaojian
