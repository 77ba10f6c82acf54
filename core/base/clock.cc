// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"

namespace zhaojian {

absl::TimeZone ServiceZone() { return absl::FixedTimeZone(8 * 60 * 60); }

std::string FormatServiceTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", time, ServiceZone());
}

}  // namespace zhaojian
