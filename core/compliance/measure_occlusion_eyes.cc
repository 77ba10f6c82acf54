// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "occlusion.eyes";
// From the lower edge of the brow round the eye to below the lower lid.
constexpr std::array<std::array<int, 5>, 2> kBrow = {
    {{46, 53, 52, 65, 55}, {276, 283, 282, 295, 285}}};
constexpr std::array<std::array<int, 5>, 2> kBelow = {
    {{232, 230, 229, 228, 31}, {452, 450, 449, 448, 261}}};

}  // namespace

Measure MeasureOcclusionEyes(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {true, true});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  double worst = 0;
  std::vector<Evidence> evidence;
  for (size_t side = 0; side < 2; ++side) {
    std::vector<cv::Point2f> zone;
    for (const int index : kBrow[side]) zone.push_back(frame.points[static_cast<size_t>(index)]);
    for (const int index : kBelow[side]) zone.push_back(frame.points[static_cast<size_t>(index)]);
    const auto share = ShareOf(FillPolygon(frame, zone), scene.regions->HangingHair(), 20);
    if (!share) return NotAssessed(scene, kId, "percent", "cause.face_cut");
    worst = std::max(worst, 100 * *share);
    evidence.push_back(PolygonEvidence(frame, zone));
  }
  Measure measure = Judged(scene, kId, worst, "percent", "OCC-02", 0.6);
  measure.evidence = std::move(evidence);
  return measure;
}

}  // namespace zhaojian
