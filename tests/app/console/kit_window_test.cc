// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>

#include "app/console/window.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

TEST(Window, WithoutADisplayTheErrorSaysWhatToDoInOneLine) {
  const char* display = std::getenv("DISPLAY");
  const std::string before = display != nullptr ? display : "";
  unsetenv("DISPLAY");
  const Status status = Window::Open({}).status();
  if (!before.empty()) setenv("DISPLAY", before.c_str(), 1);
  EXPECT_EQ(ReasonOf(status), "NO_DISPLAY");
  EXPECT_NE(MessageOf(status).find("--screenshot"), std::string::npos);
  EXPECT_EQ(MessageOf(status).find('\n'), std::string::npos);
}

TEST(Window, OpensDrawsAFrameAndIsWokenByAnotherThreadsPost) {
  if (std::getenv("DISPLAY") == nullptr) {
    testing::PrintNotRun(1, "no display; the smoke tests in tests/e2e bring their own");
    return;
  }
  WindowOptions options;
  options.width = 320;
  options.height = 240;
  StatusOr<std::unique_ptr<Window>> window = Window::Open(options);
  ASSERT_TRUE(window.ok()) << MessageOf(window.status());
  FontRequest request;
  request.scale = (*window)->ContentScale();
  StatusOr<std::unique_ptr<FontSet>> fonts = BakeFonts(request);
  ASSERT_TRUE(fonts.ok());
  ASSERT_TRUE((*window)->SetFonts(*std::move(fonts)).ok());
  for (int frame = 0; frame < 3; ++frame) {
    (*window)->BeginFrame();
    (*window)->EndFrame();
  }
  EXPECT_FALSE((*window)->NeedsFrame() && (*window)->ShouldClose());
  Window::Wake();
  (*window)->WaitEvents(30);  // returns at once; the test's time limit would show otherwise
  request.scale = 2;
  fonts = BakeFonts(request);
  ASSERT_TRUE(fonts.ok());
  ASSERT_TRUE((*window)->SetFonts(*std::move(fonts)).ok())
      << "a new scale starts the interface again";
  (*window)->BeginFrame();
  (*window)->EndFrame();
}

}  // namespace
}  // namespace zhaojian
