// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "clothes.neckline";
// Rows below the chin that neck and open collar do not fill, eye units.
constexpr float kFrom = 0.60f;
constexpr float kTo = 1.30f;
constexpr float kLeastRows = 0.20f;
constexpr int kChin = 152;

}  // namespace

Measure MeasureClothesNeckline(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  const RegionMap& map = *scene.regions->Map();
  const float unit = frame.window.unit;
  const float chin = frame.points[kChin].y;
  const cv::Rect rows =
      cv::Rect(0, cvRound(chin + kFrom * unit), frame.bgr.cols, cvRound((kTo - kFrom) * unit)) &
      cv::Rect({0, 0}, frame.bgr.size());
  if (rows.area() == 0) return NotAssessed(scene, kId, "percent", "cause.no_clothes");
  const cv::Mat body = frame.person(rows);
  const cv::Mat skin = Labelled(map, Region::kSkin)(rows);
  const auto share = ShareOf(body, skin, cvRound(kLeastRows * unit * unit));
  if (!share) return NotAssessed(scene, kId, "percent", "cause.no_clothes");
  Measure measure = Judged(scene, kId, 100 * *share, "percent", "CLO-03", 0.6);
  cv::Mat drawn = cv::Mat::zeros(frame.bgr.size(), CV_8U);
  skin.copyTo(drawn(rows));
  measure.evidence = OutlineEvidence(frame, drawn, 3, 40);
  return measure;
}

}  // namespace zhaojian
