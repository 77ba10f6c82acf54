// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_review.h"
#include "app/console/remark.h"
#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::ReviewDesk;

std::string Codes(const ReviewDesk& desk) {
  std::string codes;
  for (const auto& mark : desk.palette().chosen()) codes += (codes.empty() ? "" : " ") + mark.code;
  return codes;
}

/// F, R and E do nothing until the photo has been on the screen; then they are drawn as not
/// presented.
bool Judgeable(const ReviewDesk& desk) {
  const auto item = desk.Current();
  return item != nullptr && item->presented && !item->returning && !desk.covered();
}

void DrawPass(View& view, const Rect& rect) {
  ReviewDesk& desk = view.state.review();
  DecisionButtonData button{
      "key.pass",          "F", Icon::kOk, Token::kOk, view.T("verdict.pass"), "",
      ButtonState::kReady, true};
  if (const auto why = desk.WhyNotPass()) {
    button.state = ButtonState::kOff;
    button.consequence = view.W(*why);
  } else if (!desk.palette().chosen().empty()) {
    button.state = ButtonState::kArmed;
    button.consequence = view.F("review.pass.with_order", {Codes(desk)});
  } else {
    button.consequence = view.T("review.pass.next");
  }
  if (!Judgeable(desk)) button.state = ButtonState::kNotPresented;
  if (DecisionButton(view.kit, rect, button).clicked) desk.Pass();
}

void DrawReject(View& view, const Rect& rect) {
  ReviewDesk& desk = view.state.review();
  DecisionButtonData button{
      "key.reject",        "R", Icon::kFail, Token::kFail, view.T("verdict.reject"), "",
      ButtonState::kReady, true};
  const bool chosen = !desk.palette().chosen().empty();
  if (const auto why = desk.WhyNotReject()) {
    // Without a reason R opens the palette; that is no refusal.
    button.state = chosen ? ButtonState::kOff : ButtonState::kReady;
    button.consequence = view.W(*why);
  } else {
    button.state = ButtonState::kArmed;
    button.consequence = view.F("review.reject.armed", {Codes(desk)});
  }
  if (!Judgeable(desk)) button.state = ButtonState::kNotPresented;
  if (DecisionButton(view.kit, rect, button).clicked) desk.Reject();
}

void DrawSmall(View& view) {
  ReviewDesk& desk = view.state.review();
  const Rect& right = view.layout.right;
  const Rect& bottom = view.layout.bottom;
  const float side = view.layout.compact ? 8 : 12, gap = view.layout.compact ? 6 : 13;
  const float w = std::floor((right.w - 2 * side - 2 * gap) / 3);
  const float y = bottom.y + 8, h = bottom.h - 16;
  float x = right.x + side;
  const auto small = [&](const char* id, const char* key, Icon icon, const std::string& word,
                         const std::string& more, bool on) {
    const DecisionButtonData button{
        id, key, icon, Token::kHi, word, more, on ? ButtonState::kReady : ButtonState::kOff, false};
    const bool clicked = DecisionButton(view.kit, {x, y, w, h}, button).clicked;
    x += w + gap;
    return clicked && on;
  };
  if (small("key.escalate", "E", Icon::kEscalate, view.T("verdict.escalate"),
            view.T("review.escalate.to"), Judgeable(desk))) {
    desk.OpenEscalate();
  }
  if (small("key.skip", "S", Icon::kSkip, view.T("verdict.skip"), view.T("review.skip.cause"),
            desk.feed().Front() != nullptr)) {
    desk.OpenSkip();
  }
  const auto row = desk.sender().Undoable();
  std::string words = view.T("review.undo.none");
  if (row != nullptr) {
    const double left = std::max(0.0, absl::ToDoubleSeconds(row->effective - view.state.now()));
    words =
        row->decision.order_tail + " " + std::to_string(static_cast<int>(std::ceil(left))) + "s";
  }
  if (small("key.undo", "Z", Icon::kUndo, view.T("verdict.undo"), words, row != nullptr))
    desk.Undo();
}

}  // namespace

void DrawReviewBottom(View& view) {
  Kit& kit = view.kit;
  const Rect& bottom = view.layout.bottom;
  const Rect& photo = view.layout.photo;
  ReviewDesk& desk = view.state.review();
  kit.Fill(bottom, Token::kWin);
  kit.Line(0, bottom.y, bottom.w, bottom.y, Token::kLine);
  Touch touch;
  DrawKeyHint(kit, 16, bottom.CentreY(), {"hint.keys", "?", view.T("hint.keys"), false}, &touch);
  view.state.ShowKeys(view.state.keys_shown() || touch.held);
  const float y = bottom.y + 8, h = bottom.h - 16;
  const float half = std::floor((photo.w - 12) / 2);
  DrawPass(view, {photo.x, y, half, h});
  DrawReject(view, {photo.x + half + 12, y, photo.w - half - 12, h});
  DrawSmall(view);
  if (desk.remark()) DrawRemark(view, *desk.remark(), Token::kCaution);
}

}  // namespace zhaojian
