// SPDX-License-Identifier: Apache-2.0
#include "app/console/texture.h"

#include <epoxy/gl.h>

#include <utility>

namespace zhaojian {
namespace {

struct PixelLayout {
  GLenum format;
  GLint swizzle[4];
};

PixelLayout LayoutOf(const cv::Mat& image) {
  if (image.type() == CV_8UC1) return {GL_RED, {GL_RED, GL_RED, GL_RED, GL_ONE}};
  if (image.type() == CV_8UC4) return {GL_BGRA, {GL_RED, GL_GREEN, GL_BLUE, GL_ALPHA}};
  return {GL_BGR, {GL_RED, GL_GREEN, GL_BLUE, GL_ONE}};
}

/// Tells GL how the rows of a (possibly cut out) matrix lie in memory.
void SetRows(const cv::Mat& image) {
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, static_cast<GLint>(image.step / image.elemSize()));
}

void ResetRows() {
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
}

}  // namespace

Texture::~Texture() { Release(); }

Texture::Texture(Texture&& other) noexcept
    : name_(std::exchange(other.name_, 0)), size_(std::exchange(other.size_, {})) {}

Texture& Texture::operator=(Texture&& other) noexcept {
  if (this != &other) {
    Release();
    name_ = std::exchange(other.name_, 0);
    size_ = std::exchange(other.size_, {});
  }
  return *this;
}

void Texture::Release() {
  if (name_ != 0) glDeleteTextures(1, &name_);
  name_ = 0;
  size_ = {};
}

void Texture::Upload(const cv::Mat& image, bool smooth) {
  if (image.empty()) return Release();
  if (name_ == 0) {
    glGenTextures(1, &name_);
    glBindTexture(GL_TEXTURE_2D, name_);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
  }
  SetSmooth(smooth);
  const PixelLayout layout = LayoutOf(image);
  glTexParameteriv(GL_TEXTURE_2D, GL_TEXTURE_SWIZZLE_RGBA, layout.swizzle);
  SetRows(image);
  if (size_ == image.size()) {
    glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, image.cols, image.rows, layout.format, GL_UNSIGNED_BYTE,
                    image.data);
  } else {
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, image.cols, image.rows, 0, layout.format,
                 GL_UNSIGNED_BYTE, image.data);
    size_ = image.size();
  }
  ResetRows();
}

void Texture::Update(const cv::Mat& image, cv::Rect area) {
  const cv::Rect whole(0, 0, size_.width, size_.height);
  if (name_ == 0 || image.size() != area.size() || (area & whole) != area || area.empty()) return;
  glBindTexture(GL_TEXTURE_2D, name_);
  SetRows(image);
  glTexSubImage2D(GL_TEXTURE_2D, 0, area.x, area.y, area.width, area.height, LayoutOf(image).format,
                  GL_UNSIGNED_BYTE, image.data);
  ResetRows();
}

void Texture::SetSmooth(bool smooth) {
  if (name_ == 0) return;
  glBindTexture(GL_TEXTURE_2D, name_);
  // Reduced below half, a linear filter would skip pixels; the console never shows a photo that
  // small.
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, smooth ? GL_LINEAR : GL_NEAREST);
}

ImTextureID Texture::id() const {
  return reinterpret_cast<ImTextureID>(static_cast<intptr_t>(name_));
}

}  // namespace zhaojian
