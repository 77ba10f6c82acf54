// SPDX-License-Identifier: Apache-2.0
#include "app/desk/check_lines.h"

#include <utility>

#include "core/compliance/reading_order.h"

namespace zhaojian::desk {
namespace {

std::string OverText(const Band& band, double value, const std::string& unit, Verdict verdict) {
  const bool block = verdict == Verdict::kBlock;
  const std::optional<double>& low = block && band.block_low ? band.block_low : band.low;
  const std::optional<double>& high = block && band.block_high ? band.block_high : band.high;
  Band over;  // so that a little too much does not read "0 px"
  over.high = 0;
  if (high && value > *high) return FormatValue(value - *high, unit, over);
  if (low && value < *low) return FormatValue(*low - value, unit, over);
  return {};
}

}  // namespace

std::vector<CheckLine> MakeCheckLines(const Report& report) {
  std::vector<CheckLine> lines;
  for (const Measure* ordered : InReadingOrder(report)) {
    const Measure& measure = *ordered;
    CheckLine line;
    line.id = measure.id;
    line.verdict = measure.verdict;
    line.name_key = "measure." + measure.id;
    line.cause_key = measure.cause;
    line.reason = measure.reason;
    line.limit = FormatLimit(measure.band, measure.unit);
    line.number = measure.value;
    line.band = measure.band;
    line.unit = measure.unit;
    if (measure.value) {
      line.value = FormatValue(*measure.value, measure.unit, measure.band);
      line.over = OverText(measure.band, *measure.value, measure.unit, measure.verdict);
      line.margin = MarginOf(measure.band, *measure.value);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

CheckLine MakeGateLine(const GateItem& item) {
  CheckLine line;
  line.id = item.id;
  line.verdict = item.green ? Verdict::kOk : Verdict::kBlock;
  line.name_key = item.id;
  line.value = FormatValue(item.value, item.unit, item.band);
  line.limit = FormatLimit(item.band, item.unit);
  line.reason = item.reason;
  line.number = item.value;
  line.band = item.band;
  line.unit = item.unit;
  line.over = OverText(item.band, item.value, item.unit, line.verdict);
  line.margin = MarginOf(item.band, item.value);
  return line;
}

VerdictCounts CountVerdicts(const std::vector<CheckLine>& lines) {
  VerdictCounts counts;
  for (const CheckLine& line : lines) {
    switch (line.verdict) {
      case Verdict::kBlock:
        ++counts.block;
        break;
      case Verdict::kWarn:
        ++counts.warn;
        break;
      case Verdict::kUnknown:
        ++counts.unknown;
        break;
      case Verdict::kOk:
        ++counts.ok;
        break;
    }
  }
  return counts;
}

}  // namespace zhaojian::desk
