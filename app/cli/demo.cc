// SPDX-License-Identifier: Apache-2.0
#include "app/cli/demo.h"

#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "core/base/file.h"

namespace zhaojian {
namespace {

struct DemoOptions {
  int limit = 50;
  std::string out;
  std::string console;
  std::string address;
};

int Seed(const DemoOptions& options, const CommandContext& context) {
  const auto connection = Connection::Open(context);
  if (!connection.ok()) return Fail(connection.status());
  const auto orders = SeedDemo(**connection, options.limit);
  if (!orders.ok()) return Fail(orders.status());
  std::cout << orders->size() << " photos wait for review" << std::endl;
  return kExitDone;
}

Json ToJson(const DemoSummary& summary) {
  Json reasons = Json::object();
  for (const auto& [code, count] : summary.reasons) reasons[code] = count;
  return {
      {"submitted", summary.submitted}, {"passed", summary.passed}, {"rejected", summary.rejected},
      {"delivered", summary.delivered}, {"reasons", reasons},       {"audit_ok", summary.audit_ok},
      {"seconds", summary.seconds}};
}

bool AddsUp(const DemoSummary& summary) {
  int counted = 0;
  for (const auto& [code, count] : summary.reasons) counted += count;
  return summary.passed > 0 && summary.rejected > 0 && summary.delivered == summary.passed &&
         summary.passed + summary.rejected == summary.submitted && counted == summary.rejected &&
         summary.audit_ok;
}

// Everything in one call on one connection, so that it works on the embedded store too.
int Drive(const DemoOptions& options, const CommandContext& context) {
  const absl::Time start = absl::Now();
  const auto connection = Connection::Open(context, absl::ZeroDuration());
  if (!connection.ok()) return Fail(connection.status());
  auto orders = SeedDemo(**connection, options.limit);
  if (!orders.ok()) return Fail(orders.status());
  DriveOptions drive;
  drive.out = options.out;
  drive.console = options.console;
  drive.address = context.service;
  drive.orders = *std::move(orders);
  auto summary = DriveDemo(**connection, drive);
  if (!summary.ok()) return Fail(summary.status());
  summary->seconds = absl::ToDoubleSeconds(absl::Now() - start);
  const std::string text = ToJson(*summary).dump(2) + "\n";
  const Status written =
      WriteFileAtomically(drive.out / "summary.json", text, FileRights::kHandedOn);
  if (!written.ok()) return Fail(written);
  std::cout << text;
  if (!AddsUp(*summary)) {
    return Fail(MakeError(StatusCode::kInternal, "DEMO_DOES_NOT_ADD_UP",
                          "the counts of the run do not add up; look at summary.json"));
  }
  return kExitDone;
}

}  // namespace

void AddDemoCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<DemoOptions>();
  auto* demo = app.add_subcommand("demo", "a demo queue of rendered portraits");
  demo->require_subcommand(1);
  auto* seed =
      demo->add_subcommand("seed", "make the demo school and staff, submit the demo photos");
  seed->add_option("--limit", options->limit, "how many photos")
      ->capture_default_str()
      ->check(CLI::Range(1, 50));
  seed->callback([options, &context] {
    context.run = [options, &context] { return Seed(*options, context); };
  });
  auto* drive = demo->add_subcommand(
      "drive", "seed, review, retouch, confirm and deliver with nobody watching");
  drive->add_option("--limit", options->limit, "how many photos")
      ->capture_default_str()
      ->check(CLI::Range(1, 50));
  drive->add_option("--out", options->out, "folder for pictures and summary.json")->required();
  drive->add_option("--console", options->console,
                    "console program that takes the screenshots (needs --service)");
  drive->callback([options, &context] {
    context.run = [options, &context] { return Drive(*options, context); };
  });
}

}  // namespace zhaojian
