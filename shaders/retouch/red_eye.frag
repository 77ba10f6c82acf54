// SPDX-License-Identifier: Apache-2.0
// Takes the red out of two pupils.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D pupils; // 2 x 1: centre x, centre y, radius in pixels
uniform float strength;

out vec4 colour;

void main() {
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  for (int eye = 0; eye < 2; ++eye) {
    vec3 pupil = texelFetch(pupils, ivec2(eye, 0), 0).rgb;
    if (pupil.z <= 0.0) continue;
    float d = distance(vec2(Here()) + 0.5, pupil.xy) / pupil.z;
    if (d >= 1.0) continue;
    float redness = (level.r - max(level.g, level.b)) / max(level.r, 1.0);
    float t = smoothstep(0.15, 0.45, redness) * (1.0 - smoothstep(0.85, 1.0, d));
    level.r = floor(level.r + strength * t * (0.5 * (level.g + level.b) - level.r) + 0.5);
  }
  colour = vec4(Stored(level), 1.0);
}
