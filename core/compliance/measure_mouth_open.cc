// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Inner lip points that face each other.
constexpr std::array<std::pair<int, int>, 5> kLips = {
    {{81, 178}, {82, 87}, {13, 14}, {312, 317}, {311, 402}}};

}  // namespace

double LipOpening(const Scene& scene) {
  double gap = 0;
  for (const auto& [upper, lower] : kLips) {
    gap = std::max(gap, cv::norm(LandmarkAt(scene, upper) - LandmarkAt(scene, lower)));
  }
  return gap;
}

Measure MeasureMouthOpen(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "mouth.open", "ratio", WhyNoFace(scene));
  const double length = cv::norm(scene.head->eye_mid - scene.head->chin);
  if (length < 1) return NotAssessed(scene, "mouth.open", "ratio", "cause.no_landmarks");
  Measure measure =
      Judged(scene, "mouth.open", LipOpening(scene) / length, "ratio", "EXPR-02", 0.85);
  measure.evidence.push_back(
      {Evidence::Kind::kLine, {LandmarkAt(scene, 13), LandmarkAt(scene, 14)}, ""});
  return measure;
}

}  // namespace zhaojian
