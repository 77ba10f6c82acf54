// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/value_text.h"

#include <absl/strings/str_format.h>

#include <cmath>

namespace zhaojian {
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
  if (unit == "px" || unit == "bytes" || unit == "count" || unit == "quality" || unit == "day")
    return 0;
  // A level is counted in whole steps more often than not: 197 and not 197.0.
  if (unit == "level" && value == std::round(value)) return 0;
  if (unit == "deg" || unit == "percent" || unit == "level" || unit == "bit") return 1;
  if (std::abs(value) >= 100) return 0;
  return std::abs(value) >= 10 ? 1 : (std::abs(value) < 0.1 && value != 0 ? 3 : 2);
}

std::string PlainNumber(double value, int decimals, const std::string& unit) {
  return unit == "bytes" ? WithCommas(Number(value, 0)) : Number(value, decimals);
}

std::string WithUnit(const std::string& number, double value, const std::string& unit) {
  if (unit == "deg") return number + "\u00b0";
  if (unit == "px") return number + " px";
  if (unit == "m") return number + " m";
  if (unit == "day") return number + " d";
  if (unit == "bytes") return number + " B";
  if (unit == "percent") return number + " %";
  if (unit == "bit") return number + " bit";
  if (unit == "EV") return (value > 0 ? "+" : "") + number + " EV";
  if (unit == "quality") return "Q " + number;
  return number;
}

/// True when the rounded value lies on another side of a limit than the value itself.
bool Misleads(double exact, int decimals, const Band& band) {
  // What a float adds to a value that was planned onto a limit is no reason for decimals.
  const double value = std::round(exact * 1e4) / 1e4;
  const double step = std::pow(10.0, decimals);
  const double shown = std::round(value * step) / step;
  for (const auto& low : {band.low, band.block_low}) {
    if (low && (value < *low) != (shown < *low)) return true;
  }
  for (const auto& high : {band.high, band.block_high}) {
    if (high && (value > *high) != (shown > *high)) return true;
  }
  return false;
}

/// A limit is printed as short as it is exact: 5 and not 5.0.
std::string LimitNumber(double value, const std::string& unit) {
  if (unit == "bytes") return WithCommas(Number(value, 0));
  std::string text = Number(value, 3);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string FormatValue(double value, const std::string& unit) {
  return WithUnit(PlainNumber(value, DecimalsOf(unit, value), unit), value, unit);
}

std::string FormatValue(double value, const std::string& unit, const Band& band) {
  constexpr int kMostMore = 2;
  const int usual = DecimalsOf(unit, value);
  int decimals = usual;
  while (decimals < usual + kMostMore && Misleads(value, decimals, band)) ++decimals;
  return WithUnit(PlainNumber(value, decimals, unit), value, unit);
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
    if (*band.low == *band.high) return "= " + LimitNumber(*band.high, unit);
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

}  // namespace zhaojian
