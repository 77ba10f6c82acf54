// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/civil_time.h>

#include <optional>
#include <string_view>

namespace zhaojian {

/// The day that EXIF's DateTimeOriginal names in a JPEG, PNG or WebP, by the camera's own clock
/// (Exif 2.32 §4.6.5); empty when the file names none, a program took it away, or it is no day.
std::optional<absl::CivilDay> TakenOn(std::string_view bytes);

}  // namespace zhaojian
