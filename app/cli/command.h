// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/status.h"

namespace zhaojian {

/// Exit codes of zj, stable for scripts.
inline constexpr int kExitDone = 0;
/// A photo or an order was refused, or the gate stayed red; the reason was printed.
inline constexpr int kExitRefused = 1;
inline constexpr int kExitUsage = 2;
/// The service cannot be reached, or the store is in use.
inline constexpr int kExitUnavailable = 3;

/// What all subcommands share.
struct CommandContext {
  /// --service; empty = embedded store in `data`.
  std::string service;
  /// --data.
  std::filesystem::path data;
  /// --as: staff code on trusted local connections.
  std::string actor;
  /// The chosen subcommand, set by its CLI11 callback and run by main; returns the exit code.
  std::function<int()> run;
};

/// Prints "zj: <reason>: <message>" on one line of standard error and returns the exit code that
/// fits.
int Fail(const Status& status);

// Each subcommand lives in its own file and registers itself:
//   auto* command = app.add_subcommand("check", "...");
//   auto options = std::make_shared<Options>();
//   command->add_option(...);
//   command->callback([options, &context] { context.run = [options, &context] { return
//   Run(*options, context); }; });

/// `zj check`: judges photos.
void AddCheckCommand(CLI::App& app, CommandContext& context);
/// `zj standard`: the automatic standard photo.
void AddStandardCommand(CLI::App& app, CommandContext& context);
/// `zj render`: renders a recipe.
void AddRenderCommand(CLI::App& app, CommandContext& context);
/// `zj matte`: alpha and foreground of a photo.
void AddMatteCommand(CLI::App& app, CommandContext& context);
/// `zj explain`: every measure of a photo on one sheet.
void AddExplainCommand(CLI::App& app, CommandContext& context);
/// `zj calendar`: working days and deadlines.
void AddCalendarCommand(CLI::App& app, CommandContext& context);
/// `zj student`: the student's side of an order.
void AddStudentCommand(CLI::App& app, CommandContext& context);
/// `zj queue`: what waits.
void AddQueueCommand(CLI::App& app, CommandContext& context);
/// `zj case`: what students ask a human.
void AddCaseCommand(CLI::App& app, CommandContext& context);
/// `zj order`: what staff and the receiver do to one order.
void AddOrderCommand(CLI::App& app, CommandContext& context);
/// `zj school`: schools and their settings.
void AddSchoolCommand(CLI::App& app, CommandContext& context);
/// `zj staff`: administration of people.
void AddStaffCommand(CLI::App& app, CommandContext& context);
/// `zj deliver`: hands finished photos over to a folder.
void AddDeliverCommand(CLI::App& app, CommandContext& context);
/// `zj audit`: the trail.
void AddAuditCommand(CLI::App& app, CommandContext& context);
/// `zj replay`: renders a delivered photo again and compares the bytes.
void AddReplayCommand(CLI::App& app, CommandContext& context);
/// `zj demo`: fills and drives a demo queue.
void AddDemoCommand(CLI::App& app, CommandContext& context);

}  // namespace zhaojian
