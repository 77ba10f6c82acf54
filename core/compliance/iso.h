// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace zhaojian {

/// One measure of ISO/IEC 29794-5:2025 under its own number and name, beside our measures: its
/// scalar contradicts the geometry of ID photos (photo standard §3.3), so nothing is gated on it.
struct IsoMeasure {
  /// "0x42".
  std::string number;
  /// "BackgroundUniformity".
  std::string name;
  /// The standard's native value; empty when it could not be taken.
  std::optional<double> raw;
  /// The standard's quality, 0..100, larger is better; empty with raw.
  std::optional<double> scalar;
};

/// Maps a native value to 0..100 by the standard's function for this measure (photo standard §3.2),
/// rounded to a whole number. Empty for a number without such a function here.
std::optional<double> IsoScalar(std::string_view number, double raw);

/// Numbers and names of the 24 measures that need no trained quality network, in ascending order.
const std::vector<IsoMeasure>& IsoMeasures();

}  // namespace zhaojian
