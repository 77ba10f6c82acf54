// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/console/photo_canvas.h"

namespace zhaojian {

// Parts of the retouch stage, drawn by DrawRetouchStage.

/// Size of the delivered photo in hand.
cv::Size DeliveredSize(const desk::RetouchDesk& desk);

/// Texture of one of the desk's pictures, made again when the desk has a newer one.
ImTextureID RetouchTexture(View& view, const char* slot, const cv::Mat& picture);

/// Views, zooms, marks and surround.
void DrawRetouchToolbar(View& view);

/// Left gutter: brightness, clipping, the pixel under the pointer; order and lease.
void DrawRetouchFacts(View& view, const PhotoPlacement& placement);

/// Right gutter: before and after at 2:1 where the pointer is.
void DrawLoupe(View& view, const PhotoPlacement& placement);

}  // namespace zhaojian
