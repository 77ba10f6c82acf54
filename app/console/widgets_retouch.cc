// SPDX-License-Identifier: Apache-2.0
#include "app/console/widgets_retouch.h"

#include <algorithm>
#include <cmath>

#include "app/console/widgets.h"

namespace zhaojian {
namespace {

// Distances below are read off the visual target at 100 %.
constexpr float kUsedBar = 54;
constexpr float kTrackLeft = 92, kTrackRight = 84;
constexpr float kDisc = 26;
constexpr float kNarrowTools = 160;

void UsedBar(Kit& kit, const Rect& rect, const ToolRowData& data) {
  const bool full = data.lock == ToolLock::kAtLimit;
  kit.Fill({rect.x, rect.CentreY() - 2, rect.w, 4}, Token::kLine);
  const float used = std::clamp(data.used, 0.0f, 1.0f) * rect.w;
  const Token token = full ? Token::kCaution : data.chosen ? Token::kAccent : Token::kDim;
  if (used > 0) kit.Fill({rect.x, rect.CentreY() - 2, used, 4}, token);
  kit.Line(rect.Right(), rect.CentreY() - 5, rect.Right(), rect.CentreY() + 5,
           full ? Token::kCaution : Token::kText, 1);
}

void ChosenFrame(Kit& kit, const Rect& rect, bool chosen, bool hovered, float round) {
  if (chosen) {
    kit.Fill(rect, Token::kAccentBg, round);
    kit.Outline(rect, Token::kAccent, metric::kLineChosen, round);
  } else if (hovered) {
    kit.Fill(rect, Token::kRaised, round);
  }
}

void Disc(Kit& kit, float cx, float cy, float size, const std::string& word, bool filled,
          bool done) {
  const ImVec2 at = kit.At(cx, cy);
  const float radius = size / 2 * kit.scale();
  kit.draw()->AddCircleFilled(at, radius, ColourOf(filled ? Token::kAccent : Token::kInk), 32);
  if (!filled)
    kit.draw()->AddCircle(at, radius, ColourOf(Token::kEdge), 32, std::max(1.0f, kit.scale()));
  if (done) {
    kit.Sign(Icon::kOk, cx, cy, Token::kOk, 14);
  } else {
    const float width = kit.TextWidth(Type::kCapBold, word);
    kit.TextAt(Type::kCapBold, filled ? Token::kInk : Token::kHi, cx - width / 2, cy, word);
  }
}

struct Track {
  const LimitSliderData& data;
  Rect rect;
  float X(double value) const {
    const double span = data.maximum - data.minimum;
    const double part = span > 0 ? (value - data.minimum) / span : 0;
    return rect.x + rect.w * static_cast<float>(std::clamp(part, 0.0, 1.0));
  }
  double Value(float x) const {
    const double part = std::clamp<double>((x - rect.x) / std::max(1.0f, rect.w), 0, 1);
    return std::clamp(data.minimum + part * (data.maximum - data.minimum), data.allowed_min,
                      data.allowed_max);
  }
};

void DrawTrack(Kit& kit, const Track& track, bool at_limit) {
  const LimitSliderData& data = track.data;
  const float cy = track.rect.CentreY();
  kit.Line(track.rect.x, cy, track.rect.Right(), cy, Token::kEdge, 1);
  const float from = track.X(data.allowed_min), to = track.X(data.allowed_max);
  kit.Fill({from, cy - 3, to - from, 6}, Token::kBand);
  const float neutral = track.X(std::clamp(data.neutral, data.allowed_min, data.allowed_max));
  const float knob = track.X(data.value);
  const Token fill = at_limit ? Token::kCaution : data.active ? Token::kAccent : Token::kDim;
  kit.Fill({std::min(neutral, knob), cy - 3, std::abs(knob - neutral), 6}, fill);
  for (const float x : {from, to}) kit.Line(x, cy - 5, x, cy + 5, Token::kDim, 1);
  if (data.allowed_max < data.maximum)
    kit.Sign(Icon::kLock, track.rect.Right() - 6, cy, Token::kDim, 10);
  if (data.allowed_min > data.minimum && data.allowed_max >= data.maximum) {
    kit.Sign(Icon::kLock, track.rect.x + 6, cy, Token::kDim, 10);
  }
  kit.Fill({knob - 5, cy - 10, 10, 20}, Token::kPanel, 2);
  kit.Fill({knob - 4, cy - 9, 8, 18}, Token::kHi, 2);
}

}  // namespace

Touch ToolRow(Kit& kit, const Rect& rect, const ToolRowData& data) {
  const Touch touch = kit.Area(data.id, rect, data.name);
  const bool locked = data.lock == ToolLock::kSupervisor || data.lock == ToolLock::kForbidden;
  ChosenFrame(kit, rect, data.chosen, touch.hovered, metric::kRoundChip);
  const float cy = rect.CentreY(), right = rect.Right() - 6;
  if (!data.key.empty() && !locked) KeyPlate(kit, rect.x + 6, cy, data.key, false, 20);
  const Token token = data.chosen ? Token::kHi : locked ? Token::kOff : Token::kText;
  // A name may use the room that this row's lock and word leave.
  const bool limited = data.lock == ToolLock::kLimited || data.lock == ToolLock::kAtLimit;
  // In a narrow list the name comes before the share and the word: the slider shows the limit too.
  const bool narrow = rect.w < kNarrowTools;
  const bool bar = limited && !narrow;
  const float lock = !locked ? 0 : narrow ? 16 : 20;
  const float name_x = narrow && locked ? 8 : 36;
  const Type small = data.chosen ? Type::kCapBold : Type::kCap;
  const Type body = data.chosen ? Type::kBodyBold : Type::kBody;
  const float room = right - rect.x - name_x;
  const float beside = data.word.empty() ? 0 : kit.TextWidth(Type::kCap, data.word) + 8;
  // The lock's form says what its word says: a name is not cut for it.
  const bool spare = locked && kit.TextWidth(small, data.name) > room - lock - beside;
  const std::string word = narrow || spare ? "" : data.word;
  const float tail = bar ? kUsedBar + 8 : word.empty() ? lock : beside + lock;
  const Rect name{rect.x + name_x, rect.y, room - tail, rect.h};
  // Smaller letters before a cut name.
  const bool fits = kit.TextWidth(body, data.name) <= name.w;
  kit.Text(fits ? body : small, token, name, data.name);
  if (bar) {
    UsedBar(kit, {right - kUsedBar, rect.y, kUsedBar, rect.h}, data);
    return touch;
  }
  const float words = kit.TextWidth(Type::kCap, word);
  if (!word.empty())
    kit.TextAt(Type::kCap,
               data.chosen ? Token::kHi
               : locked    ? Token::kOff
                           : Token::kDim,
               right - words, cy, word);
  if (locked) {
    const bool supervisor = data.lock == ToolLock::kSupervisor;
    kit.Sign(supervisor ? Icon::kSupervisorLock : Icon::kLock,
             word.empty() ? right - 6 : right - words - 18, cy,
             data.chosen ? Token::kHi : Token::kOff, 12);
  }
  return touch;
}

SliderResult LimitSlider(Kit& kit, const Rect& rect, const LimitSliderData& data) {
  SliderResult result;
  const Rect area{rect.x + kTrackLeft, rect.y, rect.w - kTrackLeft - kTrackRight, rect.h};
  const Track track{data, area};
  result.touch = kit.Area(data.id, area, data.name + " " + data.value_words);
  result.value = data.value;
  if (result.touch.double_clicked) {
    result.value = std::clamp(data.neutral, data.allowed_min, data.allowed_max);
  } else if (result.touch.held) {
    result.value = track.Value(result.touch.mouse_x);
  }
  result.changed = result.value != data.value;
  result.committed = result.touch.released;

  LimitSliderData shown = data;
  shown.value = result.value;
  shown.active = data.active || result.touch.held;
  const bool limited_low = data.allowed_min > data.minimum && result.value <= data.allowed_min;
  const bool limited_high = data.allowed_max < data.maximum && result.value >= data.allowed_max;
  DrawTrack(kit, {shown, area}, limited_low || limited_high);
  const Type type = shown.active ? Type::kBodyBold : Type::kBody;
  const Token token = shown.active ? Token::kHi : Token::kText;
  kit.Text(type, token, {rect.x, rect.y, kTrackLeft - 8, rect.h}, data.name);
  kit.Text(type, Token::kHi, {area.Right() + 8, rect.y, kTrackRight - 8, rect.h}, data.value_words,
           Align::kRight);
  return result;
}

Touch RecipeRow(Kit& kit, const Rect& rect, const RecipeRowData& data) {
  const Touch touch = kit.Area(data.id, rect, data.name + " " + data.value);
  if (data.current) {
    kit.Fill(rect, Token::kAccentBg);
    kit.Fill({rect.x, rect.y, metric::kStripe, rect.h}, Token::kAccent);
  } else if (touch.hovered) {
    kit.Fill(rect, Token::kRaised);
  }
  const Type type = data.current ? Type::kBodyBold : Type::kBody;
  const Token token = data.undone                   ? Token::kOff
                      : data.current || data.manual ? Token::kHi
                                                    : Token::kText;
  kit.Text(Type::kCap, data.undone ? Token::kOff : Token::kDim, {rect.x + 4, rect.y, 22, rect.h},
           std::to_string(data.number), Align::kRight);
  const float name_x = rect.x + 40;
  // Name and value share what the number and the author leave; the value takes what it needs,
  // at most three fifths.
  const float both = rect.w - 133;
  const float value_w = std::min(kit.TextWidth(type, data.value) + 4, std::floor(both * 0.6f));
  const float name_w = both - value_w;
  kit.Text(type, token, {name_x, rect.y, name_w, rect.h}, data.name);
  if (data.undone) {
    const float width = std::min(name_w, kit.TextWidth(type, data.name));
    kit.Line(name_x, rect.CentreY(), name_x + width, rect.CentreY(), Token::kOff, 1);
  }
  const float value_right = rect.Right() - 93;
  kit.Text(type, token, {name_x + name_w + 4, rect.y, value_right - name_x - name_w - 4, rect.h},
           data.value, Align::kRight);
  kit.Text(Type::kCap,
           data.undone   ? Token::kOff
           : data.manual ? Token::kHi
                         : Token::kDim,
           {value_right + 6, rect.y, rect.Right() - 6 - value_right - 6, rect.h}, data.author,
           Align::kRight);
  return touch;
}

Touch Pin(Kit& kit, const std::string& id, float cx, float cy, float target_x, float target_y,
          int number, PinState state) {
  const Touch touch = kit.Area(id, {cx - kDisc / 2, cy - kDisc / 2, kDisc, kDisc});
  const bool done = state == PinState::kDone;
  if (!done) {
    kit.OverlayLine(cx, cy, target_x, target_y, 1.2f);
    kit.draw()->AddCircleFilled(kit.At(target_x, target_y), 3 * kit.scale(), IM_COL32_WHITE);
    kit.draw()->AddCircle(kit.At(target_x, target_y), 3.5f * kit.scale(), IM_COL32(0, 0, 0, 140));
  }
  const bool white = state == PinState::kFocused;
  const ImVec2 at = kit.At(cx, cy);
  kit.draw()->AddCircleFilled(at, kDisc / 2 * kit.scale(),
                              white ? IM_COL32_WHITE : ColourOf(Token::kInk), 32);
  kit.draw()->AddCircle(at, kDisc / 2 * kit.scale(), IM_COL32_WHITE, 32, 1.5f * kit.scale());
  if (done) {
    kit.Sign(Icon::kOk, cx, cy, Token::kHi, 14);
  } else {
    const std::string word = std::to_string(number);
    const float width = kit.TextWidth(Type::kBodyBold, word);
    kit.TextAt(Type::kBodyBold, white ? Token::kInk : Token::kHi, cx - width / 2, cy, word);
  }
  return touch;
}

int RegionBox(Kit& kit, const std::string& id, const Rect& rect, bool handles) {
  static constexpr float kHandle = 10;
  const ImVec2 from = kit.At(rect.x, rect.y), to = kit.At(rect.Right(), rect.Bottom());
  kit.draw()->AddRect(from, to, IM_COL32_BLACK, 0, 0, 4 * kit.scale());
  kit.draw()->AddRect(from, to, IM_COL32_WHITE, 0, 0, 2 * kit.scale());
  int held = -1;
  const float corners[4][2] = {{rect.x, rect.y},
                               {rect.Right(), rect.y},
                               {rect.Right(), rect.Bottom()},
                               {rect.x, rect.Bottom()}};
  for (int i = 0; handles && i < 4; ++i) {
    const Rect handle{corners[i][0] - kHandle / 2, corners[i][1] - kHandle / 2, kHandle, kHandle};
    if (kit.Area(id + ".handle" + std::to_string(i), handle).held) held = i;
    kit.FillRgb(handle, 0x000000);
    kit.FillRgb(handle.Inset(1.5f, 1.5f), 0xFFFFFF);
  }
  if (kit.Area(id, rect).held && held < 0) held = 4;
  return held;
}

void Histogram(Kit& kit, const Rect& rect, const std::vector<float>& bins) {
  kit.Fill(rect, Token::kPanel);
  const float largest = bins.empty() ? 0 : *std::max_element(bins.begin(), bins.end());
  if (largest <= 0) return;
  const Rect plot = rect.Inset(0, 3);
  const float step = plot.w / static_cast<float>(bins.size());
  for (size_t i = 0; i < bins.size(); ++i) {
    const float height = std::max(1.0f, plot.h * std::max(0.0f, bins[i]) / largest);
    const float gap = step >= 3 ? 1.0f : 0.0f;
    kit.Fill({plot.x + step * static_cast<float>(i), plot.Bottom() - height, step - gap, height},
             Token::kDim);
  }
}

Touch NoteRow(Kit& kit, const Rect& rect, const NoteRowData& data) {
  const Touch touch = kit.Area(data.id, rect, data.code + " " + data.words);
  kit.Fill(rect, data.focused ? Token::kAccentBg : Token::kRaised, metric::kRoundChip);
  kit.Outline(rect,
              data.focused    ? Token::kAccent
              : touch.hovered ? Token::kEdge
                              : Token::kLine,
              data.focused ? metric::kLineChosen : 1, metric::kRoundChip);
  const float cy = rect.CentreY();
  Disc(kit, rect.x + 18, cy, 25, std::to_string(data.number), data.focused, data.done);
  kit.TextAt(Type::kCapBold, data.done ? Token::kDim : Token::kHi, rect.x + 40, cy, data.code);
  const float remark = kit.TextWidth(Type::kCap, data.remark);
  kit.TextAt(Type::kCap, data.done ? Token::kDim : Token::kText, rect.Right() - 8 - remark, cy,
             data.remark);
  kit.Text(Type::kBody, data.done ? Token::kDim : Token::kText,
           {rect.x + 114, rect.y, rect.w - 114 - 16 - remark, rect.h}, data.words);
  return touch;
}

}  // namespace zhaojian
