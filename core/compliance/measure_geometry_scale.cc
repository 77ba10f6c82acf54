// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryScale(const Scene& scene) {
  if (!scene.plan) return NotAssessed(scene, "geometry.scale", "ratio", WhyNoFace(scene));
  const CropPlan& plan = *scene.plan;
  Measure measure = Judged(scene, "geometry.scale", plan.scale, "ratio", "FILE-02");
  const cv::Point2d end = plan.offset + cv::Point2d(scene.profile.size) / plan.scale;
  measure.evidence.push_back(
      {Evidence::Kind::kBox, {cv::Point2f(plan.offset), cv::Point2f(end)}, "evidence.crop"});
  return measure;
}

}  // namespace zhaojian
