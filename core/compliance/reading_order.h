// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/compliance/report.h"

namespace zhaojian {

/// Distance of a value to the nearest limit as a share of the band; negative outside, large without
/// limits.
double MarginOf(const Band& band, double value);

/// The five checks that collection gates fail most: eye line, pupil tilt, hair top, sharpness,
/// border (reference: photo standard §1).
/// @return 0..4 in that order, 5 for every other measure.
int GateRank(const std::string& measure);

/// All measures in the order in which a person reads them: block, warn, could not assess, ok;
/// inside one verdict the five of GateRank first, then the smallest margin. The pointers live as
/// long as the report.
std::vector<const Measure*> InReadingOrder(const Report& report);

}  // namespace zhaojian
