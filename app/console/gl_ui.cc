// SPDX-License-Identifier: Apache-2.0
#include "app/console/gl_ui.h"

#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>

namespace zhaojian {

uint32_t StartGlUi(FontSet& fonts) {
  if (!ImGui_ImplOpenGL3_Init("#version 330 core")) return 0;
  // The back end uploads io.Fonts as RGBA when it makes its objects; it gets an atlas of one
  // pixel's worth.
  ImGuiIO& io = ImGui::GetIO();
  ImFontAtlas small;
  small.AddFontDefault();
  io.Fonts = &small;
  const bool made = ImGui_ImplOpenGL3_CreateDeviceObjects();
  io.Fonts = &fonts.atlas;
  if (!made) return 0;

  unsigned char* pixels = nullptr;
  int width = 0, height = 0;
  fonts.atlas.GetTexDataAsAlpha8(&pixels, &width, &height);
  GLuint texture = 0;
  glGenTextures(1, &texture);
  glBindTexture(GL_TEXTURE_2D, texture);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  const GLint swizzle[] = {GL_ONE, GL_ONE, GL_ONE, GL_RED};
  glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_RGBA, swizzle);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, width, height, 0, GL_RED, GL_UNSIGNED_BYTE, pixels);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  fonts.atlas.SetTexID(reinterpret_cast<ImTextureID>(static_cast<intptr_t>(texture)));
  return texture;
}

void StopGlUi(FontSet& fonts, uint32_t font_texture) {
  fonts.atlas.SetTexID(nullptr);
  if (font_texture != 0) glDeleteTextures(1, &font_texture);
  ImGui_ImplOpenGL3_Shutdown();
}

}  // namespace zhaojian
