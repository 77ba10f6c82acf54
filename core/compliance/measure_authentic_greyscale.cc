// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "core/compliance/measure.h"

namespace zhaojian {

Measure MeasureAuthenticGreyscale(const Scene& scene) {
  // Every fourth row and column tells; JPEG's chroma rounding moves a grey by up to three levels.
  constexpr int kStep = 4;
  constexpr int kRounding = 3;
  int64_t coloured = 0;
  int64_t seen = 0;
  const cv::Mat& bgr = scene.photo.bgr;
  for (int y = 0; y < bgr.rows; y += kStep) {
    const auto* row = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; x += kStep, ++seen) {
      const auto [low, high] = std::minmax({row[x][0], row[x][1], row[x][2]});
      coloured += high - low > kRounding;
    }
  }
  const double percent =
      seen == 0 ? 0.0 : 100.0 * static_cast<double>(coloured) / static_cast<double>(seen);
  return Judged(scene, "authentic.greyscale", percent, "percent", "EDIT-05");
}

}  // namespace zhaojian
