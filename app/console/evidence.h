// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/console/kit.h"
#include "app/console/widgets_check.h"
#include "app/desk/review_item.h"

namespace zhaojian {

/// How the coordinates of evidence lie on the screen: screen = origin + point * scale, logical px.
struct EvidencePlace {
  float origin_x = 0;
  float origin_y = 0;
  float scale = 1;
  /// Half the length of a horizontal or vertical line through its point, logical px.
  float reach = 60;
  ImVec2 At(const cv::Point2f& point) const {
    return {origin_x + point.x * scale, origin_y + point.y * scale};
  }
};

/// Colour of a measure's evidence: that of its verdict, white for one that passes (only a problem
/// may bring a hue to the photo).
Token EvidenceToken(Sign sign);

/// A line in a colour on a black one, 3 px on 7.
void StrokeOnPhoto(Kit& kit, ImVec2 a, ImVec2 b, Token token);

/// The verdict's shape at the end of a line.
void DrawEndShape(Kit& kit, ImVec2 at, Sign sign);

/// One piece of evidence: line, outline, box, point or a stub of a horizontal or vertical.
void DrawEvidence(Kit& kit, const EvidencePlace& place, const desk::Overlay& overlay, Sign sign);

/// A short label on an ink chip beside a point.
void DrawEvidenceLabel(Kit& kit, ImVec2 at, const std::string& words);

}  // namespace zhaojian
