// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/compliance/crop_plan.h"
#include "core/compliance/profile.h"
#include "core/imaging/photo.h"
#include "core/retouch/policy.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// What the automatic edit does about one-sided light (阴阳脸) and shine; 0 = nothing.
struct LightPlan {
  /// Parameters of tone.lowfreq_balance.
  double balance = 0, balance_limit = 1;
  /// Parameters of tone.highlight.
  double shine_drop = 0, shine_area = 0;
};

/// Plans it from the reviewer's own measures, so that a photo is touched exactly when the report
/// remarks on it: light.evenness (difference d of the cheeks, L*) and light.shine above the
/// profile's upper limit.
///   balance = 1 - limit / (2 d): leaves half of what the profile allows, because a face lit from
///   the front is not flat either. At most the policy's gain.
///   shine: at most 10 L* on at most 3 % of the face, less where the policy says so; ShineGain
///   takes half of the excess.
/// Nothing is planned where the measure could not be taken, the profile has no limit or the policy
/// keeps the tool from retouchers.
LightPlan PlanLight(const Photo& photo, const Analysis& analysis, const HeadGeometry& head,
                    const Profile& profile, const EditPolicy& policy);

}  // namespace zhaojian
