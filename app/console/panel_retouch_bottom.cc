// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_retouch.h"
#include "app/console/remark.h"
#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::RetouchDesk;
using desk::RetouchStage;

void DrawCommit(View& view, const Rect& rect) {
  RetouchDesk& desk = view.state.retouch();
  DecisionButtonData button{"key.commit",
                            "Ctrl Enter",
                            Icon::kNone,
                            Token::kHi,
                            view.T("retouch.commit"),
                            view.T("retouch.commit_pending"),
                            ButtonState::kReady,
                            true};
  const auto red =
      std::count_if(desk.gate().begin(), desk.gate().end(),
                    [](const desk::CheckLine& line) { return line.verdict != Verdict::kOk; });
  if (desk.stage() != RetouchStage::kReady) {
    button.state = ButtonState::kNotPresented;
  } else if (!desk.gate().empty() && red > 0) {
    button.state = ButtonState::kOff;
    button.consequence = view.F("gate.red", {std::to_string(red)});
  } else if (desk.gate_current() && !desk.gate().empty()) {
    button.consequence = view.T("retouch.commit_green");
  }
  if (DecisionButton(view.kit, rect, button).clicked) desk.Commit();
}

}  // namespace

void DrawRetouchBottom(View& view) {
  Kit& kit = view.kit;
  RetouchDesk& desk = view.state.retouch();
  desk::RetouchSession* session = desk.session();
  const Rect& bottom = view.layout.bottom;
  const Rect& photo = view.layout.photo;
  const Rect& right = view.layout.right;
  kit.Fill(bottom, Token::kWin);
  kit.Line(0, bottom.y, bottom.w, bottom.y, Token::kLine);
  Touch touch;
  float x = DrawKeyHint(kit, 16, bottom.CentreY(), {"hint.keys", "?", view.T("hint.keys"), false},
                        &touch);
  view.state.ShowKeys(view.state.keys_shown() || touch.held);
  if (!view.layout.compact && session != nullptr && session->brush_in_hand()) {
    x = std::max(x, view.layout.stage.x + 20);
    x += KeyPlate(kit, x, bottom.CentreY(), "[") + 4;
    x = DrawKeyHint(kit, x, bottom.CentreY(), {"hint.brush", "]", view.T("hint.brush"), false});
    const std::string& mode = session->brush_mode();
    const bool source = mode == "heal" || mode == "clone";
    if (source || session->brush_modes().size() > 1) {
      const std::string& what = view.T(source ? "hint.source" : "hint.opposite");
      DrawKeyHint(kit, x, bottom.CentreY(), {"hint.alt", "Alt", what, false});
    }
  }
  const float y = bottom.y + 8, h = bottom.h - 16;
  const float commit_w = std::floor(photo.w * 0.61f);
  DrawCommit(view, {photo.x, y, commit_w, h});
  const bool ready = desk.stage() == RetouchStage::kReady;
  const DecisionButtonData back{"key.return",
                                "Ctrl R",
                                Icon::kNone,
                                Token::kHi,
                                view.T("retouch.return"),
                                view.T("retouch.return_reason"),
                                ready ? ButtonState::kReady : ButtonState::kOff,
                                false};
  if (DecisionButton(kit, {photo.x + commit_w + 12, y, photo.w - commit_w - 12, h}, back).clicked &&
      ready)
    desk.Return();
  const float w = std::floor((right.w - 24 - 20) / 3);
  float sx = right.x + 12;
  const auto small = [&](const char* id, const char* key, const std::string& word,
                         const std::string& more, bool on) {
    const DecisionButtonData button{id,
                                    key,
                                    Icon::kNone,
                                    Token::kHi,
                                    word,
                                    more,
                                    on ? ButtonState::kReady : ButtonState::kOff,
                                    false};
    const bool clicked = DecisionButton(kit, {sx, y, w, h}, button).clicked && on;
    sx += w + 10;
    return clicked;
  };
  if (small("key.park", "Ctrl P", view.T("retouch.park"), view.T("retouch.park_more"), ready))
    desk.Park();
  const bool can_undo = session != nullptr && session->CanUndo();
  const std::string step =
      session == nullptr ? "" : view.F("retouch.step", {std::to_string(session->recipe().cursor)});
  if (small("key.undo_step", "Ctrl Z", view.T("verdict.undo"), step, can_undo)) session->Undo();
  const bool can_redo = session != nullptr && session->CanRedo();
  const size_t undone =
      session == nullptr ? 0 : session->recipe().operations.size() - session->recipe().cursor;
  if (small("key.redo_step", "Ctrl Y", view.T("retouch.redo"),
            view.Counted("retouch.steps", undone), can_redo)) {
    session->Redo();
  }
  if (desk.remark()) {
    // What was brought back is good news and asks for nothing.
    const bool calm = desk.remark()->key.rfind("retouch.steps.back", 0) == 0;
    DrawRemark(view, *desk.remark(), calm ? Token::kText : Token::kCaution);
  }
}

}  // namespace zhaojian
