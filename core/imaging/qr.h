// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/status.h"
#include "core/imaging/photo.h"

namespace zhaojian {

/// Reads the QR code in a picture. Its text is personal: compare or hash it, never log it.
/// Photographed screens, slanted and turned pictures and screenshots with margins are tried too.
/// Errors: kNotFound NO_QR_CODE when none is readable; it says how to get a better picture.
StatusOr<std::string> ReadQrCode(const Photo& photo);

}  // namespace zhaojian
