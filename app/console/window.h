// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/console/fonts.h"
#include "app/console/keys.h"
#include "core/base/status.h"

namespace zhaojian {

/// How the window opens.
struct WindowOptions {
  std::string title = "照鉴";
  int width = 1920;
  int height = 1080;
  bool maximised = false;
};

/// The console's window: GLFW, an OpenGL 3.3 core context, Dear ImGui. Frame thread only, except
/// Wake.
class Window {
 public:
  /// Opens the window without fonts, so that baking can go on beside it.
  /// Errors: kUnavailable NO_DISPLAY (no display, or no OpenGL 3.3), saying what to do.
  static StatusOr<std::unique_ptr<Window>> Open(const WindowOptions& options);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  /// Interface scale that the display asks for, 1 = 100 %.
  float ContentScale() const;
  /// Starts Dear ImGui with these fonts (uploaded as one channel). Call once, or again after a new
  /// scale. Errors: kInternal.
  Status SetFonts(std::unique_ptr<FontSet> fonts);
  const FontSet& fonts() const { return *fonts_; }

  /// True when the user closed the window.
  bool ShouldClose() const;
  /// Sleeps until something happens, at most this many seconds; 0 only collects what has happened.
  void WaitEvents(double seconds);
  /// Makes WaitEvents return. Thread-safe; pass it to MainQueue::SetWake.
  static void Wake();
  /// Key strokes since the last frame, in order and by position.
  std::vector<KeyEvent> TakeKeys() { return keys_.Take(); }
  /// True while a key is held.
  bool IsDown(Key key) const { return keys_.IsDown(key); }
  /// True while the window has the keyboard.
  bool Focused() const;
  /// True when the frame should be drawn once more (resize, focus, mouse), cleared by BeginFrame.
  bool NeedsFrame() const { return needs_frame_; }
  /// Starts an ImGui frame.
  void BeginFrame();
  /// Draws it and waits for the display (vertical sync).
  void EndFrame();

 private:
  Window() = default;
  struct Callbacks;
  void* handle_ = nullptr;
  std::unique_ptr<FontSet> fonts_;
  uint32_t font_texture_ = 0;
  KeyQueue keys_;
  bool ui_started_ = false;
  bool needs_frame_ = true;
};

}  // namespace zhaojian
