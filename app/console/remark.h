// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/view.h"

namespace zhaojian {

/// What a desk has to say, in the bottom bar between the photo and the right panel over up to three
/// lines; where a window is too narrow for that, on a card above the bar.
void DrawRemark(View& view, const desk::Words& words, Token token);

}  // namespace zhaojian
