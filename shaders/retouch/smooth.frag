// SPDX-License-Identifier: Apache-2.0
// Joins the bands of the frequency-separated smoothing.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D fine; // the small Gaussian, [0, 1]
uniform sampler2D base; // the large one on the field, [0, 1]
uniform sampler2D skin; // on the field
uniform int factor;
uniform float amount;
uniform float texture_kept;
uniform float guard; // levels

out vec4 colour;

void main() {
  vec3 level = vec3(Levels(texelFetch(image, Here(), 0)).rgb);
  float s = Interpolated(skin, factor).r;
  vec3 f = 255.0 * texelFetch(fine, Here(), 0).rgb;
  vec3 mid = f - 255.0 * Interpolated(base, factor).rgb;
  float contrast = Luma(mid) / guard;
  float w = amount * s * exp(-contrast * contrast);
  colour = vec4(Stored(level - w * mid - w * (1.0 - texture_kept) * (level - f)), 1.0);
}
