// SPDX-License-Identifier: Apache-2.0
#include <opencv2/imgproc.hpp>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// The darkest and the brightest part of the face that noise and a single highlight do not reach.
constexpr double kDarkEnd = 0.02;
constexpr double kBrightEnd = 0.98;

}  // namespace

Measure MeasureLightContrast(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.contrast", "level", WhyNoFace(scene));
  // ISO/IEC 29794-5 0x48 takes the entropy of the luminance, which noise raises and exposure moves;
  // the span of L* from pupils and brows to the brightest skin is what a viewer calls contrast.
  cv::Mat lightness;
  cv::extractChannel(scene.patch->lab, lightness, 0);
  auto values = ValuesOf(lightness, scene.patch->hull);
  const double dark = Percentile(&values, kDarkEnd);
  const double bright = Percentile(&values, kBrightEnd);
  return Judged(scene, "light.contrast", bright - dark, "level", "LIGHT-07", 0.6);
}

}  // namespace zhaojian
