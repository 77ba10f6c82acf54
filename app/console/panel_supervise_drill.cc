// SPDX-License-Identifier: Apache-2.0
#include <absl/strings/str_format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "app/console/panel_supervise.h"
#include "app/console/widgets.h"
#include "app/console/widgets_chart.h"

namespace zhaojian {
namespace {

using desk::Choice;
using desk::DecisionRow;
using desk::SupervisorDesk;

constexpr int kRowsShown = 6;
// In a small window the list gives way, so that photo, facts and trail can be read.
constexpr int kRowsShownCompact = 3;

const char* ChoiceKey(Choice choice) {
  return choice == Choice::kPass     ? "verdict.pass"
         : choice == Choice::kReject ? "verdict.reject"
                                     : "verdict.escalate";
}

Icon ChoiceIcon(Choice choice) {
  return choice == Choice::kPass     ? Icon::kOk
         : choice == Choice::kReject ? Icon::kFail
                                     : Icon::kEscalate;
}

Token ChoiceToken(Choice choice) {
  return choice == Choice::kPass     ? Token::kOk
         : choice == Choice::kReject ? Token::kFail
                                     : Token::kHi;
}

std::string TimeOfDay(absl::Time time) {
  const absl::CivilSecond at = absl::ToCivilSecond(time, ServiceZone());
  return absl::StrFormat("%02d:%02d:%02d", at.hour(), at.minute(), at.second());
}

std::string Codes(const DecisionRow& row) {
  std::string codes;
  for (const auto& mark : row.reasons) codes += (codes.empty() ? "" : " ") + mark.code;
  return codes.empty() ? "–" : codes;
}

/// Left edges of the list's columns from the list's own, logical px; the 1280 px screen has no room
/// for how long the photo was seen.
struct Columns {
  float tail = 12, staff = 100, verdict = 184, reason = 256;
  std::optional<float> seen = 350;
};

Columns ColumnsOf(const View& view) {
  if (!view.layout.compact) return {};
  return {8, 68, 130, 204, std::nullopt};
}

void DrawRow(View& view, const DecisionRow& row, int index, float y) {
  Kit& kit = view.kit;
  SupervisorDesk& desk = view.state.supervisor();
  const Rect& right = view.layout.right;
  const Rect rect{right.x + 12, y, right.w - 24, 42};
  const bool chosen = index == desk.chosen_row();
  if (SelectRow(kit, rect, "row." + std::to_string(index), chosen, row.order_tail).clicked)
    desk.ChooseRow(index);
  const Token token = chosen ? Token::kHi : Token::kText;
  const Columns at = ColumnsOf(view);
  kit.TextAt(chosen ? Type::kBodyBold : Type::kBody, token, rect.x + at.tail, rect.CentreY(),
             row.order_tail);
  kit.TextAt(Type::kBody, token, rect.x + at.staff, rect.CentreY(), row.staff);
  const float sign = rect.x + at.verdict;
  kit.Sign(ChoiceIcon(row.choice), sign, rect.CentreY(), ChoiceToken(row.choice));
  kit.Text(Type::kBody, token, {sign + 16, y, at.reason - at.verdict - 22, 42},
           view.T(ChoiceKey(row.choice)));
  const float time = rect.Right() - 80;
  const float reason_end = at.seen ? rect.x + *at.seen : time - 8;
  kit.Text(Type::kBodyBold, token, {rect.x + at.reason, y, reason_end - rect.x - at.reason, 42},
           row.reasons.empty() ? "" : row.reasons.front().code);
  if (at.seen) {
    kit.Text(Type::kBody, token, {rect.x + *at.seen, y, 60, 42}, SpanWords(row.seen_for),
             Align::kRight);
  }
  kit.Text(Type::kBody, token, {time, y, 70, 42}, TimeOfDay(row.time), Align::kRight);
}

float DrawList(View& view) {
  Kit& kit = view.kit;
  SupervisorDesk& desk = view.state.supervisor();
  const Rect& right = view.layout.right;
  const float y0 = right.y + 10;
  float x = right.x + 14;
  x += kit.TextAt(Type::kBody, Token::kText, x, y0 + 13, view.T("drill.decisions")) + 8;
  if (!desk.chosen_reason().empty()) {
    kit.Sign(Icon::kBreadcrumb, x + 6, y0 + 13, Token::kText, 12);
    const Reason* reason = view.state.reasons().Find(desk.chosen_reason());
    x += 18;
    // Left of the count and the key.
    x += kit.Text(Type::kBodyBold, Token::kHi, {x, y0, right.Right() - 120 - x, 26},
                  desk.chosen_reason() +
                      (reason == nullptr ? "" : " " + desk::WordsOf(*reason, view.language()))) +
         10;
  }
  kit.TextAt(Type::kCap, Token::kText, x, y0 + 13,
             view.F("drill.count", {std::to_string(desk.rows().size())}));
  const float esc_w = KeyPlateWidth(kit, "Esc");
  KeyPlate(kit, right.Right() - 14 - esc_w, y0 + 13, "Esc", desk.chosen_reason().empty());
  const float hx = right.x + 12, hy = y0 + 36;
  const Columns at = ColumnsOf(view);
  const std::pair<const char*, float> heads[] = {{"drill.tail", at.tail},
                                                 {"drill.staff", at.staff},
                                                 {"drill.verdict", at.verdict - 8},
                                                 {"drill.reason", at.reason}};
  for (const auto& [key, dx] : heads) kit.TextAt(Type::kCap, Token::kDim, hx + dx, hy, view.T(key));
  if (at.seen) {
    kit.Text(Type::kCap, Token::kDim, {hx + *at.seen, hy - 11, 60, 22}, view.T("drill.seen"),
             Align::kRight);
  }
  kit.Text(Type::kCap, Token::kDim, {right.Right() - 92, hy - 11, 70, 22}, view.T("drill.time"),
           Align::kRight);
  float y = hy + 14;
  const int count = static_cast<int>(desk.rows().size());
  const int shown = view.layout.compact ? kRowsShownCompact : kRowsShown;
  const int first = std::clamp(desk.chosen_row() - shown / 2, 0, std::max(0, count - shown));
  for (int i = first; i < count && i < first + shown; ++i) {
    DrawRow(view, desk.rows()[static_cast<size_t>(i)], i, y);
    y += 44;
  }
  if (count == 0) kit.TextAt(Type::kBody, Token::kDim, hx + 12, y + 24, view.T("drill.none"));
  y = hy + 14 + static_cast<float>(shown) * 44;
  if (count > 0) {
    kit.TextAt(
        Type::kCap, Token::kText, right.x + 20, y + 14,
        view.F("drill.position", {std::to_string(desk.chosen_row() + 1), std::to_string(count)}));
    KeyPlate(kit, right.Right() - 68, y + 14, "\u2191");
    KeyPlate(kit, right.Right() - 40, y + 14, "\u2193");
  }
  return y + 28;
}

void DrawFactsOf(View& view, const DecisionRow& row, float x, float y, float w) {
  Kit& kit = view.kit;
  FactRow(kit, {x, y, w, 24}, view.T("drill.verdict"), view.T(ChoiceKey(row.choice)));
  FactRow(kit, {x, y + 25, w, 24}, view.T("drill.reason"), Codes(row));
  FactRow(kit, {x, y + 50, w, 24}, view.T("drill.staff"), row.staff);
  FactRow(kit, {x, y + 75, w, 24}, view.T("drill.time"), TimeOfDay(row.time));
  FactRow(kit, {x, y + 100, w, 24}, view.T("drill.seen"), SpanWords(row.seen_for));
  FactRow(kit, {x, y + 125, w, 24}, view.T("drill.attempt"), std::to_string(row.attempt));
  FactRow(kit, {x, y + 150, w, 24}, view.T("drill.state"),
          view.T(row.effective ? "drill.effective" : "drill.staged"), true);
}

void DrawTrail(View& view, float x, float y, float w, float end) {
  Kit& kit = view.kit;
  const auto& trail = view.state.supervisor().trail();
  SectionHeader(kit, {x, y, w, 24}, view.T("drill.trail"),
                view.F("drill.events", {std::to_string(trail.size())}));
  y += 30;
  const auto rows = static_cast<size_t>(std::max(0.0f, (end - y) / 22));
  const size_t first = trail.size() > rows ? trail.size() - rows : 0;
  for (size_t i = first; i < trail.size(); ++i) {
    kit.TextAt(Type::kCap, Token::kDim, x, y + 11, TimeOfDay(trail[i].time));
    const std::string key = "action." + trail[i].action;
    const std::string& words = view.T(key);
    const float actor_w = view.layout.compact ? 0.0f : 60.0f;
    kit.Text(Type::kCap, Token::kText, {x + 64, y, w - 64 - actor_w, 22},
             words == key ? trail[i].action : words);
    if (actor_w > 0) {
      kit.Text(Type::kCap, Token::kDim, {x + w - actor_w, y, actor_w, 22}, trail[i].actor,
               Align::kRight);
    }
    y += 22;
  }
}

void DrawDetail(View& view, float y) {
  Kit& kit = view.kit;
  SupervisorDesk& desk = view.state.supervisor();
  const Rect& right = view.layout.right;
  const DecisionRow* row = desk.Chosen();
  if (row == nullptr) return;
  kit.Line(right.x + 12, y, right.Right() - 12, y, Token::kLine);
  SectionHeader(kit, {right.x + 20, y + 6, right.w - 40, 26}, view.T("drill.as_seen"),
                view.T("drill.recorded"));
  const bool compact = view.layout.compact;
  const float room = right.Bottom() - 90 - (y + 38);  // above the hash and the field below it
  const Rect frame{right.x + 12, y + 38, compact ? 168.0f : 316.0f,
                   compact ? std::max(200.0f, room) : 410.0f};
  kit.Fill(frame, Token::kStage);
  const cv::Mat& picture = desk.picture();
  if (!picture.empty()) {
    const float fit = std::min((frame.w - 16) / static_cast<float>(picture.cols),
                               (frame.h - 16) / static_cast<float>(picture.rows));
    const float pw = std::floor(static_cast<float>(picture.cols) * fit),
                ph = std::floor(static_cast<float>(picture.rows) * fit);
    const ImTextureID texture = view.pictures.Get("audit", desk.picture_serial(), picture);
    if (texture != nullptr) {
      kit.Picture(texture, {std::floor(frame.CentreX() - pw / 2),
                            std::floor(frame.CentreY() - ph / 2), pw, ph});
    }
    view.shown_serial = desk.picture_serial();
  } else if (!desk.picture_error().ok()) {
    kit.Text(Type::kBody, Token::kText, frame, ErrorWords(view, ReasonOf(desk.picture_error())),
             Align::kCentre);
  } else {
    kit.Text(Type::kBody, Token::kText, frame, view.T("stage.loading"), Align::kCentre);
  }
  const float x = frame.Right() + 14, w = right.Right() - 14 - x;
  DrawFactsOf(view, *row, x, frame.y, w);
  DrawTrail(view, x, frame.y + 190, w, frame.Bottom());
  const float py = frame.Bottom() + 12;
  kit.Text(Type::kCap, Token::kDim, {right.x + 20, py - 4, right.w - 40, 20},
           view.F("drill.hash", {row->photo_sha256.substr(0, 8)}));
  if (row->choice == Choice::kReject && py + 70 < right.Bottom()) {
    TextField(kit, {right.x + 12, py + 22, right.w - 24, 40}, "overturn.text",
              &desk.justification(), view.T("overturn.hint"));
  }
}

}  // namespace

void DrawSuperviseDrill(View& view) {
  view.kit.Fill(view.layout.right, Token::kPanel);
  if (!view.state.supervisor().loaded()) return;
  DrawDetail(view, DrawList(view));
}

void DrawSuperviseBottom(View& view) {
  Kit& kit = view.kit;
  SupervisorDesk& desk = view.state.supervisor();
  const Rect& bottom = view.layout.bottom;
  const Rect& right = view.layout.right;
  kit.Fill(bottom, Token::kWin);
  kit.Line(0, bottom.y, bottom.w, bottom.y, Token::kLine);
  Touch touch;
  float x = DrawKeyHint(kit, 16, bottom.CentreY(), {"hint.keys", "?", view.T("hint.keys"), false},
                        &touch);
  view.state.ShowKeys(view.state.keys_shown() || touch.held);
  x = std::max(x, view.layout.stage.x + 12);
  x = DrawKeyHint(kit, x, bottom.CentreY(), {"hint.bar", "Tab", view.T("keys.next_bar"), false});
  x = DrawKeyHint(kit, x, bottom.CentreY(),
                  {"hint.row", "\u2191 \u2193", view.T("keys.next_photo"), false});
  DrawKeyHint(kit, x, bottom.CentreY(), {"hint.back", "Esc", view.T("keys.back"), false});
  const desk::DecisionRow* row = desk.Chosen();
  const bool possible =
      row != nullptr && row->choice == Choice::kReject && row->staff != view.state.person().code;
  DecisionButtonData button{"key.overturn",          "Ctrl O", Icon::kNone,       Token::kHi,
                            view.T("overturn.word"), "",       ButtonState::kOff, false};
  if (row != nullptr && row->staff == view.state.person().code) {
    button.consequence = view.T("overturn.four_eyes");
  } else if (!possible) {
    button.consequence = view.T("overturn.only_rejections");
  } else if (desk.justification().empty()) {
    button.consequence = view.T("overturn.needs_words");
  } else {
    button.consequence = view.T("overturn.then");
    button.state = ButtonState::kReady;
  }
  if (DecisionButton(kit, {right.x + 12, bottom.y + 8, 260, bottom.h - 16}, button).clicked)
    desk.Overturn();
  if (desk.remark()) {
    kit.Text(Type::kCap, Token::kCaution, {right.x + 284, bottom.y, right.w - 296, bottom.h},
             view.W(*desk.remark()));
  }
}

}  // namespace zhaojian
