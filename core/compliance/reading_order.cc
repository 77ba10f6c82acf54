// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/reading_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace zhaojian {
namespace {

constexpr const char* kGateChecks[] = {"geometry.eye_line", "pose.roll", "geometry.hair_top",
                                       "sharpness.face", "file.border"};

double SpanOf(const Band& band) {
  if (band.low && band.high) return *band.high - *band.low;
  const double limit = band.low ? *band.low : band.high.value_or(1.0);
  return std::abs(limit) > 0 ? std::abs(limit) : 1.0;
}

int Weight(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBlock:
      return 0;
    case Verdict::kWarn:
      return 1;
    case Verdict::kUnknown:
      return 2;
    case Verdict::kOk:
      break;
  }
  return 3;
}

}  // namespace

double MarginOf(const Band& band, double value) {
  const double span = std::max(SpanOf(band), 1e-9);
  double margin = std::numeric_limits<double>::max();
  if (band.low) margin = std::min(margin, (value - *band.low) / span);
  if (band.high) margin = std::min(margin, (*band.high - value) / span);
  return margin;
}

int GateRank(const std::string& measure) {
  const auto* found = std::find(std::begin(kGateChecks), std::end(kGateChecks), measure);
  return static_cast<int>(found - std::begin(kGateChecks));
}

std::vector<const Measure*> InReadingOrder(const Report& report) {
  std::vector<const Measure*> order;
  for (const Measure& measure : report.measures) order.push_back(&measure);
  const auto key = [](const Measure* m) {
    const double margin = m->value ? MarginOf(m->band, *m->value) : 1;
    return std::make_tuple(Weight(m->verdict), GateRank(m->id), margin);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const Measure* a, const Measure* b) { return key(a) < key(b); });
  return order;
}

}  // namespace zhaojian
