// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/photo_canvas.h"
#include "app/console/view.h"

namespace zhaojian {

/// Left strip: the next photos, the last ten decisions with their undo windows, one's own pace.
void DrawReviewStrip(View& view);

/// The photo with its overlays, the gutters, and what stands there when there is no photo to judge.
/// Sets view.shown_serial when a photo that may be judged is drawn.
void DrawReviewStage(View& view);

/// Left and right of the photo: what the order is, the untouched photo, the last rejected attempt.
void DrawReviewGutters(View& view, const desk::ReviewItem& item);

/// The boxes that reasons point at, with their pins; in the region mode also the mouse.
void DrawReviewRegions(View& view, const PhotoPlacement& placement, const desk::ReviewItem& item);

/// An earlier attempt and the photo side by side, equally large.
void DrawReviewCompared(View& view, const desk::ReviewItem& item);

/// Height of the reasons' fixed place at the lower end of the right panel, logical px.
float ReasonsHeight(const View& view);

/// Checks, worst first, with the close-ups of what a person has to look at. Say it before the
/// stage: the row under the mouse decides what the photo shows.
/// @return where the list ends, y in logical px.
float DrawReviewChecks(View& view);

/// Suggested reasons, what the student will read; the open palette, note, skip and escalate boxes.
void DrawReviewReasons(View& view, float top);

/// The decision keys.
void DrawReviewBottom(View& view);

}  // namespace zhaojian
