// SPDX-License-Identifier: Apache-2.0
#include "core/base/terminal.h"

#include <unistd.h>

namespace zhaojian {

bool ErrorOutputIsTerminal() { return ::isatty(STDERR_FILENO) == 1; }

}  // namespace zhaojian
