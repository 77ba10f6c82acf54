// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"

namespace zhaojian {
namespace {

struct StaffOptions {
  rpc::Staff staff;
  std::string note;
  bool resume = false;
  bool json = false;
};

void PrintStaff(const rpc::Staff& staff, bool json) {
  if (json) {
    std::cout << JsonLine({{"code", staff.code}, {"roles", staff.roles}, {"paused", staff.paused}})
              << std::endl;
    return;
  }
  std::cout << staff.code << (staff.paused ? " paused" : "");
  for (const auto& role : staff.roles) std::cout << " " << role;
  std::cout << std::endl;
}

int AddStaffMember(const StaffOptions& options, rpc::ServiceClient& client) {
  const auto added = client.AddStaff(options.staff);
  if (!added.ok()) return Fail(added.status());
  PrintStaff(*added, options.json);
  return kExitDone;
}

int ListStaffMembers(const StaffOptions& options, rpc::ServiceClient& client) {
  const auto list = client.ListStaff();
  if (!list.ok()) return Fail(list.status());
  for (const auto& staff : *list) PrintStaff(staff, options.json);
  return kExitDone;
}

int PauseStaffMember(const StaffOptions& options, rpc::ServiceClient& client) {
  const auto paused = client.PauseStaff(options.staff.code, !options.resume, options.note);
  if (!paused.ok()) return Fail(paused.status());
  PrintStaff(*paused, options.json);
  return kExitDone;
}

}  // namespace

void AddStaffCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<StaffOptions>();
  auto* staff = app.add_subcommand("staff", "people who work here, by code");
  staff->require_subcommand(1);
  auto* add = AddAction(*staff, context, "add", "add a person or change the roles", options,
                        AddStaffMember);
  add->add_option("code", options->staff.code, "staff code, for example R-002")->required();
  add->add_option("--role", options->staff.roles,
                  "reviewer, retoucher, supervisor, customer_service, auditor, administrator")
      ->required();
  AddAction(*staff, context, "list", "list everybody", options, ListStaffMembers);
  auto* pause =
      AddAction(*staff, context, "pause", "grant a person nothing new", options, PauseStaffMember);
  pause->add_option("code", options->staff.code, "staff code")->required();
  pause->add_option("--note", options->note, "why; kept in the trail")->required();
  pause->add_flag("--resume", options->resume, "end the pause");
}

}  // namespace zhaojian
