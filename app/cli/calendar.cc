// SPDX-License-Identifier: Apache-2.0
#include "core/domain/calendar.h"

#include <absl/time/time.h>

#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

// Larger than any file of holidays for a century.
constexpr size_t kMaxCalendarBytes = 1U << 20U;

struct CalendarOptions {
  std::string file;
  std::string school;
  std::string why;
  std::string submitted;
  std::string kind = "review";
  bool makeup_days = false;
  bool json = false;
};

// Seconds are optional; a time without a zone is a time in China.
StatusOr<absl::Time> ParseSubmitted(const std::string& text) {
  for (const char* format :
       {"%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M"}) {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(format, text, ServiceZone(), &time, &error)) return time;
  }
  return MakeError(StatusCode::kInvalidArgument, "BAD_USAGE",
                   "--submitted: write the time like 2026-04-30T16:59+08:00", "submitted");
}

StatusOr<WorkCalendar> LoadCalendar() {
  ZJ_ASSIGN_OR_RETURN(const std::filesystem::path assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(assets / "calendar" / "workdays_cn.json"));
  return WorkCalendar::FromJson(json);
}

int PrintDue(const CalendarOptions& options) {
  const auto submitted = ParseSubmitted(options.submitted);
  if (!submitted.ok()) return Fail(submitted.status());
  const auto calendar = LoadCalendar();
  if (!calendar.ok()) return Fail(calendar.status());
  const DueTimes due =
      calendar->Due(*submitted, options.kind == "retouch" ? DueKind::kRetouch : DueKind::kReview,
                    options.makeup_days);
  if (options.json) {
    std::cout << JsonLine({{"effective", FormatServiceTime(due.effective)},
                           {"promise", FormatServiceTime(due.promise)},
                           {"budget", FormatServiceTime(due.budget)},
                           {"provisional", due.provisional}})
              << "\n";
    return kExitDone;
  }
  std::cout << "effective    " << FormatServiceTime(due.effective) << "\n"
            << "promise      " << FormatServiceTime(due.promise) << "\n"
            << "budget       " << FormatServiceTime(due.budget) << "\n"
            << "provisional  " << (due.provisional ? "yes" : "no") << "\n";
  return kExitDone;
}

int Import(const CalendarOptions& options, const CommandContext& context) {
  const auto json = ReadFile(options.file, kMaxCalendarBytes);
  if (!json.ok()) return Fail(json.status());
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto version = (*client)->ImportCalendar(*json, options.why);
  if (!version.ok()) return Fail(version.status());
  std::cout << *version << "\n";
  return kExitDone;
}

int Recompute(const CalendarOptions& options, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto changed = (*client)->RecomputeDue(options.school, options.why);
  if (!changed.ok()) return Fail(changed.status());
  std::cout << *changed << " due times changed\n";
  return kExitDone;
}

}  // namespace

void AddCalendarCommand(CLI::App& app, CommandContext& context) {
  auto* calendar = app.add_subcommand("calendar", "working days and deadlines");
  calendar->require_subcommand(1);
  auto* due = calendar->add_subcommand("due", "when something handed in is due");
  auto options = std::make_shared<CalendarOptions>();
  due->add_option("--submitted", options->submitted, "like 2026-04-30T16:59+08:00")->required();
  due->add_option("--kind", options->kind, "review or retouch")
      ->check(CLI::IsMember({"review", "retouch"}));
  due->add_flag("--makeup-days", options->makeup_days, "make-up weekend days are working days");
  due->add_flag("--json", options->json, "print JSON");
  due->callback([options, &context] { context.run = [options] { return PrintDue(*options); }; });
  auto* import_command = calendar->add_subcommand("import", "new holidays, by a supervisor");
  import_command->add_option("file", options->file, "JSON file with a version of its own")
      ->required();
  import_command->add_option("--why", options->why, "words that are kept in the trail")->required();
  import_command->callback([options, &context] {
    context.run = [options, &context] { return Import(*options, context); };
  }  // namespace zhaojian
  );
  auto* recompute =
      calendar->add_subcommand("recompute", "due times of what waits, with the holidays in use");
  recompute->add_option("--school", options->school, "only this school");
  recompute->add_option("--why", options->why, "words that are kept in the trail")->required();
  recompute->callback([options, &context] {
    context.run = [options, &context] { return Recompute(*options, context); };
  });
}

}  // namespace zhaojian
