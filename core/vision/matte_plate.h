// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>

#include "core/vision/matte_canvas.h"

namespace zhaojian::matte {

/// A wall as a quadratic of position, one per channel, fitted so that whatever does not belong to
/// the wall is outvoted.
struct WallModel {
  /// Coefficients of 1, u, v, u^2, uv, v^2 with u, v in [-1, 1] over the canvas; colours in [0, 1].
  std::array<cv::Vec3f, 6> coefficients{};
  /// Share of the visible background that the model, or a shadow on it, explains; 0 when none is
  /// visible.
  float plain = 0;
};

/// Fits the wall on an eighth of the canvas (iteratively re-weighted least squares, Geman-McClure).
/// Takes a few ms.
WallModel FitWall(const Canvas& canvas);

/// The wall as an image.
cv::Mat3f PaintWall(const WallModel& wall, cv::Size size);

/// True when `colour` is the wall darkened (or barely lightened) without a change of hue.
/// @param low,high limits of the brightness factor; @param tolerance largest distance in [0, 1]
/// units.
inline bool ShadowOf(const cv::Vec3f& wall, const cv::Vec3f& colour, float low, float high,
                     float tolerance) {
  const float norm = wall.dot(wall) + 1e-6F;
  const float k = colour.dot(wall) / norm;
  if (k <= low || k >= high) return false;
  const cv::Vec3f d = colour - k * wall;
  return d.dot(d) < tolerance * tolerance;
}

/// Extends values smoothly from where they are known (pull-push over a Gaussian pyramid).
/// Works on half of the given size inside.
/// @param values CV_32FC3 or CV_32FC1. @param known CV_8U of the same size, non-zero where known.
/// @return size and type of `values`; where nothing is known at all, zeros.
cv::Mat PullPush(const cv::Mat& values, const cv::Mat1b& known);

/// What lies behind the person, and how far it can be trusted.
struct Plate {
  /// Background colour everywhere, [0, 1], half canvas.
  cv::Mat3f colour;
  /// Expected error of `colour` as a distance in [0, 1] units: how wrong the same extension is on
  /// the visible background beside the band.
  cv::Mat1f error;
};

/// Extends the visible background under the person: the colour alone.
/// @param wall_image,noise as MakePlate.
cv::Mat3f ExtendBackground(const Canvas& canvas, const cv::Mat1b& trimap,
                           const cv::Mat3f& wall_image, float noise);

/// Extends the visible background under the person and measures how far that can be trusted.
/// @param wall_image the painted wall, or empty on a busy background.
/// @param noise standard deviation of one channel, [0, 1] units.
Plate MakePlate(const Canvas& canvas, const cv::Mat1b& trimap, const cv::Mat3f& wall_image,
                float noise);

}  // namespace zhaojian::matte
