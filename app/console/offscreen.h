// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "app/console/fonts.h"
#include "core/base/status.h"
#include "core/imaging/photo.h"

namespace zhaojian {

/// The console without a window: the same frames, drawn into a picture. Used by --screenshot and by
/// tests. Frame thread only.
class OffscreenUi {
 public:
  /// @param width, height in device pixels. Errors: kUnavailable NO_EGL; kInternal.
  static StatusOr<std::unique_ptr<OffscreenUi>> Create(int width, int height,
                                                       std::unique_ptr<FontSet> fonts);
  ~OffscreenUi();
  OffscreenUi(const OffscreenUi&) = delete;
  OffscreenUi& operator=(const OffscreenUi&) = delete;

  const FontSet& fonts() const;
  /// Starts an ImGui frame of 1/60 s. The mouse is outside unless a test moves it through ImGui's
  /// io.
  void BeginFrame();
  /// Draws it into the picture.
  void EndFrame();
  /// The last frame, CV_8UC3 BGR.
  cv::Mat Pixels() const;
  /// Writes the last frame. Errors: as EncodePng and WriteFile.
  Status WritePng(const std::filesystem::path& file) const;

 private:
  OffscreenUi();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zhaojian
