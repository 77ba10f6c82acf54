// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>

#include "core/compliance/profile.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// Head measurements of one face, upright source pixels.
struct HeadGeometry {
  /// First row from the top where the person mask is wide enough inside the head column.
  double hair_top_y = 0;
  /// Mid-point of the two iris centres.
  cv::Point2f eye_mid;
  /// Chin landmark.
  cv::Point2f chin;
  /// Widest horizontal extent of the face contour at or below eye level, ears excluded.
  double face_left_x = 0;
  double face_right_x = 0;
  /// True when the mask reaches the top row: the hair may be cut.
  bool touches_top = false;
  /// True when the body below the chin reaches the source's left or right edge: padding on that
  /// side would show a straight cut, so the plan avoids it where another plan exists.
  bool body_reaches_left = false;
  bool body_reaches_right = false;
};

/// A uniform crop: delivered = (source - offset) * scale.
struct CropPlan {
  /// Delivered pixels per upright source pixel.
  double scale = 0;
  /// Upright source position of the delivered picture's top-left corner (may be negative at the
  /// sides and above, where the background is continued; never below the body).
  cv::Point2d offset;
  /// Values in delivered pixels that the plan leads to.
  double hair_top = 0;
  double eye_line = 0;
  double face_width = 0;
  double centre = 0;
  /// True when every geometry band of the profile is met and no limit of scale is crossed.
  bool feasible = false;
  /// Reason code of the first limit that cannot be met (GEO-01...GEO-07, FILE-02); empty when
  /// feasible.
  std::string reason;
  /// Delivered rows below the end of the source. When no plan is feasible because of them (GEO-07),
  /// this is the least number that any plan within the other limits leaves.
  double missing_rows = 0;
  /// True when half a delivered row or more is missing: GEO-07.
  bool ends_above_bottom = false;
};

/// Measures the head. Needs landmarks and the person mask; empty without landmarks.
std::optional<HeadGeometry> MeasureHead(const Analysis& analysis);

/// Solves one scale and offset that meets hair top, eye line, face width and centring together,
/// nearest to the profile's targets (reference: photo standard §1.2). Always returns the best plan
/// found; look at `feasible`.
CropPlan PlanCrop(const HeadGeometry& head, const cv::Size& source_size, const Profile& profile);

}  // namespace zhaojian
