// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFaceSize(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "face.size", "px", WhyNoFace(scene));
  const HeadGeometry& head = *scene.head;
  Measure measure =
      Judged(scene, "face.size", head.face_right_x - head.face_left_x, "px", "GEO-02");
  const auto left = static_cast<float>(head.face_left_x);
  const auto right = static_cast<float>(head.face_right_x);
  measure.evidence.push_back({Evidence::Kind::kVertical, {{left, head.eye_mid.y}}, ""});
  measure.evidence.push_back({Evidence::Kind::kVertical, {{right, head.eye_mid.y}}, ""});
  return measure;
}

}  // namespace zhaojian
