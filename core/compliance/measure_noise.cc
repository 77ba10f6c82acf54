// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Noise lies everywhere, texture does not: the calmest blocks of face and surroundings show the
// noise alone.
constexpr int kBlock = 8;
constexpr double kCalmShare = 0.20;
constexpr size_t kLeastBlocks = 50;
// Burnt and black blocks hide their noise.
constexpr double kDarkest = 20;
constexpr double kBrightest = 240;

}  // namespace

Measure MeasureNoise(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "noise", "level", WhyNoFace(scene));
  cv::Mat grey;
  cv::cvtColor(scene.patch->bgr, grey, cv::COLOR_BGR2GRAY);
  // Immerkaer 1996: this mask answers neither to flat areas nor to edges, only to noise.
  const cv::Mat mask = (cv::Mat_<float>(3, 3) << 1, -2, 1, -2, 4, -2, 1, -2, 1);
  cv::Mat answer;
  cv::filter2D(grey, answer, CV_32F, mask);
  answer = cv::abs(answer) * (std::sqrt(CV_PI / 2) / 6);
  std::vector<float> blocks;
  for (int y = 0; y + kBlock <= grey.rows; y += kBlock) {
    for (int x = 0; x + kBlock <= grey.cols; x += kBlock) {
      const cv::Rect block(x, y, kBlock, kBlock);
      const double mean = cv::mean(grey(block))[0];
      if (mean < kDarkest || mean > kBrightest) continue;
      blocks.push_back(static_cast<float>(cv::mean(answer(block))[0]));
    }
  }
  if (blocks.size() < kLeastBlocks) return NotAssessed(scene, "noise", "level", "cause.face_cut");
  return Judged(scene, "noise", Percentile(&blocks, kCalmShare), "level", "QUAL-03", 0.7);
}

}  // namespace zhaojian
