// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/view.h"

namespace zhaojian {

/// Left: the tools by group, each with its used share or its lock.
void DrawRetouchTools(View& view);

/// The photo with split, flicker and difference, the brush and the crop handles; gutters.
void DrawRetouchStage(View& view);

/// Right: the work order, the tool's sliders, the recipe, the gate.
void DrawRetouchWork(View& view);

/// Commit, return, park, undo, redo.
void DrawRetouchBottom(View& view);

}  // namespace zhaojian
