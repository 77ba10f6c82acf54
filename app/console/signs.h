// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/widgets_check.h"
#include "app/desk/check_lines.h"

namespace zhaojian {

/// The sign of a verdict.
inline Sign SignOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBlock:
      return Sign::kFail;
    case Verdict::kWarn:
      return Sign::kCaution;
    case Verdict::kUnknown:
      return Sign::kNotAssessed;
    case Verdict::kOk:
      break;
  }
  return Sign::kOk;
}

/// A check line's numbers for the band bar, with ticks at its limits.
BandView BandOf(const desk::CheckLine& line);

}  // namespace zhaojian
