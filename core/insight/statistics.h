// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/domain/decision.h"

namespace zhaojian {

/// A share with its 95 % interval, all in 0..1.
struct Share {
  double value = 0;
  double low = 0;
  double high = 1;
  /// How many it is made of; below kSmallSample nothing may be ranked, coloured or alarmed.
  int64_t n = 0;
};

/// Below this many items a share says too little to act on (review queue reference §4).
inline constexpr int64_t kSmallSample = 50;

/// events / n with the Wilson score interval at 95 % (z = 1.959964). n = 0 gives 0 in [0, 1].
Share WilsonShare(int64_t events, int64_t n);

/// What the statistics need of one effective decision.
struct DecisionFact {
  /// Staff code.
  std::string actor;
  DecisionVerdict verdict = DecisionVerdict::kPass;
  /// Reason codes, heaviest first.
  std::vector<std::string> codes;
  /// How long the person was active on it, milliseconds.
  int64_t active_ms = 0;
};

/// One bar of the chart of reasons.
struct ReasonBar {
  std::string code;
  /// Rejections that cite the code; a rejection with several codes counts for each.
  int64_t citations = 0;
  /// citations / rejections.
  Share share;
};

/// The reasons of the rejections, most frequent first, equal ones by code.
std::vector<ReasonBar> ReasonPareto(const std::vector<DecisionFact>& decisions);

/// One person's numbers.
struct PersonSummary {
  std::string actor;
  int64_t decisions = 0;
  /// Rejections among passes and rejections.
  Share rejected;
  /// Median active time, milliseconds; the lower of the two middle values for an even count.
  int64_t median_active_ms = 0;
};

/// One line per person, by code.
std::vector<PersonSummary> SummarisePeople(const std::vector<DecisionFact>& decisions);

/// How far two raters agree on the same items.
struct Agreement {
  /// Share of equal answers.
  double observed = 0;
  /// Cohen's kappa; misleading when almost everything passes, so never shown alone.
  double kappa = 0;
  /// Gwet's AC1.
  double ac1 = 0;
};

/// From a square table: table[i][j] = items that the first rater put into i and the second into j.
/// All zeros for an empty table.
Agreement MeasureAgreement(const std::vector<std::vector<int64_t>>& table);

}  // namespace zhaojian
