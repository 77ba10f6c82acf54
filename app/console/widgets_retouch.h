// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/console/kit.h"

namespace zhaojian {

/// What the edit policy says about a tool.
enum class ToolLock { kFree, kLimited, kAtLimit, kSupervisor, kForbidden };

/// A row of the tool list.
struct ToolRowData {
  std::string id;
  std::string key;
  std::string name;
  ToolLock lock = ToolLock::kFree;
  bool chosen = false;
  /// Used share of the limit, 0..1 (limited and at limit).
  float used = 0;
  /// Right-aligned word of a free tool ("可用") or of a supervisor's tool ("督导").
  std::string word;
};
Touch ToolRow(Kit& kit, const Rect& rect, const ToolRowData& data);

/// A slider whose allowed part is thick and which stops at its limit.
struct LimitSliderData {
  std::string id;
  std::string name;
  /// Value with unit.
  std::string value_words;
  double value = 0;
  /// Ends of the scale.
  double minimum = 0;
  double maximum = 1;
  /// What the policy allows inside the scale; equal to the ends when nothing is limited.
  double allowed_min = 0;
  double allowed_max = 1;
  /// Where the fill starts from, for example 0 EV.
  double neutral = 0;
  bool active = false;
};

/// What a slider did.
struct SliderResult {
  Touch touch;
  /// Valid while dragging or after a double click (back to neutral); already limited.
  bool changed = false;
  double value = 0;
  /// The drag ended in this frame: the moment to store a step.
  bool committed = false;
};
/// @param rect the whole row: name at the left, track, value at the right.
SliderResult LimitSlider(Kit& kit, const Rect& rect, const LimitSliderData& data);

/// One step of the recipe.
struct RecipeRowData {
  std::string id;
  int number = 0;
  std::string name;
  std::string value;
  std::string author;
  bool current = false;
  /// Behind the cursor: struck through.
  bool undone = false;
  bool manual = false;
};
Touch RecipeRow(Kit& kit, const Rect& rect, const RecipeRowData& data);

/// How a pin stands.
enum class PinState { kDrawing, kBound, kFocused, kDone };
/// A numbered disc of 26 with a leader to a point on the photo (no leader when done).
Touch Pin(Kit& kit, const std::string& id, float cx, float cy, float target_x, float target_y,
          int number, PinState state);

/// A region box on the photo: 2 px white on 4 px black with four handles of 10.
/// Returns the index of the handle that is held (0..3 clockwise from top left), 4 for the box, or
/// -1.
int RegionBox(Kit& kit, const std::string& id, const Rect& rect, bool handles);

/// Bars of a brightness histogram. @param bins any count, any scale; drawn relative to the largest.
void Histogram(Kit& kit, const Rect& rect, const std::vector<float>& bins);

/// A note of the reviewer in the work order: number disc or tick, code, words, place.
struct NoteRowData {
  std::string id;
  int number = 0;
  std::string code;
  std::string words;
  std::string remark;
  bool done = false;
  bool focused = false;
};
Touch NoteRow(Kit& kit, const Rect& rect, const NoteRowData& data);

}  // namespace zhaojian
