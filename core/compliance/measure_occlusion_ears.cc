// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "occlusion.ears";
// Where ears are: a band outside the face's contour from eye to mouth, eye units (reference
// regions.md §4.3).
constexpr std::array<std::array<int, 4>, 2> kContour = {
    {{127, 234, 93, 132}, {356, 454, 323, 361}}};
constexpr float kBandFrom = 0.10f;
constexpr float kBandTo = 0.22f;
constexpr int kLeastPixels = 20;
// Between these shares the upper ear is under hair, or the ear lies in shadow: which of the two is
// for a person to see. Ears drawn half under hair (synthetic2, 64 to 83 % visible) have 6 to 29,
// uncovered ones up to 17, covered ones from 46 (development photos).
constexpr double kSurelyFree = 20;
constexpr double kSurelyCovered = 45;
// Degrees: a head turned so far shows one ear less for that reason.
constexpr float kTurned = 5;

std::vector<cv::Point2f> EarBand(const LevelFrame& frame, size_t side) {
  const float outward = (side == 0 ? -1.0f : 1.0f) * frame.window.unit;
  std::vector<cv::Point2f> band;
  for (const int index : kContour[side])
    band.push_back(frame.points[static_cast<size_t>(index)] + cv::Point2f(kBandFrom * outward, 0));
  for (auto it = kContour[side].rbegin(); it != kContour[side].rend(); ++it)
    band.push_back(frame.points[static_cast<size_t>(*it)] + cv::Point2f(kBandTo * outward, 0));
  return band;
}

}  // namespace

Measure MeasureOcclusionEars(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {true, true});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  const RegionMap& map = *scene.regions->Map();
  const cv::Mat covered = frame.person & (map.labels != static_cast<unsigned char>(Region::kSkin));
  std::array<double, 2> shares{};
  std::vector<Evidence> evidence;
  for (size_t side = 0; side < 2; ++side) {
    const auto band = EarBand(frame, side);
    const auto share = ShareOf(FillPolygon(frame, band), covered, kLeastPixels);
    if (!share) return NotAssessed(scene, kId, "percent", "cause.face_cut");
    shares[side] = 100 * *share;
    evidence.push_back(PolygonEvidence(frame, band));
  }
  const double worse = std::max(shares[0], shares[1]);
  const bool one_sided = std::min(shares[0], shares[1]) < kSurelyFree && worse > kSurelyCovered;
  const bool turned = std::abs(scene.analysis.pose.yaw) > kTurned;
  Measure measure =
      worse > kSurelyFree && worse < kSurelyCovered
          ? NotAssessed(scene, kId, "percent", "cause.ears_in_part")
          : Judged(scene, kId, worse, "percent", one_sided && turned ? "POSE-05" : "OCC-03", 0.7);
  measure.evidence = std::move(evidence);
  return measure;
}

}  // namespace zhaojian
