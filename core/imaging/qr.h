// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/status.h"
#include "core/imaging/photo.h"

namespace zhaojian {

/// Reads the QR code in a picture. Its text is personal: compare or hash it, never log it.
/// Errors: kNotFound NO_QR_CODE when none is readable.
StatusOr<std::string> ReadQrCode(const Photo& photo);

}  // namespace zhaojian
