// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <imgui.h>

#include <cstdint>

#include "core/imaging/photo.h"

namespace zhaojian {

/// A picture on the graphics card. Needs the current GL context of its maker; frame thread only.
class Texture {
 public:
  Texture() = default;
  ~Texture();
  Texture(const Texture&) = delete;
  Texture& operator=(const Texture&) = delete;
  Texture(Texture&& other) noexcept;
  Texture& operator=(Texture&& other) noexcept;

  /// Uploads CV_8UC3 (BGR), CV_8UC4 (BGRA) or CV_8UC1 (grey) as RGBA8; reuses the storage when the
  /// size is the same. @param smooth linear filter; false shows pixels as squares (1:1 and larger
  /// zooms).
  void Upload(const cv::Mat& image, bool smooth = true);
  /// Replaces a part of the picture; `image` has the size and place of `area`, in the type of
  /// Upload.
  void Update(const cv::Mat& image, cv::Rect area);
  /// Linear or nearest filter.
  void SetSmooth(bool smooth);
  /// For Kit::Picture; nullptr before the first upload.
  ImTextureID id() const;
  cv::Size size() const { return size_; }
  bool empty() const { return name_ == 0; }

 private:
  void Release();
  uint32_t name_ = 0;
  cv::Size size_;
};

}  // namespace zhaojian
