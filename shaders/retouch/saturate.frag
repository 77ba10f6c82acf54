// SPDX-License-Identifier: Apache-2.0
// Saturation: the distance of every channel from the luma, scaled.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform float amount;

out vec4 colour;

void main() {
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  float luma = Luma(level);
  colour = vec4(Stored(luma + (1.0 + amount) * (level - luma)), 1.0);
}
