// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte.h"

namespace zhaojian::matte {

/// Labels of a trimap: surely background, to be solved, surely person.
inline constexpr unsigned char kBack = 0;
inline constexpr unsigned char kBand = 1;
inline constexpr unsigned char kFore = 2;

/// Border added on every side of the canvas, canvas pixels. Without it the first rows of a head
/// that touches the frame turn transparent.
inline constexpr int kPad = 4;

/// The problem prepared for solving: padded by reflection and halved. Colours are sRGB-coded.
struct Canvas {
  /// Size of the problem as it came.
  cv::Size inner;
  /// Padded to even size, BGR.
  cv::Mat3b full;
  /// MatteForce values, size of `full`, or empty.
  cv::Mat1b full_force;
  /// `full` halved by area averaging, as bytes and scaled to [0, 1].
  cv::Mat3b half8;
  cv::Mat3f half;
  /// Person probability on the half canvas, strokes already written into it.
  cv::Mat1f mask;
  /// MatteForce values on the half canvas, or empty.
  cv::Mat1b force;
  /// Half-canvas pixels per pixel of the 960 x 1280 canvas for which all lengths were tuned: 0.5
  /// there.
  float unit = 0.5F;
};

/// Prepares a problem that has been validated.
Canvas MakeCanvas(const MatteProblem& problem);

/// Smooth step from 0 at `low` to 1 at `high`.
inline float SmoothStep(float low, float high, float x) {
  const float t = x <= low ? 0.0F : x >= high ? 1.0F : (x - low) / (high - low);
  return t * t * (3 - 2 * t);
}

/// Clamps to [0, 1].
inline float Unit(float x) { return x < 0 ? 0.0F : x > 1 ? 1.0F : x; }

}  // namespace zhaojian::matte
