// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Fewer pixels make no histogram.
constexpr int kLeastPixels = 64;

std::array<double, 256> Histogram(const cv::Mat& luminance) {
  std::array<double, 256> bins{};
  for (int y = 0; y < luminance.rows; ++y) {
    for (int x = 0; x < luminance.cols; ++x) {
      const int bin = std::clamp(static_cast<int>(luminance.at<float>(y, x)), 0, 255);
      bins[static_cast<size_t>(bin)] += 1.0 / static_cast<double>(luminance.total());
    }
  }
  return bins;
}

}  // namespace

Measure MeasureLightEvenness(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.evenness", "ratio", WhyNoFace(scene));
  const auto cheeks = CheekSquares(*scene.patch);
  if (cheeks[0].area() < kLeastPixels || cheeks[1].area() < kLeastPixels) {
    return NotAssessed(scene, "light.evenness", "ratio", "cause.face_cut");
  }
  const auto left = Histogram(scene.patch->luminance(cheeks[0]));
  const auto right = Histogram(scene.patch->luminance(cheeks[1]));
  double common = 0;
  for (size_t i = 0; i < left.size(); ++i) common += std::min(left[i], right[i]);
  Measure measure = Judged(scene, "light.evenness", common, "ratio", "LIGHT-01", 0.7);
  for (const auto& square : cheeks) {
    measure.evidence.push_back({Evidence::Kind::kBox,
                                {scene.patch->ToSource(square.tl()), scene.patch->ToSource(square.br())},
                                ""});
  }
  return measure;
}

}  // namespace zhaojian
