// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/compliance/report.h"

namespace zhaojian {

/// Number and unit as text: minus is U+2212, degrees have no space, other units one.
std::string FormatValue(double value, const std::string& unit);

/// As above with up to two decimals more where the rounded number would lie on the other side of a
/// limit than the value: "300.2 px" beside "200–300", not a failing "300 px".
std::string FormatValue(double value, const std::string& unit, const Band& band);

/// The limits as text, without unit.
std::string FormatLimit(const Band& band, const std::string& unit);

/// A limit alone, as short as it is exact: 5 and not 5.0.
std::string FormatTick(double value, const std::string& unit);

}  // namespace zhaojian
