// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "app/console/fonts.h"

namespace zhaojian {

/// Starts ImGui's OpenGL back end with the current context and puts the atlas on the card as one
/// channel (a quarter of the memory of ImGui's own upload). Returns the texture's name, 0 on
/// failure.
uint32_t StartGlUi(FontSet& fonts);

/// Undoes StartGlUi while its context is still current.
void StopGlUi(FontSet& fonts, uint32_t font_texture);

}  // namespace zhaojian
