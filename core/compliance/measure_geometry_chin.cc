// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryChin(const Scene& scene) {
  const char* id = "geometry.chin";
  if (!scene.plan) return NotAssessed(scene, id, "px", WhyNoFace(scene));
  const cv::Point2f chin = scene.head->chin;
  const double y = (static_cast<double>(chin.y) - scene.plan->offset.y) * scene.plan->scale;
  Measure measure = Judged(scene, id, scene.profile.size.height - y, "px", "GEO-06");
  measure.evidence.push_back({Evidence::Kind::kHorizontal, {chin}, "evidence.chin"});
  return measure;
}

}  // namespace zhaojian
