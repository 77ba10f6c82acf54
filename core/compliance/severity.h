// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace zhaojian {

/// How grave a reason code is, for ordering suggestions: 0 block, 1 major, 2 minor, 3 for
/// information or an unknown code. A test holds the table to assets/reasons/reasons.json.
int SeverityRank(const std::string& reason);

}  // namespace zhaojian
