// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/address.h"

#include <charconv>
#include <string_view>

namespace zhaojian::rpc {
namespace {

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool IsUnix(std::string_view address) {
  return StartsWith(address, "unix:") || StartsWith(address, "unix-abstract:");
}

// The part before the last colon; empty unless a port number 0..65535 follows it.
std::string_view HostOf(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view port = address.substr(colon + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number > 65535) return {};
  return address.substr(0, colon);
}

// Dotted digits only, so that 127.0.0.1.example.org is not taken for this machine.
bool IsLoopbackV4(std::string_view host) {
  if (!StartsWith(host, "127.")) return false;
  int dots = 0;
  int digits = 0;
  for (const char c : host) {
    if (c == '.') {
      if (digits == 0) return false;
      ++dots;
      digits = 0;
    } else if (c >= '0' && c <= '9') {
      if (++digits > 3) return false;
    } else {
      return false;
    }
  }
  return dots == 3 && digits > 0;
}

}  // namespace

bool IsLocalAddress(const std::string& address) {
  if (IsUnix(address)) return true;
  const std::string_view host = HostOf(address);
  return host == "localhost" || host == "[::1]" || IsLoopbackV4(host);
}

Status CheckAddress(const std::string& address) {
  if (IsUnix(address)) {
    const std::string path = address.substr(address.find(':') + 1);
    if (path.empty() || path.size() > kMaxSocketPath) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_ADDRESS",
                       "A socket path has 1 to 107 bytes; choose a shorter folder.", "address");
    }
    return absl::OkStatus();
  }
  if (HostOf(address).empty()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_ADDRESS",
                     "The address must be unix:PATH or 127.0.0.1:PORT.", "address");
  }
  if (!IsLocalAddress(address)) {
    return MakeError(StatusCode::kFailedPrecondition, "TLS_REQUIRED",
                     "Other machines could reach this address and TLS is not set up; use unix:PATH "
                     "or 127.0.0.1:PORT.",
                     "address");
  }
  return absl::OkStatus();
}

}  // namespace zhaojian::rpc
