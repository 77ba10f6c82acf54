// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/photo.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/base/crypto.h"
#include "core/imaging/bmp_codec.h"
#include "core/imaging/colour.h"
#include "core/imaging/formats.h"
#include "core/imaging/heif_reader.h"
#include "core/imaging/jpeg_reader.h"
#include "core/imaging/limits.h"
#include "core/imaging/png_codec.h"
#include "core/imaging/webp_codec.h"

namespace zhaojian {
namespace {

constexpr char kBrokenProfile[] =
    "The embedded colour profile is not usable; the photo is read as sRGB.";

// Turns stored pixels upright (Exif 2.32 §4.6.4 table 6).
void TurnUpright(int orientation, cv::Mat* image) {
  cv::Mat turned;
  switch (orientation) {
    case 2:
      cv::flip(*image, turned, 1);
      break;
    case 3:
      cv::rotate(*image, turned, cv::ROTATE_180);
      break;
    case 4:
      cv::flip(*image, turned, 0);
      break;
    case 5:
      cv::transpose(*image, turned);
      break;
    case 6:
      cv::rotate(*image, turned, cv::ROTATE_90_CLOCKWISE);
      break;
    case 7:
      cv::transpose(*image, turned);
      cv::rotate(turned, turned, cv::ROTATE_180);
      break;
    case 8:
      cv::rotate(*image, turned, cv::ROTATE_90_COUNTERCLOCKWISE);
      break;
    default:
      return;
  }
  *image = std::move(turned);
}

// Composites on white: the colour a viewer shows behind a transparent picture.
void FlattenAlpha(const cv::Mat& bgra, cv::Mat* bgr) {
  bgr->create(bgra.size(), CV_8UC3);
  for (int y = 0; y < bgra.rows; ++y) {
    const auto* from = bgra.ptr<cv::Vec4b>(y);
    auto* to = bgr->ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgra.cols; ++x) {
      const int a = from[x][3];
      for (int c = 0; c < 3; ++c) {
        to[x][c] = static_cast<unsigned char>((from[x][c] * a + 255 * (255 - a) + 127) / 255);
      }
    }
  }
}

bool HasVisibleAlpha(const cv::Mat& bgra) {
  cv::Mat alpha;
  cv::extractChannel(bgra, alpha, 3);
  double low = 255;
  cv::minMaxLoc(alpha, &low);
  return low < 255;
}

// True when three channels are equal. Every fourth pixel tells; chroma rounding of JPEG moves a
// grey by up to two levels, and 0.1 % may be a coloured stamp or dust.
bool LooksGrey(const cv::Mat& bgr) {
  constexpr int kStep = 4;
  constexpr int kRounding = 3;
  int64_t coloured = 0;
  int64_t seen = 0;
  for (int y = 0; y < bgr.rows; y += kStep) {
    const auto* row = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; x += kStep, ++seen) {
      const auto [low, high] = std::minmax({row[x][0], row[x][1], row[x][2]});
      coloured += high - low > kRounding;
    }
  }
  return coloured * 1000 <= seen;
}

// Brings any Mat of a decoder to 8-bit BGR, flattening alpha.
Status ToBgr(cv::Mat pixels, SourceInfo* info, int* channels, cv::Mat* bgr) {
  if (pixels.depth() == CV_16U) pixels.convertTo(pixels, CV_8U, 1.0 / 257.0);
  if (pixels.depth() != CV_8U) return Damaged("pixels of an unknown depth");
  *channels = pixels.channels() == 1 ? 1 : 3;
  if (pixels.channels() == 1) {
    cv::cvtColor(pixels, *bgr, cv::COLOR_GRAY2BGR);
  } else if (pixels.channels() == 3) {
    *bgr = std::move(pixels);
  } else if (pixels.channels() == 4) {
    info->had_alpha = HasVisibleAlpha(pixels);
    FlattenAlpha(pixels, bgr);
  } else {
    return Damaged("pixels of an unknown layout");
  }
  return absl::OkStatus();
}

void ApplyProfile(const std::string& icc, int channels, Photo* photo) {
  photo->info.colour_profile = ConvertToSrgb(icc, channels, &photo->bgr);
  if (photo->info.colour_profile == ColourProfile::kBroken)
    photo->info.warnings.emplace_back(kBrokenProfile);
}

Status DecodeJpeg(std::string_view bytes, const DecodeOptions& options, Photo* photo) {
  ZJ_ASSIGN_OR_RETURN(RawJpeg raw, ReadJpeg(bytes, options));
  SourceInfo& info = photo->info;
  info.exif_orientation = raw.orientation;
  info.has_camera = raw.has_camera;
  info.focal_35mm = raw.focal_35mm;
  info.density_dpi = raw.density_dpi;
  info.jpeg_quality = raw.quality;
  info.trailing_bytes = raw.trailing_bytes;
  info.damaged = !raw.warnings.empty();
  info.warnings = std::move(raw.warnings);
  info.upright_size =
      raw.orientation >= 5 ? cv::Size(raw.full_size.height, raw.full_size.width) : raw.full_size;
  photo->scale = static_cast<double>(raw.pixels.cols) / raw.full_size.width;
  if (raw.pixels.channels() == 4) {
    info.colour_profile = ConvertCmykToSrgb(raw.icc, raw.pixels, &photo->bgr);
    if (info.colour_profile == ColourProfile::kBroken) info.warnings.emplace_back(kBrokenProfile);
    info.warnings.emplace_back("The file is CMYK and was converted to sRGB.");
  } else {
    int channels = 3;
    ZJ_RETURN_IF_ERROR(ToBgr(std::move(raw.pixels), &info, &channels, &photo->bgr));
    ApplyProfile(raw.icc, channels, photo);
  }
  TurnUpright(raw.orientation, &photo->bgr);
  return absl::OkStatus();
}

cv::Mat DecodePixels(FileFormat format, std::string_view bytes) {
  if (format == FileFormat::kPng) return DecodePng(KeepPixelChunks(bytes));
  if (format == FileFormat::kWebp) return DecodeWebp(bytes);
  return DecodeBmp(bytes);
}

Status DecodeByHeader(std::string_view bytes, const HeaderFacts& facts, Photo* photo) {
  const std::string name = FormatName(photo->info.format);
  if (facts.animated) {
    return MakeError(StatusCode::kInvalidArgument, "FILE-01",
                     "an animated " + name + " is not a photo; upload a JPEG");
  }
  const ExifFacts exif = ReadExif(facts.exif);
  const int orientation = exif.orientation;
  const bool sideways = orientation >= 5;
  const cv::Size upright = sideways ? cv::Size(facts.size.height, facts.size.width) : facts.size;
  ZJ_RETURN_IF_ERROR(CheckSize(upright, facts.bytes_per_pixel));
  if (!facts.complete) return Damaged("the " + name + " ends too early");
  cv::Mat pixels = DecodePixels(photo->info.format, bytes);
  if (pixels.empty()) return Damaged("the " + name + " cannot be decoded");
  if (pixels.size() != facts.size)
    return Damaged("the header and the pixels of the " + name + " disagree");
  SourceInfo& info = photo->info;
  info.upright_size = upright;
  info.exif_orientation = orientation;
  info.has_camera = exif.has_camera;
  info.focal_35mm = exif.focal_35mm;
  info.trailing_bytes = facts.used_bytes < bytes.size();
  int channels = 3;
  ZJ_RETURN_IF_ERROR(ToBgr(std::move(pixels), &info, &channels, &photo->bgr));
  if (facts.broken_icc) {
    info.colour_profile = ColourProfile::kBroken;
    info.warnings.emplace_back(kBrokenProfile);
  } else {
    ApplyProfile(facts.icc, channels, photo);
  }
  TurnUpright(orientation, &photo->bgr);
  return absl::OkStatus();
}

Status DecodeHeif(std::string_view bytes, Photo* photo) {
  ZJ_ASSIGN_OR_RETURN(RawHeif raw, ReadHeif(bytes));
  photo->info.upright_size = raw.pixels.size();
  int channels = 3;
  ZJ_RETURN_IF_ERROR(ToBgr(std::move(raw.pixels), &photo->info, &channels, &photo->bgr));
  ApplyProfile(raw.icc, channels, photo);
  return absl::OkStatus();
}

Status NotRead(FileFormat format) {
  if (format == FileFormat::kUnknown) {
    return MakeError(StatusCode::kInvalidArgument, "FILE-01", "not an image; upload a JPEG photo");
  }
  const std::string name = FormatName(format);
  return MakeError(StatusCode::kInvalidArgument, "FILE-01",
                   name + " files are not accepted; save the photo as JPEG and upload that");
}

Status Decode(std::string_view bytes, const DecodeOptions& options, Photo* photo) {
  const auto by_header = [&](const std::optional<HeaderFacts>& facts) {
    return facts
               ? DecodeByHeader(bytes, *facts, photo)
               : Damaged("the header of the " + FormatName(photo->info.format) + " cannot be read");
  };
  switch (photo->info.format) {
    case FileFormat::kJpeg:
      return DecodeJpeg(bytes, options, photo);
    case FileFormat::kPng:
      return by_header(ReadPngHeader(bytes));
    case FileFormat::kWebp:
      return by_header(ReadWebpHeader(bytes));
    case FileFormat::kBmp:
      return by_header(ReadBmpHeader(bytes));
    case FileFormat::kHeif:
      return DecodeHeif(bytes, photo);
    default:
      return NotRead(photo->info.format);
  }
}

}  // namespace

StatusOr<Photo> DecodePhoto(std::string_view bytes, const DecodeOptions& options) {
  if (bytes.empty()) {
    return MakeError(StatusCode::kInvalidArgument, "FILE-01",
                     "the file is empty; upload the photo again");
  }
  if (bytes.size() > kMaxPhotoBytes) {
    return MakeError(StatusCode::kResourceExhausted, "FILE-01",
                     "the file has more than " + std::to_string(kMaxPhotoBytes >> 20) +
                         " MiB; upload the photo as the phone took it");
  }
  Photo photo;
  photo.info.format = SniffFormat(bytes);
  photo.info.bytes = static_cast<int64_t>(bytes.size());
  try {
    ZJ_RETURN_IF_ERROR(Decode(bytes, options, &photo));
    photo.info.greyscale = LooksGrey(photo.bgr);
  } catch (const std::exception&) {  // cv::Exception and bad_alloc; their texts name source files
    return Damaged("the " + FormatName(photo.info.format) + " cannot be decoded");
  }
  photo.sha256 = options.sha256.empty() ? Sha256Hex(bytes) : options.sha256;
  return photo;
}

}  // namespace zhaojian
