// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// A strip is one colour: nearly all pixels of its rows lie this near to it, 8-bit levels (JPEG
// rings by about 10 beside an edge).
constexpr int kSameColour = 14;
constexpr double kFlatShare = 0.96;
// Where it ends the picture begins on a straight line: within two rows at least this share of the
// row has another colour. The top of a head on a plain wall changes a tenth of the row.
constexpr int kOtherColour = 24;
constexpr double kChangedShare = 0.5;
constexpr int kEdgeRows = 2;
// Deeper strips leave no portrait; thinner ones are the resampling of the picture's own edge.
constexpr double kDeepest = 0.40;
constexpr double kThinnest = 0.004;

int Distance(const cv::Vec3b& p, const cv::Vec3b& q) {
  return std::max({std::abs(p[0] - q[0]), std::abs(p[1] - q[1]), std::abs(p[2] - q[2])});
}

cv::Vec3b MedianColour(const cv::Mat& row) {
  cv::Vec3b median;
  std::vector<unsigned char> values(static_cast<size_t>(row.cols));
  for (int c = 0; c < 3; ++c) {
    for (int x = 0; x < row.cols; ++x) values[static_cast<size_t>(x)] = row.at<cv::Vec3b>(0, x)[c];
    const auto middle = values.begin() + row.cols / 2;
    std::nth_element(values.begin(), middle, values.end());
    median[c] = *middle;
  }
  return median;
}

double ShareBeyond(const cv::Mat& row, const cv::Vec3b& colour, int limit) {
  int count = 0;
  for (int x = 0; x < row.cols; ++x) count += Distance(row.at<cv::Vec3b>(0, x), colour) > limit;
  return static_cast<double>(count) / row.cols;
}

// Rows of one colour at the top of `picture` that end on a straight line; 0 without.
int StripAtTop(const cv::Mat& picture) {
  const int deepest = static_cast<int>(kDeepest * picture.rows);
  if (deepest < 4 || picture.cols < 8) return 0;
  const cv::Vec3b colour = MedianColour(picture.row(1));
  int end = 0;
  while (end < deepest && ShareBeyond(picture.row(end), colour, kSameColour) <= 1 - kFlatShare)
    ++end;
  if (end == deepest || end < std::max(2.0, kThinnest * picture.rows)) return 0;
  const cv::Mat beyond = picture.row(std::min(picture.rows - 1, end + kEdgeRows));
  return ShareBeyond(beyond, colour, kOtherColour) >= kChangedShare ? end : 0;
}

}  // namespace

Measure MeasureFileBorder(const Scene& scene) {
  const cv::Mat& picture = scene.overview.bgr;
  if (picture.empty()) return NotAssessed(scene, "file.border", "count", "cause.failed");
  // Each side is turned to the top.
  cv::Mat flipped;
  cv::Mat sideways;
  cv::Mat sideways_flipped;
  cv::flip(picture, flipped, 0);
  cv::transpose(picture, sideways);
  cv::flip(sideways, sideways_flipped, 0);
  const int w = picture.cols;
  const int h = picture.rows;
  const int top = StripAtTop(picture);
  const int bottom = StripAtTop(flipped);
  const int left = StripAtTop(sideways);
  const int right = StripAtTop(sideways_flipped);
  const std::array<cv::Rect, 4> strips = {
      cv::Rect(0, 0, w, top), cv::Rect(0, h - bottom, w, bottom), cv::Rect(0, 0, left, h),
      cv::Rect(w - right, 0, right, h)};
  const auto sides = std::count_if(strips.begin(), strips.end(),
                                   [](const cv::Rect& strip) { return strip.area() > 0; });
  // One side may be a ceiling or a door post; two are a frame.
  Measure measure =
      Judged(scene, "file.border", static_cast<double>(sides), "count", "FILE-04", 0.85);
  for (const cv::Rect& strip : strips) {
    if (strip.area() == 0) continue;
    measure.evidence.push_back(
        {Evidence::Kind::kBox,
         {scene.overview.ToSource(strip.tl()), scene.overview.ToSource(strip.br())},
         "evidence.border"});
  }
  return measure;
}

}  // namespace zhaojian
