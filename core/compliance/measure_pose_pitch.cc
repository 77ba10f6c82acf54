// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// The least certain angle: faces differ in build along this axis more than along the others.
constexpr double kAngleCertainty = 0.6;

}  // namespace

Measure MeasurePosePitch(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "pose.pitch", "deg", WhyNoFace(scene));
  Measure measure =
      Judged(scene, "pose.pitch", scene.analysis.pose.pitch, "deg", "POSE-02", kAngleCertainty);
  measure.evidence.push_back({Evidence::Kind::kLine, {scene.head->eye_mid, scene.head->chin}, ""});
  return measure;
}

}  // namespace zhaojian
