// SPDX-License-Identifier: Apache-2.0
// Grows or shrinks a matte: the maximum or minimum over a disc.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform int radius;
uniform int grow; // 1 = maximum, 0 = minimum

out vec4 colour;

void main() {
  float found = grow == 1 ? 0.0 : 1.0;
  for (int dy = -radius; dy <= radius; ++dy) {
    for (int dx = -radius; dx <= radius; ++dx) {
      if (dx * dx + dy * dy > radius * radius + radius) continue;
      float value = Replicated(image, Here() + ivec2(dx, dy)).r;
      found = grow == 1 ? max(found, value) : min(found, value);
    }
  }
  colour = vec4(found);
}
