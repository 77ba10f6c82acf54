// SPDX-License-Identifier: Apache-2.0
#include "app/console/widgets_chart.h"

#include <algorithm>

namespace zhaojian {

Rect ChartFrame(Kit& kit, const Rect& rect, const std::string& id, const std::string& what,
                const std::string& n, const std::string& answer) {
  kit.probe().Add(id, rect, what + "\n" + answer + "\n" + n);
  kit.Fill(rect, Token::kPanel, metric::kRoundCard);
  const Rect title{rect.x + 16, rect.y + 8, rect.w - 32, 24};
  kit.Text(Type::kBodyBold, Token::kDim, title, what);
  kit.Text(Type::kCap, Token::kDim, title, n, Align::kRight);
  kit.Text(Type::kStrong, Token::kHi, {rect.x + 16, rect.y + 33, rect.w - 32, 26}, answer);
  return {rect.x + 16, rect.y + 68, rect.w - 32, rect.h - 80};
}

Touch BarRow(Kit& kit, const Rect& rect, float plot_x, float plot_w, const BarRowData& data) {
  const Touch touch =
      kit.Area(data.id, rect, data.code + " " + data.words + " " + data.count_words);
  if (data.chosen) {
    kit.Fill(rect, Token::kAccentBg, metric::kRoundPlate);
    kit.Outline(rect, Token::kAccent, metric::kLineChosen, metric::kRoundPlate);
  } else if (touch.hovered) {
    kit.Fill(rect, Token::kRaised, metric::kRoundPlate);
  }
  const float cy = rect.CentreY();
  kit.TextAt(data.chosen ? Type::kCapBold : Type::kCap, data.chosen ? Token::kHi : Token::kText,
             rect.x + 8, cy, data.code);
  const float words_x = rect.x + 90;
  kit.Text(data.chosen ? Type::kBodyBold : Type::kBody, data.chosen ? Token::kHi : Token::kText,
           {words_x, rect.y, plot_x - words_x - 8, rect.h}, data.words);
  const auto x = [&](float part) { return plot_x + plot_w * std::clamp(part, 0.0f, 1.0f); };
  const Rect bar{plot_x, cy - 6, x(data.value) - plot_x, 12};
  if (data.small_sample) {
    kit.Dashed(bar.x, bar.y, bar.Right(), bar.y, Token::kHair, 1, 3, 3);
    kit.Dashed(bar.x, bar.Bottom(), bar.Right(), bar.Bottom(), Token::kHair, 1, 3, 3);
    kit.Dashed(bar.Right(), bar.y, bar.Right(), bar.Bottom(), Token::kHair, 1, 3, 3);
  } else {
    kit.Fill(bar, data.chosen ? Token::kAccent : Token::kOff);
  }
  if (data.has_interval) {
    kit.Line(x(data.low), cy, x(data.high), cy, Token::kHi, 1);
    kit.Line(x(data.low), cy - 4, x(data.low), cy + 4, Token::kHi, 1);
    kit.Line(x(data.high), cy - 4, x(data.high), cy + 4, Token::kHi, 1);
  }
  const float right = rect.Right() - 8;
  kit.Text(Type::kCap, Token::kDim, {right - 40, rect.y, 40, rect.h}, data.share_words,
           Align::kRight);
  kit.Text(Type::kBodyBold, Token::kHi, {right - 100, rect.y, 58, rect.h}, data.count_words,
           Align::kRight);
  return touch;
}

Touch SelectRow(Kit& kit, const Rect& rect, const std::string& id, bool chosen,
                const std::string& words) {
  const Touch touch = kit.Area(id, rect, words);
  if (chosen) {
    kit.Fill(rect, Token::kAccentBg, metric::kRoundChip);
    kit.Outline(rect, Token::kAccent, metric::kLineChosen, metric::kRoundChip);
  } else if (touch.hovered) {
    kit.Fill(rect, Token::kRaised, metric::kRoundChip);
  }
  return touch;
}

}  // namespace zhaojian
