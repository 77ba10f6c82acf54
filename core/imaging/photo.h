// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// What the bytes are, judged by their content and never by a file name.
enum class FileFormat { kUnknown, kJpeg, kPng, kWebp, kHeif, kAvif, kBmp, kGif, kTiff, kSvg };

/// What an embedded colour profile did to the pixels.
enum class ColourProfile { kNone, kSrgb, kConverted, kBroken };

/// Facts about the stored file, before anything was changed.
struct SourceInfo {
  FileFormat format = FileFormat::kUnknown;
  /// Size of the upright photo at full resolution, pixels.
  cv::Size upright_size;
  int64_t bytes = 0;
  /// EXIF orientation 1..8; 1 when absent or invalid.
  int exif_orientation = 1;
  /// EXIF names a maker or a model: a camera or a phone took it, no program made it.
  bool has_camera = false;
  /// EXIF focal length as of a 35 mm camera, mm; 0 when the file states none.
  int focal_35mm = 0;
  /// JFIF density in dots per inch; 0 when the file states none.
  int density_dpi = 0;
  /// Estimated JPEG quality 1..100 (IJG scale, from the luminance table); empty for other formats.
  std::optional<int> jpeg_quality;
  /// True when the file has one channel, or three that are equal.
  bool greyscale = false;
  bool had_alpha = false;
  /// The decoder met a fault in the pixel data and went on: a person must look.
  bool damaged = false;
  /// Bytes after the end of the image were ignored.
  bool trailing_bytes = false;
  ColourProfile colour_profile = ColourProfile::kNone;
  /// One English sentence each, for example a decoder's warning. No personal data.
  std::vector<std::string> warnings;
};

/// A decoded photo: upright, sRGB, 8 bit.
struct Photo {
  /// Pixels, CV_8UC3 in BGR order, origin top left.
  cv::Mat bgr;
  SourceInfo info;
  /// SHA-256 of the file's bytes, hex.
  std::string sha256;
  /// Decoded pixels per upright source pixel, in (0, 1]; below 1 when decoding was scaled.
  /// All coordinates outside this struct are upright source pixels at full resolution.
  double scale = 1.0;
};

/// How much to decode.
struct DecodeOptions {
  /// JPEG decoding may shrink by 1/2, 1/4 or 1/8 as long as the short side keeps at least this many
  /// pixels; 0 decodes at full size.
  int min_short_side = 0;
  /// How many rows of the upright photo, from its top, are wanted, counted at full size; 0 = all. A
  /// JPEG that is stored upright then ends there, and its damage and greyness are those of what was
  /// read; other files are decoded whole.
  int rows = 0;
  /// SHA-256 of the file in hex where the caller knows it; empty: it is computed.
  std::string sha256 = {};
};

/// Largest file taken, bytes: four times a 12 MP phone JPEG of the best quality.
inline constexpr size_t kMaxPhotoBytes = 30u << 20;
/// Largest image taken, pixels: today's largest phone sensors deliver 200 MP only on demand; 100 MP
/// holds a 300 MB BGR frame, the most one worker may use.
inline constexpr int64_t kMaxPhotoPixels = 100'000'000;

/// Decodes a photo safely: sniffs the format, reads the size from the header before any pixel,
/// turns it upright, converts to sRGB, composites alpha on white, reduces to 8 bit.
/// Reads JPEG, PNG, WebP, HEIC, BMP.
/// Errors: kInvalidArgument with reason FILE-01 (empty, not an image, damaged, format not read -
/// the message names it and says what to do) or FILE-02 (fewer than 120 x 160 pixels, or an
/// impossible shape); kResourceExhausted with reason FILE-01 for too many bytes or pixels.
StatusOr<Photo> DecodePhoto(std::string_view bytes, const DecodeOptions& options = {});

/// Name of a format as users know it: JPEG, PNG, ...
std::string FormatName(FileFormat format);

}  // namespace zhaojian
