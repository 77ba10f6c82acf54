// SPDX-License-Identifier: Apache-2.0
// One axis of a box sum over the sure subject: colour sums in rgb, their count in a.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image; // first axis: the picture; second axis: the sums of the first
uniform sampler2D alpha; // first axis only
uniform int axis;
uniform int reach;
uniform int sure; // level from which a pixel counts

out vec4 colour;

void main() {
  ivec2 along = axis == 0 ? ivec2(1, 0) : ivec2(0, 1);
  vec4 sum = vec4(0.0);
  for (int k = -reach; k <= reach; ++k) {
    ivec2 p = Here() + k * along;
    if (axis == 1) {
      sum += Mirrored(image, p);
    } else if (Levels(Mirrored(alpha, p)).r >= sure) {
      sum += vec4(vec3(Levels(Mirrored(image, p)).rgb), 1.0);
    }
  }
  colour = sum;
}
