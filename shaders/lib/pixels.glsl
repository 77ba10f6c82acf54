// SPDX-License-Identifier: Apache-2.0
// Pixel addresses and 8-bit levels. Row 0 is the top row in every texture and target.

ivec2 Here() { return ivec2(gl_FragCoord.xy); }

/// The pixel at p, with the edge pixels continuing outwards.
vec4 Replicated(sampler2D image, ivec2 p) {
  return texelFetch(image, clamp(p, ivec2(0), textureSize(image, 0) - 1), 0);
}

/// The pixel at p, mirrored at the border without repeating the edge pixel. Works for a reach of any number
/// of picture sizes.
vec4 Mirrored(sampler2D image, ivec2 p) {
  ivec2 size = textureSize(image, 0);
  ivec2 period = max(2 * size - 2, ivec2(1));
  ivec2 folded = abs(p) % period;
  return texelFetch(image, min(folded, period - folded), 0);
}

/// 0..255 from what a normalised 8-bit texture holds.
ivec4 Levels(vec4 texel) { return ivec4(texel * 255.0 + 0.5); }

/// A level 0..255 rounded to the nearest and put where an 8-bit target stores exactly that.
vec3 Stored(vec3 level) { return floor(clamp(level, 0.0, 255.0) + 0.5) / 255.0; }

/// A coarser field between its pixel centres; one of its pixels covers factor x factor of the target's. The
/// edge continues.
vec4 Interpolated(sampler2D field, int factor) {
  vec2 at = (vec2(Here()) + 0.5) / float(factor) - 0.5;
  ivec2 p = ivec2(floor(at));
  vec2 f = at - vec2(p);
  vec4 top = mix(Replicated(field, p), Replicated(field, p + ivec2(1, 0)), f.x);
  vec4 low = mix(Replicated(field, p + ivec2(0, 1)), Replicated(field, p + ivec2(1, 1)), f.x);
  return mix(top, low, f.y);
}

/// Luma of coded values in any unit.
float Luma(vec3 rgb) { return dot(rgb, vec3(0.299, 0.587, 0.114)); }
