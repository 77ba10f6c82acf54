// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "occlusion.outline";
// The contour of the cheeks from the eyes to the corners of the mouth, image left and right: lower
// down a beard would count.
constexpr std::array<std::array<int, 4>, 2> kContour = {{{234, 93, 132, 58}, {454, 323, 361, 288}}};
// How far inside the contour hair is looked for, eye units.
constexpr float kDepth = 0.16f;
constexpr float kFrom = 0.03f;

}  // namespace

Measure MeasureOcclusionOutline(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {true, true});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  const cv::Point2f nose = frame.points[4];
  double worst = 0;
  std::vector<Evidence> evidence;
  for (size_t side = 0; side < 2; ++side) {
    std::vector<cv::Point2f> band;
    const auto inward = [&](int index, float depth) {
      const cv::Point2f at = frame.points[static_cast<size_t>(index)];
      const cv::Point2f to = nose - at;
      return at +
             to * (depth * frame.window.unit / std::max(1.0f, static_cast<float>(cv::norm(to))));
    };
    for (const int index : kContour[side]) band.push_back(inward(index, kFrom));
    for (auto it = kContour[side].rbegin(); it != kContour[side].rend(); ++it)
      band.push_back(inward(*it, kDepth));
    const auto share = ShareOf(FillPolygon(frame, band), scene.regions->HangingHair(), 20);
    if (!share) return NotAssessed(scene, kId, "percent", "cause.face_cut");
    worst = std::max(worst, 100 * *share);
    evidence.push_back(PolygonEvidence(frame, band));
  }
  Measure measure = Judged(scene, kId, worst, "percent", "OCC-04", 0.6);
  measure.evidence = std::move(evidence);
  return measure;
}

}  // namespace zhaojian
