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
