// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"

namespace zhaojian {
namespace {

struct OrderOptions {
  std::string order;
  std::string why;
  std::vector<std::string> reasons;
  bool json = false;
};

using Call = std::function<StatusOr<rpc::Order>(rpc::ServiceClient&, const OrderOptions&)>;

int Print(const StatusOr<rpc::Order>& order, bool json) {
  if (!order.ok()) return Fail(order.status());
  if (json) {
    std::cout << JsonLine(OrderToJson(*order)) << std::endl;
  } else {
    std::cout << order->number << " " << order->state << (order->hold ? " on hold" : "") << " "
              << order->payment << std::endl;
  }
  return kExitDone;
}

CLI::App* AddAction(CLI::App& parent, CommandContext& context, const std::string& name,
                    const std::string& help, const std::shared_ptr<OrderOptions>& options,
                    const Call& call) {
  auto* command = parent.add_subcommand(name, help);
  command->add_option("order", options->order, "order number")->required();
  command->add_option("--why", options->why, "words that are kept in the trail")->required();
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, call, &context] {
    context.run = [options, call, &context] {
      return WithClient(context, [&](rpc::ServiceClient& client) {
        return Print(call(client, *options), options->json);
      });
    };
  });
  return command;
}

StatusOr<rpc::Order> Reject(rpc::ServiceClient& client, const OrderOptions& options) {
  std::vector<rpc::Reason> reasons;
  for (const std::string& code : options.reasons) {
    reasons.emplace_back();
    reasons.back().code = code;
  }
  return client.RejectByReceiver(options.order, reasons, options.why);
}

}  // namespace

void AddOrderCommand(CLI::App& app, CommandContext& context) {
  auto* order = app.add_subcommand("order", "what staff and the receiver do to one order");
  order->require_subcommand(1);
  auto options = std::make_shared<OrderOptions>();
  AddAction(*order, context, "hold", "stop an order where it is", options,
            [](auto& client, const auto& o) { return client.HoldOrder(o.order, o.why); });
  AddAction(*order, context, "release", "let a held order go on", options,
            [](auto& client, const auto& o) { return client.ReleaseHold(o.order, o.why); });
  AddAction(*order, context, "refund", "give the fee back", options,
            [](auto& client, const auto& o) { return client.RefundOrder(o.order, o.why); });
  AddAction(*order, context, "recall", "take a confirmed photo back before hand-over", options,
            [](auto& client, const auto& o) { return client.RecallOrder(o.order, o.why); });
  AddAction(*order, context, "retry", "try a blocked delivery again", options,
            [](auto& client, const auto& o) { return client.RetryDelivery(o.order, o.why); });
  AddAction(*order, context, "erase", "destroy the photos as soon as the order is over", options,
            [](auto& client, const auto& o) { return client.EraseOrder(o.order, o.why); });
  AddAction(*order, context, "fail", "count a hand-over that did not work", options,
            [](auto& client, const auto& o) { return client.FailDelivery(o.order, o.why); });
  auto* reject = AddAction(*order, context, "reject",
                           "the receiver does not take the delivered photo", options, Reject);
  reject->add_option("--reason", options->reasons, "reason codes, for example ID-02");
}

}  // namespace zhaojian
