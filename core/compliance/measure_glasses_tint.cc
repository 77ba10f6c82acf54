// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Points between lower lid and cheek, inside a spectacle lens and outside lashes and iris.
constexpr std::array<int, 5> kBelowLeft = {31, 228, 229, 230, 231};
constexpr std::array<int, 5> kBelowRight = {261, 448, 449, 450, 451};
// Below this the lids cannot be seen. The two dark pairs of the development photos have 0.06 and 0.20,
// the darkest bare face 0.49.
constexpr double kTooDark = 0.35;

double Median(std::vector<float> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

double MedianLuminance(const cv::Mat& luminance, const cv::Rect& area) {
  std::vector<float> values;
  for (int y = area.y; y < area.y + area.height; ++y) {
    const auto* row = luminance.ptr<float>(y);
    values.insert(values.end(), row + area.x, row + area.x + area.width);
  }
  return Median(std::move(values));
}

// The darker side decides: half a pair of sunglasses does not exist, a shadowed side is held against its own cheek.
double TintRatio(const FacePatch& patch) {
  const auto cheeks = CheekSquares(patch);
  const std::array<std::array<int, 5>, 2> sides = {kBelowLeft, kBelowRight};
  std::array<double, 2> ratio{};
  for (size_t side = 0; side < 2; ++side) {
    std::vector<float> below;
    for (const int index : sides[side]) {
      const cv::Point at = patch.points[static_cast<size_t>(index)];
      if (cv::Rect({0, 0}, patch.luminance.size()).contains(at)) below.push_back(patch.luminance.at<float>(at));
    }
    const double cheek = MedianLuminance(patch.luminance, cheeks[side]);
    ratio[side] = cheek < 1 ? 1 : Median(std::move(below)) / cheek;
  }
  return std::max(ratio[0], ratio[1]);
}

}  // namespace

Measure MeasureGlassesTint(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "glasses.tint", "ratio", WhyNoFace(scene));
  Measure measure = Judged(scene, "glasses.tint", TintRatio(*scene.patch), "ratio", "EYE-05", 0.7);
  for (const auto& ring : {kBelowLeft, kBelowRight}) {
    Evidence evidence{Evidence::Kind::kPolyline, {}, ""};
    for (const int index : ring) evidence.points.push_back(LandmarkAt(scene, index));
    measure.evidence.push_back(evidence);
  }
  return measure;
}

bool BehindDarkLenses(const Scene& scene) {
  return scene.patch && TintRatio(*scene.patch) < kTooDark;
}

}  // namespace zhaojian
