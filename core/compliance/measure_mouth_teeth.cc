// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr std::array<int, 20> kInnerLips = {78,  191, 80,  81,  82,  13, 312, 311, 310, 415,
                                            308, 324, 318, 402, 317, 14, 87,  178, 88,  95};
// Teeth are paler than lips and skin: red exceeds green by less than this share of red.
constexpr double kPaleness = 0.22;
// And not the dark of an open mouth: this share of the cheeks' luminance.
constexpr double kBrightness = 0.45;

// Pale bright pixels between the lips over the square of the mouth's width, percent.
double ToothShare(const FacePatch& patch) {
  std::vector<cv::Point> inner;
  for (const int index : kInnerLips) inner.emplace_back(patch.points[static_cast<size_t>(index)]);
  cv::Mat mask = cv::Mat::zeros(patch.bgr.size(), CV_8U);
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{inner}, cv::Scalar(255));
  const auto cheeks = CheekSquares(patch);
  double cheek = 255;
  for (const auto& square : cheeks) {
    if (square.area() > 0) cheek = std::min(cheek, cv::mean(patch.luminance(square))[0]);
  }
  int teeth = 0;
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x) {
      if (mask.at<unsigned char>(y, x) == 0) continue;
      const auto& p = patch.bgr.at<cv::Vec3b>(y, x);
      const bool pale = p[2] - p[1] < kPaleness * p[2];
      teeth += pale && static_cast<double>(patch.luminance.at<float>(y, x)) > kBrightness * cheek;
    }
  }
  const double width = cv::norm(patch.points[61] - patch.points[291]);
  return width < 1 ? 0 : 100.0 * teeth / (width * width);
}

}  // namespace

Measure MeasureMouthTeeth(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "mouth.teeth", "percent", WhyNoFace(scene));
  Evidence outline{Evidence::Kind::kPolygon, {}, ""};
  for (const int index : kInnerLips) outline.points.push_back(LandmarkAt(scene, index));
  Measure measure =
      Judged(scene, "mouth.teeth", ToothShare(*scene.patch), "percent", "EXPR-01", 0.7);
  measure.evidence.push_back(outline);
  return measure;
}

}  // namespace zhaojian
