// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "ornaments";
// Headphones bulge at the ears: the head reaches further out there than above and below, by this
// many eye units on both sides (one render 0.18; 155 others up to 0.11).
constexpr float kBulge = 0.14f;
constexpr float kGap = 0.08f;
// Size of the place at the ear that is drawn.
constexpr float kDrawn = 0.45f;

struct Side {
  float outward;
  size_t ear;
  size_t lobe;
  size_t brow;
};
constexpr std::array<Side, 2> kSides = {{{-1, 234, 132, 105}, {1, 454, 361, 334}}};

// How far the person reaches outwards from column x in a row, small gaps allowed.
float ReachOf(const LevelFrame& frame, float x, float y, float outward) {
  const int row = cvRound(y);
  if (row < 0 || row >= frame.bgr.rows) return 0;
  const auto* person = frame.person.ptr<unsigned char>(row);
  const int most = cvRound(kGap * frame.window.unit);
  const int start = cvRound(x);
  int last = start;
  int gap = 0;
  for (int i = start; i >= 0 && i < frame.bgr.cols; i += outward < 0 ? -1 : 1) {
    gap = person[i] != 0 ? 0 : gap + 1;
    if (gap == 0) last = i;
    if (gap > most) break;
  }
  return static_cast<float>(std::abs(last - start)) / frame.window.unit;
}

float FarthestReach(const LevelFrame& frame, float x, float from, float to, float outward) {
  constexpr int kRows = 8;
  float best = 0;
  for (int i = 0; i <= kRows; ++i) {
    const float y = from + (to - from) * static_cast<float>(i) / kRows;
    best = std::max(best, ReachOf(frame, x, y, outward));
  }
  return best;
}

float BulgeAt(const LevelFrame& frame, const Side& side) {
  const float unit = frame.window.unit;
  const cv::Point2f ear = frame.points[side.ear];
  const cv::Point2f lobe = frame.points[side.lobe];
  const float brow = frame.points[side.brow].y;
  const float at = FarthestReach(frame, ear.x, ear.y, lobe.y, side.outward);
  const float above = FarthestReach(frame, ear.x, brow - 0.3f * unit, brow, side.outward);
  const float below =
      FarthestReach(frame, ear.x, lobe.y + 0.25f * unit, lobe.y + 0.5f * unit, side.outward);
  return at - std::max(above, below);
}

}  // namespace

Measure MeasureOrnaments(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {true, false});
  if (!why.empty()) return NotAssessed(scene, kId, "ratio", why);
  const LevelFrame& frame = *scene.regions->Head();
  const float bulge = std::min(BulgeAt(frame, kSides[0]), BulgeAt(frame, kSides[1]));
  // Rings, chains and badges are not found: that nothing was found proves nothing.
  Measure measure = bulge < kBulge ? NotAssessed(scene, kId, "ratio", "cause.look_for_ornaments")
                                   : Judged(scene, kId, 1, "ratio", "ACC-05", 0.6);
  for (const Side& side : kSides) {
    const cv::Point2f ear = frame.points[side.ear];
    const float far = ear.x + side.outward * kDrawn * frame.window.unit;
    const float low = frame.points[side.lobe].y + kDrawn * frame.window.unit;
    measure.evidence.push_back(
        PolygonEvidence(frame, {ear, {far, ear.y}, {far, low}, {ear.x, low}}));
  }
  return measure;
}

}  // namespace zhaojian
