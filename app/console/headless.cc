// SPDX-License-Identifier: Apache-2.0
#include "app/console/headless.h"

#include <cfloat>
#include <utility>

#include "app/console/theme.h"

namespace zhaojian {

HeadlessUi::HeadlessUi(int width, int height, std::unique_ptr<FontSet> fonts)
    : fonts_(std::move(fonts)) {
  ImGui::CreateContext(&fonts_->atlas);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.DisplaySize =
      ImVec2(static_cast<float>(width) * fonts_->scale, static_cast<float>(height) * fonts_->scale);
  io.DeltaTime = 1.0f / 60;
  io.MousePos = ImVec2(-FLT_MAX, -FLT_MAX);
  io.FontDefault = fonts_->Get(Type::kBody);
  ApplyStyle(fonts_->scale);
}

HeadlessUi::~HeadlessUi() { ImGui::DestroyContext(); }

void HeadlessUi::BeginFrame() { ImGui::NewFrame(); }

void HeadlessUi::EndFrame() { ImGui::Render(); }

void HeadlessUi::Mouse(float x, float y, bool down) {
  ImGuiIO& io = ImGui::GetIO();
  io.MousePos = ImVec2(x * fonts_->scale, y * fonts_->scale);
  io.MouseDown[0] = down;
}

}  // namespace zhaojian
