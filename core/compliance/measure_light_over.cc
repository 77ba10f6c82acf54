// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureLightOver(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.over", "ratio", WhyNoFace(scene));
  // ISO/IEC 29794-5 0x47 counts pixels at linear 247; a phone's tone curve keeps a burnt face just
  // below it (1.2 stops over: 0.04 %). The 90th percentile of the face tells such photos apart.
  const double bright =
      LuminancePercentile(scene.patch->luminance, scene.patch->hull, 0.90) / 255.0;
  return Judged(scene, "light.over", bright, "ratio", "LIGHT-02", 0.7);
}

}  // namespace zhaojian
