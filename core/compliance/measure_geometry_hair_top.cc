// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryHairTop(const Scene& scene) {
  if (!scene.plan) return NotAssessed(scene, "geometry.hair_top", "px", WhyNoFace(scene));
  const Band& band = scene.profile.limits.at("geometry.hair_top").band;
  const bool close = band.low && scene.plan->hair_top < *band.low;
  Measure measure =
      Judged(scene, "geometry.hair_top", scene.plan->hair_top, "px", close ? "GEO-03" : "GEO-04");
  const auto y = static_cast<float>(scene.head->hair_top_y);
  measure.evidence.push_back(
      {Evidence::Kind::kHorizontal, {{scene.head->eye_mid.x, y}}, "evidence.hair_top"});
  return measure;
}

}  // namespace zhaojian
