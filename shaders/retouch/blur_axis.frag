// SPDX-License-Identifier: Apache-2.0
// One axis of a Gaussian blur over 2 * reach + 1 pixels, weights normalised to 1.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform int axis;     // 0 = x, 1 = y
uniform int reach;
uniform float sigma;
uniform int mirrored; // 1 = mirrored border, 0 = edge pixels continue

out vec4 colour;

void main() {
  ivec2 along = axis == 0 ? ivec2(1, 0) : ivec2(0, 1);
  float scale = -0.5 / (sigma * sigma);
  vec4 sum = vec4(0.0);
  float weights = 0.0;
  for (int k = -reach; k <= reach; ++k) {
    float weight = exp(scale * float(k * k));
    ivec2 p = Here() + k * along;
    sum += weight * (mirrored == 1 ? Mirrored(image, p) : Replicated(image, p));
    weights += weight;
  }
  colour = sum / weights;
}
