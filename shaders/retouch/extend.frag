// SPDX-License-Identifier: Apache-2.0
// Continues the subject's colours where the matte found nothing.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D alpha;
uniform sampler2D sums;

out vec4 colour;

void main() {
  vec4 sum = texelFetch(sums, Here(), 0);
  bool nothing = Levels(texelFetch(alpha, Here(), 0)).r == 0;
  colour = nothing && sum.a > 0.0 ? vec4(Stored(sum.rgb / sum.a), 1.0) : texelFetch(image, Here(), 0);
}
