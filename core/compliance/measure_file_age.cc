// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "file.age";
// No phone took photos before; a clock that was never set says 1970, 1980 or 2000.
constexpr int kFirstYear = 2005;
// The camera's clock and ours may stand in different zones.
constexpr int kAhead = -1;

}  // namespace

Measure MeasureFileAge(const Scene& scene) {
  if (!scene.today) return NotAssessed(scene, kId, "day", "cause.no_today");
  const auto days = static_cast<int>(*scene.today - *scene.taken_on);
  if (scene.taken_on->year() < kFirstYear || days < kAhead)
    return NotAssessed(scene, kId, "day", "cause.camera_clock");
  const double age = days < 0 ? 0 : days;
  Measure measure = Judged(scene, kId, age, "day", "ID-03", 0.6);
  if (!scene.profile.rules.recency_days) return measure;
  // The limit is the standard's rule, and it only warns: a clock may be wrong, and so may a date
  // that a program wrote.
  MeasureLimits limits;
  limits.band.high = *scene.profile.rules.recency_days;
  limits.warn_only = true;
  measure.band = limits.band;
  measure.verdict = VerdictOf(age, limits);
  measure.reason = measure.verdict == Verdict::kWarn ? "ID-03" : "";
  return measure;
}

}  // namespace zhaojian
