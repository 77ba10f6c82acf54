// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/view.h"

namespace zhaojian {

/// Top bar: brand, tabs, counters, clock, line, person. Clicking a tab opens its screen.
void DrawTopBar(View& view);

/// The sheet of all keys, shown while ? is held.
void DrawKeySheet(View& view);

}  // namespace zhaojian
