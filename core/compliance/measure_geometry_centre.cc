// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryCentre(const Scene& scene) {
  if (!scene.plan) return NotAssessed(scene, "geometry.centre", "px", WhyNoFace(scene));
  const double offset = scene.plan->centre - scene.profile.size.width / 2.0;
  Measure measure = Judged(scene, "geometry.centre", offset, "px", "GEO-05");
  const double x = (scene.head->face_left_x + scene.head->face_right_x) / 2;
  const cv::Point2f at(static_cast<float>(x), scene.head->eye_mid.y);
  measure.evidence.push_back({Evidence::Kind::kVertical, {at}, "evidence.centre"});
  return measure;
}

}  // namespace zhaojian
