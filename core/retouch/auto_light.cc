// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/auto_light.h"

#include <cmath>
#include <optional>
#include <string>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

/// Strict policy limits the automatic edit keeps to, repeated here until it reads them itself
/// (assets/policy/retouch_policy.json); the drop stays a little below its 12 L*.
constexpr double kBalanceLimit = 1.17, kShineDrop = 10, kShineArea = 0.03;

/// The profile's upper limit of a measure when the value lies above it.
std::optional<double> Exceeded(const Measure& measure, const Profile& profile) {
  const auto limits = profile.limits.find(measure.id);
  if (limits == profile.limits.end() || !limits->second.band.high || !measure.value) {
    return std::nullopt;
  }
  const double high = *limits->second.band.high;
  return *measure.value > high ? std::optional<double>(high) : std::nullopt;
}

double RoundHundredth(double value) { return std::round(value * 100) / 100; }

}  // namespace

LightPlan PlanLight(const Photo& photo, const Analysis& analysis, const HeadGeometry& head,
                    const Profile& profile) {
  LightPlan plan;
  Scene scene{photo, analysis, profile, {}, {}, false, {}, {}, nullptr};
  scene.patch = CutFacePatch(photo, analysis, head);
  if (!scene.patch) return plan;
  const Measure evenness = MeasureLightEvenness(scene);
  if (const auto limit = Exceeded(evenness, profile)) {
    plan.balance = RoundHundredth(1 - *limit / (2 * *evenness.value));
    plan.balance_limit = kBalanceLimit;
  }
  if (Exceeded(MeasureLightShine(scene), profile)) {
    plan.shine_drop = kShineDrop;
    plan.shine_area = kShineArea;
  }
  return plan;
}

}  // namespace zhaojian
