// SPDX-License-Identifier: Apache-2.0
// The subject over a flat background, in coded values.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D foreground;
uniform sampler2D alpha;
uniform ivec3 background; // red green blue 0..255

out vec4 colour;

void main() {
  int opacity = Levels(texelFetch(alpha, Here(), 0)).r;
  ivec3 subject = Levels(texelFetch(foreground, Here(), 0)).rgb;
  ivec3 level = (opacity * subject + (255 - opacity) * background + 127) / 255;
  colour = vec4(vec3(level) / 255.0, 1.0);
}
