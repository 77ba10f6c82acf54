// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "app/console/keys.h"
#include "app/console/view.h"

namespace zhaojian {

/// One frame of the console: strokes become commands of the desks, then everything is drawn.
/// Frame thread only. It draws and never decides.
class App {
 public:
  /// All must outlive the app.
  App(desk::ConsoleState* state, const Catalogue* catalogue, const WorkCalendar* calendar,
      PictureStore* pictures);

  /// Runs one frame between the ui's BeginFrame and EndFrame. @param keys strokes since the last
  /// frame.
  /// @param mouse_moved true when the pointer did anything.
  void Frame(Kit& kit, const std::vector<KeyEvent>& keys, bool mouse_moved);

  /// Call when the frame has reached the screen: only now may its photo be judged.
  void Presented();

  /// The photo that the last frame showed, 0 when none: for --screenshot and tests.
  uint64_t shown_serial() const { return shown_serial_; }

  /// True while something on the screen moves by itself (countdowns, rendering).
  bool Moving() const;

 private:
  desk::ConsoleState* state_;
  const Catalogue* catalogue_;
  const WorkCalendar* calendar_;
  PictureStore* pictures_;
  uint64_t shown_serial_ = 0;
};

}  // namespace zhaojian
