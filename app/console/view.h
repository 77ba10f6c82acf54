// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <vector>

#include "app/console/kit.h"
#include "app/console/picture_store.h"
#include "app/desk/console_state.h"
#include "core/base/catalogue.h"
#include "core/domain/calendar.h"

namespace zhaojian {

/// Where the parts of the screen lie, logical pixels (visual target §6). Bars and panels keep their
/// size in wider windows; the stage gets the rest.
struct Layout {
  /// @param width, height of the display. @param screen decides the right panel's width.
  Layout(float width, float height, desk::Screen screen);
  Rect top, left, stage, right, bottom;
  /// The photo, whole pixels; F and R share its edges.
  Rect photo;
  /// Below about 1600 x 900: narrow strip and panels.
  bool compact = false;
};

/// Everything a panel draws from and into, for one frame.
struct View {
  Kit& kit;
  desk::ConsoleState& state;
  const Catalogue& catalogue;
  const WorkCalendar& calendar;
  PictureStore& pictures;
  Layout layout;
  /// Set by the review stage: serial of the photo that this frame shows; 0 when none.
  uint64_t shown_serial = 0;

  Language language() const { return state.language(); }
  /// Words of a catalogue key.
  const std::string& T(const std::string& key) const { return catalogue.Text(language(), key); }
  /// Words with their arguments filled in.
  std::string F(const std::string& key, const std::vector<std::string>& arguments) const {
    return catalogue.Format(language(), key, arguments);
  }
  /// Words that hold a count alone: `key` with the number filled in, `key`_one for a single one.
  std::string Counted(const std::string& key, size_t count) const {
    return count == 1 ? T(key + "_one") : F(key, {std::to_string(count)});
  }
  /// Words of the desk.
  std::string W(const desk::Words& words) const { return F(words.key, words.arguments); }
};

/// A reason of the error table in a person's words; the stable name itself when no words exist.
std::string ErrorWords(const View& view, const std::string& reason);

/// 周五 03-13 17:00 / Fri 13 Mar 17:00 in +08:00.
std::string DueWords(const View& view, absl::Time time);
/// 周四 16:50 / Thu 16:50.
std::string ClockWords(const View& view, absl::Time time);
/// 8 工时 10 分 / 8 h 10 min of open time between two instants; empty when none is left.
std::string OpenTimeWords(const View& view, absl::Time from, absl::Time to);
/// 6.8 s or 1:22.
std::string SpanWords(absl::Duration span);
/// 1,284
std::string CountWords(int count);

}  // namespace zhaojian
