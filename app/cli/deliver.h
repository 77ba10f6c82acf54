// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/status.h"
#include "core/rpc/client.h"

namespace zhaojian {

/// Writes every delivered photo of a school (empty: of all) flat into `folder`, and a manifest with
/// SHA-256 sums to `<folder>.manifest.csv`. Returns how many photos were written.
/// Errors: as ServiceClient::ExportDeliveries and WriteFileAtomically; kDataLoss BAD_FILE_NAME.
StatusOr<int> ExportDelivered(rpc::ServiceClient& client, const std::string& school,
                              const std::filesystem::path& folder);

}  // namespace zhaojian
