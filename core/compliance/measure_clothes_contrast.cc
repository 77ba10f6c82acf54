// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "clothes.contrast";
// Strips on both sides of the outline of the clothes, eye units (reference regions.md §4.9).
constexpr float kInside = 0.12f;
constexpr float kOutside = 0.20f;
constexpr int kLeastPixels = 60;

}  // namespace

Measure MeasureClothesContrast(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "level", why);
  const LevelFrame& frame = *scene.regions->Head();
  const RegionMap& map = *scene.regions->Map();
  const cv::Mat clothes = Labelled(map, Region::kClothes);
  const cv::Mat background = Labelled(map, Region::kBackground);
  const cv::Mat near = WithinOf(clothes, background, kInside * frame.window.unit);
  const cv::Mat beside = WithinOf(background, clothes, kOutside * frame.window.unit);
  if (cv::countNonZero(near) < kLeastPixels || cv::countNonZero(beside) < kLeastPixels)
    return NotAssessed(scene, kId, "level", "cause.no_clothes");
  const double here =
      cv::norm(MedianOf(scene.regions->Lab(), near) - MedianOf(scene.regions->Lab(), beside));
  const auto& rgb = scene.profile.backgrounds.front();
  const cv::Mat wall(1, 1, CV_8UC3, cv::Scalar(rgb[2], rgb[1], rgb[0]));
  const double delivered =
      cv::norm(MedianOf(scene.regions->Lab(), clothes) - LabOf(wall).at<cv::Vec3f>(0, 0));
  Measure measure = Judged(scene, kId, std::min(here, delivered), "level", "CLO-01", 0.7);
  measure.evidence = OutlineEvidence(frame, near, 2, 20);
  return measure;
}

}  // namespace zhaojian
