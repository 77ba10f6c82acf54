// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "glasses.present";
// How fast belief changes with the score.
constexpr double kSlope = 0.12;

}  // namespace

Measure MeasureGlassesPresent(const Scene& scene) {
  const std::string why = WhyNoRegions(scene, {});
  if (!why.empty()) return NotAssessed(scene, kId, "ratio", why);
  const auto& found = scene.regions->Spectacles();
  if (!found) return NotAssessed(scene, kId, "ratio", WhyNoFace(scene));
  const double belief = 1 / (1 + std::exp(-(found->score - kGlassesEven) / kSlope));
  Measure measure = found->score > kSurelyNoGlasses && found->score < kSurelyGlasses
                        ? NotAssessed(scene, kId, "ratio", "cause.perhaps_glasses")
                        : Judged(scene, kId, belief, "ratio", "EYE-08", std::abs(2 * belief - 1));
  const LevelFrame& eyes = *scene.regions->Eyes();
  for (const auto& path : found->paths) {
    Evidence line{Evidence::Kind::kPolyline, {}, ""};
    for (size_t i = 0; i < path.size(); i += 4) line.points.push_back(eyes.ToSource(path[i]));
    measure.evidence.push_back(line);
  }
  return measure;
}

}  // namespace zhaojian
