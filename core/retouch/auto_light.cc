// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/auto_light.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/compliance/face_lighting.h"

namespace zhaojian {
namespace {

/// What the automatic edit takes of shine at most, L* and share of the face: more looks powdered on
/// the portraits.
constexpr double kShineDrop = 10, kShineArea = 0.03;

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
                    const Profile& profile, const EditPolicy& policy) {
  LightPlan plan;
  const auto seen = TakeFaceLighting(photo, analysis, head, profile);
  if (!seen) return plan;
  const auto gain = RangeFor(policy, "tone.lowfreq_balance", "limit");
  if (const auto limit = Exceeded(seen->evenness, profile); limit && gain) {
    plan.balance = RoundHundredth(1 - *limit / (2 * *seen->evenness.value));
    plan.balance_limit = gain->high;
  }
  const auto drop = RangeFor(policy, "tone.highlight", "drop");
  const auto area = RangeFor(policy, "tone.highlight", "area");
  if (Exceeded(seen->shine, profile) && drop && area) {
    plan.shine_drop = std::min(kShineDrop, drop->high);
    plan.shine_area = std::min(kShineArea, area->high);
  }
  return plan;
}

}  // namespace zhaojian
