// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// From below the nose round the corners of the mouth to the chin, and across nose bridge and
// cheekbones.
constexpr std::array<size_t, 10> kLower = {2, 326, 423, 432, 394, 378, 149, 169, 212, 203};
constexpr std::array<size_t, 8> kUpper = {9, 107, 336, 55, 285, 168, 193, 417};

struct Colour {
  double a = 0;
  double b = 0;
};

double MedianOf(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

// Median of the convex hull of the landmarks; empty when it lies outside the picture.
template <size_t N>
std::optional<Colour> ColourOf(const FacePatch& patch, const cv::Mat& lab,
                               const std::array<size_t, N>& indices) {
  std::vector<cv::Point> points;
  for (const size_t index : indices) points.emplace_back(patch.points[index]);
  std::vector<cv::Point> hull;
  cv::convexHull(points, hull);
  cv::Mat mask = cv::Mat::zeros(lab.size(), CV_8U);
  cv::fillConvexPoly(mask, hull, cv::Scalar(255));
  std::vector<float> a;
  std::vector<float> b;
  for (int y = 0; y < lab.rows; ++y) {
    for (int x = 0; x < lab.cols; ++x) {
      if (mask.at<unsigned char>(y, x) == 0) continue;
      a.push_back(lab.at<cv::Vec3f>(y, x)[1]);
      b.push_back(lab.at<cv::Vec3f>(y, x)[2]);
    }
  }
  if (a.empty()) return std::nullopt;
  return Colour{MedianOf(a), MedianOf(b)};
}

}  // namespace

Measure MeasureOcclusionMouth(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "occlusion.mouth", "level", WhyNoFace(scene));
  const cv::Mat& lab = scene.patch->lab;
  const auto lower = ColourOf(*scene.patch, lab, kLower);
  const auto upper = ColourOf(*scene.patch, lab, kUpper);
  if (!lower || !upper) return NotAssessed(scene, "occlusion.mouth", "level", "cause.face_cut");
  const double distance = std::hypot(lower->a - upper->a, lower->b - upper->b);
  Measure measure = Judged(scene, "occlusion.mouth", distance, "level", "OCC-05", 0.7);
  Evidence area{Evidence::Kind::kPolygon, {}, ""};
  for (const size_t index : kLower)
    area.points.push_back(LandmarkAt(scene, static_cast<int>(index)));
  measure.evidence.push_back(area);
  return measure;
}

}  // namespace zhaojian
