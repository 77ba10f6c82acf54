// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/view.h"

namespace zhaojian {

/// Left strip: the next photos, the last ten decisions with their undo windows, one's own pace.
void DrawReviewStrip(View& view);

/// The photo with its overlays, the gutters, and what stands there when there is no photo to judge.
/// Sets view.shown_serial when a photo that may be judged is drawn.
void DrawReviewStage(View& view);

/// Checks, worst first.
/// @return the height that was used, from the panel's top.
float DrawReviewChecks(View& view);

/// Suggested reasons, what the student will read; the open palette, note, skip and escalate boxes.
void DrawReviewReasons(View& view, float top);

/// The decision keys.
void DrawReviewBottom(View& view);

}  // namespace zhaojian
