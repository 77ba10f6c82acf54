// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <imgui.h>

namespace zhaojian {

/// Signs of the console; each is drawn in a square box, no icon font.
enum class Icon {
  kFail,            ///< Filled square with a cross.
  kCaution,         ///< Filled triangle with an exclamation mark.
  kNotAssessed,     ///< Ring with a question mark.
  kOk,              ///< Tick.
  kLock,            ///< Closed lock.
  kSupervisorLock,  ///< Lock with an open shackle.
  kLimit,           ///< Track, two end ticks, knob.
  kUndo,            ///< Three quarters of an arc with a head.
  kEscalate,        ///< Arrow up.
  kSkip,            ///< Triangle and bar.
  kLinkUp,          ///< Disc: connected.
  kLinkWait,        ///< Arc: connecting.
  kLinkDown,        ///< Ring with a slash.
  kBreadcrumb,      ///< Small triangle to the right.
  kDropdown,        ///< Small triangle down.
  kWaiting,         ///< Open ring of a pending entry.
  kBrand,           ///< Ring with a highlight: the product's sign.
  kNone
};

/// Draws a sign.
/// @param centre in pixels. @param size side of the box in pixels (16 logical px by default).
/// @param colour of the plate or stroke. @param ink colour of the sign on a filled plate.
void DrawIcon(ImDrawList* draw, Icon icon, ImVec2 centre, float size, ImU32 colour, ImU32 ink);

/// Draws a pie in a ring: how much of something is left.
/// @param part 0..1, clockwise from the top.
void DrawPie(ImDrawList* draw, ImVec2 centre, float radius, float part, ImU32 colour);

}  // namespace zhaojian
