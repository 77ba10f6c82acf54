// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/console/view.h"
#include "app/desk/review_item.h"

namespace zhaojian {

/// How a picture lies on the screen: screen = origin + delivered * scale (logical px).
struct PhotoPlacement {
  Rect frame;
  /// Logical px per delivered px.
  float scale = 1;
  float origin_x = 0;
  float origin_y = 0;
  /// Delivered to screen.
  ImVec2 ToScreen(float x, float y) const { return {origin_x + x * scale, origin_y + y * scale}; }
  /// Screen to delivered.
  ImVec2 ToDelivered(float x, float y) const {
    return {(x - origin_x) / scale, (y - origin_y) / scale};
  }
};

/// Fits a picture of `delivered` pixels into a frame, or enlarges it around a delivered point.
/// @param zoom 0 = fill the frame; else logical px per delivered px, centred on (cx, cy) as far as
/// the picture reaches.
PhotoPlacement PlacePhoto(const Rect& frame, cv::Size delivered, float zoom, float cx, float cy);

/// Draws a picture with a placement, clipped to its frame.
void DrawPicture(Kit& kit, ImTextureID texture, const PhotoPlacement& placement,
                 cv::Size delivered);

/// Bands as veils, brackets and labels in the gutters, stubs of what was measured: nothing crosses
/// the face.
void DrawGuides(View& view, const PhotoPlacement& placement, const desk::ReviewItem& item);

/// Small white points of the landmarks that the measures used.
void DrawLandmarks(Kit& kit, const PhotoPlacement& placement, const desk::ReviewItem& item);

/// A measure's evidence in the colour of its verdict (white when it passes), the tilt with gaps at
/// the eyes; a problem's ends in the verdict's shape and its value in a chip.
/// @param labels whether the evidence is named, when it is explained.
void DrawProblem(View& view, const PhotoPlacement& placement, const desk::ReviewItem& item,
                 const desk::CheckLine& line, bool labels);

/// A region on the photo: 2 px white on 4 px black.
void DrawRegionBox(Kit& kit, const Rect& box);

/// The regions that the reviewer marked for the retoucher, each with its numbered pin beside it:
/// the number is the note's place in the work order.
/// @param placement of the delivered picture on the retouch stage.
void DrawNotePins(View& view, const PhotoPlacement& placement);

}  // namespace zhaojian
