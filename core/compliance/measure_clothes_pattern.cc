// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "clothes.pattern";
// A place is patterned when its colour varies by more than this (CIE76 deviation) within a window
// of this half width, eye units: a fold varies slowly, an edge of a collar only along its line.
constexpr float kWindow = 0.10f;
constexpr float kVaries = 6.0f;
constexpr int kLeastPixels = 800;

}  // namespace

Measure MeasureClothesPattern(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  cv::Mat clothes = Labelled(*scene.regions->Map(), Region::kClothes);
  const int half = cvRound(kWindow * frame.window.unit);
  cv::erode(clothes, clothes,
            cv::getStructuringElement(cv::MORPH_RECT, {2 * half + 1, 2 * half + 1}));
  if (cv::countNonZero(clothes) < kLeastPixels)
    return NotAssessed(scene, kId, "percent", "cause.no_clothes");
  const cv::Mat& lab = scene.regions->Lab();
  cv::Mat mean;
  cv::Mat squares;
  cv::blur(lab, mean, {2 * half + 1, 2 * half + 1});
  cv::blur(lab.mul(lab), squares, {2 * half + 1, 2 * half + 1});
  cv::Mat variance;
  cv::transform(squares - mean.mul(mean), variance, cv::Matx13f(1, 1, 1));
  const cv::Mat varied = (variance > kVaries * kVaries) & clothes;
  const double share = 100.0 * cv::countNonZero(varied) / cv::countNonZero(clothes);
  Measure measure = Judged(scene, kId, share, "percent", "CLO-02", 0.5);
  measure.evidence = OutlineEvidence(frame, varied, 4, 60);
  return measure;
}

}  // namespace zhaojian
