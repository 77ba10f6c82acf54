// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryEyeLine(const Scene& scene) {
  if (!scene.plan) return NotAssessed(scene, "geometry.eye_line", "px", WhyNoFace(scene));
  Measure measure = Judged(scene, "geometry.eye_line", scene.plan->eye_line, "px", "GEO-06");
  measure.evidence.push_back(
      {Evidence::Kind::kHorizontal, {scene.head->eye_mid}, "evidence.eye_line"});
  return measure;
}

}  // namespace zhaojian
