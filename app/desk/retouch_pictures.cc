// SPDX-License-Identifier: Apache-2.0
#include "app/desk/retouch_pictures.h"

#include <algorithm>
#include <cstdlib>

#include "core/retouch/renderer.h"

namespace zhaojian::desk {
namespace {

constexpr int kDifferenceGain = 4;
constexpr int kBins = 64;

int Luma(const cv::Vec3b& bgr) { return (bgr[2] * 299 + bgr[1] * 587 + bgr[0] * 114) / 1000; }

}  // namespace

cv::Mat StretchedDifference(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != CV_8UC3 || b.type() != CV_8UC3) return {};
  cv::Mat out(a.size(), CV_8UC3);
  for (int y = 0; y < a.rows; ++y) {
    const unsigned char* pa = a.ptr<unsigned char>(y);
    const unsigned char* pb = b.ptr<unsigned char>(y);
    unsigned char* po = out.ptr<unsigned char>(y);
    for (int x = 0; x < a.cols * 3; ++x) {
      po[x] =
          static_cast<unsigned char>(std::clamp(128 + (pa[x] - pb[x]) * kDifferenceGain, 0, 255));
    }
  }
  return out;
}

cv::Rect FaceBoxOnCanvas(const cv::Mat& canvas, const Recipe& recipe) {
  double scale = 0, left = 0, top = 0;
  for (size_t i = 0; i < recipe.cursor && i < recipe.operations.size(); ++i) {
    const Operation& operation = recipe.operations[i];
    if (operation.kind != "geom.crop_scale") continue;
    const auto get = [&operation](const char* name) {
      const auto it = operation.parameters.find(name);
      return it == operation.parameters.end() ? 0.0 : it->second;
    };
    scale = get("scale"), left = get("x"), top = get("y");
  }
  if (scale <= 0 || recipe.analysis.landmarks.empty()) return {};
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  for (const cv::Point3f& point : recipe.analysis.landmarks) {
    const double x = (static_cast<double>(point.x) - left) * scale * kCanvasFactor;
    const double y = (static_cast<double>(point.y) - top) * scale * kCanvasFactor;
    x0 = std::min(x0, x), x1 = std::max(x1, x), y0 = std::min(y0, y), y1 = std::max(y1, y);
  }
  const cv::Rect box(static_cast<int>(x0), static_cast<int>(y0), static_cast<int>(x1 - x0),
                     static_cast<int>(y1 - y0));
  return box & cv::Rect(0, 0, canvas.cols, canvas.rows);
}

std::vector<float> FaceHistogram(const cv::Mat& canvas, const Recipe& recipe) {
  std::vector<float> bins(kBins, 0.0f);
  const cv::Rect box = FaceBoxOnCanvas(canvas, recipe);
  for (int y = box.y; y < box.y + box.height; ++y) {
    const cv::Vec3b* row = canvas.ptr<cv::Vec3b>(y);
    for (int x = box.x; x < box.x + box.width; ++x) {
      bins[static_cast<size_t>(Luma(row[x]) * kBins / 256)] += 1.0f;
    }
  }
  return bins;
}

double ClippedShare(const cv::Mat& canvas, const Recipe& recipe) {
  const cv::Rect box = FaceBoxOnCanvas(canvas, recipe);
  int clipped = 0;
  for (int y = box.y; y < box.y + box.height; ++y) {
    const cv::Vec3b* row = canvas.ptr<cv::Vec3b>(y);
    for (int x = box.x; x < box.x + box.width; ++x) {
      const cv::Vec3b& p = row[x];
      const bool hit =
          p[0] == 0 || p[1] == 0 || p[2] == 0 || p[0] == 255 || p[1] == 255 || p[2] == 255;
      clipped += hit ? 1 : 0;
    }
  }
  return box.area() > 0 ? 100.0 * clipped / box.area() : 0.0;
}

}  // namespace zhaojian::desk
