// SPDX-License-Identifier: Apache-2.0
// One axis of the resample: exact area coverage when shrinking, cubic convolution (a = -0.5) when enlarging.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform int axis;         // 0 = x, 1 = y
uniform int origin_whole; // source position of the target's first pixel, whole part
uniform float origin_part;
uniform float step_size;  // source pixels per target pixel
uniform int stored;       // 1 = round to 8 bit

out vec4 colour;

vec3 At(int along) {
  ivec2 p = Here();
  return Replicated(image, axis == 0 ? ivec2(along, p.y) : ivec2(p.x, along)).rgb;
}

float Cubic(float d) {
  d = abs(d);
  if (d <= 1.0) return (1.5 * d - 2.5) * d * d + 1.0;
  if (d < 2.0) return ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0;
  return 0.0;
}

void main() {
  float index = float(axis == 0 ? Here().x : Here().y);
  vec3 sum = vec3(0.0);
  if (step_size >= 1.0) {
    float a = origin_part + step_size * index;
    float b = a + step_size;
    int first = int(floor(a)), end = int(ceil(b));
    for (int k = first; k < end; ++k) {
      float weight = max(0.0, min(b, float(k + 1)) - max(a, float(k)));
      sum += weight * At(origin_whole + k);
    }
    sum /= step_size;
  } else {
    float p = origin_part + step_size * (index + 0.5) - 0.5;
    int first = int(floor(p)) - 1;
    for (int k = first; k < first + 4; ++k) sum += Cubic(p - float(k)) * At(origin_whole + k);
  }
  colour = vec4(stored == 1 ? Stored(sum * 255.0) : sum, 1.0);
}
