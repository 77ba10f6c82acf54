// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureLightUnder(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.under", "ratio", WhyNoFace(scene));
  const double mean = cv::mean(scene.patch->luminance, scene.patch->hull)[0] / 255.0;
  return Judged(scene, "light.under", mean, "ratio", "LIGHT-03", 0.7);
}

}  // namespace zhaojian
