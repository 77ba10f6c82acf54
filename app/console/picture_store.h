// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <imgui.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/imaging/photo.h"

namespace zhaojian {

/// Pictures on their way to the graphics card, by slot. Frame thread only.
class PictureStore {
 public:
  virtual ~PictureStore() = default;
  /// The texture of a slot; uploads when `serial` differs from the one the slot holds. nullptr for
  /// an empty image.
  /// @param smooth false shows pixels as squares.
  virtual ImTextureID Get(const std::string& slot, uint64_t serial, const cv::Mat& image,
                          bool smooth = true) = 0;
  /// As Get, but reduced by area averaging to about this height first, so that a small picture is
  /// not jagged.
  virtual ImTextureID Small(const std::string& slot, uint64_t serial, const cv::Mat& image,
                            int height) = 0;
  /// Frees slots that were not asked for since the last call.
  virtual void EndFrame() = 0;
};

/// Reduces CV_8UC3 by whole factors with a box filter until one more step would fall below
/// `height`.
cv::Mat ShrinkForScreen(const cv::Mat& image, int height);

/// A store that uploads to the current GL context.
std::unique_ptr<PictureStore> MakeGlPictureStore();

/// A store for frames without GL: hands out ids and counts uploads.
class FakePictureStore final : public PictureStore {
 public:
  ImTextureID Get(const std::string& slot, uint64_t serial, const cv::Mat& image,
                  bool smooth) override;
  ImTextureID Small(const std::string& slot, uint64_t serial, const cv::Mat& image,
                    int height) override;
  void EndFrame() override {}
  int uploads() const { return uploads_; }

 private:
  std::map<std::string, uint64_t> serials_;
  int uploads_ = 0;
};

}  // namespace zhaojian
