// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "hair.height";
constexpr int kForehead = 10;

}  // namespace

Measure MeasureHairHeight(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, kId, "ratio", WhyNoFace(scene));
  if (scene.head->touches_top) return NotAssessed(scene, kId, "ratio", "cause.hair_cut");
  const cv::Point2f forehead = LandmarkAt(scene, kForehead);
  const auto top = static_cast<float>(scene.head->hair_top_y);
  const float head = scene.head->chin.y - top;
  if (!(head >= 1)) return NotAssessed(scene, kId, "ratio", "cause.no_landmarks");
  const double share = static_cast<double>((forehead.y - top) / head);
  Measure measure = Judged(scene, kId, share, "ratio", "OCC-06", 0.7);
  measure.evidence.push_back(
      {Evidence::Kind::kLine, {{forehead.x, top}, {forehead.x, forehead.y}}, ""});
  measure.evidence.push_back(
      {Evidence::Kind::kHorizontal, {{forehead.x, top}}, "evidence.hair_top"});
  return measure;
}

}  // namespace zhaojian
