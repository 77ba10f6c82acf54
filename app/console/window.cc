// SPDX-License-Identifier: Apache-2.0
#include "app/console/window.h"

#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#include <epoxy/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <clocale>
#include <utility>

#include "app/console/gl_ui.h"
#include "app/console/theme.h"

namespace zhaojian {
namespace {

GLFWwindow* AsGlfw(void* handle) { return static_cast<GLFWwindow*>(handle); }

/// GLFW names keys by their place on a US keyboard: exactly what the console wants.
Key KeyOfGlfw(int key) {
  if (key >= GLFW_KEY_A && key <= GLFW_KEY_Z)
    return KeyOf(static_cast<char>('a' + key - GLFW_KEY_A));
  if (key >= GLFW_KEY_0 && key <= GLFW_KEY_9)
    return KeyOf(static_cast<char>('0' + key - GLFW_KEY_0));
  if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9)
    return KeyOf(static_cast<char>('0' + key - GLFW_KEY_KP_0));
  static constexpr std::pair<int, Key> kOthers[] = {{GLFW_KEY_SPACE, Key::kSpace},
                                                    {GLFW_KEY_ENTER, Key::kEnter},
                                                    {GLFW_KEY_KP_ENTER, Key::kEnter},
                                                    {GLFW_KEY_ESCAPE, Key::kEscape},
                                                    {GLFW_KEY_TAB, Key::kTab},
                                                    {GLFW_KEY_BACKSPACE, Key::kBackspace},
                                                    {GLFW_KEY_DELETE, Key::kDelete},
                                                    {GLFW_KEY_LEFT, Key::kLeft},
                                                    {GLFW_KEY_RIGHT, Key::kRight},
                                                    {GLFW_KEY_UP, Key::kUp},
                                                    {GLFW_KEY_DOWN, Key::kDown},
                                                    {GLFW_KEY_HOME, Key::kHome},
                                                    {GLFW_KEY_END, Key::kEnd},
                                                    {GLFW_KEY_PAGE_UP, Key::kPageUp},
                                                    {GLFW_KEY_PAGE_DOWN, Key::kPageDown},
                                                    {GLFW_KEY_SLASH, Key::kSlash},
                                                    {GLFW_KEY_KP_DIVIDE, Key::kSlash},
                                                    {GLFW_KEY_LEFT_BRACKET, Key::kLeftBracket},
                                                    {GLFW_KEY_RIGHT_BRACKET, Key::kRightBracket},
                                                    {GLFW_KEY_GRAVE_ACCENT, Key::kGrave},
                                                    {GLFW_KEY_MINUS, Key::kMinus},
                                                    {GLFW_KEY_EQUAL, Key::kEqual},
                                                    {GLFW_KEY_COMMA, Key::kComma},
                                                    {GLFW_KEY_PERIOD, Key::kPeriod},
                                                    {GLFW_KEY_SEMICOLON, Key::kSemicolon},
                                                    {GLFW_KEY_APOSTROPHE, Key::kApostrophe},
                                                    {GLFW_KEY_BACKSLASH, Key::kBackslash},
                                                    {GLFW_KEY_LEFT_CONTROL, Key::kControl},
                                                    {GLFW_KEY_RIGHT_CONTROL, Key::kControl},
                                                    {GLFW_KEY_LEFT_SHIFT, Key::kShift},
                                                    {GLFW_KEY_RIGHT_SHIFT, Key::kShift},
                                                    {GLFW_KEY_LEFT_ALT, Key::kAlt},
                                                    {GLFW_KEY_RIGHT_ALT, Key::kAlt}};
  for (const auto& [glfw, own] : kOthers) {
    if (glfw == key) return own;
  }
  return Key::kUnknown;
}

Status NoDisplay() {
  const char* why = nullptr;
  glfwGetError(&why);
  return MakeError(StatusCode::kUnavailable, "NO_DISPLAY",
                   std::string("no window could be opened (") +
                       (why != nullptr ? why : "unknown reason") +
                       "); use --screenshot or app/run --headless where there is no display");
}

void SetHints(const WindowOptions& options) {
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
  glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
  glfwWindowHint(GLFW_MAXIMIZED, options.maximised ? GLFW_TRUE : GLFW_FALSE);
}

}  // namespace

struct Window::Callbacks {
  static Window& Of(GLFWwindow* handle) {
    return *static_cast<Window*>(glfwGetWindowUserPointer(handle));
  }

  static void OnKey(GLFWwindow* handle, int key, int, int action, int mods) {
    Window& window = Of(handle);
    window.needs_frame_ = true;
    window.keys_.Push({KeyOfGlfw(key), action != GLFW_RELEASE, action == GLFW_REPEAT,
                       (mods & GLFW_MOD_CONTROL) != 0, (mods & GLFW_MOD_ALT) != 0,
                       (mods & GLFW_MOD_SHIFT) != 0});
  }
  static void OnFocus(GLFWwindow* handle, int focused) {
    Of(handle).needs_frame_ = true;
    if (!focused) Of(handle).keys_.ReleaseAll();
  }
  static void OnCursor(GLFWwindow* handle, double, double) { Of(handle).needs_frame_ = true; }
  static void OnButton(GLFWwindow* handle, int, int, int) { Of(handle).needs_frame_ = true; }
  static void OnScroll(GLFWwindow* handle, double, double) { Of(handle).needs_frame_ = true; }
  static void OnChar(GLFWwindow* handle, unsigned) { Of(handle).needs_frame_ = true; }
  static void OnSize(GLFWwindow* handle, int, int) { Of(handle).needs_frame_ = true; }
  static void OnRefresh(GLFWwindow* handle) { Of(handle).needs_frame_ = true; }

  /// Before ImGui's back end installs its own, which call ours first.
  static void Install(GLFWwindow* handle) {
    glfwSetKeyCallback(handle, OnKey);
    glfwSetWindowFocusCallback(handle, OnFocus);
    glfwSetCursorPosCallback(handle, OnCursor);
    glfwSetMouseButtonCallback(handle, OnButton);
    glfwSetScrollCallback(handle, OnScroll);
    glfwSetCharCallback(handle, OnChar);
    glfwSetFramebufferSizeCallback(handle, OnSize);
    glfwSetWindowRefreshCallback(handle, OnRefresh);
  }
};

StatusOr<std::unique_ptr<Window>> Window::Open(const WindowOptions& options) {
  // X11 input methods commit Chinese text only in a UTF-8 locale.
  std::setlocale(LC_CTYPE, "");
  if (!glfwInit()) return NoDisplay();
  SetHints(options);
  std::unique_ptr<Window> window(new Window);
  GLFWwindow* handle =
      glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
  if (handle == nullptr) {
    const Status status = NoDisplay();
    glfwTerminate();
    return status;
  }
  window->handle_ = handle;
  glfwSetWindowUserPointer(handle, window.get());
  Callbacks::Install(handle);
  glfwMakeContextCurrent(handle);
  glfwSwapInterval(1);
  return window;
}

Window::~Window() {
  if (handle_ == nullptr) return;
  if (ui_started_) {
    StopGlUi(*fonts_, font_texture_);
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
  }
  glfwDestroyWindow(AsGlfw(handle_));
  glfwTerminate();
}

float Window::ContentScale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(AsGlfw(handle_), &x, &y);
  return x > 0 ? x : 1;
}

Status Window::SetFonts(std::unique_ptr<FontSet> fonts) {
  if (ui_started_) {
    StopGlUi(*fonts_, font_texture_);
    ImGui_ImplGlfw_Shutdown();
    ImGui::DestroyContext();
    ui_started_ = false;
    Callbacks::Install(AsGlfw(handle_));
  }
  fonts_ = std::move(fonts);
  ImGui::CreateContext(&fonts_->atlas);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = io.LogFilename = nullptr;
  io.FontDefault = fonts_->Get(Type::kBody);
  ApplyStyle(fonts_->scale);
  ImGui_ImplGlfw_InitForOpenGL(AsGlfw(handle_), true);
  font_texture_ = StartGlUi(*fonts_);
  ui_started_ = true;
  if (font_texture_ == 0) {
    return MakeError(StatusCode::kInternal, "GL_FAILED",
                     "Dear ImGui could not start in this window");
  }
  return absl::OkStatus();
}

bool Window::ShouldClose() const { return glfwWindowShouldClose(AsGlfw(handle_)) != 0; }

void Window::WaitEvents(double seconds) {
  if (seconds > 0) {
    glfwWaitEventsTimeout(seconds);
  } else {
    glfwPollEvents();
  }
}

void Window::Wake() { glfwPostEmptyEvent(); }

bool Window::Focused() const { return glfwGetWindowAttrib(AsGlfw(handle_), GLFW_FOCUSED) != 0; }

void Window::BeginFrame() {
  needs_frame_ = false;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplGlfw_NewFrame();
  ImGui::NewFrame();
}

void Window::EndFrame() {
  ImGui::Render();
  int width = 0, height = 0;
  glfwGetFramebufferSize(AsGlfw(handle_), &width, &height);
  glBindFramebuffer(GL_FRAMEBUFFER, 0);
  glViewport(0, 0, width, height);
  glClearColor(0, 0, 0, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  glfwSwapBuffers(AsGlfw(handle_));
}

}  // namespace zhaojian
