// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/keys.h"
#include "app/desk/console_state.h"

namespace zhaojian {

/// Turns one stroke into a command of the desk on the screen. Repeats of a held key never decide
/// anything.
void HandleKey(desk::ConsoleState& state, const KeyEvent& event);

}  // namespace zhaojian
