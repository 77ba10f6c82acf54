// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr int kBins = 20;
constexpr int kStep = 2;

}  // namespace

Measure MeasureAuthenticFilter(const Scene& scene) {
  const char* id = "authentic.filter";
  const cv::Mat& lab = scene.overview.lab;
  if (lab.empty()) return NotAssessed(scene, id, "level", "cause.failed");
  // A tinted photo has one colour for each lightness: what is left of (a*, b*) about their mean at
  // the same L* is then nearly nothing. In a photo skin, hair, clothes and wall differ.
  std::array<cv::Vec2d, kBins> sum{};
  std::array<double, kBins> count{};
  std::array<double, kBins> squares{};
  for (int y = 0; y < lab.rows; y += kStep) {
    const auto* row = lab.ptr<cv::Vec3f>(y);
    for (int x = 0; x < lab.cols; x += kStep) {
      const cv::Vec2d colour(static_cast<double>(row[x][1]), static_cast<double>(row[x][2]));
      const auto bin =
          static_cast<size_t>(std::clamp(static_cast<int>(row[x][0] / 100 * kBins), 0, kBins - 1));
      sum[bin] += colour;
      squares[bin] += colour.dot(colour);
      ++count[bin];
    }
  }
  double left = 0;
  double all = 0;
  for (size_t i = 0; i < sum.size(); ++i) {
    if (count[i] == 0) continue;
    left += squares[i] - sum[i].dot(sum[i]) / count[i];
    all += count[i];
  }
  const double spread = all == 0 ? 0 : std::sqrt(std::max(0.0, left / all));
  return Judged(scene, id, spread, "level", "EDIT-05", 0.6);
}

}  // namespace zhaojian
