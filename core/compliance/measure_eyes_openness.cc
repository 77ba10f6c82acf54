// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Upper and lower lid points that face each other, eye at image left and at image right.
using Lids = std::array<std::pair<int, int>, 5>;
constexpr Lids kLidsLeft = {{{161, 163}, {160, 144}, {159, 145}, {158, 153}, {157, 154}}};
constexpr Lids kLidsRight = {{{388, 390}, {387, 373}, {386, 374}, {385, 380}, {384, 381}}};
constexpr std::array<int, 12> kOutlineLeft = {33,  161, 160, 159, 158, 157,
                                              133, 154, 153, 145, 144, 163};
constexpr std::array<int, 12> kOutlineRight = {263, 388, 387, 386, 385, 384,
                                               362, 381, 380, 374, 373, 390};

double OpeningOf(const Scene& scene, const Lids& lids) {
  double widest = 0;
  for (const auto& [upper, lower] : lids) {
    widest = std::max(widest, cv::norm(LandmarkAt(scene, upper) - LandmarkAt(scene, lower)));
  }
  return widest;
}

Evidence Outline(const Scene& scene, const std::array<int, 12>& indices) {
  Evidence evidence{Evidence::Kind::kPolygon, {}, ""};
  for (const int index : indices) evidence.points.push_back(LandmarkAt(scene, index));
  return evidence;
}

}  // namespace

double EyeOpening(const Scene& scene) {
  return std::min(OpeningOf(scene, kLidsLeft), OpeningOf(scene, kLidsRight));
}

Measure MeasureEyesOpenness(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "eyes.openness", "ratio", WhyNoFace(scene));
  if (BehindDarkLenses(scene))
    return NotAssessed(scene, "eyes.openness", "ratio", "cause.dark_lenses");
  const double length = cv::norm(scene.head->eye_mid - scene.head->chin);
  if (length < 1) return NotAssessed(scene, "eyes.openness", "ratio", "cause.no_landmarks");
  const double opening = EyeOpening(scene) / length;
  Measure measure = Judged(scene, "eyes.openness", opening, "ratio", "EYE-01", 0.9);
  measure.evidence.push_back(Outline(scene, kOutlineLeft));
  measure.evidence.push_back(Outline(scene, kOutlineRight));
  return measure;
}

}  // namespace zhaojian
