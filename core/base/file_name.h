// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace zhaojian {

/// A name for a file that every usual file system takes, made of whatever somebody typed: no
/// separator, control character, reserved character or reserved device name of Windows, no dot or
/// blank at the ends, at most 180 bytes of whole UTF-8 characters (255 is ext4's limit, an ending
/// and a counter must fit). Chinese and any other script stay as they are. `fallback` when nothing
/// is left.
std::string SafeFileName(const std::string& typed, const std::string& fallback);

}  // namespace zhaojian
