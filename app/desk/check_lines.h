// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/compliance/report.h"
#include "core/compliance/value_text.h"
#include "core/retouch/standard.h"

namespace zhaojian::desk {

/// One measure as a reviewer reads it; numbers are already text, words are catalogue keys.
struct CheckLine {
  std::string id;
  Verdict verdict = Verdict::kUnknown;
  /// measure.<id>
  std::string name_key;
  /// For example 11.4° or 76 px; empty when not assessed.
  std::string value;
  /// How far beyond the nearest limit, with unit; empty inside.
  std::string over;
  /// For example ±5, 50–110, ≤ 8, ≥ 0.035; empty without a band.
  std::string limit;
  /// cause.* when not assessed.
  std::string cause_key;
  std::string reason;
  /// The number behind `value` and the limits, for the band bar.
  std::optional<double> number;
  Band band;
  std::string unit;
  /// Distance to the nearest limit as a share of the band; smaller is closer.
  double margin = 1;
};

/// Numbers by verdict, for the header of the check list.
struct VerdictCounts {
  int block = 0, warn = 0, unknown = 0, ok = 0;
};

/// Numbers as words, from core/compliance/value_text.h.
using zhaojian::FormatLimit;
/// As above: a limit alone.
using zhaojian::FormatTick;
/// As above: a value with its unit.
using zhaojian::FormatValue;

/// All measures of a report as InReadingOrder has them.
std::vector<CheckLine> MakeCheckLines(const Report& report);

/// One line of a gate list in the same form.
CheckLine MakeGateLine(const GateItem& item);

/// Counts lines by verdict.
VerdictCounts CountVerdicts(const std::vector<CheckLine>& lines);

}  // namespace zhaojian::desk
