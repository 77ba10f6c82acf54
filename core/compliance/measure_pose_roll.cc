// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr int kIrisLeft = 468;
constexpr int kIrisRight = 473;

}  // namespace

Measure MeasurePoseRoll(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "pose.roll", "deg", WhyNoFace(scene));
  const double roll = scene.analysis.pose.roll;
  // Beyond 45 degrees the picture is lying, not the head.
  const char* reason = std::abs(roll) > 45 ? "FILE-03" : "POSE-03";
  Measure measure = Judged(scene, "pose.roll", roll, "deg", reason, 0.95);
  measure.evidence.push_back({Evidence::Kind::kLine,
                              {LandmarkAt(scene, kIrisLeft), LandmarkAt(scene, kIrisRight)},
                              "evidence.eye_line"});
  return measure;
}

}  // namespace zhaojian
