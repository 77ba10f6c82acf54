// SPDX-License-Identifier: Apache-2.0
// Bilateral filter of the luma and the blurred colour differences, mixed in by strength.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D parts;   // colour_difference.frag
uniform sampler2D blurred; // the same after the Gaussian
uniform int reach;
uniform float space;  // sigma, pixels
uniform float levels; // sigma, levels
uniform float luma;
uniform float chroma;

out vec4 colour;

float Whole(ivec2 p) { return floor(Mirrored(parts, p).b + 0.5); }

void main() {
  vec3 part = texelFetch(parts, Here(), 0).rgb;
  float centre = Whole(Here());
  float sum = 0.0, weights = 0.0;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      int far = dx * dx + dy * dy;
      if (far > reach * reach) continue;
      float value = Whole(Here() + ivec2(dx, dy));
      float away = (value - centre) / levels;
      float weight = exp(-0.5 * (float(far) / (space * space) + away * away));
      sum += weight * value;
      weights += weight;
    }
  }
  float light = part.b + luma * (floor(sum / weights + 0.5) - centre);
  vec2 uv = mix(part.rg, texelFetch(blurred, Here(), 0).rg, chroma);
  vec3 rgb = vec3(light + uv.y, light - (0.114 * uv.x + 0.299 * uv.y) / 0.587, light + uv.x);
  colour = vec4(Stored(rgb), 1.0);
}
