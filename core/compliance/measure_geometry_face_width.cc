// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureGeometryFaceWidth(const Scene& scene) {
  if (!scene.plan) return NotAssessed(scene, "geometry.face_width", "px", WhyNoFace(scene));
  const Band& band = scene.profile.limits.at("geometry.face_width").band;
  const bool small = band.low && scene.plan->face_width < *band.low;
  Measure measure = Judged(scene, "geometry.face_width", scene.plan->face_width, "px",
                           small ? "GEO-02" : "GEO-01");
  for (const double x : {scene.head->face_left_x, scene.head->face_right_x}) {
    const cv::Point2f at(static_cast<float>(x), scene.head->eye_mid.y);
    measure.evidence.push_back({Evidence::Kind::kVertical, {at}, "evidence.cheek"});
  }
  return measure;
}

}  // namespace zhaojian
