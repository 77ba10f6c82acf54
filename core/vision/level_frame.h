// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// A window of the face, in units of the distance of the outer eye corners (landmarks 33 and 263),
/// measured from their middle along and across the line that joins them.
struct LevelWindow {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
  /// Pixels per unit.
  float unit = 0;
};

/// Head and shoulders: hair to chest, 320 x 384 pixels.
inline constexpr LevelWindow kHeadWindow = {-2.0f, -2.0625f, 2.0f, 2.7375f, 80.0f};
/// Eyes with their lenses and the temples of spectacles, 336 x 192 pixels.
inline constexpr LevelWindow kEyeWindow = {-1.05f, -0.45f, 1.05f, 0.75f, 160.0f};

/// A photo turned and scaled so that the eyes are level, their middle lies at a fixed place and
/// their distance is fixed: what is measured in it means the same for every photo. For measuring
/// only; the photo itself is never turned.
struct LevelFrame {
  LevelWindow window;
  /// CV_8UC3 BGR.
  cv::Mat bgr;
  /// CV_8U, 255 where the photo has pixels and 0 beyond its edges.
  cv::Mat inside;
  /// CV_8U, 255 where the person mask is at least one half, inside the photo.
  cv::Mat person;
  /// 478 landmarks in frame pixels.
  std::vector<cv::Point2f> points;
  /// Distance of the outer eye corners in decoded pixels: the detail there is.
  float source_unit = 0;
  /// Affine map from frame pixels to upright source pixels.
  cv::Matx23f to_source;

  /// Frame pixel to upright source pixel.
  cv::Point2f ToSource(const cv::Point2f& p) const;
  /// Frame position of a point given in units from the middle of the eyes.
  cv::Point2f At(float x, float y) const;
  /// The middle of two landmarks, frame pixels.
  cv::Point2f Middle(size_t a, size_t b) const;
};

/// Cuts a window. Empty without 478 landmarks, without pixels, or when the eyes are closer together
/// than a pixel.
std::optional<LevelFrame> LevelFace(const Photo& photo, const Analysis& analysis,
                                    const LevelWindow& window);

}  // namespace zhaojian
