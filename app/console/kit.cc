// SPDX-License-Identifier: Apache-2.0
#include "app/console/kit.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace zhaojian {
namespace {

constexpr ImGuiWindowFlags kLayerFlags =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse;

void OpenLayer(const char* name, ImVec2 position, ImVec2 size, ImGuiWindowFlags flags) {
  ImGui::SetNextWindowPos(position);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::Begin(name, nullptr, flags);
  ImGui::PopStyleVar(2);
}

}  // namespace

void UiProbe::Clear() {
  rects_.clear();
  texts_.clear();
  duplicates_ = 0;
}

void UiProbe::Add(const std::string& id, const Rect& rect, const std::string& text) {
  if (!rects_.emplace(id, rect).second) ++duplicates_;
  if (!text.empty()) texts_[id] = text;
}

const Rect* UiProbe::Find(const std::string& id) const {
  const auto found = rects_.find(id);
  return found == rects_.end() ? nullptr : &found->second;
}

std::string UiProbe::TextOf(const std::string& id) const {
  const auto found = texts_.find(id);
  return found == texts_.end() ? std::string() : found->second;
}

Kit::Kit(const FontSet& fonts) : fonts_(fonts), scale_(fonts.scale) {}

void Kit::Begin() {
  probe_.Clear();
  OpenLayer("###zhaojian", {0, 0}, ImGui::GetIO().DisplaySize,
            kLayerFlags | ImGuiWindowFlags_NoBringToFrontOnFocus);
  draw_ = ImGui::GetWindowDrawList();
}

void Kit::End() {
  ImGui::End();
  draw_ = nullptr;
}

void Kit::BeginLayer(const std::string& id, const Rect& rect) {
  const ImVec2 from = At(rect.x, rect.y), to = At(rect.Right(), rect.Bottom());
  OpenLayer(("###layer." + id).c_str(), from, {to.x - from.x, to.y - from.y},
            kLayerFlags | ImGuiWindowFlags_NoFocusOnAppearing);
  draw_ = ImGui::GetWindowDrawList();
}

void Kit::EndLayer() {
  ImGui::End();
  draw_ = ImGui::GetWindowDrawList();
}

void Kit::PushClip(const Rect& rect) {
  draw_->PushClipRect(At(rect.x, rect.y), At(rect.Right(), rect.Bottom()), true);
}

void Kit::PopClip() { draw_->PopClipRect(); }

float Kit::Width() const { return ImGui::GetIO().DisplaySize.x / scale_; }
float Kit::Height() const { return ImGui::GetIO().DisplaySize.y / scale_; }

float Kit::Px(float logical) const {
  if (logical == 0) return 0;
  return std::max(1.0f, std::round(logical * scale_));
}

ImVec2 Kit::At(float x, float y) const { return {std::round(x * scale_), std::round(y * scale_)}; }

void Kit::Fill(const Rect& rect, Token token, float round, float alpha) {
  draw_->AddRectFilled(At(rect.x, rect.y), At(rect.Right(), rect.Bottom()), ColourOf(token, alpha),
                       Px(round));
}

void Kit::FillRgb(const Rect& rect, uint32_t rgb, float alpha) {
  draw_->AddRectFilled(
      At(rect.x, rect.y), At(rect.Right(), rect.Bottom()),
      IM_COL32(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, std::lround(alpha * 255)));
}

void Kit::Outline(const Rect& rect, Token token, float width, float round, float alpha) {
  // ImGui centres a stroke on its path (and shifts a rectangle by half a pixel itself).
  const float thick = std::max(1.0f, width * scale_), shift = (thick - 1) / 2;
  const ImVec2 from = At(rect.x, rect.y), to = At(rect.Right(), rect.Bottom());
  draw_->AddRect({from.x + shift, from.y + shift}, {to.x - shift, to.y - shift},
                 ColourOf(token, alpha), Px(round), 0, thick);
}

void Kit::Line(float x0, float y0, float x1, float y1, Token token, float width, float alpha) {
  const float thick = std::max(1.0f, width * scale_);
  ImVec2 a = At(x0, y0), b = At(x1, y1);
  if (a.x == b.x || a.y == b.y) {  // a filled rectangle has no soft edge
    const float whole = std::round(thick), back = std::floor(whole / 2);
    if (a.x > b.x || a.y > b.y) std::swap(a, b);
    if (a.y == b.y) {
      draw_->AddRectFilled({a.x, a.y - back}, {b.x, a.y - back + whole}, ColourOf(token, alpha));
    } else {
      draw_->AddRectFilled({a.x - back, a.y}, {a.x - back + whole, b.y}, ColourOf(token, alpha));
    }
    return;
  }
  draw_->AddLine(a, b, ColourOf(token, alpha), thick);
}

void Kit::Dashed(float x0, float y0, float x1, float y1, Token token, float width, float on,
                 float off, float alpha) {
  const float length = std::hypot(x1 - x0, y1 - y0);
  if (length <= 0 || on + off <= 0) return;
  const float ux = (x1 - x0) / length, uy = (y1 - y0) / length;
  for (float at = 0; at < length; at += on + off) {
    const float end = std::min(length, at + on);
    Line(x0 + ux * at, y0 + uy * at, x0 + ux * end, y0 + uy * end, token, width, alpha);
  }
}

void Kit::OverlayLine(float x0, float y0, float x1, float y1, float width) {
  const ImVec2 a(x0 * scale_, y0 * scale_), b(x1 * scale_, y1 * scale_);
  draw_->AddLine(a, b, IM_COL32(0, 0, 0, 77), 3 * scale_);
  draw_->AddLine(a, b, IM_COL32(255, 255, 255, 235), width * scale_);
}

void Kit::Sign(Icon icon, float cx, float cy, Token token, float size) {
  DrawIcon(draw_, icon, At(cx, cy), size * scale_, ColourOf(token), ColourOf(Token::kInk));
}

void Kit::Picture(ImTextureID texture, const Rect& rect, ImVec2 uv0, ImVec2 uv1, float alpha) {
  if (texture == nullptr) return;
  draw_->AddImage(texture, At(rect.x, rect.y), At(rect.Right(), rect.Bottom()), uv0, uv1,
                  IM_COL32(255, 255, 255, std::lround(alpha * 255)));
}

Touch Kit::Area(const std::string& id, const Rect& rect, const std::string& words) {
  probe_.Add(id, rect, words);
  const ImVec2 from = At(rect.x, rect.y), to = At(rect.Right(), rect.Bottom());
  ImGui::SetCursorScreenPos(from);
  Touch touch;
  touch.clicked = ImGui::InvisibleButton(
      ("###" + id).c_str(), {std::max(1.0f, to.x - from.x), std::max(1.0f, to.y - from.y)});
  touch.hovered = ImGui::IsItemHovered();
  touch.held = ImGui::IsItemActive();
  touch.pressed = ImGui::IsItemActivated();
  touch.released = ImGui::IsItemDeactivated();
  touch.double_clicked = touch.hovered && ImGui::IsMouseDoubleClicked(0);
  touch.mouse_x = ImGui::GetIO().MousePos.x / scale_;
  touch.mouse_y = ImGui::GetIO().MousePos.y / scale_;
  return touch;
}

}  // namespace zhaojian
