// SPDX-License-Identifier: Apache-2.0
#include "app/console/signs.h"

namespace zhaojian {

BandView BandOf(const desk::CheckLine& line) {
  BandView band;
  band.value = line.number;
  band.allowed_min = line.band.low;
  band.allowed_max = line.band.high;
  band.caution_min = line.band.block_low;
  band.caution_max = line.band.block_high;
  band.sign = SignOf(line.verdict);
  for (const auto& edge :
       {line.band.block_low, line.band.low, line.band.high, line.band.block_high}) {
    if (edge) band.ticks.emplace_back(*edge, desk::FormatTick(*edge, line.unit));
  }
  return band;
}

}  // namespace zhaojian
