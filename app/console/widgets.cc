// SPDX-License-Identifier: Apache-2.0
#include "app/console/widgets.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

// Distances below are read off the visual target at 100 %.
constexpr float kPlatePadding = 7;
// A decision button narrower than this has a small plate, no icon and a short word.
constexpr float kNarrowButton = 135, kNarrowPlate = 26;
// A chip of the 1280 layout: the words begin right after the longest code.
constexpr float kNarrowChip = 360;
constexpr float kButtonPlate = 36;

void DrawPlate(Kit& kit, const Rect& rect, const std::string& name, Type type, bool off) {
  kit.Fill(rect, Token::kKeyPlate, metric::kRoundPlate);
  kit.Outline(rect, off ? Token::kLine : Token::kEdge, 1, metric::kRoundPlate);
  kit.Text(type, off ? Token::kOff : Token::kHi, rect, name, Align::kCentre);
}

/// Accent look of something chosen, raised look of the rest.
void DrawCard(Kit& kit, const Rect& rect, bool chosen, bool hovered, float round) {
  kit.Fill(rect, chosen ? Token::kAccentBg : Token::kRaised, round);
  const Token edge = chosen ? Token::kAccent : hovered ? Token::kEdge : Token::kLine;
  kit.Outline(rect, edge, chosen ? metric::kLineChosen : metric::kLineDivider, round);
}

void DrawUnderlined(Kit& kit, const Rect& rect, const ReasonChipData& data, Token token) {
  const float x = rect.x, cy = rect.CentreY();
  kit.Text(Type::kBody, token, rect, data.words);
  if (data.hit_end <= data.hit_begin || data.hit_end > data.words.size()) return;
  const float from = x + kit.TextWidth(Type::kBody, data.words.substr(0, data.hit_begin));
  const float width =
      kit.TextWidth(Type::kBody, data.words.substr(data.hit_begin, data.hit_end - data.hit_begin));
  // The words may have been cut short.
  const float to = std::min(from + width, rect.Right());
  if (from < to) kit.Line(from, cy + 10, to, cy + 10, Token::kAccent, 1);
}

}  // namespace

float KeyPlateWidth(const Kit& kit, const std::string& name, float height) {
  const float words = kit.TextWidth(height >= kButtonPlate ? Type::kStrong : Type::kCapBold, name);
  return std::max(height, std::ceil(words + 2 * kPlatePadding));
}

float KeyPlate(Kit& kit, float x, float cy, const std::string& name, bool off, float height) {
  const float width = KeyPlateWidth(kit, name, height);
  DrawPlate(kit, {x, cy - height / 2, width, height}, name,
            height >= kButtonPlate ? Type::kStrong : Type::kCapBold, off);
  return width;
}

float DrawKeyHint(Kit& kit, float x, float cy, const KeyHint& hint, Touch* touch) {
  const float plate = KeyPlateWidth(kit, hint.key, 20);
  const float words = kit.TextWidth(Type::kCap, hint.word);
  const Rect rect{x, cy - 13, plate + 6 + words, 26};
  const Touch own = kit.Area(hint.id, rect, hint.word);
  if (touch != nullptr) *touch = own;
  KeyPlate(kit, x, cy, hint.key, hint.off, 20);
  const Token token = hint.off ? Token::kOff : own.hovered ? Token::kHi : Token::kText;
  kit.TextAt(Type::kCap, token, x + plate + 6, cy, hint.word);
  return rect.Right() + 20;
}

Touch DecisionButton(Kit& kit, const Rect& rect, const DecisionButtonData& data) {
  const bool armed = data.state == ButtonState::kArmed;
  const bool dead = data.state == ButtonState::kOff || data.state == ButtonState::kNotPresented;
  const Touch touch = kit.Area(data.id, rect, data.word + "\n" + data.consequence);
  kit.Fill(rect, armed ? Token::kAccentBg : Token::kRaised, metric::kRoundCard);
  const Token edge = armed           ? Token::kAccent
                     : dead          ? Token::kLine
                     : touch.hovered ? Token::kHi
                                     : Token::kEdge;
  kit.Outline(rect, edge, armed ? metric::kLineArmed : 1, metric::kRoundCard);

  const bool letter = data.key.size() <= 2;
  if (!letter && !data.large &&
      kit.TextWidth(Type::kCapBold, data.key) + kit.TextWidth(Type::kStrong, data.word) + 42 >
          rect.w) {
    // No room beside the word: the key stands below it, in place of the consequence.
    const Token token = dead ? Token::kOff : Token::kHi;
    kit.Text(Type::kStrong, token, {rect.x, rect.y + rect.h * 0.34f - 14, rect.w, 28}, data.word,
             Align::kCentre);
    kit.Text(Type::kCap, dead ? Token::kOff : Token::kText,
             {rect.x, rect.y + rect.h * 0.77f - 10, rect.w, 20}, data.key, Align::kCentre);
    return touch;
  }
  // A chord on a small button leaves the room to the word.
  const Type key_type = letter ? Type::kTitle : data.large ? Type::kStrong : Type::kCapBold;
  const float plate = letter ? kButtonPlate : kit.TextWidth(key_type, data.key) + 2 * kPlatePadding;
  const bool narrow = letter && rect.w < kNarrowButton;
  const float side = narrow ? kNarrowPlate : kButtonPlate;
  const Rect key{rect.x + (narrow ? 8 : 12), rect.CentreY() - side / 2, narrow ? side : plate,
                 side};
  DrawPlate(kit, key, data.key, narrow ? Type::kStrong : key_type, dead);

  float x = key.Right() + (narrow ? 8 : letter ? 12 : data.large ? 14 : 9);
  if (data.icon != Icon::kNone && !narrow) {
    const float size = data.large ? 20 : 16;
    const bool plate_icon = data.icon == Icon::kFail || data.icon == Icon::kCaution;
    const Token token = dead ? Token::kOff : armed && plate_icon ? Token::kHi : data.icon_token;
    kit.Sign(data.icon, x + size / 2 + (data.large ? 4 : 0), rect.CentreY(), token, size);
    x += data.large ? 34 : 22;
  }
  const float room = rect.Right() - (narrow ? 4 : data.large || letter ? 10 : 5) - x;
  Type word = data.large ? Type::kTitle : Type::kStrong;
  if (narrow) {
    word = kit.TextWidth(Type::kBodyBold, data.word) <= room ? Type::kBodyBold : Type::kCapBold;
  }
  // Where there is no room, the word alone says it better than two cut ones.
  const bool two_lines =
      !data.consequence.empty() && (!narrow || kit.TextWidth(Type::kCap, data.consequence) <= room);
  const float word_y = two_lines ? rect.y + rect.h * 0.34f : rect.CentreY();
  kit.Text(word, dead ? Token::kOff : Token::kHi, {x, word_y - 14, room, 28}, data.word);
  if (two_lines) {
    const Token token = armed ? Token::kHi : dead ? Token::kText : Token::kDim;
    kit.Text(Type::kCap, token, {x, rect.y + rect.h * 0.77f - 10, room, 20}, data.consequence);
  }
  return touch;
}

Touch ReasonChip(Kit& kit, const Rect& rect, const ReasonChipData& data) {
  const bool chosen = data.state == ChipState::kChosen;
  const bool blocked = data.state == ChipState::kBlocked;
  const Touch touch =
      kit.Area(data.id, rect, data.code + " " + data.words + " " + data.disposition);
  DrawCard(kit, rect, chosen, touch.hovered, metric::kRoundChip);
  const float cy = rect.CentreY();
  if (!data.key.empty()) KeyPlate(kit, rect.x + 10, cy, data.key, blocked, 24);
  const Token strong = blocked ? Token::kOff : Token::kHi;
  kit.TextAt(Type::kBodyBold, strong, rect.x + 46, cy, data.code);
  float right = rect.Right() - 8;
  if (chosen) {
    kit.Sign(Icon::kOk, rect.Right() - 16, cy, Token::kHi, 14);
    right = rect.Right() - 32;
  }
  const float remark = kit.TextWidth(Type::kCap, data.disposition);
  kit.TextAt(Type::kCap, blocked ? Token::kOff : Token::kText, right - remark, cy,
             data.disposition);
  const float words_x = rect.x + (rect.w < kNarrowChip ? 122 : 138);
  const Rect words{words_x, rect.y, right - remark - 8 - words_x, rect.h};
  if (data.state == ChipState::kSearchHit) {
    DrawUnderlined(kit, words, data, Token::kText);
  } else {
    kit.Text(Type::kBody,
             blocked  ? Token::kOff
             : chosen ? Token::kHi
                      : Token::kText,
             words, data.words);
  }
  return touch;
}

Touch Tab(Kit& kit, const Rect& rect, const std::string& id, const std::string& name,
          const std::string& key, bool chosen) {
  const Touch touch = kit.Area(id, rect, name);
  if (chosen) {
    kit.Fill(rect, Token::kPanel);
    kit.Fill({rect.x, rect.Bottom() - 3, rect.w, 3}, Token::kAccent);
  }
  const float width = kit.TextWidth(Type::kStrong, name);
  const float full_key = kit.TextWidth(Type::kCap, key) + 8;
  // A long name keeps its tab to itself; the key stands on the key sheet.
  constexpr float kBreath = 24;  // both sides together, so that neighbours do not run together
  const float key_width = width + full_key + kBreath <= rect.w ? full_key : 0;
  const float x = rect.CentreX() - (width + key_width) / 2;
  kit.TextAt(Type::kStrong, chosen || touch.hovered ? Token::kHi : Token::kDim, x, rect.CentreY(),
             name);
  if (key_width > 0) kit.TextAt(Type::kCap, Token::kDim, x + width + 8, rect.CentreY(), key);
  return touch;
}

Touch Segment(Kit& kit, const Rect& rect, const std::string& id, const std::string& word,
              bool chosen) {
  const Touch touch = kit.Area(id, rect, word);
  if (chosen) {
    DrawCard(kit, rect, true, false, metric::kRoundChip);
  } else if (touch.hovered) {
    kit.Fill(rect, Token::kRaised, metric::kRoundChip);
  }
  kit.Text(chosen ? Type::kBodyBold : Type::kBody, chosen ? Token::kHi : Token::kText, rect, word,
           Align::kCentre);
  return touch;
}

void SectionHeader(Kit& kit, const Rect& rect, const std::string& title, const std::string& remark,
                   const std::string& key) {
  const float cy = rect.CentreY();
  float right = rect.Right();
  if (!key.empty()) {
    right -= KeyPlateWidth(kit, key, 20);
    KeyPlate(kit, right, cy, key, false, 20);
    right -= 8;
  }
  const float width = kit.TextAt(Type::kBodyBold, Token::kHi, rect.x, cy, title);
  const float x = rect.x + width + 10;
  if (!remark.empty()) kit.Text(Type::kCap, Token::kDim, {x, rect.y, right - x, rect.h}, remark);
}

void FactRow(Kit& kit, const Rect& rect, const std::string& name, const std::string& value,
             bool strong) {
  const float width = kit.TextAt(Type::kCap, Token::kDim, rect.x, rect.CentreY(), name);
  const float x = rect.x + width + 8;
  kit.Text(strong ? Type::kBodyBold : Type::kBody, strong ? Token::kHi : Token::kText,
           {x, rect.y, rect.Right() - x, rect.h}, value, Align::kRight);
}

void LeaseClock(Kit& kit, float x, float cy, LeaseState state, float part,
                const std::string& words) {
  const Token token = state == LeaseState::kRenewing ? Token::kDim
                      : state == LeaseState::kIdle   ? Token::kHi
                      : state == LeaseState::kEnding ? Token::kCaution
                                                     : Token::kFail;
  if (state == LeaseState::kLost) {
    kit.Sign(Icon::kFail, x + 8, cy, token, 16);
  } else {
    DrawPie(kit.draw(), kit.At(x + 8, cy), 7.5f * kit.scale(), part, ColourOf(token));
  }
  kit.TextAt(Type::kCap, token == Token::kDim ? Token::kText : token, x + 25, cy, words);
}

}  // namespace zhaojian
