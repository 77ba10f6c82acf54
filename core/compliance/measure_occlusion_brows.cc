// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "occlusion.brows";
// Edges of the brows, outer end first.
constexpr std::array<std::array<int, 5>, 2> kUpper = {
    {{70, 63, 105, 66, 107}, {300, 293, 334, 296, 336}}};
constexpr std::array<std::array<int, 5>, 2> kLower = {
    {{46, 53, 52, 65, 55}, {276, 283, 282, 295, 285}}};
// The brow itself, and the skin above it without the outer end, where side hair passes that covers
// nothing; eye units above the upper edge.
constexpr float kBrowLift = 0.02f;
constexpr float kSkinFrom = 0.045f;
constexpr float kSkinTo = 0.165f;
// Hair that covers the skin just above a brow hangs in its roots: it counts half.
constexpr double kSkinWeight = 0.5;
constexpr int kLeastPixels = 20;

cv::Point2f Raised(const LevelFrame& frame, int index, float lift) {
  return frame.points[static_cast<size_t>(index)] - cv::Point2f(0, lift * frame.window.unit);
}

std::vector<cv::Point2f> Brow(const LevelFrame& frame, size_t side) {
  std::vector<cv::Point2f> outline;
  for (const int index : kUpper[side]) outline.push_back(Raised(frame, index, kBrowLift));
  for (auto it = kLower[side].rbegin(); it != kLower[side].rend(); ++it)
    outline.push_back(Raised(frame, *it, 0));
  return outline;
}

std::vector<cv::Point2f> SkinAbove(const LevelFrame& frame, size_t side) {
  std::vector<cv::Point2f> outline;
  for (size_t i = 1; i < kUpper[side].size(); ++i)
    outline.push_back(Raised(frame, kUpper[side][i], kSkinFrom));
  for (size_t i = kUpper[side].size() - 1; i > 0; --i)
    outline.push_back(Raised(frame, kUpper[side][i], kSkinTo));
  return outline;
}

}  // namespace

Measure MeasureOcclusionBrows(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {true, true});
  if (!why.empty()) return NotAssessed(scene, kId, "percent", why);
  const LevelFrame& frame = *scene.regions->Head();
  const cv::Mat& hair = scene.regions->HangingHair();
  double worst = 0;
  std::vector<Evidence> evidence;
  for (size_t side = 0; side < 2; ++side) {
    const auto outline = Brow(frame, side);
    const auto brow = ShareOf(FillPolygon(frame, outline), hair, kLeastPixels);
    const auto above = ShareOf(FillPolygon(frame, SkinAbove(frame, side)), hair, kLeastPixels);
    if (!brow || !above) return NotAssessed(scene, kId, "percent", "cause.face_cut");
    worst = std::max(worst, 100 * std::max(*brow, kSkinWeight * *above));
    evidence.push_back(PolygonEvidence(frame, outline));
  }
  Measure measure = Judged(scene, kId, worst, "percent", "OCC-01", 0.6);
  measure.evidence = std::move(evidence);
  return measure;
}

}  // namespace zhaojian
