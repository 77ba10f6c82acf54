// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/photo_canvas.h"

namespace zhaojian {

// What lies over the photo on the retouch stage, and the cards beside it.

/// Source pixels to the screen and back, through the crop in force.
ImVec2 FromSource(const desk::RetouchSession& session, const PhotoPlacement& p, cv::Point2f source);
cv::Point2f ToSource(const desk::RetouchSession& session, ImVec2 delivered);

/// Outlines the marks of the face while a tool that heals or clones is in hand: they stay.
void DrawFaceMarks(View& view, const PhotoPlacement& p, const desk::RetouchSession& session);

/// The stroke under the hand: what the tool may change as a band, what is cut as a dashed line.
void DrawLiveStroke(View& view, const PhotoPlacement& p, const desk::RetouchSession& session);

/// True where the tool in hand may not work: the brush shows a lock.
bool IsProtected(const desk::RetouchSession& session, cv::Point2f source);

/// A ring around the place of the gate line that is looked at.
void DrawGatePlace(View& view, const PhotoPlacement& p);

/// Over the right panel: what is red after a refused commit, each a way to its place.
void DrawRefused(View& view);

/// Where DrawRefused draws; without height when nothing was refused.
Rect RefusedCard(const View& view);

/// Over the right panel: the steps to copy, or to put onto this photo.
void DrawShelf(View& view);

}  // namespace zhaojian
