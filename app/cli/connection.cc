// SPDX-License-Identifier: Apache-2.0
#include "app/cli/connection.h"

#include "core/base/clock.h"
#include "core/base/file.h"

namespace zhaojian {
namespace {

// A stand-alone service loads its models before it serves; that takes under a second on a free
// machine.
constexpr absl::Duration kStartLimit = absl::Seconds(20);

}  // namespace

StatusOr<std::unique_ptr<Connection>> Connection::Open(const CommandContext& context,
                                                       absl::Duration undo_window) {
  auto connection = std::make_unique<Connection>();
  connection->address_ = context.service;
  if (context.service.empty()) {
    ServiceOptions options;
    options.data = context.data.empty() ? DefaultDataFolder() : context.data;
    options.owner = "zj pid " + std::to_string(ProcessId());
    options.undo_window = undo_window;
    ReadEnvironment(options);
    ZJ_ASSIGN_OR_RETURN(connection->embedded_, EmbeddedService::Start(options));
    connection->address_ = connection->embedded_->Address();
  }
  ZJ_ASSIGN_OR_RETURN(const auto probe, connection->Client(""));
  ZJ_RETURN_IF_ERROR(probe->WaitUntilServing(kStartLimit));
  return connection;
}

StatusOr<std::unique_ptr<rpc::ServiceClient>> Connection::Client(const std::string& staff) const {
  rpc::ClientOptions options;
  options.address = address_;
  options.staff = staff;
  return rpc::ServiceClient::Create(std::move(options));
}

StatusOr<std::unique_ptr<rpc::ServiceClient>> OpenClient(const CommandContext& context,
                                                         std::unique_ptr<Connection>& connection) {
  ZJ_ASSIGN_OR_RETURN(connection, Connection::Open(context));
  return connection->Client(context.actor);
}

int WithClient(const CommandContext& context, const std::function<int(rpc::ServiceClient&)>& work) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  return work(**client);
}

Json OrderToJson(const rpc::Order& order) {
  Json json = {{"order", order.number},    {"state", order.state},     {"school", order.school},
               {"profile", order.profile}, {"attempt", order.attempt}, {"epoch", order.epoch}};
  json["due"] = order.due_time ? Json(FormatServiceTime(*order.due_time)) : Json(nullptr);
  json["promise"] =
      order.promise_time ? Json(FormatServiceTime(*order.promise_time)) : Json(nullptr);
  json["provisional"] = order.provisional;
  json["payment"] = order.payment;
  json["hold"] = order.hold;
  json["delivered_sha256"] = order.delivered_sha256;
  json["reasons"] = Json::array();
  for (const auto& reason : order.reasons) json["reasons"].push_back(reason.code);
  return json;
}

}  // namespace zhaojian
