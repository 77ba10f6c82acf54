// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/status.h"

namespace zhaojian::rpc {

/// True when only this machine can reach the address: unix:PATH, unix-abstract:NAME,
/// 127.x.x.x:PORT,
/// [::1]:PORT or localhost:PORT.
bool IsLocalAddress(const std::string& address);

/// Checks an address before anybody listens on it or connects to it.
/// Errors: kInvalidArgument BAD_ADDRESS when it has no such form; kFailedPrecondition TLS_REQUIRED
/// when other machines could reach it, because the connection is not encrypted.
Status CheckAddress(const std::string& address);

/// Longest path of a Unix socket: sun_path has 108 bytes with its closing zero (unix(7)).
inline constexpr size_t kMaxSocketPath = 107;

}  // namespace zhaojian::rpc
