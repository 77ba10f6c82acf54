// SPDX-License-Identifier: Apache-2.0
// Blue and red minus luma in r and g, luma in b; levels.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;

out vec4 colour;

void main() {
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  float luma = Luma(level);
  colour = vec4(level.b - luma, level.r - luma, luma, 1.0);
}
