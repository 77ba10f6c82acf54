// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

namespace zhaojian {

/// Where a region lies, for people who get words and no picture (the student's guidance): the third
/// of the photo in which its middle lies, as somebody who looks at the photo says it.
/// @param region x, y, width, height as fractions of the upright photo.
/// @return catalogue key place.{top,middle,bottom}_{left,centre,right}.
std::string PlaceKey(const std::array<double, 4>& region);

}  // namespace zhaojian
