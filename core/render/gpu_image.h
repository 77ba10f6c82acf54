// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/status.h"
#include "core/imaging/photo.h"

namespace zhaojian {

/// What a pixel on the card holds. Row 0 is the top of the picture.
enum class PixelKind {
  kColour8,      ///< RGBA8: a picture.
  kGrey8,        ///< R8: opacity.
  kColourHalf,   ///< RGBA16F: between two passes.
  kColourFloat,  ///< RGBA32F: sums.
  kGreyFloat     ///< R32F: luma, blurred values.
};

/// False when no context is current on this thread: never made, destroyed, or lost with its card.
/// Asked before any call that would do nothing then, or end the process.
bool HasGlContext();

/// A picture on the card. Needs its context current on the thread that uses it.
class GpuImage {
 public:
  GpuImage() = default;
  ~GpuImage();
  GpuImage(GpuImage&& other) noexcept;
  GpuImage& operator=(GpuImage&& other) noexcept;
  GpuImage(const GpuImage&) = delete;
  GpuImage& operator=(const GpuImage&) = delete;

  /// An empty picture. Errors: kResourceExhausted GPU_MEMORY when it is too large for the
  /// card; kUnavailable NO_GL without a context.
  static StatusOr<GpuImage> Make(cv::Size size, PixelKind kind);
  /// Uploads CV_8UC3 BGR (as kColour8), CV_8UC1 (as kGrey8), CV_32FC1 (as kGreyFloat) or CV_32FC4
  /// in the order r, g, b, a (as kColourFloat). Errors: as Make; kInvalidArgument for others.
  static StatusOr<GpuImage> From(const cv::Mat& image);
  /// Reads kColour8 back as CV_8UC3 BGR or kGrey8 as CV_8UC1. Errors: kInternal GL_FAILED.
  StatusOr<cv::Mat> Download() const;

  /// GL name of the texture, 0 when there is none.
  uint32_t texture() const { return texture_; }
  cv::Size size() const { return size_; }
  PixelKind kind() const { return kind_; }
  bool empty() const { return texture_ == 0; }

 private:
  void Release();
  uint32_t texture_ = 0;
  cv::Size size_;
  PixelKind kind_ = PixelKind::kColour8;
};

}  // namespace zhaojian
