// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/audit.h"

#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/file.h"
#include "core/ledger/audit_check.h"
#include "core/ledger/policy.h"

namespace zhaojian {
namespace {

// A year of one tenth of the country is 19 GB; beyond that an export is asked for in parts.
constexpr size_t kMaxExportBytes = size_t{4} << 30;

int Export(const std::string& out, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  std::string text;
  Status status = (*client)->ExportAudit([&text](const std::string& piece) {
    text += piece;
    return absl::OkStatus();
  });
  if (status.ok()) status = WriteFileAtomically(out, text);
  if (!status.ok()) return Fail(status);
  std::cout << out << std::endl;
  return kExitDone;
}

// What the events tell must also keep the rules of the order's life.
int CheckRules(const std::string& text) {
  const auto assets = AssetFolder();
  if (!assets.ok()) return Fail(assets.status());
  const auto policy = LoadLedgerPolicy(*assets);
  if (!policy.ok()) return Fail(policy.status());
  const auto check = CheckAuditTrail(text, policy->orders, policy->work, policy->queue);
  if (!check.ok()) return Fail(check.status());
  for (const AuditViolation& broken : check->violations) {
    std::cerr << "zj: RULE_BROKEN: " << broken.rule << " at event " << broken.sequence << ": "
              << broken.what << std::endl;
  }
  if (!check->violations.empty()) return kExitRefused;
  std::cout << "rules kept, " << check->open_items << " items open, state " << check->state_hash
            << std::endl;
  return kExitDone;
}

int Verify(const std::string& file) {
  const auto text = ReadFile(file, kMaxExportBytes);
  if (!text.ok()) return Fail(text.status());
  const auto verdict = VerifyAuditExport(*text);
  if (!verdict.ok()) return Fail(verdict.status());
  std::cout << verdict->events << " events, chain whole, head " << verdict->head << std::endl;
  return CheckRules(*text);
}

}  // namespace

void AddAuditCommand(CLI::App& app, CommandContext& context) {
  auto* audit = app.add_subcommand("audit", "the trail and its proof");
  audit->require_subcommand(1);
  auto out = std::make_shared<std::string>();
  auto* export_command = audit->add_subcommand("export", "write the whole trail as JSON lines");
  export_command->add_option("--out", *out, "file to write")->required();
  export_command->callback(
      [out, &context] { context.run = [out, &context] { return Export(*out, context); }; });
  auto file = std::make_shared<std::string>();
  auto* verify =
      audit->add_subcommand("verify", "check an export from the first to the last event");
  verify->add_option("file", *file, "file written by zj audit export")->required();
  verify->callback([file, &context] { context.run = [file] { return Verify(*file); }; });
}

}  // namespace zhaojian
