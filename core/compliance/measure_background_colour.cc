// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Median of each channel over the mask, RGB.
std::array<int, 3> MedianRgb(const cv::Mat& bgr, const cv::Mat& mask) {
  std::array<std::array<int, 256>, 3> bins{};
  int count = 0;
  for (int y = 0; y < bgr.rows; ++y) {
    for (int x = 0; x < bgr.cols; ++x) {
      if (mask.at<unsigned char>(y, x) == 0) continue;
      const auto& p = bgr.at<cv::Vec3b>(y, x);
      for (size_t c = 0; c < 3; ++c) ++bins[c][p[static_cast<int>(2 - c)]];
      ++count;
    }
  }
  std::array<int, 3> median{};
  for (size_t c = 0; c < 3; ++c) {
    int below = 0;
    while (median[c] < 255 && below + bins[c][static_cast<size_t>(median[c])] <= count / 2)
      below += bins[c][static_cast<size_t>(median[c]++)];
  }
  return median;
}

}  // namespace

Measure MeasureBackgroundColour(const Scene& scene) {
  const char* id = "background.colour";
  const Overview& view = scene.overview;
  if (view.background.empty()) return NotAssessed(scene, id, "level", WhyNoFace(scene));
  if (!view.HasBackground()) return NotAssessed(scene, id, "level", "cause.no_background");
  const auto rgb = MedianRgb(view.bgr, view.background);
  int nearest = 255;
  for (const auto& wanted : scene.profile.backgrounds) {
    int deviation = 0;
    for (size_t c = 0; c < 3; ++c) deviation = std::max(deviation, std::abs(rgb[c] - wanted[c]));
    nearest = std::min(nearest, deviation);
  }
  Measure measure = Judged(scene, id, nearest, "level", "BG-03", 0.9);
  // An upload's background is replaced anyway: the distance is shown, nobody is warned of it.
  if (scene.as_delivered) {
    MeasureLimits limits;
    limits.band.high = scene.profile.background_deviation;
    limits.warn_only = true;
    measure.band = limits.band;
    measure.verdict = VerdictOf(nearest, limits);
    if (measure.verdict == Verdict::kWarn) measure.reason = "BG-03";
  }
  const cv::Rect box = cv::boundingRect(view.background);
  measure.evidence.push_back(
      {Evidence::Kind::kBox, {view.ToSource(box.tl()), view.ToSource(box.br())}, ""});
  return measure;
}

}  // namespace zhaojian
