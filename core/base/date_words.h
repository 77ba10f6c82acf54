// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <string>

#include "core/base/catalogue.h"

namespace zhaojian {

/// A moment in the service's time zone as people say it: day, month, year, weekday and time.
std::string DateWords(const Catalogue& words, Language language, absl::Time time);

}  // namespace zhaojian
