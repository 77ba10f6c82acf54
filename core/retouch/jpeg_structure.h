// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zhaojian {

/// What of a delivered JPEG's structure breaks the standard, one English phrase each; empty when it
/// is a baseline 8-bit three-channel JFIF file with nothing but the picture in it (ITU-T T.81
/// markers): no EXIF or other application data, no comment, no bytes after the end.
std::vector<std::string> JpegDefects(std::string_view bytes);

}  // namespace zhaojian
