// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

#include "core/imaging/photo.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// Light and colour of a face, linear light in [0, 1].
struct FaceLight {
  /// Mean of the two cheek squares (side 0.3 x eye distance, half-way from eyes to mouth; the
  /// places of ISO/IEC 29794-5 natural colour), red, green, blue.
  cv::Vec3d cheek;
  /// Mean luminance inside the hull of the landmarks.
  double mean = 0;
  /// Luminance that 98 % of that hull stays below.
  double bright = 0;
};

/// Measures it. Empty without landmarks or when the face lies outside the photo.
std::optional<FaceLight> MeasureFaceLight(const Photo& photo, const Analysis& analysis);

/// Gains per channel, linear light, red, green, blue; luminance of the cheek is kept.
/// The smallest correction within [low, high] that brings the cheek's colour (CIE Lab, D50) into
/// the natural range a* 5..25, b* 5..35 of ISO/IEC 29794-5; 1, 1, 1 when it is there already.
/// Rounded to 0.01.
cv::Vec3d NaturalGains(const cv::Vec3d& cheek, double low, double high);

/// Exposure in stops within [-limit, limit] that brings the face's mean luminance into the middle
/// range without pushing its bright parts into clipping; 0 when it is there already. Rounded to
/// 0.01.
double NaturalExposure(const FaceLight& light, double limit);

}  // namespace zhaojian
