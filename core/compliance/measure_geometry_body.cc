// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryBody(const Scene& scene) {
  if (!scene.plan) return NotAssessed(scene, "geometry.body", "px", WhyNoFace(scene));
  const CropPlan& plan = *scene.plan;
  const int height = scene.photo.info.upright_size.height;
  double rows = (height - plan.offset.y) * plan.scale - scene.profile.size.height;
  // The plan allows half a pixel; a rounding must not block.
  if (rows < 0 && !plan.ends_above_bottom) rows = 0;
  Measure measure = Judged(scene, "geometry.body", rows, "px", "GEO-07");
  const auto bottom = static_cast<float>(plan.offset.y + scene.profile.size.height / plan.scale);
  measure.evidence.push_back(
      {Evidence::Kind::kHorizontal, {{scene.head->eye_mid.x, bottom}}, "evidence.bottom"});
  return measure;
}

}  // namespace zhaojian
