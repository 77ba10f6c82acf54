// SPDX-License-Identifier: Apache-2.0
#include "core/render/gpu_image.h"

#include <epoxy/gl.h>

#include <utility>

namespace zhaojian {
namespace {

struct Format {
  GLint internal;
  GLenum format;
  GLenum type;
};

Format FormatOf(PixelKind kind) {
  switch (kind) {
    case PixelKind::kColour8:
      return {GL_RGBA8, GL_BGR, GL_UNSIGNED_BYTE};
    case PixelKind::kGrey8:
      return {GL_R8, GL_RED, GL_UNSIGNED_BYTE};
    case PixelKind::kColourHalf:
      return {GL_RGBA16F, GL_RGBA, GL_FLOAT};
    case PixelKind::kColourFloat:
      return {GL_RGBA32F, GL_RGBA, GL_FLOAT};
    case PixelKind::kGreyFloat:
      return {GL_R32F, GL_RED, GL_FLOAT};
  }
  return {GL_RGBA8, GL_BGR, GL_UNSIGNED_BYTE};
}

/// Takes the oldest error away, so that the next check speaks of the next call.
void ForgetErrors() {
  // A lost context reports errors for ever; a live one holds a handful at most.
  for (int i = 0; i < 16 && glGetError() != GL_NO_ERROR; ++i) continue;
}

}  // namespace

bool HasGlContext() { return glGetString(GL_VERSION) != nullptr; }

GpuImage::~GpuImage() { Release(); }

GpuImage::GpuImage(GpuImage&& other) noexcept
    : texture_(std::exchange(other.texture_, 0)),
      size_(std::exchange(other.size_, {})),
      kind_(other.kind_) {}

GpuImage& GpuImage::operator=(GpuImage&& other) noexcept {
  if (this != &other) {
    Release();
    texture_ = std::exchange(other.texture_, 0);
    size_ = std::exchange(other.size_, {});
    kind_ = other.kind_;
  }
  return *this;
}

void GpuImage::Release() {
  if (texture_ != 0) glDeleteTextures(1, &texture_);
  texture_ = 0;
}

StatusOr<GpuImage> GpuImage::Make(cv::Size size, PixelKind kind) {
  if (!HasGlContext()) {
    return MakeError(StatusCode::kUnavailable, "NO_GL",
                     "the graphics context is gone; the CPU renderer takes over");
  }
  GLint largest = 0;
  glGetIntegerv(GL_MAX_TEXTURE_SIZE, &largest);
  GpuImage image;
  image.size_ = size;
  image.kind_ = kind;
  ForgetErrors();
  if (size.width > 0 && size.height > 0 && size.width <= largest && size.height <= largest) {
    const Format format = FormatOf(kind);
    glGenTextures(1, &image.texture_);
    glBindTexture(GL_TEXTURE_2D, image.texture_);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAX_LEVEL, 0);
    glTexImage2D(GL_TEXTURE_2D, 0, format.internal, size.width, size.height, 0, format.format,
                 format.type, nullptr);
  }
  if (image.texture_ == 0 || glGetError() != GL_NO_ERROR) {
    return MakeError(StatusCode::kResourceExhausted, "GPU_MEMORY",
                     "a picture of " + std::to_string(size.width) + " x " +
                         std::to_string(size.height) +
                         " does not fit the graphics card; the CPU renderer takes over");
  }
  return image;
}

StatusOr<GpuImage> GpuImage::From(const cv::Mat& pixels) {
  PixelKind kind = PixelKind::kColour8;
  if (pixels.type() == CV_8UC1) {
    kind = PixelKind::kGrey8;
  } else if (pixels.type() == CV_32FC1) {
    kind = PixelKind::kGreyFloat;
  } else if (pixels.type() == CV_32FC4) {
    kind = PixelKind::kColourFloat;
  } else if (pixels.type() != CV_8UC3) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_IMAGE",
                     "only 8-bit colour, 8-bit or float grey and four floats go to the card");
  }
  ZJ_ASSIGN_OR_RETURN(GpuImage image, Make(pixels.size(), kind));
  const Format format = FormatOf(kind);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, static_cast<GLint>(pixels.step / pixels.elemSize()));
  glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, pixels.cols, pixels.rows, format.format, format.type,
                  pixels.data);
  glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
  return image;
}

StatusOr<cv::Mat> GpuImage::Download() const {
  if (empty() || (kind_ != PixelKind::kColour8 && kind_ != PixelKind::kGrey8)) {
    return MakeError(StatusCode::kInternal, "GL_FAILED", "only 8-bit pictures are read back");
  }
  ForgetErrors();
  const Format format = FormatOf(kind_);
  cv::Mat pixels(size_, kind_ == PixelKind::kColour8 ? CV_8UC3 : CV_8UC1);
  glBindTexture(GL_TEXTURE_2D, texture_);
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glGetTexImage(GL_TEXTURE_2D, 0, format.format, format.type, pixels.data);
  glPixelStorei(GL_PACK_ALIGNMENT, 4);
  if (glGetError() != GL_NO_ERROR) {
    return MakeError(StatusCode::kInternal, "GL_FAILED",
                     "a picture could not be read back from the card");
  }
  return pixels;
}

}  // namespace zhaojian
