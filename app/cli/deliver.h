// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/rpc/client.h"

namespace zhaojian {

/// What an export did.
struct DeliveryCount {
  int photos = 0;
  /// How many got the order's number behind their name, because another student's photo had it.
  int renamed = 0;
  /// Orders whose hand-over failed too often; a supervisor has to try them again. At most 100.
  std::vector<std::string> blocked;
};

/// Writes every confirmed photo of a school (empty: of all) flat into a folder or a ZIP at `out`,
/// and a manifest with SHA-256 sums to `<out>.manifest.csv`, to which a later export adds. Names
/// that differ in the case of letters only are the same name: the receiver's disk may think so.
/// Errors: as ServiceClient::ExportDeliveries, WriteFileAtomically and ZipFile; kDataLoss
/// BAD_FILE_NAME; kAlreadyExists FILE_EXISTS when even the other name is taken.
StatusOr<DeliveryCount> ExportDelivered(rpc::ServiceClient& client, const std::string& school,
                                        const std::filesystem::path& out, bool zip);

}  // namespace zhaojian
