// SPDX-License-Identifier: Apache-2.0
#include "app/console/icons.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

constexpr float kPi = 3.14159265f;

/// Draws in a box of 16 x 16 units, origin top left.
struct Pen {
  ImDrawList* draw;
  ImVec2 centre;
  float unit;

  ImVec2 At(float x, float y) const {
    return {centre.x + (x - 8) * unit, centre.y + (y - 8) * unit};
  }
  void Line(float x0, float y0, float x1, float y1, float width, ImU32 colour) const {
    draw->AddLine(At(x0, y0), At(x1, y1), colour, width * unit);
  }
  void Triangle(float x0, float y0, float x1, float y1, float x2, float y2, ImU32 colour) const {
    draw->AddTriangleFilled(At(x0, y0), At(x1, y1), At(x2, y2), colour);
  }
  void Box(float x0, float y0, float x1, float y1, float round, ImU32 colour) const {
    draw->AddRectFilled(At(x0, y0), At(x1, y1), colour, round * unit);
  }
  void Ring(float x, float y, float radius, float width, ImU32 colour) const {
    draw->AddCircle(At(x, y), radius * unit, colour, 0, width * unit);
  }
  void Disc(float x, float y, float radius, ImU32 colour) const {
    draw->AddCircleFilled(At(x, y), radius * unit, colour);
  }
  /// Angles in turns of a circle, clockwise from the right.
  void Arc(float x, float y, float radius, float from, float to, float width, ImU32 colour) const {
    draw->PathArcTo(At(x, y), radius * unit, from * 2 * kPi, to * 2 * kPi, 24);
    draw->PathStroke(colour, 0, width * unit);
  }
};

void Fail(const Pen& pen, ImU32 colour, ImU32 ink) {
  pen.Box(1, 1, 15, 15, 3, colour);
  pen.Line(4.9f, 4.9f, 11.1f, 11.1f, 2.1f, ink);
  pen.Line(11.1f, 4.9f, 4.9f, 11.1f, 2.1f, ink);
}

void Caution(const Pen& pen, ImU32 colour, ImU32 ink) {
  pen.Triangle(8, 1.2f, 15.6f, 14.6f, 0.4f, 14.6f, colour);
  pen.Box(7, 6, 9, 10.2f, 0, ink);
  pen.Box(7, 11.2f, 9, 13.2f, 0, ink);
}

void NotAssessed(const Pen& pen, ImU32 colour) {
  pen.Ring(8, 8, 6.7f, 1.3f, colour);
  pen.draw->PathArcTo(pen.At(8, 6.6f), 2.0f * pen.unit, -kPi, 0.45f * kPi, 16);
  pen.draw->PathLineTo(pen.At(8, 9.7f));
  pen.draw->PathStroke(colour, 0, 1.5f * pen.unit);
  pen.Box(7.2f, 10.7f, 8.8f, 12.2f, 0, colour);
}

void Lock(const Pen& pen, ImU32 colour, bool open) {
  pen.Box(3, 7.2f, 13, 15, 1.5f, colour);
  const float lift = open ? -1.2f : 0;
  pen.Arc(8, 5.6f + lift, 3, 0.5f, 1.0f, 1.7f, colour);
  pen.Line(5, 5.4f + lift, 5, 7.6f, 1.7f, colour);
  if (!open) pen.Line(11, 5.4f, 11, 7.6f, 1.7f, colour);
}

void Undo(const Pen& pen, ImU32 colour) {
  pen.Arc(8.6f, 8.6f, 5, -0.40f, 0.35f, 1.8f, colour);
  pen.Triangle(1.2f, 2.6f, 7.4f, 4.2f, 2.8f, 8.8f, colour);
}

}  // namespace

void DrawIcon(ImDrawList* draw, Icon icon, ImVec2 centre, float size, ImU32 colour, ImU32 ink) {
  const Pen pen{draw, centre, size / 16};
  switch (icon) {
    case Icon::kFail:
      return Fail(pen, colour, ink);
    case Icon::kCaution:
      return Caution(pen, colour, ink);
    case Icon::kNotAssessed:
      return NotAssessed(pen, colour);
    case Icon::kOk:
      pen.Line(3, 8.2f, 6.6f, 11.8f, 1.8f, colour);
      return pen.Line(6.0f, 11.9f, 13, 4.4f, 1.8f, colour);
    case Icon::kLock:
      return Lock(pen, colour, false);
    case Icon::kSupervisorLock:
      return Lock(pen, colour, true);
    case Icon::kLimit:
      pen.Line(1, 8, 15, 8, 1.5f, colour);
      pen.Line(1.5f, 4.5f, 1.5f, 11.5f, 1.5f, colour);
      pen.Line(14.5f, 4.5f, 14.5f, 11.5f, 1.5f, colour);
      return pen.Box(8, 4, 11, 12, 1, colour);
    case Icon::kUndo:
      return Undo(pen, colour);
    case Icon::kEscalate:
      pen.Line(8, 14, 8, 5, 2.2f, colour);
      return pen.Triangle(8, 1.2f, 12.2f, 7, 3.8f, 7, colour);
    case Icon::kSkip:
      pen.Triangle(2.5f, 3, 10.5f, 8, 2.5f, 13, colour);
      return pen.Box(11.3f, 3, 13.5f, 13, 0, colour);
    case Icon::kLinkUp:
      return pen.Disc(8, 8, 4, colour);
    case Icon::kLinkWait:
      return pen.Arc(8, 8, 5, -0.05f, 0.6f, 1.8f, colour);
    case Icon::kLinkDown:
      pen.Ring(8, 8, 5, 1.6f, colour);
      return pen.Line(3, 13, 13, 3, 1.6f, colour);
    case Icon::kBreadcrumb:
      return pen.Triangle(5, 3.5f, 11, 8, 5, 12.5f, colour);
    case Icon::kDropdown:
      return pen.Triangle(3, 5.5f, 13, 5.5f, 8, 11, colour);
    case Icon::kWaiting:
      return pen.Ring(8, 8, 4.5f, 1.4f, colour);
    case Icon::kBrand:
      pen.Ring(8, 8, 6.4f, 2, colour);
      return pen.Arc(8, 8, 3.4f, 0.55f, 0.75f, 1.6f, colour);
    case Icon::kNone:
      return;
  }
}

void DrawPie(ImDrawList* draw, ImVec2 centre, float radius, float part, ImU32 colour) {
  draw->AddCircle(centre, radius, colour, 0, std::max(1.0f, radius * 0.16f));
  const float share = part < 0 ? 0 : part > 1 ? 1 : part;
  if (share <= 0) return;
  // A fan of more than half a circle is concave: draw it as two convex ones.
  const float from = -kPi / 2, end = from + share * 2 * kPi;
  for (float start = from; start < end; start += kPi) {
    draw->PathLineTo(centre);
    draw->PathArcTo(centre, radius, start, std::min(end, start + kPi), 24);
    draw->PathFillConvex(colour);
  }
}

}  // namespace zhaojian
