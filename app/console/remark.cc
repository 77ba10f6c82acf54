// SPDX-License-Identifier: Apache-2.0
#include "app/console/remark.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {

namespace {

constexpr float kLine = 18;
constexpr int kMostLines = 3;

/// Lines that a text takes. A line ends at a word, so some of its room stays empty: a tenth, by the
/// longest texts.
int LinesOf(const Kit& kit, const std::string& text, float width) {
  const float one = kit.TextWidth(Type::kCap, text);
  return one <= width ? 1 : std::max(2, static_cast<int>(std::ceil(1.1f * one / width)));
}

void DrawLines(Kit& kit, Token token, const Rect& room, const std::string& text, int lines) {
  if (lines == 1) {
    kit.Text(Type::kCap, token, room, text);
    return;
  }
  const float high = kLine * static_cast<float>(lines);
  kit.Paragraph(Type::kCap, token, {room.x, room.CentreY() - high / 2, room.w, high}, text, kLine);
}

}  // namespace

void DrawRemark(View& view, const desk::Words& words, Token token) {
  Kit& kit = view.kit;
  const Rect& bottom = view.layout.bottom;
  const std::string text = view.W(words);
  const float x = view.layout.photo.Right() + 12, right = view.layout.right.x - 12;
  Rect room{x, bottom.y, right - x, bottom.h};
  int lines = room.w > 0 ? LinesOf(kit, text, room.w) : kMostLines + 1;
  if (lines > kMostLines) {
    // A narrow window leaves no room in the bar: a card above it, over the stage.
    constexpr float kWidest = 340, kMargin = 12;
    const float w = std::min(kWidest, kit.TextWidth(Type::kCap, text) + 1);
    lines = std::min(LinesOf(kit, text, w), kMostLines);
    const float h = kLine * static_cast<float>(lines) + kMargin;
    room = {right - kMargin - w, bottom.y - 8 - h, w, h};
    kit.Fill({room.x - kMargin, room.y, w + 2 * kMargin, h}, Token::kPanel, metric::kRoundChip);
  }
  kit.probe().Add("remark", room, text);
  DrawLines(kit, token, room, text, lines);
}

}  // namespace zhaojian
