// SPDX-License-Identifier: Apache-2.0
#include "app/console/theme.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

constexpr uint32_t kRgb[] = {0x141414, 0x1C1C1C, 0x262626, 0x3D3D3D, 0x343434, 0x6E6E6E, 0x707070,
                             0x808080, 0xF4F4F4, 0xD6D6D6, 0xA8A8A8, 0x8C8C8C, 0xA9B8FF, 0x2B3152,
                             0xFF8F6B, 0xF5C84B, 0xC9C9C9, 0x8CC9B5, 0x101010, 0x0F0F0F};
static_assert(sizeof kRgb / sizeof kRgb[0] == static_cast<size_t>(Token::kCount));

double Linear(uint32_t channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double Luminance(uint32_t rgb) {
  return 0.2126 * Linear(rgb >> 16 & 255) + 0.7152 * Linear(rgb >> 8 & 255) +
         0.0722 * Linear(rgb & 255);
}

ImVec4 Colour4(Token token, float alpha = 1.0f) {
  return ImGui::ColorConvertU32ToFloat4(ColourOf(token, alpha));
}

}  // namespace

uint32_t RgbOf(Token token) { return kRgb[static_cast<size_t>(token)]; }

ImU32 ColourOf(Token token, float alpha) {
  const uint32_t rgb = RgbOf(token);
  const auto a = static_cast<uint32_t>(std::lround(255.0f * (alpha < 0   ? 0
                                                             : alpha > 1 ? 1
                                                                         : alpha)));
  return IM_COL32(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, a);
}

double ContrastRatio(uint32_t rgb_a, uint32_t rgb_b) {
  const double a = Luminance(rgb_a), b = Luminance(rgb_b);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

void ApplyStyle(float scale) {
  ImGuiStyle style;
  style.WindowRounding = style.ChildRounding = 0;
  style.FrameRounding = style.PopupRounding = metric::kRoundChip;
  style.WindowPadding = style.FramePadding = ImVec2(8, 6);
  style.WindowBorderSize = 0;
  style.FrameBorderSize = style.PopupBorderSize = 1;
  ImVec4* c = style.Colors;
  c[ImGuiCol_Text] = Colour4(Token::kHi);
  c[ImGuiCol_TextDisabled] = Colour4(Token::kDim);
  c[ImGuiCol_WindowBg] = Colour4(Token::kPanel);
  c[ImGuiCol_PopupBg] = Colour4(Token::kRaised);
  c[ImGuiCol_Border] = Colour4(Token::kEdge);
  c[ImGuiCol_FrameBg] = c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_FrameBgActive] =
      Colour4(Token::kWin);
  c[ImGuiCol_TextSelectedBg] = Colour4(Token::kAccent, 0.35f);
  c[ImGuiCol_Header] = c[ImGuiCol_HeaderActive] = c[ImGuiCol_HeaderHovered] =
      Colour4(Token::kAccentBg);
  c[ImGuiCol_NavHighlight] = Colour4(Token::kAccent);
  style.ScaleAllSizes(scale);
  ImGui::GetStyle() = style;
}

}  // namespace zhaojian
