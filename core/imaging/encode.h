// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// What a delivered JPEG must be.
struct JpegTarget {
  int dpi = 300;
  int min_bytes = 0;
  int max_bytes = 0;
  int target_min_bytes = 0;
  int target_max_bytes = 0;
  int min_quality = 60;
  int max_quality = 98;
};

/// An encoded file and how it came about.
struct EncodedJpeg {
  std::string bytes;
  int quality = 0;
  /// True when chroma was kept at full resolution to reach the smallest size.
  bool full_chroma = false;
};

/// Encodes a baseline JPEG (JFIF density, no EXIF, no thumbnail, no comment), searching the quality
/// whose size lies in the target window, else in the gate window; raises chroma to 4:4:4 before
/// giving up on a file that is too small. Never pads.
/// @param bgr CV_8UC3.
/// Errors: kFailedPrecondition BYTES_OUT_OF_WINDOW naming the nearest size reached.
StatusOr<EncodedJpeg> EncodeJpegToWindow(const cv::Mat& bgr, const JpegTarget& target);

/// Encodes at a fixed quality 1..100 with 4:2:0 chroma, for previews. Errors: kInternal.
StatusOr<std::string> EncodeJpeg(const cv::Mat& bgr, int quality, int dpi);

/// Encodes a PNG: CV_8UC1, CV_8UC3 (BGR), CV_8UC4 (BGRA) or CV_16UC1. Errors: kInternal.
StatusOr<std::string> EncodePng(const cv::Mat& image);

}  // namespace zhaojian
