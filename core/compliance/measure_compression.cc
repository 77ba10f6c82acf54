// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Blocks of 8 x 8 source pixels; a decoder that shrinks by 2 shows them as 4 x 4, by more not at
// all.
constexpr int kBlock = 8;
constexpr int kLeastPeriod = 4;
// The face and as much again round it.
constexpr double kAround = 0.5;

// Mean extra step at columns x = phase (mod period): the difference to the next pixel less that of
// its neighbours, which a smooth ramp or a texture has too. Largest phase less the median one.
double Steps(const cv::Mat& grey, int period) {
  std::vector<double> sum(static_cast<size_t>(period));
  std::vector<double> count(sum.size());
  for (int y = 0; y < grey.rows; y += 2) {
    const auto* row = grey.ptr<unsigned char>(y);
    for (int x = 1; x + 2 < grey.cols; ++x) {
      const int step = std::abs(row[x + 1] - row[x]);
      const int beside = std::abs(row[x] - row[x - 1]) + std::abs(row[x + 2] - row[x + 1]);
      const auto phase = static_cast<size_t>(x % period);
      sum[phase] += step - 0.5 * beside;
      ++count[phase];
    }
  }
  for (size_t i = 0; i < sum.size(); ++i) sum[i] /= std::max(1.0, count[i]);
  std::sort(sum.begin(), sum.end());
  return sum.back() - sum[sum.size() / 2];
}

}  // namespace

Measure MeasureCompression(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, "compression", "level", WhyNoFace(scene));
  const double scale = scene.photo.scale;
  const int period = static_cast<int>(std::lround(kBlock * scale));
  if (period < kLeastPeriod) return NotAssessed(scene, "compression", "level", "cause.shrunk");
  const HeadGeometry& head = *scene.head;
  const double width = (head.face_right_x - head.face_left_x) * scale;
  const double side = width * (1 + 2 * kAround);
  const cv::Rect box =
      cv::Rect(static_cast<int>(static_cast<double>(head.eye_mid.x) * scale - side / 2),
               static_cast<int>(static_cast<double>(head.eye_mid.y) * scale - side / 2),
               static_cast<int>(side), static_cast<int>(side)) &
      cv::Rect({0, 0}, scene.photo.bgr.size());
  if (box.width < 4 * kBlock || box.height < 4 * kBlock)
    return NotAssessed(scene, "compression", "level", "cause.face_cut");
  cv::Mat grey;
  cv::cvtColor(scene.photo.bgr(box), grey, cv::COLOR_BGR2GRAY);
  cv::Mat turned;
  cv::transpose(grey, turned);
  const double level = (Steps(grey, period) + Steps(turned, period)) / 2;
  return Judged(scene, "compression", level, "level", "FILE-05", 0.7);
}

}  // namespace zhaojian
