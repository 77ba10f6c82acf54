// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/clock.h"

namespace zhaojian {
namespace {

struct CaseOptions {
  std::string name;
  std::string order;
  std::string school;
  std::string kind = "QUESTION";
  std::string text;
  std::string outcome;
  bool open = false;
  bool overdue = false;
  bool json = false;
};

void PrintCase(const rpc::Case& row, bool json) {
  if (!json) {
    std::cout << row.name << " " << row.kind << " " << row.state << " " << row.order << " due "
              << FormatServiceTime(row.due_time) << (row.provisional ? " (provisional)" : "")
              << (row.overdue ? " OVERDUE" : "") << std::endl;
    for (const auto& message : row.messages) {
      const std::string who = message.from_student    ? "student"
                              : message.staff.empty() ? "service"
                                                      : message.staff;
      std::cout << "  " << FormatServiceTime(message.time) << " " << who << ": " << message.text
                << std::endl;
    }
    return;
  }
  Json messages = Json::array();
  for (const auto& message : row.messages) {
    messages.push_back({{"time", FormatServiceTime(message.time)},
                        {"from_student", message.from_student},
                        {"staff", message.staff},
                        {"text", message.text}});
  }
  std::cout << JsonLine({{"case", row.name},
                         {"kind", row.kind},
                         {"state", row.state},
                         {"order", row.order},
                         {"due", FormatServiceTime(row.due_time)},
                         {"provisional", row.provisional},
                         {"overdue", row.overdue},
                         {"messages", messages}})
            << std::endl;
}

int PrintOne(const StatusOr<rpc::Case>& row, bool json) {
  if (!row.ok()) return Fail(row.status());
  PrintCase(*row, json);
  return kExitDone;
}

int Open(const CaseOptions& options, rpc::ServiceClient& client) {
  return PrintOne(client.OpenCase(options.order, options.kind, options.text), options.json);
}

int Say(const CaseOptions& options, rpc::ServiceClient& client) {
  return PrintOne(client.PostMessage(options.name, options.text, options.order), options.json);
}

int Resolve(const CaseOptions& options, rpc::ServiceClient& client) {
  return PrintOne(client.ResolveCase(options.name, options.outcome, options.text, options.order),
                  options.json);
}

int Show(const CaseOptions& options, rpc::ServiceClient& client) {
  return PrintOne(client.GetCase(options.name, options.order), options.json);
}

int List(const CaseOptions& options, rpc::ServiceClient& client) {
  const auto rows = client.ListCases(options.order, options.school, options.open);
  if (!rows.ok()) return Fail(rows.status());
  for (const auto& row : *rows) {
    if (row.overdue || !options.overdue) PrintCase(row, options.json);
  }
  return kExitDone;
}

}  // namespace

void AddCaseCommand(CLI::App& app, CommandContext& context) {
  auto* parent = app.add_subcommand("case", "what students ask a human; without --as the student");
  parent->require_subcommand(1);
  auto options = std::make_shared<CaseOptions>();
  const char* kOrderHelp = "order number; the student's side names it, staff need not";
  auto* open = AddAction(*parent, context, "open", "ask something", options, Open);
  open->add_option("order", options->order, "order number")->required();
  open->add_option("--kind", options->kind, "QUESTION, APPEAL, REDO, REFUND or ERASURE")
      ->check(CLI::IsMember({"QUESTION", "APPEAL", "REDO", "REFUND", "ERASURE"}));
  open->add_option("--text", options->text, "the question")->required();
  auto* say = AddAction(*parent, context, "say", "answer or ask back", options, Say);
  say->add_option("case", options->name, "cases/NUMBER")->required();
  say->add_option("--text", options->text, "the message")->required();
  say->add_option("--order", options->order, kOrderHelp);
  auto* resolve = AddAction(*parent, context, "resolve", "end a case", options, Resolve);
  resolve->add_option("case", options->name, "cases/NUMBER")->required();
  resolve->add_option("--outcome", options->outcome, "UPHELD, OVERTURNED, WITHDRAWN or CLOSED")
      ->required()
      ->check(CLI::IsMember({"UPHELD", "OVERTURNED", "WITHDRAWN", "CLOSED"}));
  resolve->add_option("--text", options->text, "words for the student");
  resolve->add_option("--order", options->order, kOrderHelp);
  auto* show = AddAction(*parent, context, "show", "show one case", options, Show);
  show->add_option("case", options->name, "cases/NUMBER")->required();
  show->add_option("--order", options->order, kOrderHelp);
  auto* list = AddAction(*parent, context, "list", "list cases", options, List);
  list->add_option("--order", options->order, kOrderHelp);
  list->add_option("--school", options->school, "only this school");
  list->add_flag("--open", options->open, "only those that wait for an answer");
  list->add_flag("--overdue", options->overdue, "only those that wait longer than promised");
}

}  // namespace zhaojian
