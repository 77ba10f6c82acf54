// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"

#include <iostream>

namespace zhaojian {

int Fail(const Status& status) {
  const std::string reason = ReasonOf(status);
  std::cerr << "zj: " << (reason.empty() ? "" : reason + ": ") << MessageOf(status) << std::endl;
  const bool away =
      status.code() == StatusCode::kUnavailable || status.code() == StatusCode::kDeadlineExceeded;
  // A full disk is here and not at the service: calling again helps nothing.
  if (away && reason != "FILE_UNWRITABLE") return kExitUnavailable;
  if (reason == "BAD_USAGE") return kExitUsage;
  return kExitRefused;
}

}  // namespace zhaojian
