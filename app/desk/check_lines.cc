// SPDX-License-Identifier: Apache-2.0
#include "app/desk/check_lines.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include <algorithm>
#include <cmath>

namespace zhaojian::desk {
namespace {

constexpr char kMinus[] = "\u2212";

std::string Number(double value, int decimals) {
  // Rounds first, so that -0.04 at one decimal is 0.0 and not minus zero.
  const double step = std::pow(10.0, decimals);
  const double rounded = std::round(value * step) / step;
  const std::string digits = absl::StrFormat("%.*f", decimals, std::abs(rounded));
  return rounded < 0 ? kMinus + digits : digits;
}

std::string WithCommas(const std::string& digits) {
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    const bool inside = i > 0 && (digits.size() - i) % 3 == 0 && digits[i - 1] >= '0';
    if (inside) out += ',';
    out += digits[i];
  }
  return out;
}

int DecimalsOf(const std::string& unit, double value) {
  if (unit == "px" || unit == "bytes" || unit == "count" || unit == "quality") return 0;
  if (unit == "deg" || unit == "percent" || unit == "level" || unit == "bit") return 1;
  if (std::abs(value) >= 100) return 0;
  return std::abs(value) >= 10 ? 1 : (std::abs(value) < 0.1 && value != 0 ? 3 : 2);
}

std::string PlainNumber(double value, const std::string& unit) {
  if (unit == "bytes") return WithCommas(Number(value, 0));
  return Number(value, DecimalsOf(unit, value));
}

/// A limit is printed as short as it is exact: 5 and not 5.0.
std::string LimitNumber(double value, const std::string& unit) {
  if (unit == "bytes") return WithCommas(Number(value, 0));
  std::string text = Number(value, 3);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

double SpanOf(const Band& band) {
  if (band.low && band.high) return *band.high - *band.low;
  const double limit = band.low ? *band.low : band.high.value_or(1.0);
  return std::abs(limit) > 0 ? std::abs(limit) : 1.0;
}

double MarginOf(const Band& band, double value) {
  const double span = std::max(SpanOf(band), 1e-9);
  double margin = 1e9;
  if (band.low) margin = std::min(margin, (value - *band.low) / span);
  if (band.high) margin = std::min(margin, (*band.high - value) / span);
  return margin;
}

std::string OverText(const Band& band, double value, const std::string& unit, Verdict verdict) {
  const bool block = verdict == Verdict::kBlock;
  const std::optional<double>& low = block && band.block_low ? band.block_low : band.low;
  const std::optional<double>& high = block && band.block_high ? band.block_high : band.high;
  if (high && value > *high) return FormatValue(value - *high, unit);
  if (low && value < *low) return FormatValue(*low - value, unit);
  return {};
}

int Severity(Verdict verdict) {
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

std::string FormatValue(double value, const std::string& unit) {
  // A level is counted in whole steps more often than not: 197 and not 197.0.
  if (unit == "level" && value == std::round(value)) return Number(value, 0);
  const std::string number = PlainNumber(value, unit);
  if (unit == "deg") return number + "\u00b0";
  if (unit == "px") return number + " px";
  if (unit == "bytes") return number + " B";
  if (unit == "percent") return number + " %";
  if (unit == "bit") return number + " bit";
  if (unit == "EV") return (value > 0 ? "+" : "") + number + " EV";
  if (unit == "quality") return "Q " + number;
  return number;
}

std::string FormatLimit(const Band& band, const std::string& unit) {
  if (unit == "bytes" && (band.low || band.high)) {
    // Bytes to the last digit do not fit beside the bar; the value has them.
    constexpr double kKilo = 1000;
    Band kilo;
    if (band.low) kilo.low = std::round(*band.low / kKilo * 10) / 10;
    if (band.high) kilo.high = std::round(*band.high / kKilo * 10) / 10;
    return FormatLimit(kilo, "KB") + " KB";
  }
  if (band.low && band.high) {
    const bool symmetric = std::abs(*band.low + *band.high) < 1e-9;
    if (symmetric) return "\u00b1" + LimitNumber(*band.high, unit);
    return LimitNumber(*band.low, unit) + "\u2013" + LimitNumber(*band.high, unit);
  }
  if (band.high) return "\u2264 " + LimitNumber(*band.high, unit);
  if (band.low) return "\u2265 " + LimitNumber(*band.low, unit);
  return {};
}

std::string FormatTick(double value, const std::string& unit) {
  return unit == "deg" ? LimitNumber(value, unit) + "\u00b0" : LimitNumber(value, unit);
}

std::vector<CheckLine> MakeCheckLines(const Report& report) {
  std::vector<CheckLine> lines;
  for (const Measure& measure : report.measures) {
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
      line.value = FormatValue(*measure.value, measure.unit);
      line.over = OverText(measure.band, *measure.value, measure.unit, measure.verdict);
      line.margin = MarginOf(measure.band, *measure.value);
    }
    lines.push_back(std::move(line));
  }
  std::stable_sort(lines.begin(), lines.end(), [](const CheckLine& a, const CheckLine& b) {
    const int severity_a = Severity(a.verdict), severity_b = Severity(b.verdict);
    return severity_a != severity_b ? severity_a < severity_b : a.margin < b.margin;
  });
  return lines;
}

CheckLine MakeGateLine(const GateItem& item) {
  CheckLine line;
  line.id = item.id;
  line.verdict = item.green ? Verdict::kOk : Verdict::kBlock;
  line.name_key = item.id;
  line.value = FormatValue(item.value, item.unit);
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
