// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureFaceCount(const Scene& scene) {
  const auto& faces = scene.analysis.faces;
  Measure measure = Judged(scene, "face.count", static_cast<double>(faces.size()), "count",
                           faces.empty() ? "ID-05" : "ID-04");
  for (const auto& face : faces) {
    const cv::Rect2f& b = face.box;
    measure.evidence.push_back(
        {Evidence::Kind::kBox, {{b.x, b.y}, {b.x + b.width, b.y + b.height}}, ""});
  }
  if (!faces.empty()) measure.certainty = faces.back().score;
  return measure;
}

}  // namespace zhaojian
