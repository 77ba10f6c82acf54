// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryHeadroomInSource(const Scene& scene) {
  const char* id = "geometry.headroom_in_source";
  if (!scene.plan) return NotAssessed(scene, id, "px", WhyNoFace(scene));
  const double rows = scene.head->touches_top ? 0 : scene.head->hair_top_y * scene.plan->scale;
  Measure measure = Judged(scene, id, rows, "px", "GEO-03");
  const auto y = static_cast<float>(scene.head->hair_top_y);
  const float x = scene.head->eye_mid.x;
  measure.evidence.push_back({Evidence::Kind::kLine, {{x, 0}, {x, y}}, ""});
  measure.evidence.push_back({Evidence::Kind::kHorizontal, {{x, y}}, "evidence.hair_top"});
  return measure;
}

}  // namespace zhaojian
