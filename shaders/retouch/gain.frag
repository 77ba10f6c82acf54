// SPDX-License-Identifier: Apache-2.0
// Multiplies linear light by a coarse field of gains.
#version 330 core
#include "lib/pixels.glsl"

uniform sampler2D image;
uniform sampler2D gain;
uniform int factor; // target pixels per field pixel along one axis

out vec4 colour;

float Decoded(float c) { return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4); }
float Coded(float l) { return l <= 0.0031308 ? 12.92 * l : 1.055 * pow(l, 1.0 / 2.4) - 0.055; }

void main() {
  vec3 c = texelFetch(image, Here(), 0).rgb;
  float g = Interpolated(gain, factor).r;
  vec3 light = clamp(vec3(Decoded(c.r), Decoded(c.g), Decoded(c.b)) * g, 0.0, 1.0);
  colour = vec4(Stored(255.0 * vec3(Coded(light.r), Coded(light.g), Coded(light.b))), 1.0);
}
