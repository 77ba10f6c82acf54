// SPDX-License-Identifier: Apache-2.0
#include "app/desk/crop_handles.h"

#include <algorithm>
#include <cmath>

namespace zhaojian::desk {
namespace {

Band BandOf(const Profile& profile, const std::string& id) {
  const auto it = profile.limits.find(id);
  return it == profile.limits.end() ? Band{} : it->second.band;
}

bool Inside(const Band& band, double value) {
  // Half a thousandth of a pixel: what remains of a snap to the edge in floating point.
  constexpr double kSlack = 5e-4;
  return (!band.low || value >= *band.low - kSlack) && (!band.high || value <= *band.high + kSlack);
}

/// How far a value must move to enter its band; 0 inside.
double Pull(const Band& band, double value) {
  if (band.low && value < *band.low) return *band.low - value;
  if (band.high && value > *band.high) return *band.high - value;
  return 0;
}

}  // namespace

CropReading ReadCrop(const Crop& crop, const HeadGeometry& head, const Profile& profile) {
  CropReading reading;
  reading.hair_top = (head.hair_top_y - crop.y) * crop.scale;
  reading.eye_line = (head.eye_mid.y - crop.y) * crop.scale;
  reading.face_width = (head.face_right_x - head.face_left_x) * crop.scale;
  reading.centre = (head.eye_mid.x - crop.x) * crop.scale - profile.size.width / 2.0;
  reading.hair_top_ok = Inside(BandOf(profile, "geometry.hair_top"), reading.hair_top);
  reading.eye_line_ok = Inside(BandOf(profile, "geometry.eye_line"), reading.eye_line);
  reading.face_width_ok = Inside(BandOf(profile, "geometry.face_width"), reading.face_width);
  reading.centre_ok = Inside(BandOf(profile, "geometry.centre"), reading.centre);
  reading.scale_free = crop.scale <= profile.scale_warn;
  reading.scale_allowed = crop.scale <= profile.scale_block;
  return reading;
}

Crop MoveCrop(const Crop& crop, double dx, double dy) {
  return {crop.scale, crop.x - dx / crop.scale, crop.y - dy / crop.scale};
}

Crop ScaleCrop(const Crop& crop, double factor, double anchor_x, double anchor_y) {
  const double scale = crop.scale * factor;
  // The source point under the anchor stays under it.
  return {scale, crop.x + anchor_x / crop.scale - anchor_x / scale,
          crop.y + anchor_y / crop.scale - anchor_y / scale};
}

Crop SnapCrop(const Crop& crop, const HeadGeometry& head, const Profile& profile, double reach) {
  Crop out = crop;
  const double anchor_x = (head.eye_mid.x - out.x) * out.scale;
  const double anchor_y = (head.eye_mid.y - out.y) * out.scale;
  CropReading reading = ReadCrop(out, head, profile);
  const double width_pull = Pull(BandOf(profile, "geometry.face_width"), reading.face_width);
  if (width_pull != 0 && std::abs(width_pull) <= reach && reading.face_width > 0) {
    out =
        ScaleCrop(out, (reading.face_width + width_pull) / reading.face_width, anchor_x, anchor_y);
    reading = ReadCrop(out, head, profile);
  }
  if (out.scale > profile.scale_block && out.scale <= profile.scale_block * 1.05) {
    out = ScaleCrop(out, profile.scale_block / out.scale, anchor_x, anchor_y);
    reading = ReadCrop(out, head, profile);
  }
  const double across = Pull(BandOf(profile, "geometry.centre"), reading.centre);
  if (std::abs(across) <= reach) out = MoveCrop(out, across, 0);
  const double eyes = Pull(BandOf(profile, "geometry.eye_line"), reading.eye_line);
  const double hair = Pull(BandOf(profile, "geometry.hair_top"), reading.hair_top);
  // One shift has to serve both; where they pull apart, neither is followed.
  if (eyes * hair >= 0) {
    const double down = std::abs(eyes) > std::abs(hair) ? eyes : hair;
    if (std::abs(down) <= reach) out = MoveCrop(out, 0, down);
  }
  return out;
}

}  // namespace zhaojian::desk
