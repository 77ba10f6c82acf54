// SPDX-License-Identifier: Apache-2.0
#include <iomanip>
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"

namespace zhaojian {
namespace {

const char* KindName(rpc::WorkKind kind) {
  switch (kind) {
    case rpc::WorkKind::kReview:
      return "review";
    case rpc::WorkKind::kRetouch:
      return "retouch";
    case rpc::WorkKind::kQc:
      return "qc";
    case rpc::WorkKind::kSecondLook:
      return "second_look";
    case rpc::WorkKind::kAppeal:
      return "appeal";
    case rpc::WorkKind::kAudit:
      return "audit";
    case rpc::WorkKind::kUnspecified:
      break;
  }
  return "other";
}

int Run(bool json, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto counts = (*client)->QueueCounts();
  if (!counts.ok()) return Fail(counts.status());
  if (!json) {
    std::cout << "queue        queued  leased  staged  parked  escalated  earliest due"
              << std::endl;
  }
  for (const auto& count : *counts) {
    const std::string due =
        count.earliest_due_time ? FormatServiceTime(*count.earliest_due_time) : std::string();
    if (json) {
      std::cout << JsonLine({{"queue", KindName(count.kind)},
                             {"queued", count.queued},
                             {"leased", count.leased},
                             {"staged", count.staged},
                             {"parked", count.parked},
                             {"escalated", count.escalated},
                             {"earliest_due", due.empty() ? Json(nullptr) : Json(due)}})
                << std::endl;
      continue;
    }
    std::cout << std::left << std::setw(11) << KindName(count.kind) << std::right << std::setw(8)
              << count.queued << std::setw(8) << count.leased << std::setw(8) << count.staged
              << std::setw(8) << count.parked << std::setw(11) << count.escalated << "  " << due
              << std::endl;
  }
  return kExitDone;
}

}  // namespace

void AddQueueCommand(CLI::App& app, CommandContext& context) {
  auto json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("queue", "what waits, by kind of work");
  command->add_flag("--json", *json, "print one JSON object a line");
  command->callback(
      [json, &context] { context.run = [json, &context] { return Run(*json, context); }; });
}

}  // namespace zhaojian
