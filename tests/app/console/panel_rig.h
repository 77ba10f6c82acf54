// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/console/app.h"
#include "app/console/headless.h"
#include "tests/app/desk/fake_service.h"

namespace zhaojian {

/// The whole console over a service in memory: real ImGui frames, no window, no graphics card.
class PanelRig {
 public:
  /// @param width, height of the display.
  explicit PanelRig(int width = 1920, int height = 1080);

  /// One frame with these strokes, after what was under way has come back; then it counts as
  /// presented.
  void Frame(const std::vector<KeyEvent>& keys = {});
  /// A key goes down and up, each in a frame of its own.
  void Press(Key key, bool ctrl = false, bool shift = false);
  /// Moves the mouse to the middle of a widget, presses and releases. Fails the test when it is not
  /// drawn.
  void Click(const std::string& id);
  /// The same at a point.
  void ClickAt(float x, float y);
  /// Presses at one point, moves to the other in steps and releases.
  void Drag(float x0, float y0, float x1, float y1);
  bool Shows(const std::string& id) { return kit.probe().Find(id) != nullptr; }

  /// The engines' gate finds the hair too high and a mark gone; off in a new rig.
  static std::atomic<bool> red_gate;

  desk::DeskRig desk;
  Catalogue catalogue;
  WorkCalendar calendar;
  FakePictureStore pictures;
  std::unique_ptr<desk::ConsoleState> state;
  std::unique_ptr<App> app;
  HeadlessUi ui;
  Kit kit;
};

/// The catalogue of assets/.
Catalogue TestCatalogue();
/// Fonts small enough for a test: the characters of the catalogue. @param full GB 2312 as in the
/// program.
std::unique_ptr<FontSet> TestFonts(bool full = false);
/// A setup whose engines paint a plain picture.
desk::RetouchSetup TestSetup();
/// A recipe as the machine makes it, in its binary form.
std::string TestRecipe();

}  // namespace zhaojian
