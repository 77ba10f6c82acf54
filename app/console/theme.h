// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <imgui.h>

#include <cstdint>

namespace zhaojian {

/// Colours of the console by use, never by hue. The values are those of the visual target.
enum class Token {
  kWin,          ///< Top and bottom bar, inputs.
  kPanel,        ///< Side panels, chart frames.
  kRaised,       ///< Cards, chips, buttons.
  kStage,        ///< Surround of the photo.
  kLine,         ///< Dividers.
  kEdge,         ///< Outlines of controls.
  kBand,         ///< Allowed zone of a band bar.
  kHair,         ///< Rest of a band bar.
  kHi,           ///< Values, titles, what is active.
  kText,         ///< Body.
  kDim,          ///< Captions, limits.
  kOff,          ///< Disabled words; never on the stage or on the accent.
  kAccent,       ///< Focus, chosen, countdown.
  kAccentBg,     ///< Fill behind kHi where something is chosen.
  kFail,         ///< Square with a cross.
  kCaution,      ///< Triangle with an exclamation mark.
  kNotAssessed,  ///< Hollow circle with a question mark.
  kOk,           ///< Tick without a plate.
  kInk,          ///< Signs on verdict plates, chips on the photo.
  kKeyPlate,     ///< Fill of a key plate.
  kCount
};

/// 0xRRGGBB of a token.
uint32_t RgbOf(Token token);

/// The token as ImGui packs colours. @param alpha 0..1.
ImU32 ColourOf(Token token, float alpha = 1.0f);

/// WCAG 2 contrast ratio of two 0xRRGGBB colours, 1..21 (relative luminance of linear sRGB plus
/// 0.05).
double ContrastRatio(uint32_t rgb_a, uint32_t rgb_b);

/// Surrounds the retoucher may choose, 0xRRGGBB, darkest first.
inline constexpr uint32_t kSurrounds[] = {0x1C1C1C, 0x3D3D3D, 0x777777, 0xEBEBEB};

/// Spacing, rounding and line widths in logical pixels (1 = one pixel at 100 %).
namespace metric {
inline constexpr float kRoundPlate = 3, kRoundChip = 4, kRoundCard = 6;
inline constexpr float kLineDivider = 1, kLineChosen = 1.5f, kLineArmed = 2, kStripe = 4;
inline constexpr float kDenseRow = 22, kChip = 36, kButton = 56;
inline constexpr float kFailCard = 128, kCautionCard = 60, kNotAssessedCard = 52;
}  // namespace metric

/// Puts the tokens into ImGui's own style (used by text fields and tool tips) and scales it.
/// @param scale interface scale, 1 = 100 %.
void ApplyStyle(float scale);

}  // namespace zhaojian
