// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "app/desk/console_state.h"
#include "core/base/catalogue.h"
#include "core/base/file.h"
#include "core/base/status.h"

namespace zhaojian {

/// What the command line asks for.
struct ConsoleOptions {
  /// Empty: the service runs in this process on `data`.
  std::string service;
  std::filesystem::path data;
  std::string staff = "D-001";
  Language language = Language::kChinese;
  desk::Screen screen = desk::Screen::kReview;
  /// Not empty: draw `screen` off screen into this PNG and end.
  std::string screenshot;
  /// Keys pressed before the screenshot, by their letter, once its item is shown.
  std::string press;
  /// WIDTHxHEIGHT in device pixels; empty: 1920x1080.
  std::string size;
  /// Interface scale of the screenshot; a window takes its screen's.
  float scale = 1;
};

/// Runs the console until its window is closed, or takes the screenshot once a real item has been
/// shown. Errors: kUnavailable STORE_IN_USE, SERVICE_UNREACHABLE or NO_DISPLAY; kDeadlineExceeded
/// NOTHING_TO_SHOW when a screenshot's item does not come; kNotFound ASSETS_MISSING.
Status RunConsole(const ConsoleOptions& options);

}  // namespace zhaojian
