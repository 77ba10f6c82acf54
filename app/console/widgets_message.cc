// SPDX-License-Identifier: Apache-2.0
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "app/console/widgets.h"

namespace zhaojian {
namespace {

// Distances below are read off the visual target at 100 %.
constexpr float kBannerText = 56;
constexpr float kThumbWidth = 39, kThumbHeight = 52;

Token TokenOf(BannerKind kind) {
  return kind == BannerKind::kInfo      ? Token::kAccent
         : kind == BannerKind::kCaution ? Token::kCaution
                                        : Token::kFail;
}

void DrawField(Kit& kit, const Rect& rect, bool active) {
  kit.Fill(rect, Token::kWin, metric::kRoundChip);
  kit.Outline(rect, active ? Token::kAccent : Token::kEdge, active ? metric::kLineChosen : 1,
              metric::kRoundChip);
}

}  // namespace

int Banner(Kit& kit, const Rect& rect, const BannerData& data) {
  const Token token = TokenOf(data.kind);
  kit.Fill(rect, Token::kWin);
  kit.Outline(rect, Token::kLine);
  kit.Fill({rect.x, rect.y, metric::kStripe, rect.h}, token);
  const Icon icon = data.icon != Icon::kNone            ? data.icon
                    : data.kind == BannerKind::kFail    ? Icon::kFail
                    : data.kind == BannerKind::kCaution ? Icon::kCaution
                                                        : Icon::kNone;
  const bool plate = icon == Icon::kFail || icon == Icon::kCaution;
  kit.Sign(icon, rect.x + 30, rect.y + 26, plate ? token : Token::kHi, plate ? 24 : 20);
  const float room = rect.Right() - 16 - rect.x - kBannerText;
  kit.Text(Type::kStrong, Token::kHi, {rect.x + kBannerText, rect.y + 12, room, 28}, data.title);
  float y = rect.y + 44;
  for (const std::string& line : data.lines) {
    kit.Text(Type::kCap, Token::kText, {rect.x + kBannerText, y, room, 22}, line);
    y += 22;
  }
  int clicked = -1;
  float x = rect.x + kBannerText;
  for (size_t i = 0; i < data.keys.size(); ++i) {
    Touch touch;
    KeyHint hint = data.keys[i];
    hint.id = data.id + "." + hint.id;
    x = DrawKeyHint(kit, x, rect.Bottom() - 24, hint, &touch);
    if (touch.clicked && !hint.off) clicked = static_cast<int>(i);
  }
  kit.Area(data.id, rect, data.title);  // after the keys, which come first in line for a click
  if (data.countdown >= 0) {
    const float width = rect.w * std::min(1.0f, data.countdown);
    kit.Fill({rect.x, rect.Bottom() - 3, width, 3}, Token::kAccent);
  }
  return clicked;
}

Touch UndoRow(Kit& kit, const Rect& rect, const UndoRowData& data) {
  const Touch touch = kit.Area(data.id, rect, data.tail + " " + data.verdict);
  const bool running = data.state == UndoState::kRunning;
  const bool undone = data.state == UndoState::kUndone;
  if (running) kit.Fill(rect, Token::kRaised, metric::kRoundChip);
  if (undone) kit.Outline(rect, Token::kAccent, metric::kLineChosen, metric::kRoundChip);
  const float faded = data.state == UndoState::kEffective ? 0.55f : 1.0f;
  kit.Picture(data.thumb, {rect.x + 6, rect.y + 5, kThumbWidth, kThumbHeight}, {0, 0}, {1, 1},
              faded);
  const float text = rect.x + 54, right = rect.Right() - 8;
  const Token token = running || undone ? Token::kText : Token::kDim;
  kit.Text(Type::kCap, token, {text, rect.y + 8, right - text - 34, 22}, data.tail);
  if (running) {
    kit.Text(Type::kCapBold, Token::kHi, {text, rect.y + 8, right - text, 22}, data.seconds,
             Align::kRight);
  }
  kit.Sign(data.icon, text + 8, rect.y + 43, running ? data.icon_token : Token::kDim, 14);
  kit.Text(running ? Type::kCapBold : Type::kCap, running || undone ? Token::kHi : token,
           {text + 21, rect.y + 32, right - text - 21, 22}, data.verdict);
  if (running) {
    const float left = std::clamp(data.left, 0.0f, 1.0f);
    kit.Fill({rect.x, rect.Bottom() - 3, rect.w, 3}, Token::kEdge, 0, 0.6f);
    if (left > 0) kit.Fill({rect.x, rect.Bottom() - 3, rect.w * left, 3}, Token::kAccent);
  }
  return touch;
}

bool TextField(Kit& kit, const Rect& rect, const std::string& id, std::string* text,
               const std::string& hint, bool focus, bool* entered) {
  kit.probe().Add(id, rect, *text);
  const ImVec2 at = kit.At(rect.x, rect.y);
  ImFont* font = kit.fonts().Get(Type::kBody);
  ImGui::SetCursorScreenPos(at);
  ImGui::PushFont(font);
  const float padding = std::max(0.0f, (kit.Px(rect.h) - font->FontSize) / 2);
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(kit.Px(8), padding));
  ImGui::SetNextItemWidth(kit.Px(rect.w));
  if (focus) ImGui::SetKeyboardFocusHere();
  const std::string before = *text;
  const bool enter = ImGui::InputTextWithHint(("###" + id).c_str(), hint.c_str(), text,
                                              ImGuiInputTextFlags_EnterReturnsTrue);
  const bool active = ImGui::IsItemActive();
  ImGui::PopStyleVar();
  ImGui::PopFont();
  if (active) kit.Outline(rect, Token::kAccent, metric::kLineChosen, metric::kRoundChip);
  if (entered != nullptr) *entered = enter;
  return *text != before;
}

void SearchBox(Kit& kit, const Rect& rect, const std::string& id, const std::string& key,
               const std::string& text, const std::string& hint, bool active) {
  kit.probe().Add(id, rect, text);
  DrawField(kit, rect, active);
  const float plate = KeyPlate(kit, rect.x + 8, rect.CentreY(), key, false, 22);
  const float x = rect.x + 8 + plate + 10;
  const float width = kit.TextAt(Type::kBodyBold, Token::kHi, x, rect.CentreY(), text);
  if (active) {
    kit.Line(x + width + 2, rect.CentreY() - 9, x + width + 2, rect.CentreY() + 9, Token::kAccent,
             1.5f);
  }
  kit.Text(Type::kCap, Token::kDim,
           {x + width + 16, rect.y, rect.Right() - 10 - x - width - 16, rect.h}, hint,
           Align::kRight);
}

Touch ChoiceBox(Kit& kit, const Rect& rect, const std::string& id, const std::string& value) {
  const Touch touch = kit.Area(id, rect, value);
  DrawField(kit, rect, touch.held);
  kit.Text(Type::kBody, Token::kHi, {rect.x + 8, rect.y, rect.w - 34, rect.h}, value);
  kit.Sign(Icon::kDropdown, rect.Right() - 14, rect.CentreY(), Token::kDim, 12);
  return touch;
}

}  // namespace zhaojian
