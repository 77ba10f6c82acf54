// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Below this a face lies in the dark whatever else is bright: half of the darkest well-lit face
// (0.08) of the development photos.
constexpr double kBacklit = 0.04;
// A picture whose bright end is twice the limit is exposed well: a dark face in it has dark skin,
// and dark skin is no fault.
constexpr double kBrightShare = 0.5;
constexpr double kBrightEnd = 0.98;

}  // namespace

Measure MeasureLightUnder(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.under", "ratio", WhyNoFace(scene));
  const double face = cv::mean(scene.patch->luminance, scene.patch->hull)[0] / 255.0;
  const double bright = PhotoLuminancePercentile(scene.photo, kBrightEnd) / 255.0;
  const double value = face < kBacklit ? face : std::max(face, kBrightShare * bright);
  return Judged(scene, "light.under", value, "ratio", "LIGHT-03", 0.7);
}

}  // namespace zhaojian
