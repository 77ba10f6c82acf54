// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFaceClear(const Scene& scene) {
  const auto& faces = scene.analysis.faces;
  if (faces.size() != 1) return NotAssessed(scene, "face.clear", "ratio", WhyNoFace(scene));
  const auto& k = faces[0].keypoints;
  // The detector also finds lying and inverted faces: eyes at or below the mouth mean a turned
  // picture.
  const bool inverted = (k[0].y + k[1].y) / 2 >= k[3].y;
  const char* reason = inverted ? "FILE-03" : "ID-05";
  // A mesh may believe in its crop and still lie where no face stands: vision then keeps no
  // landmarks.
  const double clear = scene.head ? static_cast<double>(scene.analysis.mesh_score) : 0.0;
  Measure measure = Judged(scene, "face.clear", clear, "ratio", reason, 0.8);
  for (const auto& point : {k[0], k[1], k[2], k[3]}) {
    measure.evidence.push_back({Evidence::Kind::kPoint, {point}, ""});
  }
  return measure;
}

}  // namespace zhaojian
