// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/compliance/report.h"

namespace zhaojian {

/// Takes back what another measure has made meaningless: a measure whose input is burnt, blurred,
/// covered or too small becomes *could not assess*, with that cause.
void RuleOut(std::vector<Measure>* measures);

/// Reason codes of the measures that warn or block, without repetition: blocking before warning,
/// then by severity, then by certainty. Of two codes that contradict each other only the first is
/// kept (an over-exposed face is not also too dark).
std::vector<std::string> SuggestReasons(const std::vector<Measure>& measures);

}  // namespace zhaojian
