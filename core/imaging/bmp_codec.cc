// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/bmp_codec.h"

#include <stb_image.h>

#include <cstdlib>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "core/imaging/limits.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

uint32_t Little(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

/// True when the rows that the header promises are there; stb_image would make black ones up.
bool HoldsItsRows(std::string_view bytes) {
  constexpr size_t kHeaders = 34;
  if (bytes.size() < kHeaders) return false;
  const bool old = Little(bytes, 14, 4) == 12;
  const int64_t width = old ? Little(bytes, 18, 2) : Little(bytes, 18, 4);
  const int64_t stored = old ? Little(bytes, 20, 2) : static_cast<int32_t>(Little(bytes, 22, 4));
  const int64_t bits = old ? Little(bytes, 24, 2) : Little(bytes, 28, 2);
  if (width > kMaxDecodedBytes || std::abs(stored) > kMaxDecodedBytes || bits > 32) return false;
  const int64_t rows = (width * bits + 31) / 32 * 4 * std::abs(stored);
  return Little(bytes, 10, 4) + rows <= static_cast<int64_t>(bytes.size());
}

}  // namespace

cv::Mat DecodeBmp(std::string_view bytes) {
  // stb_image asks every format it knows; the signature leaves it only this one.
  if (bytes.substr(0, 2) != "BM" || bytes.size() > kMaxPhotoBytes || !HoldsItsRows(bytes))
    return {};
  int width = 0;
  int height = 0;
  int channels = 0;
  const std::unique_ptr<stbi_uc, decltype(&stbi_image_free)> pixels(
      stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(bytes.data()),
                            static_cast<int>(bytes.size()), &width, &height, &channels, 0),
      &stbi_image_free);
  if (!pixels || (channels != 3 && channels != 4)) return {};
  const cv::Mat rgb(height, width, CV_8UC(channels), pixels.get());
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, channels == 3 ? cv::COLOR_RGB2BGR : cv::COLOR_RGBA2BGRA);
  return bgr;
}

}  // namespace zhaojian
