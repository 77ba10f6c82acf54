// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryHeadHeight(const Scene& scene) {
  const char* id = "geometry.head_height";
  if (!scene.plan) return NotAssessed(scene, id, "px", WhyNoFace(scene));
  const cv::Point2f chin = scene.head->chin;
  const auto top = static_cast<float>(scene.head->hair_top_y);
  const double height = static_cast<double>(chin.y - top) * scene.plan->scale;
  const Band& band = scene.profile.limits.at(id).band;
  Measure measure =
      Judged(scene, id, height, "px", band.low && height < *band.low ? "GEO-02" : "GEO-01");
  measure.evidence.push_back({Evidence::Kind::kHorizontal, {{chin.x, top}}, "evidence.hair_top"});
  measure.evidence.push_back({Evidence::Kind::kHorizontal, {chin}, "evidence.chin"});
  return measure;
}

}  // namespace zhaojian
