// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/civil_time.h>

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/imaging/photo.h"

namespace zhaojian {

/// Judges bytes by their signature; kUnknown when none fits.
FileFormat SniffFormat(std::string_view bytes);

/// What the header of a PNG, WebP or BMP says, read without touching a pixel.
struct HeaderFacts {
  cv::Size size;
  /// Bytes that one decoded pixel takes in the decoder's own form.
  int bytes_per_pixel = 3;
  /// The raw ICC profile (already inflated), or empty.
  std::string icc;
  /// The EXIF block (TIFF header first), or empty.
  std::string exif;
  bool animated = false;
  /// The chunk list runs to its end and its checksums fit; false means the file was cut or damaged.
  bool complete = true;
  /// Bytes of the file that belong to the image; more are trailing.
  size_t used_bytes = 0;
  /// True when the profile could not be unpacked.
  bool broken_icc = false;
};

/// Reads a PNG's chunks (ISO/IEC 15948). Empty when the header is not readable.
std::optional<HeaderFacts> ReadPngHeader(std::string_view bytes);

/// Copies a PNG with only the chunks that make its pixels (the critical ones and tRNS), so that the
/// decoder never meets text, profiles or private data.
std::string KeepPixelChunks(std::string_view png);

/// Reads a WebP's RIFF chunks (RFC 9649). Empty when the header is not readable.
std::optional<HeaderFacts> ReadWebpHeader(std::string_view bytes);

/// Reads a BMP's two headers. Empty when the header is not readable.
std::optional<HeaderFacts> ReadBmpHeader(std::string_view bytes);

/// What is read out of EXIF; names and places are left where they are.
struct ExifFacts {
  /// 1..8; 1 when absent or invalid (Exif 2.32 §4.6.4).
  int orientation = 1;
  /// A maker or a model is named.
  bool has_camera = false;
  /// FocalLengthIn35mmFilm, mm; 0 when absent (Exif 2.32 §4.6.5).
  int focal_35mm = 0;
  /// The day in DateTimeOriginal, as the camera's clock had it; empty when absent or no day
  /// (Exif 2.32 §4.6.5). The time of day is left where it is.
  std::optional<absl::CivilDay> taken_on;
};

/// Reads a TIFF structure, with or without "Exif\0\0" before it; what is damaged counts as absent.
ExifFacts ReadExif(std::string_view tiff);

}  // namespace zhaojian
