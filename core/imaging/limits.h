// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// Bytes one decoded image may take: the 300 MB of kMaxPhotoPixels.
inline constexpr int64_t kMaxDecodedBytes = 300'000'000;
/// Least width and height of an upright photo, pixels: a quarter of the delivered 480 x 640.
inline constexpr int kMinWidth = 120;
inline constexpr int kMinHeight = 160;
/// Longest side over shortest: the widest phone screens have 21:9, nothing a phone takes upright
/// is narrower than twice that.
inline constexpr double kMaxAspect = 4.0;

/// Holds a header's size against the limits, before any pixel is decoded.
/// @param upright size after orientation. @param bytes_per_pixel of the decoder's own form.
/// Errors: kInvalidArgument FILE-02, kResourceExhausted FILE-01.
Status CheckSize(const cv::Size& upright, int bytes_per_pixel);

/// A FILE-01 refusal: the file is damaged, with what was seen.
Status Damaged(const std::string& what);

}  // namespace zhaojian
