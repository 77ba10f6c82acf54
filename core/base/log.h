// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace zhaojian {

/// How much is logged.
enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Logs one line to standard error: time in +08:00, level, module, message as key=value pairs.
/// Never pass a name, an ID number, a phone number or photo bytes; name an order by LogId.
/// Thread safety: thread-safe.
void Log(LogLevel level, const std::string& module, const std::string& message);

/// Lines below this level are dropped. Default kInfo; $ZJ_LOG=debug|info|warning|error sets it.
void SetLogLevel(LogLevel level);

/// The first 12 hex digits of the SHA-256 of an order number: stable, and not the number.
std::string LogId(const std::string& order_number);

}  // namespace zhaojian
