// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr int kNoseTip = 1;
// From landmarks alone the angle is good to some degrees; the bands are 5 and 10.
constexpr double kAngleCertainty = 0.8;

}  // namespace

Measure MeasurePoseYaw(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "pose.yaw", "deg", WhyNoFace(scene));
  Measure measure =
      Judged(scene, "pose.yaw", scene.analysis.pose.yaw, "deg", "POSE-01", kAngleCertainty);
  // Nose tip against the line from between the eyes to the chin.
  measure.evidence.push_back({Evidence::Kind::kLine, {scene.head->eye_mid, scene.head->chin}, ""});
  measure.evidence.push_back({Evidence::Kind::kPoint, {LandmarkAt(scene, kNoseTip)}, ""});
  return measure;
}

}  // namespace zhaojian
