// SPDX-License-Identifier: Apache-2.0
// Gives the matte's band the colour differences of the solid subject beside it; the luma stays.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D alpha;
uniform sampler2D sums; // extend_sum.frag over the reach
uniform int sure;
uniform float strength;

out vec4 colour;

void main() {
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  int opacity = Levels(texelFetch(alpha, Here(), 0)).r;
  vec4 sum = texelFetch(sums, Here(), 0);
  if (opacity < sure && sum.a > 0.0) {
    vec3 mean = sum.rgb / sum.a;
    float w = strength * (1.0 - float(opacity) / 255.0);
    level += w * ((mean - Luma(mean)) - (level - Luma(level)));
  }
  colour = vec4(Stored(level), 1.0);
}
