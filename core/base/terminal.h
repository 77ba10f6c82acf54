// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace zhaojian {

/// True when standard error is a terminal that somebody watches, so that a progress bar makes
/// sense.
bool ErrorOutputIsTerminal();

}  // namespace zhaojian
