// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Yaw, degrees: where the pose measure blocks anyway.
constexpr double kTurned = 10;

// Where the iris lies along the line from the image-left to the image-right corner: 0 = middle.
double Offset(const Scene& scene, int left, int right, int iris) {
  const cv::Point2f a = LandmarkAt(scene, left);
  const cv::Point2f along = LandmarkAt(scene, right) - a;
  const double length = along.ddot(along);
  return length < 1 ? 0 : (LandmarkAt(scene, iris) - a).ddot(along) / length - 0.5;
}

}  // namespace

Measure MeasureEyesGaze(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "eyes.gaze", "ratio", WhyNoFace(scene));
  if (BehindDarkLenses(scene)) return NotAssessed(scene, "eyes.gaze", "ratio", "cause.dark_lenses");
  // Looking at the camera with a turned head moves the irises too.
  if (std::abs(scene.analysis.pose.yaw) > kTurned)
    return NotAssessed(scene, "eyes.gaze", "ratio", "cause.head_turned");
  // Both eyes together: squinting inward cancels, looking aside does not.
  const double aside = (Offset(scene, 33, 133, 468) + Offset(scene, 362, 263, 473)) / 2;
  Measure measure = Judged(scene, "eyes.gaze", std::abs(aside), "ratio", "EYE-02", 0.6);
  for (const int index : {468, 473})
    measure.evidence.push_back({Evidence::Kind::kPoint, {LandmarkAt(scene, index)}, ""});
  return measure;
}

}  // namespace zhaojian
