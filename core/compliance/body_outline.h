// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/vision/analysis.h"

namespace zhaojian {

/// Upright source y at which the body ends above column x (upright source pixels), walking up from
/// the photo's bottom row through the person mask; empty where the bottom row shows no person or
/// the column lies outside the photo. Internal to compliance.
std::optional<float> BodyTop(const Analysis& analysis, float x);

/// How far the body reaches sideways from column x in the row y, to the left and to the right,
/// upright source pixels; {0, 0} where that pixel shows no person.
struct BodyReach {
  float left = 0;
  float right = 0;
};
BodyReach ReachAt(const Analysis& analysis, float x, float y);

}  // namespace zhaojian
