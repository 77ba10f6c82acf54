// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_review.h"
#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::Choice;
using desk::SentDecision;

void DrawNext(View& view) {
  Kit& kit = view.kit;
  const auto& items = view.state.review().feed().items();
  const int prefetched = static_cast<int>(
      std::count_if(items.begin() + (items.empty() ? 0 : 1), items.end(),
                    [](const auto& item) { return item->load == desk::ReviewItem::Load::kReady; }));
  SectionHeader(kit, {12, 54, 184, 26}, view.T("strip.next"),
                view.F("strip.prefetched", {std::to_string(prefetched)}));
  for (size_t i = 1; i < items.size() && i <= 3; ++i) {
    const desk::ReviewItem& item = *items[i];
    const Rect rect{12 + static_cast<float>(i - 1) * 64, 84, 56, 75};
    const cv::Mat& picture = item.standard.empty() ? item.preview : item.standard;
    kit.Fill(rect, Token::kRaised);
    const ImTextureID texture =
        view.pictures.Small("thumb." + std::to_string(item.serial), item.serial, picture, 75);
    if (texture != nullptr) kit.Picture(texture, rect);
    kit.Text(Type::kCap, Token::kText, {rect.x, rect.Bottom(), rect.w, 22}, std::to_string(i),
             Align::kCentre);
  }
}

UndoRowData RowOf(View& view, const SentDecision& row, size_t index) {
  UndoRowData data;
  data.id = "undo." + std::to_string(index);
  data.tail = row.decision.order_tail.empty() ? view.T("strip.earlier") : row.decision.order_tail;
  if (row.item != nullptr) {
    const cv::Mat& picture = row.item->standard.empty() ? row.item->preview : row.item->standard;
    data.thumb = view.pictures.Small("thumb." + std::to_string(row.item->serial), row.item->serial,
                                     picture, 75);
  }
  const auto& reasons = row.decision.reasons;
  switch (row.decision.choice) {
    case Choice::kPass:
      data.icon = Icon::kOk, data.icon_token = Token::kOk;
      data.verdict = view.T("verdict.pass");
      if (!reasons.empty()) data.verdict += " +" + std::to_string(reasons.size());
      break;
    case Choice::kReject:
      data.icon = Icon::kFail, data.icon_token = Token::kFail;
      data.verdict = reasons.empty() ? view.T("verdict.reject") : reasons.front().code;
      break;
    case Choice::kEscalate:
      data.icon = Icon::kEscalate, data.icon_token = Token::kHi;
      data.verdict = view.T("verdict.escalate");
      break;
  }
  const absl::Time now = view.state.now();
  switch (row.state) {
    case SentDecision::State::kWaiting:
      data.seconds = view.T("strip.waiting");
      data.left = 1;
      break;
    case SentDecision::State::kSending:
    case SentDecision::State::kStaged: {
      const double left = std::max(0.0, absl::ToDoubleSeconds(row.effective - now));
      data.seconds = std::to_string(static_cast<int>(std::ceil(left))) + " s";
      const double window = std::max(1e-3, absl::ToDoubleSeconds(row.window));
      data.left = static_cast<float>(std::min(1.0, left / window));
      break;
    }
    case SentDecision::State::kEffective:
      data.state = UndoState::kEffective;
      break;
    case SentDecision::State::kUndone:
      data.state = UndoState::kUndone;
      data.icon = Icon::kUndo, data.icon_token = Token::kHi;
      data.verdict = view.T("strip.undone");
      break;
    case SentDecision::State::kRefused:
      data.state = UndoState::kUndone;
      data.icon = Icon::kCaution, data.icon_token = Token::kCaution;
      data.verdict = view.T("strip.refused");
      break;
  }
  return data;
}

void DrawPace(View& view) {
  Kit& kit = view.kit;
  const Rect& left = view.layout.left;
  const desk::Pace pace = view.state.review().pace();
  const float y = left.Bottom() - 140;
  kit.Line(12, y, 196, y, Token::kLine);
  SectionHeader(kit, {12, y + 10, 184, 26}, view.T("pace.title"), view.T("pace.private"));
  FactRow(kit, {12, y + 38, 184, 24}, view.T("pace.median"),
          pace.today == 0 ? "–" : SpanWords(pace.median));
  FactRow(kit, {12, y + 62, 184, 24}, view.T("pace.working"),
          view.F("time.minutes", {std::to_string(absl::ToInt64Minutes(pace.working))}));
  FactRow(kit, {12, y + 86, 184, 24}, view.T("pace.rest"),
          view.T(pace.rest_advised ? "pace.rest_now" : "pace.rest_later"));
}

}  // namespace

void DrawReviewStrip(View& view) {
  Kit& kit = view.kit;
  const Rect& left = view.layout.left;
  kit.Fill(left, Token::kPanel);
  const auto& sender = view.state.review().sender();
  if (view.layout.compact) {
    float y = left.y + 8;
    for (size_t i = 0; i < sender.rows().size() && y + 64 < left.Bottom(); ++i) {
      const UndoRowData row = RowOf(view, *sender.rows()[i], i);
      if (row.thumb != nullptr) kit.Picture(row.thumb, {8, y, 42, 56});
      kit.Sign(row.icon, 52, y + 10, row.icon_token, 14);
      kit.Text(Type::kCap, Token::kHi, {0, y + 38, 62, 18}, row.seconds, Align::kRight);
      y += 66;
    }
    return;
  }
  DrawNext(view);
  kit.Line(12, 188, 196, 188, Token::kLine);
  SectionHeader(kit, {12, 198, 184, 24}, view.T("strip.recent"),
                view.F("strip.undoable", {std::to_string(sender.undoable_count())}), "Z");
  float y = 228;
  const float end = left.Bottom() - 146;
  for (size_t i = 0; i < sender.rows().size(); ++i) {
    const UndoRowData row = RowOf(view, *sender.rows()[i], i);
    const float h = row.state == UndoState::kRunning ? 62.0f : 58.0f;
    if (y + h > end) break;
    UndoRow(kit, {8, y, 192, h}, row);
    y += h + 4;
  }
  DrawPace(view);
}

}  // namespace zhaojian
