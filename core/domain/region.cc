// SPDX-License-Identifier: Apache-2.0
#include "core/domain/region.h"

namespace zhaojian {
namespace {

// A number that is none compares false twice: the middle.
int ThirdOf(double middle) { return middle < 1.0 / 3 ? 0 : middle > 2.0 / 3 ? 2 : 1; }

}  // namespace

std::string PlaceKey(const std::array<double, 4>& region) {
  static constexpr const char* kRows[] = {"top", "middle", "bottom"};
  static constexpr const char* kColumns[] = {"left", "centre", "right"};
  const auto& [x, y, width, height] = region;
  return std::string("place.") + kRows[ThirdOf(y + height / 2)] + "_" +
         kColumns[ThirdOf(x + width / 2)];
}

}  // namespace zhaojian
