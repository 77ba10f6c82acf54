// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"
#include "core/compliance/spectrum.h"

namespace zhaojian {
namespace {

// A screen's or a print's raster is a wave over the whole face. Tiles of the face as it was
// decoded, so that no resampling hides the raster; their spectra are averaged.
constexpr int kSide = 128;
constexpr int kTiles = 3;
// Below this frequency, cycles per pixel, the face itself has power.
constexpr double kLowest = 0.06;
// A peak is narrow: compared with the median of the square ring round it.
constexpr int kInner = 3;
constexpr int kOuter = 7;
// JPEG's blocks make peaks on the two axes at multiples of 1/8.
constexpr int kAxis = 1;

double RingMedian(const cv::Mat& spectrum, int x, int y) {
  std::vector<float> ring;
  for (int dy = -kOuter; dy <= kOuter; ++dy) {
    for (int dx = -kOuter; dx <= kOuter; ++dx) {
      if (std::max(std::abs(dx), std::abs(dy)) < kInner) continue;
      const int at_x = (x + dx + kSide) % kSide;
      const int at_y = (y + dy + kSide) % kSide;
      ring.push_back(spectrum.at<float>(at_y, at_x));
    }
  }
  const auto middle = ring.begin() + static_cast<std::ptrdiff_t>(ring.size() / 2);
  std::nth_element(ring.begin(), middle, ring.end());
  return static_cast<double>(*middle);
}

// Highest peak above its surroundings, dB. One half plane tells: the spectrum is symmetric.
double HighestPeak(const cv::Mat& spectrum) {
  const int half = kSide / 2;
  double best = 0;
  for (int y = 0; y <= half; ++y) {
    for (int x = 0; x < kSide; ++x) {
      const int fx = x - half;
      const int fy = y - half;
      if (std::hypot(fx, fy) < kLowest * kSide) continue;
      if (std::abs(fx) <= kAxis || std::abs(fy) <= kAxis) continue;
      const auto power = static_cast<double>(spectrum.at<float>(y, x));
      // Local maximum and loud enough to be seen, before the costly median.
      const auto next = static_cast<double>(spectrum.at<float>(y, (x + 1) % kSide));
      const auto last = static_cast<double>(spectrum.at<float>(y, (x + kSide - 1) % kSide));
      if (power < next || power < last) continue;
      if (best > 0 && power < 1) continue;
      const double peak = 10 * std::log10((power + 0.05) / (RingMedian(spectrum, x, y) + 0.05));
      best = std::max(best, peak);
    }
  }
  return best;
}

}  // namespace

Measure MeasureAuthenticMoire(const Scene& scene) {
  const char* id = "authentic.moire";
  if (!scene.head) return NotAssessed(scene, id, "dB", WhyNoFace(scene));
  const double scale = scene.photo.scale;
  const HeadGeometry& head = *scene.head;
  const double width = (head.face_right_x - head.face_left_x) * scale;
  const cv::Rect2d face(head.face_left_x * scale,
                        static_cast<double>(head.eye_mid.y) * scale - 0.5 * width, width,
                        1.2 * width);
  const cv::Rect box = cv::Rect(face) & cv::Rect({0, 0}, scene.photo.bgr.size());
  if (box.width < kSide || box.height < kSide)
    return NotAssessed(scene, id, "dB", "cause.face_small");
  cv::Mat grey;
  cv::cvtColor(scene.photo.bgr(box), grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_32F);
  cv::Mat sum = cv::Mat::zeros(kSide, kSide, CV_32F);
  for (int row = 0; row < kTiles; ++row) {
    for (int column = 0; column < kTiles; ++column) {
      const cv::Point at((box.width - kSide) * column / (kTiles - 1),
                         (box.height - kSide) * row / (kTiles - 1));
      sum += PowerSpectrum(grey(cv::Rect(at, cv::Size(kSide, kSide)))) / (kTiles * kTiles);
    }
  }
  Measure measure = Judged(scene, id, HighestPeak(sum), "dB", "ID-02", 0.5);
  const cv::Point2d corner(box.br());
  measure.evidence.push_back(
      {Evidence::Kind::kBox,
       {cv::Point2f(cv::Point2d(box.tl()) / scale), cv::Point2f(corner / scale)},
       ""});
  return measure;
}

}  // namespace zhaojian
