// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/compliance/crop_plan.h"
#include "core/compliance/profile.h"

namespace zhaojian::desk {

/// A crop as the recipe keeps it: delivered = (source - (x, y)) * scale.
struct Crop {
  double scale = 0;
  double x = 0;
  double y = 0;
};

/// Where a head lands under a crop, in delivered pixels, and whether the bands are met.
struct CropReading {
  double hair_top = 0;
  double eye_line = 0;
  double face_width = 0;
  /// Distance of the eyes' mid-point from the picture's middle, + = to the right.
  double centre = 0;
  bool hair_top_ok = false, eye_line_ok = false, face_width_ok = false, centre_ok = false;
  /// Scale is inside the free range / inside the warned range of the profile.
  bool scale_free = false, scale_allowed = false;
  bool AllOk() const {
    return hair_top_ok && eye_line_ok && face_width_ok && centre_ok && scale_allowed;
  }
};

/// Reads a crop against the profile's bands (measure ids geometry.hair_top, eye_line, face_width,
/// centre).
CropReading ReadCrop(const Crop& crop, const HeadGeometry& head, const Profile& profile);

/// Shifts the picture by delivered pixels (the content moves with the hand).
Crop MoveCrop(const Crop& crop, double dx, double dy);

/// Scales about a point of the delivered picture, which keeps its place.
Crop ScaleCrop(const Crop& crop, double factor, double anchor_x, double anchor_y);

/// Pulls a crop whose bands are missed by at most `reach` delivered pixels to the nearest edge
/// inside; one that is farther off stays where the hand left it, and its reading says so.
Crop SnapCrop(const Crop& crop, const HeadGeometry& head, const Profile& profile, double reach);

}  // namespace zhaojian::desk
