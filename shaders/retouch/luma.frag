// SPDX-License-Identifier: Apache-2.0
// Luma of coded values, 0..255 in float.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;

out vec4 colour;

void main() {
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  colour = vec4(dot(level, vec3(0.299, 0.587, 0.114)));
}
