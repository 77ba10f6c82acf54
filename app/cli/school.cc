// SPDX-License-Identifier: Apache-2.0
#include "core/domain/school.h"

#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"

namespace zhaojian {
namespace {

struct SchoolOptions {
  rpc::School school;
  std::string file;
  std::vector<std::string> settings;
  bool overtime = false;
  bool json = false;
};

void PrintSchool(const rpc::School& school, bool json) {
  if (json) {
    std::cout << school.settings_json << std::endl;
    return;
  }
  std::cout << school.code << " " << school.name << (school.overtime ? " overtime" : "")
            << std::endl;
}

// `key=value`: the value is JSON when it can be read as such, else text.
Status AddSetting(const std::string& setting, Json& settings) {
  const size_t at = setting.find('=');
  if (at == std::string::npos || at == 0) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_USAGE",
                     "--set: write key=value, for example price_fen=2000", "set");
  }
  const std::string value = setting.substr(at + 1);
  const auto json = ParseJson(value, "set");
  settings[setting.substr(0, at)] = json.ok() ? *json : Json(value);
  return absl::OkStatus();
}

// Settings from the file, then from the options, then from --set; the last one wins.
StatusOr<rpc::School> SettingsOf(const SchoolOptions& options) {
  Json settings = Json::object();
  if (!options.file.empty()) {
    ZJ_ASSIGN_OR_RETURN(settings, ReadJsonFile(options.file));
    if (!settings.is_object()) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_SCHOOL",
                       "the file must hold one JSON object of settings", "file");
    }
  }
  if (!options.school.name.empty()) settings["name"] = options.school.name;
  if (!options.school.profile.empty()) settings["profile"] = options.school.profile;
  if (options.overtime) settings["overtime"] = true;
  for (const std::string& setting : options.settings) {
    ZJ_RETURN_IF_ERROR(AddSetting(setting, settings));
  }
  for (const auto& [key, value] : settings.items()) {
    // A misspelt key must not look as if it had been set.
    if (key != "opens" && key != "closes" && !SchoolToJson(School()).contains(key)) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_SCHOOL", "no setting is called " + key,
                       key);
    }
  }
  rpc::School school;
  school.code = options.school.code;
  school.settings_json = JsonLine(settings);
  return school;
}

int Put(const SchoolOptions& options, rpc::ServiceClient& client, bool replace) {
  const auto school = SettingsOf(options);
  if (!school.ok()) return Fail(school.status());
  const auto put = client.AddSchool(*school, replace);
  if (!put.ok()) return Fail(put.status());
  PrintSchool(*put, options.json);
  return kExitDone;
}

int Add(const SchoolOptions& options, rpc::ServiceClient& client) {
  return Put(options, client, /*replace=*/false);
}

int Edit(const SchoolOptions& options, rpc::ServiceClient& client) {
  return Put(options, client, /*replace=*/true);
}

int List(const SchoolOptions& options, rpc::ServiceClient& client) {
  const auto list = client.ListSchools();
  if (!list.ok()) return Fail(list.status());
  for (const auto& school : *list) PrintSchool(school, options.json);
  return kExitDone;
}

void AddSettings(CLI::App& command, const std::shared_ptr<SchoolOptions>& options) {
  command.add_option("code", options->school.code, "school code")->required();
  command.add_option("--name", options->school.name, "name shown on screens");
  command.add_option("--profile", options->school.profile,
                     "photo standard; default: the graduate standard");
  command.add_flag("--overtime", options->overtime, "work may be claimed outside office hours");
  command.add_option("--file", options->file, "JSON object of settings, as list --json prints it");
  command.add_option("--set", options->settings, "one setting as key=value; may be repeated");
}

}  // namespace

void AddSchoolCommand(CLI::App& app, CommandContext& context) {
  auto* school = app.add_subcommand("school", "schools and their settings");
  school->require_subcommand(1);
  auto options = std::make_shared<SchoolOptions>();
  AddSettings(*AddAction(*school, context, "add", "add a school", options, Add), options);
  AddSettings(*AddAction(*school, context, "edit", "change settings of a school", options, Edit),
              options);
  AddAction(*school, context, "list", "list all schools", options, List);
}

}  // namespace zhaojian
