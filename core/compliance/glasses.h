// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "core/vision/level_frame.h"

namespace zhaojian {

/// Traces of spectacles in a levelled eye window, whatever the lenses: a bridge across the nose, a
/// rim below each eye, a temple beside each eye, searched in lightness and in blue (where metal
/// frames differ from skin). Internal to compliance.
struct Glasses {
  /// Strength of the three traces, percent of the cheeks' level, geometric mean of both planes.
  double bridge = 0;
  double rim = 0;
  double temple = 0;
  /// ln(bridge / 7) + 1.5 ln(temple / 4.5) + 0.7 ln(rim / 5) (reference regions.md §4.1).
  double score = 0;
  /// Fine detail of the eye window over its coarse detail: small in a blurred photo, where a thin
  /// rim leaves no trace.
  double sharpness = 0;
  /// The paths found, frame pixels of the eye window: rims, then temples; image left first.
  std::vector<std::vector<cv::Point2f>> paths;
  /// The frame's lightness with the cheeks brought to a fixed level, CV_32F 0..100.
  cv::Mat lightness;
  /// Second derivative across the rows of `lightness` at the scale of a rim, percent of the cheeks;
  /// a dark line is positive.
  cv::Mat ridges;
  /// The level of the cheeks in `lightness`.
  float cheek = 0;
};

/// Score at which spectacles are as likely as not (measure_glasses_present.cc).
inline constexpr double kGlassesEven = 0.60;
/// Between these two scores it is no answer: 71 of 72 development photos without spectacles have
/// less than the lower one (one deep frown has 1.2), 12 of 12 with spectacles more than the upper
/// one; renders: thin gold frames 0.2 to 0.5, all others more.
inline constexpr double kSurelyNoGlasses = 0.45;
inline constexpr double kSurelyGlasses = 0.70;

/// Looks for spectacles. Pure.
Glasses FindGlasses(const LevelFrame& eyes);

/// The best path through `response` from the first to the last column, one row per column, at most
/// two rows up or down per step (dynamic programming).
/// @param step_price subtracted per row of a step.
/// @param mean mean response along the path, price included.
std::vector<int> BestPath(const cv::Mat& response, float step_price, float* mean);

}  // namespace zhaojian
