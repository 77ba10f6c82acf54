// SPDX-License-Identifier: Apache-2.0
#include "core/insight/statistics.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {

Share WilsonShare(int64_t events, int64_t n) {
  Share share;
  share.n = n;
  if (n <= 0) return share;
  constexpr double kZ = 1.959964;  // 97.5 % point of the normal distribution
  const double count = static_cast<double>(n);
  const double p = static_cast<double>(events) / count;
  const double scale = 1 + kZ * kZ / count;
  const double centre = (p + kZ * kZ / (2 * count)) / scale;
  const double half = kZ * std::sqrt(p * (1 - p) / count + kZ * kZ / (4 * count * count)) / scale;
  share.value = p;
  share.low = events == 0 ? 0 : std::max(0.0, centre - half);
  share.high = events == n ? 1 : std::min(1.0, centre + half);
  return share;
}

std::vector<ReasonBar> ReasonPareto(const std::vector<DecisionFact>& decisions) {
  std::map<std::string, int64_t> counts;
  int64_t rejections = 0;
  for (const DecisionFact& decision : decisions) {
    if (decision.verdict != DecisionVerdict::kReject) continue;
    ++rejections;
    for (const std::string& code : decision.codes) ++counts[code];
  }
  std::vector<ReasonBar> bars;
  bars.reserve(counts.size());
  for (const auto& [code, count] : counts) {
    bars.push_back({code, count, WilsonShare(count, rejections)});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const ReasonBar& a, const ReasonBar& b) {
    return a.citations > b.citations;
  });
  return bars;
}

std::vector<PersonSummary> SummarisePeople(const std::vector<DecisionFact>& decisions) {
  struct Counts {
    int64_t passed = 0;
    int64_t rejected = 0;
    std::vector<int64_t> active_ms;
  };
  std::map<std::string, Counts> people;
  for (const DecisionFact& decision : decisions) {
    Counts& counts = people[decision.actor];
    if (decision.verdict == DecisionVerdict::kPass) ++counts.passed;
    if (decision.verdict == DecisionVerdict::kReject) ++counts.rejected;
    counts.active_ms.push_back(decision.active_ms);
  }
  std::vector<PersonSummary> summaries;
  for (auto& [actor, counts] : people) {
    PersonSummary summary;
    summary.actor = actor;
    summary.decisions = static_cast<int64_t>(counts.active_ms.size());
    summary.rejected = WilsonShare(counts.rejected, counts.passed + counts.rejected);
    const auto middle =
        counts.active_ms.begin() + static_cast<std::ptrdiff_t>((counts.active_ms.size() - 1) / 2);
    std::nth_element(counts.active_ms.begin(), middle, counts.active_ms.end());
    summary.median_active_ms = *middle;
    summaries.push_back(std::move(summary));
  }
  return summaries;
}

Agreement MeasureAgreement(const std::vector<std::vector<int64_t>>& table) {
  const size_t k = table.size();
  std::vector<double> rows(k, 0);
  std::vector<double> columns(k, 0);
  double n = 0;
  double equal = 0;
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k && j < table[i].size(); ++j) {
      const auto count = static_cast<double>(table[i][j]);
      n += count;
      rows[i] += count;
      columns[j] += count;
      if (i == j) equal += count;
    }
  }
  Agreement agreement;
  if (n <= 0 || k < 2) return agreement;
  agreement.observed = equal / n;
  double by_chance = 0;
  double gwet = 0;
  for (size_t i = 0; i < k; ++i) {
    by_chance += rows[i] * columns[i] / (n * n);
    const double mean = (rows[i] + columns[i]) / (2 * n);
    gwet += mean * (1 - mean) / static_cast<double>(k - 1);
  }
  if (by_chance < 1) agreement.kappa = (agreement.observed - by_chance) / (1 - by_chance);
  if (gwet < 1) agreement.ac1 = (agreement.observed - gwet) / (1 - gwet);
  return agreement;
}

}  // namespace zhaojian
