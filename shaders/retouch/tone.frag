// SPDX-License-Identifier: Apache-2.0
// White balance, exposure and levels as one table a channel, computed on the CPU.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D tables; // 256 x 1, red green blue

out vec4 colour;

void main() {
  ivec4 level = Levels(texelFetch(image, Here(), 0));
  colour = vec4(texelFetch(tables, ivec2(level.r, 0), 0).r, texelFetch(tables, ivec2(level.g, 0), 0).g,
                texelFetch(tables, ivec2(level.b, 0), 0).b, 1.0);
}
