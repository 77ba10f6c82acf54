// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr int kIrisLeft = 468;
constexpr int kIrisRight = 473;

}  // namespace

Measure MeasureGeometryEyeDistance(const Scene& scene) {
  const char* id = "geometry.eye_distance";
  if (!scene.plan) return NotAssessed(scene, id, "px", WhyNoFace(scene));
  const cv::Point2f left = LandmarkAt(scene, kIrisLeft);
  const cv::Point2f right = LandmarkAt(scene, kIrisRight);
  const double distance = cv::norm(right - left) * scene.plan->scale;
  const Band& band = scene.profile.limits.at(id).band;
  Measure measure =
      Judged(scene, id, distance, "px", band.low && distance < *band.low ? "GEO-02" : "GEO-01");
  measure.evidence.push_back({Evidence::Kind::kLine, {left, right}, "evidence.eye_line"});
  return measure;
}

}  // namespace zhaojian
