// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/status.h"

namespace zhaojian {

/// Line numbers (from 1) of the keys of a JSON text by their dotted path, for messages about
/// hand-written files: {"a": {"b": [{"c": 1}]}} has "a", "a.b", "a.b.0" and "a.b.0.c"; of an
/// array only the elements that are objects or arrays are listed. The whole text has the path ""
/// and line 1. Errors: kInvalidArgument BAD_JSON naming `what` and line, also for a key that an
/// object has twice (a parser would keep one of the two in silence).
StatusOr<std::map<std::string, int>> JsonKeyLines(std::string_view text, const std::string& what);

}  // namespace zhaojian
