// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr double kTurned = 15;
// Eye distance over the geometric mean of the heights from the eyes to nose, mouth and chin: mean
// over the frontal development portraits; they lie within 0.90 and 1.17 of it.
constexpr double kTypical = 0.86;

}  // namespace

Measure MeasureGeometryProportions(const Scene& scene) {
  const char* id = "geometry.proportions";
  if (!scene.head) return NotAssessed(scene, id, "ratio", WhyNoFace(scene));
  const Pose& pose = scene.analysis.pose;
  const auto yaw = static_cast<double>(pose.yaw);
  const auto pitch = static_cast<double>(pose.pitch);
  if (std::abs(yaw) > kTurned || std::abs(pitch) > kTurned)
    return NotAssessed(scene, id, "ratio", "cause.head_turned");
  const cv::Point2f left = (LandmarkAt(scene, 33) + LandmarkAt(scene, 133)) * 0.5f;
  const cv::Point2f right = (LandmarkAt(scene, 362) + LandmarkAt(scene, 263)) * 0.5f;
  const cv::Point2f eyes = (left + right) * 0.5f;
  const cv::Point2f mouth = (LandmarkAt(scene, 61) + LandmarkAt(scene, 291)) * 0.5f;
  const double across = cv::norm(left - right) / std::cos(yaw * CV_PI / 180);
  const double to_nose = cv::norm(eyes - LandmarkAt(scene, 2));
  const double to_mouth = cv::norm(eyes - mouth);
  const double to_chin = cv::norm(eyes - scene.head->chin);
  if (across < 1 || to_nose < 1 || to_mouth < 1 || to_chin < 1)
    return NotAssessed(scene, id, "ratio", "cause.no_landmarks");
  // Three heights, so that a smile, which lifts the mouth, and a long chin weigh a third each.
  const double shorter = std::cos(pitch * CV_PI / 180);
  const double ratio = across * shorter / std::cbrt(to_nose * to_mouth * to_chin);
  Measure measure = Judged(scene, id, ratio / kTypical, "ratio", "GEO-08", 0.6);
  measure.evidence.push_back({Evidence::Kind::kLine, {left, right}, ""});
  measure.evidence.push_back({Evidence::Kind::kLine, {eyes, scene.head->chin}, ""});
  return measure;
}

}  // namespace zhaojian
