// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/status.h"

namespace zhaojian::rpc {

/// Metadata key under which a client names the acting staff member.
inline constexpr char kStaffKey[] = "zj-staff";

/// Domain of our error details.
inline constexpr char kErrorDomain[] = "zhaojian.internal";

/// The content of the trailer grpc-status-details-bin: code, message and ErrorDetail in the form of
/// google.rpc.Status. Empty for OK. The numbers of the codes are the same on both sides.
std::string EncodeDetails(const Status& status);

/// Rebuilds a status from what a call ended with.
/// @param code number of the gRPC code; unknown numbers become kUnknown.
/// @param details as EncodeDetails wrote it, or empty; anything unreadable is left out.
Status DecodeStatus(int code, const std::string& message, const std::string& details);

}  // namespace zhaojian::rpc
