// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/console/fonts.h"

namespace zhaojian {

/// Frames without any GL: for tests of panels. Owns the ImGui context.
class HeadlessUi {
 public:
  /// @param width, height logical display size (scale 1).
  HeadlessUi(int width, int height, std::unique_ptr<FontSet> fonts);
  ~HeadlessUi();
  HeadlessUi(const HeadlessUi&) = delete;
  HeadlessUi& operator=(const HeadlessUi&) = delete;
  const FontSet& fonts() const { return *fonts_; }
  /// Starts and ends a frame of 1/60 s.
  void BeginFrame();
  void EndFrame();
  /// Where the mouse is and whether its left button is down from the next frame on, logical px.
  void Mouse(float x, float y, bool down);

 private:
  std::unique_ptr<FontSet> fonts_;
};

}  // namespace zhaojian
