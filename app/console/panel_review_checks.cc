// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/evidence.h"
#include "app/console/panel_review.h"
#include "app/console/signs.h"
#include "app/console/widgets.h"
#include "app/console/widgets_check.h"
#include "app/desk/check_layout.h"

namespace zhaojian {
namespace {

using desk::CheckLine;

const char* WordOf(Sign sign) {
  switch (sign) {
    case Sign::kFail:
      return "check.fail";
    case Sign::kCaution:
      return "check.caution";
    case Sign::kNotAssessed:
      return "check.unknown";
    case Sign::kOk:
      break;
  }
  return "check.ok";
}

CheckRowData RowOf(View& view, const CheckLine& line, bool focused) {
  const Sign sign = SignOf(line.verdict);
  CheckRowData row;
  row.id = "check." + line.id;
  row.verdict_word = view.T(WordOf(sign));
  row.name = view.T(line.name_key);
  row.value = line.value;
  row.limit =
      sign == Sign::kNotAssessed && !line.cause_key.empty() ? view.T(line.cause_key) : line.limit;
  if (!line.over.empty()) row.excess = view.F("check.over", {line.over});
  row.band = BandOf(line);
  row.focused = focused;
  return row;
}

/// Visual target §6, 1280 x 720: worst 104, caution 52, not assessed 44.
desk::CheckHeights HeightsOf(const View& view) {
  desk::CheckHeights heights;
  if (view.layout.compact) {
    heights.worst = 104;
    heights.fail = heights.caution = 52;
    heights.unknown = 44;
  }
  heights.close_up_width = view.layout.right.w - 24 - metric::kStripe;
  return heights;
}

/// The levelled look at the place, with its evidence, in the lower part of a card.
void DrawCloseUp(View& view, const desk::ReviewItem& item, const std::string& measure,
                 const Rect& room, Sign sign) {
  for (const desk::CloseUpView& look : item.close_ups) {
    if (look.measure != measure) continue;
    const float scale = std::min(room.w / static_cast<float>(look.picture.cols),
                                 room.h / static_cast<float>(look.picture.rows));
    const Rect rect{room.x, room.y, std::floor(static_cast<float>(look.picture.cols) * scale),
                    std::floor(static_cast<float>(look.picture.rows) * scale)};
    const ImTextureID texture = view.pictures.Get("close_up." + measure, item.serial, look.picture);
    if (texture != nullptr) view.kit.Picture(texture, rect);
    view.kit.probe().Add("close_up." + measure, rect);
    if (!view.state.review().marks_shown()) return;
    for (size_t i = 0; i < look.parts.size(); ++i) {
      const cv::Rect& part = look.parts[i];
      const auto px = [scale](int v) { return static_cast<float>(v) * scale; };
      view.kit.PushClip({rect.x + px(part.x), rect.y, px(part.width), rect.h});
      for (const desk::Overlay& overlay : look.evidence[i]) {
        DrawEvidence(view.kit, {rect.x, rect.y, scale, rect.w}, overlay, sign);
      }
      view.kit.PopClip();
    }
  }
}

void DrawCheck(View& view, const desk::ReviewItem& item, const desk::CheckPlace& place,
               const Rect& rect) {
  desk::ReviewDesk& desk = view.state.review();
  const CheckLine& line = item.lines[place.line];
  const bool focused = static_cast<int>(place.line) == desk.focused_problem();
  CheckRowData row = RowOf(view, line, focused);
  row.below = place.close_up;
  const Touch touch = CheckRow(view.kit, rect, row);
  if (touch.hovered) desk.Hover(line.id);
  if (touch.clicked) desk.FocusMeasure(line.id);
  if (place.close_up <= 0) return;
  // Inside the rounded corners and right of the stripe.
  DrawCloseUp(view, item, line.id,
              {rect.x + metric::kStripe, rect.y + place.height, rect.w - metric::kStripe,
               place.close_up - 2},
              SignOf(line.verdict));
}

std::string ProfileWords(const View& view, const std::string& profile) {
  const std::string key = "profile." + profile;
  const std::string& words = view.T(key);
  return words == key ? profile : words;
}

}  // namespace

float DrawReviewChecks(View& view) {
  Kit& kit = view.kit;
  const Rect& right = view.layout.right;
  kit.Fill(right, Token::kPanel);
  desk::ReviewDesk& desk = view.state.review();
  const auto item = desk.Current();
  // The counts of the verdicts stand right of it.
  SectionHeader(kit, {right.x + 20, right.y + 10, right.w - 246, 26}, view.T("check.title"),
                item == nullptr ? std::string() : ProfileWords(view, item->bundle.profile));
  const float top = right.y + 44;
  desk.Hover({});
  if (item == nullptr) return top;
  const desk::VerdictCounts counts = desk::CountVerdicts(item->lines);
  VerdictCounts(kit, {right.x + 20, right.y + 10, right.w - 40, 26}, counts.block, counts.warn,
                counts.unknown, counts.ok);
  const float x = right.x + 12, w = right.w - 24;
  const desk::CheckLayout layout = desk::PlaceChecks(
      *item, top, right.Bottom() - ReasonsHeight(view), desk.focused_problem(), HeightsOf(view));
  for (const desk::CheckPlace& place : layout.rows) {
    DrawCheck(view, *item, place, {x, place.y, w, place.height + place.close_up});
  }
  if (layout.problems_left > 0) {
    kit.TextAt(Type::kCap, Token::kHi, x + 16, layout.left_y + 11,
               view.F("check.others_problem", {std::to_string(layout.problems_left)}));
  }
  if (layout.heading_y >= 0) {
    SectionHeader(kit, {right.x + 20, layout.heading_y, w, 22},
                  view.F("check.ok_count", {std::to_string(counts.ok)}),
                  view.T("check.gates_first"));
  }
  if (layout.ok_left > 0 && layout.problems_left == 0) {
    kit.TextAt(Type::kCap, Token::kDim, x + 34, layout.left_y + 11,
               view.F("check.others_ok", {std::to_string(layout.ok_left)}));
  }
  return layout.bottom;
}

}  // namespace zhaojian
