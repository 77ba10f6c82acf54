// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "app/cli/command.h"
#include "app/service/embedded.h"
#include "core/base/json.h"
#include "core/base/status.h"
#include "core/rpc/client.h"

namespace zhaojian {

/// A service to talk to: the one at --service, or one started in this process on --data.
class Connection {
 public:
  /// Errors: kUnavailable STORE_IN_USE or SERVICE_UNREACHABLE.
  /// @param undo_window of the embedded service; a service elsewhere keeps its own.
  static StatusOr<std::unique_ptr<Connection>> Open(const CommandContext& context,
                                                    absl::Duration undo_window = absl::Seconds(10));

  /// A client that acts as `staff` (empty: the student's side).
  StatusOr<std::unique_ptr<rpc::ServiceClient>> Client(const std::string& staff) const;

 private:
  std::unique_ptr<EmbeddedService> embedded_;
  std::string address_;
};

/// Opens a connection and one client that acts as --as. For commands that need nothing else.
StatusOr<std::unique_ptr<rpc::ServiceClient>> OpenClient(const CommandContext& context,
                                                         std::unique_ptr<Connection>& connection);

/// Names of states as the student may read them, and the reasons of a rejection, as JSON.
Json OrderToJson(const rpc::Order& order);

}  // namespace zhaojian
