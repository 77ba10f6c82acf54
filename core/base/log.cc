// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <memory>

#include "core/base/clock.h"
#include "core/base/crypto.h"

namespace zhaojian {
namespace {

spdlog::level::level_enum LevelFromEnvironment() {
  const char* set = std::getenv("ZJ_LOG");
  const std::string name = set != nullptr ? set : "info";
  if (name == "debug") return spdlog::level::debug;
  if (name == "warning") return spdlog::level::warn;
  if (name == "error") return spdlog::level::err;
  return spdlog::level::info;
}

spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>("zhaojian",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");  // the line is built here, so that its time has the service's zone
    made->set_level(LevelFromEnvironment());
    return made;
  }();
  return *logger;
}

spdlog::level::level_enum ToSpdlog(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

const char* Name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "info";
}

}  // namespace

void Log(LogLevel level, const std::string& module, const std::string& message) {
  Logger().log(ToSpdlog(level), "{} {} {} {}", FormatServiceTime(absl::Now()), Name(level), module,
               message);
}

void SetLogLevel(LogLevel level) { Logger().set_level(ToSpdlog(level)); }

std::string LogId(const std::string& order_number) { return Sha256Hex(order_number).substr(0, 12); }

}  // namespace zhaojian
