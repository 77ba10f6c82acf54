// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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

/// Runs `work` with a client that acts as --as. Its exit code, or Fail of the connection's error.
int WithClient(const CommandContext& context, const std::function<int(rpc::ServiceClient&)>& work);

/// Adds a subcommand with --json that runs `action` with its options and a client.
template <typename Options>
CLI::App* AddAction(CLI::App& parent, CommandContext& context, const std::string& name,
                    const std::string& help, const std::shared_ptr<Options>& options,
                    int (*action)(const Options&, rpc::ServiceClient&)) {
  auto* command = parent.add_subcommand(name, help);
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, action, &context] {
    context.run = [options, action, &context] {
      return WithClient(context,
                        [&](rpc::ServiceClient& client) { return action(*options, client); });
    };
  });
  return command;
}

/// Names of states as the student may read them, and the reasons of a rejection, as JSON.
Json OrderToJson(const rpc::Order& order);

}  // namespace zhaojian
