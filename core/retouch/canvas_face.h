// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "core/vision/analysis.h"

namespace zhaojian {

/// Fields of the low-frequency tools are made on a quarter of the canvas, 240 x 320.
inline constexpr int kFieldFactor = 4;

/// The face as the canvas operations see it.
struct CanvasFace {
  /// 478 landmarks, canvas pixels.
  std::vector<cv::Point2f> points;
  /// Distance between the contour's ends at ear height (landmarks 234 and 454), canvas pixels.
  double width = 0;

  /// A landmark of the field's grid: field pixel k covers canvas pixels [4k, 4k + 4).
  cv::Point2f OnField(int index) const {
    return points[static_cast<size_t>(index)] * (1.0f / kFieldFactor);
  }
  double FieldWidth() const { return width / kFieldFactor; }
};

/// Landmarks through an affine map from upright source pixels to canvas pixels. Empty without
/// landmarks.
std::optional<CanvasFace> FaceOnCanvas(const Analysis& analysis, const cv::Matx23d& to_canvas);

/// Skin of the face without brows, eyes, nostrils and mouth, 1 inside, feathered over 2 % of the
/// face's width, on the field. @param field size of the field. @return CV_32FC1 in [0, 1].
cv::Mat FaceSkin(const CanvasFace& face, const cv::Size& field);

/// The hull of the landmarks, CV_8UC1 0 or 255, on the field.
cv::Mat FaceHull(const CanvasFace& face, const cv::Size& field);

}  // namespace zhaojian
