// SPDX-License-Identifier: Apache-2.0
#include "app/console/offscreen.h"

#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>

#include <cfloat>
#include <utility>

#include "app/console/gl_ui.h"
#include "app/console/theme.h"
#include "core/base/file.h"
#include "core/imaging/encode.h"
#include "core/render/offscreen_context.h"

namespace zhaojian {

struct OffscreenUi::State {
  std::unique_ptr<OffscreenContext> context;
  std::unique_ptr<FontSet> fonts;
  uint32_t font_texture = 0;
  GLuint colour = 0;
  GLuint frame = 0;
  int width = 0;
  int height = 0;
};

OffscreenUi::OffscreenUi() : state_(std::make_unique<State>()) {}

StatusOr<std::unique_ptr<OffscreenUi>> OffscreenUi::Create(int width, int height,
                                                           std::unique_ptr<FontSet> fonts) {
  std::unique_ptr<OffscreenUi> ui(new OffscreenUi);
  State& state = *ui->state_;
  ZJ_ASSIGN_OR_RETURN(state.context, OffscreenContext::Create());
  state.fonts = std::move(fonts);
  state.width = width;
  state.height = height;
  glGenTextures(1, &state.colour);
  glBindTexture(GL_TEXTURE_2D, state.colour);
  glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glGenFramebuffers(1, &state.frame);
  glBindFramebuffer(GL_FRAMEBUFFER, state.frame);
  glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, state.colour, 0);
  if (glCheckFramebufferStatus(GL_FRAMEBUFFER) != GL_FRAMEBUFFER_COMPLETE) {
    return MakeError(StatusCode::kInternal, "GL_FAILED", "the off-screen frame could not be made");
  }
  ImGui::CreateContext(&state.fonts->atlas);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = io.LogFilename = nullptr;
  io.DisplaySize = ImVec2(static_cast<float>(width), static_cast<float>(height));
  io.DeltaTime = 1.0f / 60;
  io.MousePos = ImVec2(-FLT_MAX, -FLT_MAX);
  io.FontDefault = state.fonts->Get(Type::kBody);
  ApplyStyle(state.fonts->scale);
  state.font_texture = StartGlUi(*state.fonts);
  if (state.font_texture == 0) {
    return MakeError(StatusCode::kInternal, "GL_FAILED",
                     "Dear ImGui could not start on the off-screen context");
  }
  return ui;
}

OffscreenUi::~OffscreenUi() {
  if (state_->context == nullptr || !state_->context->MakeCurrent().ok()) return;
  if (state_->font_texture != 0) StopGlUi(*state_->fonts, state_->font_texture);
  if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
  glDeleteFramebuffers(1, &state_->frame);
  glDeleteTextures(1, &state_->colour);
}

const FontSet& OffscreenUi::fonts() const { return *state_->fonts; }

void OffscreenUi::BeginFrame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
}

void OffscreenUi::EndFrame() {
  ImGui::Render();
  glBindFramebuffer(GL_FRAMEBUFFER, state_->frame);
  glViewport(0, 0, state_->width, state_->height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

cv::Mat OffscreenUi::Pixels() const {
  cv::Mat upside_down(state_->height, state_->width, CV_8UC3);
  glBindFramebuffer(GL_FRAMEBUFFER, state_->frame);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, state_->width, state_->height, GL_BGR, GL_UNSIGNED_BYTE, upside_down.data);
  cv::Mat pixels;
  cv::flip(upside_down, pixels, 0);
  return pixels;
}

Status OffscreenUi::WritePng(const std::filesystem::path& file) const {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, EncodePng(Pixels()));
  return WriteFileAtomically(file, bytes, FileRights::kHandedOn);
}

}  // namespace zhaojian
