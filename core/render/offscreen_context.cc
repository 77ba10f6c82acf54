// SPDX-License-Identifier: Apache-2.0
#include "core/render/offscreen_context.h"

#include <epoxy/egl.h>
#include <epoxy/gl.h>

namespace zhaojian {
namespace {

Status NoEgl(const std::string& what) {
  return MakeError(StatusCode::kUnavailable, "NO_EGL",
                   what + "; install libegl1 and libgl1-mesa-dri, or a graphics driver");
}

EGLDisplay OpenDisplay() {
  if (epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_MESA_platform_surfaceless")) {
    const EGLDisplay display =
        eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr)) return display;
  }
  // Other drivers open their card through the device platform.
  if (epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_EXT_platform_device")) {
    EGLDeviceEXT devices[8];
    EGLint count = 0;
    if (!eglQueryDevicesEXT(8, devices, &count)) count = 0;
    for (EGLint i = 0; i < count; ++i) {
      const EGLDisplay display =
          eglGetPlatformDisplayEXT(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr);
      if (display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr)) return display;
    }
  }
  return EGL_NO_DISPLAY;
}

}  // namespace

bool IsSoftwareRenderer(const std::string& renderer) {
  for (const char* name : {"llvmpipe", "softpipe", "SwiftShader", "Software Rasterizer"}) {
    if (renderer.find(name) != std::string::npos) return true;
  }
  return false;
}

StatusOr<std::unique_ptr<OffscreenContext>> OffscreenContext::Create() {
  std::unique_ptr<OffscreenContext> made(new OffscreenContext);
  const EGLDisplay display = OpenDisplay();
  if (display == EGL_NO_DISPLAY) return NoEgl("no EGL display without a window system");
  made->display_ = display;
  if (!eglBindAPI(EGL_OPENGL_API)) return NoEgl("EGL offers no desktop OpenGL");
  const EGLint config_attributes[] = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE, 0,
                                      EGL_NONE};
  EGLConfig config = nullptr;
  EGLint configs = 0;
  if (!eglChooseConfig(display, config_attributes, &config, 1, &configs) || configs == 0) {
    config = nullptr;  // EGL_KHR_no_config_context
  }
  const EGLint context_attributes[] = {EGL_CONTEXT_MAJOR_VERSION,
                                       3,
                                       EGL_CONTEXT_MINOR_VERSION,
                                       3,
                                       EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                       EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                       EGL_NONE};
  made->context_ = eglCreateContext(display, config, EGL_NO_CONTEXT, context_attributes);
  if (made->context_ == EGL_NO_CONTEXT) return NoEgl("no OpenGL 3.3 core context");
  ZJ_RETURN_IF_ERROR(made->MakeCurrent());
  if (const GLubyte* name = glGetString(GL_RENDERER)) {
    made->renderer_ = reinterpret_cast<const char*>(name);
  }
  return made;
}

OffscreenContext::~OffscreenContext() {
  // The display is shared by every context of the process; terminating it would end the others.
  if (display_ == nullptr) return;
  if (eglGetCurrentContext() == context_) {
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  }
  if (context_ != nullptr) eglDestroyContext(display_, context_);
}

Status OffscreenContext::MakeCurrent() {
  if (!eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_)) {
    return MakeError(StatusCode::kInternal, "EGL_FAILED",
                     "the off-screen context could not be made current");
  }
  return absl::OkStatus();
}

bool OffscreenContext::IsSoftware() const { return IsSoftwareRenderer(renderer_); }

}  // namespace zhaojian
