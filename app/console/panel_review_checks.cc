// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/console/panel_review.h"
#include "app/console/signs.h"
#include "app/console/widgets.h"
#include "app/console/widgets_check.h"

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
  const auto item = view.state.review().Current();
  SectionHeader(kit, {right.x + 20, right.y + 10, right.w - 200, 26}, view.T("check.title"),
                item == nullptr ? std::string() : ProfileWords(view, item->bundle.profile));
  float y = right.y + 44;
  if (item == nullptr) return y;
  const desk::VerdictCounts counts = desk::CountVerdicts(item->lines);
  VerdictCounts(kit, {right.x + 20, right.y + 10, right.w - 40, 26}, counts.block, counts.warn,
                counts.unknown, counts.ok);
  // Reasons need at least this much below: header, three chips, keys, two lines for the student.
  const float end = right.Bottom() - 270;
  const float x = right.x + 12, w = right.w - 24;
  const int focus = view.state.review().focused_problem();
  int index = 0;
  bool card = true;
  for (const CheckLine& line : item->lines) {
    const Sign sign = SignOf(line.verdict);
    if (sign == Sign::kOk) break;
    // Only the worst gets the tall card; its neighbours stay readable.
    const float h = sign == Sign::kFail && !card ? 60.0f : CheckRowHeight(sign);
    if (y + h > end) break;
    if (CheckRow(kit, {x, y, w, h}, RowOf(view, line, index == focus)).clicked)
      view.state.review().NextProblem();
    card = false;
    y += h + 8;
    ++index;
  }
  if (counts.ok == 0) return y;
  SectionHeader(kit, {right.x + 20, y, w, 22},
                view.F("check.ok_count", {std::to_string(counts.ok)}), view.T("check.by_margin"));
  y += 30;
  int shown = 0;
  for (const CheckLine& line : item->lines) {
    if (line.verdict != Verdict::kOk) continue;
    const int left = counts.ok - shown;
    if (y + 44 > end && left > 1) {
      kit.TextAt(Type::kCap, Token::kDim, right.x + 46, y + 11,
                 view.F("check.others_ok", {std::to_string(left)}));
      y += 22;
      break;
    }
    CheckRow(kit, {x, y, w, 22}, RowOf(view, line, false));
    y += 22;
    ++shown;
  }
  return y;
}

}  // namespace zhaojian
