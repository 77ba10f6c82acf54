// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// An OpenGL 3.3 core context without a window or a display server (EGL, surfaceless). There is no
/// default frame buffer: draw into one of your own. Use on the thread that made it.
class OffscreenContext {
 public:
  /// Makes a context and makes it current. Errors: kUnavailable NO_EGL, saying what is missing.
  static StatusOr<std::unique_ptr<OffscreenContext>> Create();
  ~OffscreenContext();
  OffscreenContext(const OffscreenContext&) = delete;
  OffscreenContext& operator=(const OffscreenContext&) = delete;

  /// Makes it current again on the calling thread. Errors: kInternal.
  Status MakeCurrent();
  /// Driver's name for itself, for example "llvmpipe (LLVM 15.0.6, 256 bits)".
  const std::string& renderer() const { return renderer_; }
  /// True when no graphics card is behind it: then the CPU renderer is faster.
  bool IsSoftware() const;

 private:
  OffscreenContext() = default;
  void* display_ = nullptr;
  void* context_ = nullptr;
  std::string renderer_;
};

/// True for names of drivers that draw on the CPU (llvmpipe, softpipe, SwiftShader).
bool IsSoftwareRenderer(const std::string& renderer);

}  // namespace zhaojian
