// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Pixels are taken from every second row and column of the face.
constexpr int kStep = 2;
constexpr int kReach = 2;

// Squared second difference over squared first difference, dx, dy to either side: how much detail
// runs across this direction. A shaken camera smears it to a ramp, whose second difference is 0.
double Detail(const cv::Mat& grey, const cv::Mat& mask, int dx, int dy) {
  double first = 0;
  double second = 0;
  const auto stride = static_cast<std::ptrdiff_t>(grey.step1());
  const std::ptrdiff_t shift = dy * stride + dx;
  for (int y = kReach; y + kReach < grey.rows; y += kStep) {
    const auto* row = grey.ptr<float>(y);
    const auto* in = mask.ptr<unsigned char>(y);
    for (int x = kReach; x + kReach < grey.cols; x += kStep) {
      if (in[x] == 0) continue;
      const float before = row[x - shift];
      const float after = row[x + shift];
      const float slope = after - before;
      const float bend = before + after - 2 * row[x];
      first += static_cast<double>(slope * slope);
      second += static_cast<double>(bend * bend);
    }
  }
  return first <= 0 ? 0 : second / first;
}

}  // namespace

Measure MeasureSharpnessMotion(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "sharpness.motion", "ratio", WhyNoFace(scene));
  cv::Mat grey;
  cv::cvtColor(scene.patch->bgr, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_32F);
  cv::GaussianBlur(grey, grey, {5, 5}, 1.0);
  // Eyes, brows and mouth lie across a face, so each direction is compared with its own slopes and
  // only then with the others: a shaken camera smears one direction, a missed focus all of them.
  // Two pixels to either side; on the diagonals between one and two steps.
  const cv::Mat& hull = scene.patch->hull;
  const auto diagonal = [&](int dx) {
    return std::sqrt(Detail(grey, hull, dx, 1) * Detail(grey, hull, 2 * dx, 2));
  };
  const std::array<double, 4> detail = {Detail(grey, hull, 2, 0), diagonal(1),
                                        Detail(grey, hull, 0, 2), diagonal(-1)};
  const auto [least, most] = std::minmax_element(detail.begin(), detail.end());
  if (*most <= 0) return NotAssessed(scene, "sharpness.motion", "ratio", "cause.blurred");
  const double ratio = *most / std::max(*least, 1e-3 * *most);
  return Judged(scene, "sharpness.motion", ratio, "ratio", "QUAL-02", 0.7);
}

}  // namespace zhaojian
