// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Widths of phone screens in pixels, upright. Cameras store none of them.
constexpr std::array<int, 22> kScreenWidths = {640,  720,  750,  828,  1008, 1080, 1116, 1125,
                                               1170, 1172, 1179, 1200, 1206, 1220, 1240, 1242,
                                               1260, 1264, 1284, 1290, 1320, 1440};
// Screens are at least 16:9; a camera's 4:3 lies below. The longest have 21:9.
constexpr double kLeastAspect = 1.7;
constexpr double kLargestAspect = 2.4;
// A bar of an app or of the system: rows of one colour across the whole width, at the top or at the
// bottom, over this share of the height.
constexpr double kBarShare = 0.03;
constexpr int kSameColour = 6;

bool HasScreenSize(const cv::Size& size) {
  const double aspect = static_cast<double>(size.height) / size.width;
  return aspect >= kLeastAspect && aspect <= kLargestAspect &&
         std::find(kScreenWidths.begin(), kScreenWidths.end(), size.width) != kScreenWidths.end();
}

bool OneColour(const cv::Mat& row) {
  cv::Vec3b low(255, 255, 255);
  cv::Vec3b high(0, 0, 0);
  for (int x = 0; x < row.cols; ++x) {
    const auto& p = row.at<cv::Vec3b>(0, x);
    for (int c = 0; c < 3; ++c) {
      low[c] = std::min(low[c], p[c]);
      high[c] = std::max(high[c], p[c]);
    }
  }
  return std::max({high[0] - low[0], high[1] - low[1], high[2] - low[2]}) <= kSameColour;
}

// Share of the height that one-coloured rows take among the outer fifth at the top and bottom.
double BarShare(const cv::Mat& picture) {
  const int fifth = picture.rows / 5;
  int rows = 0;
  for (int y = 0; y < fifth; ++y)
    rows += OneColour(picture.row(y)) + OneColour(picture.row(picture.rows - 1 - y));
  return static_cast<double>(rows) / picture.rows;
}

}  // namespace

Measure MeasureFileScreenshot(const Scene& scene) {
  const SourceInfo& info = scene.photo.info;
  // Three signs: a screen's size without a camera's EXIF; stored losslessly, as phones do; bars of
  // one colour above and below. The size is necessary: the other two alone fit a studio's PNG.
  int signs = 0;
  if (HasScreenSize(info.upright_size) && !info.has_camera) {
    const bool bars = !scene.overview.bgr.empty() && BarShare(scene.overview.bgr) >= kBarShare;
    signs = 1 + (info.format == FileFormat::kPng) + bars;
  }
  return Judged(scene, "file.screenshot", signs, "count", "FILE-02", 0.6);
}

}  // namespace zhaojian
