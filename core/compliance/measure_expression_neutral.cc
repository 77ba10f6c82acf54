// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr double kTurned = 15;

}  // namespace

Measure MeasureExpressionNeutral(const Scene& scene) {
  const char* id = "expression.neutral";
  if (!scene.head) return NotAssessed(scene, id, "ratio", WhyNoFace(scene));
  if (std::abs(static_cast<double>(scene.analysis.pose.yaw)) > kTurned)
    return NotAssessed(scene, id, "ratio", "cause.head_turned");
  const cv::Point2f left_eye = (LandmarkAt(scene, 33) + LandmarkAt(scene, 133)) * 0.5f;
  const cv::Point2f right_eye = (LandmarkAt(scene, 362) + LandmarkAt(scene, 263)) * 0.5f;
  const cv::Point2f across = right_eye - left_eye;
  const double unit = cv::norm(across);
  if (unit < 1) return NotAssessed(scene, id, "ratio", "cause.no_landmarks");
  const cv::Point2f down = cv::Point2f(-across.y, across.x) * static_cast<float>(1 / unit);
  const auto below = [&](const cv::Point2f& p, const cv::Point2f& from) {
    return (p - from).ddot(down) / unit;
  };
  // In eye distances, along the face's own vertical: how far the corners of the mouth lie above the
  // middle of the lips, and how much higher one brow stands over its eye than the other.
  const cv::Point2f lips = (LandmarkAt(scene, 13) + LandmarkAt(scene, 14)) * 0.5f;
  const cv::Point2f corners = (LandmarkAt(scene, 61) + LandmarkAt(scene, 291)) * 0.5f;
  const double smile = std::abs(below(lips, corners));
  const double brows =
      std::abs(below(left_eye, LandmarkAt(scene, 105)) - below(right_eye, LandmarkAt(scene, 334)));
  const double tilt = std::abs(below(LandmarkAt(scene, 61), LandmarkAt(scene, 291)));
  Measure measure = Judged(scene, id, std::max({smile, brows, tilt}), "ratio", "EXPR-03", 0.4);
  measure.evidence.push_back(
      {Evidence::Kind::kPolyline, {LandmarkAt(scene, 61), lips, LandmarkAt(scene, 291)}, ""});
  for (const int index : {105, 334})
    measure.evidence.push_back({Evidence::Kind::kPoint, {LandmarkAt(scene, index)}, ""});
  return measure;
}

}  // namespace zhaojian
