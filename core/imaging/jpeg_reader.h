// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/imaging/photo.h"

namespace zhaojian {

/// A JPEG as stored: not yet turned upright or colour-managed.
struct RawJpeg {
  /// CV_8UC1, CV_8UC3 (BGR) or CV_8UC4 (CMYK, 255 = no ink); the rows that were wanted.
  cv::Mat pixels;
  /// Size in the header, before any scaled decoding.
  cv::Size full_size;
  std::string icc;
  int orientation = 1;
  bool has_camera = false;
  int focal_35mm = 0;
  int density_dpi = 0;
  std::optional<int> quality;
  bool trailing_bytes = false;
  std::vector<std::string> warnings;
};

/// Decodes a JPEG (baseline, progressive; grey, colour, CMYK) with checks libjpeg leaves to its
/// caller: the size before any pixel, a file that ends early, scan data that breaks off, endless
/// scans.
/// Errors: as DecodePhoto.
StatusOr<RawJpeg> ReadJpeg(std::string_view bytes, const DecodeOptions& options);

/// Quality 1..100 on the IJG scale whose luminance table lies nearest to `table` (64 entries,
/// natural order).
int EstimateJpegQuality(const unsigned short* table);

}  // namespace zhaojian
