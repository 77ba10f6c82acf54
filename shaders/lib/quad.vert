// SPDX-License-Identifier: Apache-2.0
// One triangle that covers the target; the fragment shaders address pixels by gl_FragCoord.
#version 330 core

void main() {
  vec2 corner = vec2((gl_VertexID & 1) * 4 - 1, (gl_VertexID >> 1) * 4 - 1);
  gl_Position = vec4(corner, 0.0, 1.0);
}
