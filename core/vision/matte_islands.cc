// SPDX-License-Identifier: Apache-2.0
#include "core/vision/matte_islands.h"

#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/vision/matte.h"

namespace zhaojian::matte {
namespace {

constexpr float kOpaque = 0.15F;

}  // namespace

cv::Mat1b FindIslands(const cv::Mat1f& half_alpha, const cv::Mat1b& force) {
  cv::Mat1b gone(half_alpha.size(), static_cast<unsigned char>(0));
  const cv::Mat1b opaque = half_alpha > kOpaque;
  cv::Mat1i labels;
  cv::Mat1i stats;
  cv::Mat1d centres;
  const int count = cv::connectedComponentsWithStats(opaque, labels, stats, centres, 8);
  if (count <= 2) return gone;
  std::vector<char> keep(static_cast<size_t>(count), 0);
  int largest = 1;
  for (int i = 2; i < count; ++i) {
    if (stats(i, cv::CC_STAT_AREA) > stats(largest, cv::CC_STAT_AREA)) largest = i;
  }
  keep[static_cast<size_t>(largest)] = 1;
  for (int y = 0; y < force.rows; ++y) {
    for (int x = 0; x < force.cols; ++x) {
      if (force(y, x) != static_cast<int>(MatteForce::kForeground)) continue;
      keep[static_cast<size_t>(labels(y, x))] = 1;
    }
  }
  cv::Mat1b stays(labels.size(), static_cast<unsigned char>(0));
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      const int label = labels(y, x);
      if (label != 0) (keep[static_cast<size_t>(label)] != 0 ? stays : gone)(y, x) = 255;
    }
  }
  // The soft rim of an island lies below the threshold and goes with it.
  cv::dilate(gone, gone, cv::getStructuringElement(cv::MORPH_RECT, cv::Size(3, 3)));
  gone.setTo(0, stays);
  return gone;
}

}  // namespace zhaojian::matte
