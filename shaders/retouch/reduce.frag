// SPDX-License-Identifier: Apache-2.0
// Reduces by a whole factor: the rounded mean of each block; beyond the edge its pixels
// continue.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform int factor;

out vec4 colour;

void main() {
  ivec4 sum = ivec4(0);
  for (int dy = 0; dy < factor; ++dy) {
    for (int dx = 0; dx < factor; ++dx) sum += Levels(Replicated(image, factor * Here() + ivec2(dx, dy)));
  }
  int count = factor * factor;
  colour = vec4((sum + count / 2) / count) / 255.0;
}
