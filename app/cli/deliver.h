// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/status.h"
#include "core/rpc/client.h"

namespace zhaojian {

/// Writes every delivered photo of a school (empty: of all) flat into `folder`, and a manifest with
/// SHA-256 sums to `<folder>.manifest.csv`, to which a later export adds. Returns how many photos
/// were written. Errors: as ServiceClient::ExportDeliveries and WriteFileAtomically; kDataLoss
/// BAD_FILE_NAME; kAlreadyExists FILE_EXISTS when a file of that name with other content lies
/// there.
StatusOr<int> ExportDelivered(rpc::ServiceClient& client, const std::string& school,
                              const std::filesystem::path& folder);

}  // namespace zhaojian
