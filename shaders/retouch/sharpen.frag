// SPDX-License-Identifier: Apache-2.0
// Unsharp mask on luma with a threshold, only where the subject is.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D alpha;
uniform sampler2D luma;
uniform sampler2D blurred;
uniform int has_alpha;
uniform float amount;
uniform float threshold;

out vec4 colour;

void main() {
  float difference = texelFetch(luma, Here(), 0).r - texelFetch(blurred, Here(), 0).r;
  float kept = sign(difference) * max(0.0, abs(difference) - threshold);
  float opacity = has_alpha == 1 ? texelFetch(alpha, Here(), 0).r : 1.0;
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  colour = vec4(Stored(level + amount * opacity * kept), 1.0);
}
