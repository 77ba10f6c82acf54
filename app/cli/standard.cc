// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/standard.h"

#include <iostream>
#include <memory>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;

struct StandardOptions {
  std::vector<std::string> photos;
  std::string out;
  std::string out_dir;
  std::string recipe_out;
  std::string profile = kDefaultProfile;
  bool json = false;
};

/// The machine and the standard it works to.
struct Machine {
  Profile profile;
  EditPolicy policy;
  std::unique_ptr<Analyzer> analyzer;
  std::unique_ptr<IdentityMeter> identity;
};

StatusOr<Machine> Load(const StandardOptions& options) {
  Machine machine;
  ZJ_ASSIGN_OR_RETURN(const fs::path assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(machine.profile, FindProfile(assets, options.profile));
  ZJ_ASSIGN_OR_RETURN(machine.policy, FindPolicy(assets, kDefaultPolicy));
  ZJ_ASSIGN_OR_RETURN(const fs::path models, ModelFolder());
  ZJ_ASSIGN_OR_RETURN(machine.analyzer, Analyzer::Create(models));
  ZJ_ASSIGN_OR_RETURN(machine.identity, IdentityMeter::Create(models));
  return machine;
}

Status UsageError(const std::string& message) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_USAGE", message);
}

/// One place for the picture and one for the recipe, by photo.
struct Targets {
  fs::path picture;
  fs::path recipe;
};

StatusOr<std::vector<Targets>> PlanTargets(const StandardOptions& options) {
  if (options.out.empty() == options.out_dir.empty()) {
    return UsageError("give either --out FILE for one photo or --out-dir DIR for many");
  }
  if (!options.out.empty() && options.photos.size() != 1) {
    return UsageError("--out takes one photo; use --out-dir DIR for several");
  }
  if (options.photos.size() != 1 && !options.recipe_out.empty()) {
    return UsageError("--recipe-out takes one photo");
  }
  std::vector<Targets> targets;
  for (const std::string& photo : options.photos) {
    Targets target;
    target.picture = options.out.empty()
                         ? fs::path(options.out_dir) / (fs::path(photo).stem().string() + ".jpg")
                         : fs::path(options.out);
    target.recipe = options.recipe_out;
    for (const Targets& other : targets) {
      if (other.picture == target.picture) {
        return UsageError("two photos would be written to " + target.picture.string());
      }
    }
    targets.push_back(target);
  }
  return targets;
}

/// The red items of a gate in words; the first one's reason code leads.
Status GateError(const GateReport& gate) {
  std::string reason;
  std::string words;
  for (const GateItem& item : gate.items) {
    if (item.green) continue;
    if (reason.empty()) reason = item.reason;
    words += (words.empty() ? "" : ", ") + item.id + " = " + JsonLine(Json(item.value));
  }
  return MakeError(StatusCode::kFailedPrecondition, reason.empty() ? "PROC-06" : reason,
                   "the gate stayed red, nothing was written: " + words);
}

StatusOr<StandardPhoto> MakeOne(const std::string& file, const Targets& target, Machine& machine,
                                Json* json) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(StandardPhoto made,
                      MakeStandardPhoto(bytes, machine.profile, machine.policy, *machine.analyzer,
                                        *machine.identity, SystemClock().Now()));
  (*json)["gate"] = GateToJson(made.delivered.gate);
  if (!made.delivered.gate.Green()) return GateError(made.delivered.gate);
  ZJ_RETURN_IF_ERROR(
      WriteFileAtomically(target.picture, made.delivered.jpeg, FileRights::kHandedOn));
  if (!target.recipe.empty()) {
    ZJ_RETURN_IF_ERROR(
        WriteFileAtomically(target.recipe, RecipeToText(made.recipe), FileRights::kHandedOn));
  }
  (*json)["bytes"] = made.delivered.jpeg.size();
  (*json)["quality"] = made.delivered.jpeg_quality;
  (*json)["sha256"] = made.delivered.sha256;
  return made;
}

/// Makes one photo and prints its line; true when it was written.
bool RunOne(const std::string& file, const Targets& target, const StandardOptions& options,
            Machine& machine) {
  const double start = ThreadCpuSeconds();
  Json json;
  json["file"] = file;
  json["out"] = target.picture.string();
  json["profile"] = machine.profile.id;
  const auto made = MakeOne(file, target, machine, &json);
  if (options.json) {
    if (!made.ok()) json["out"] = nullptr;
    json["refused"] =
        made.ok() ? Json(nullptr)
                  : Json{{"reason", ReasonOf(made.status())}, {"detail", MessageOf(made.status())}};
    json["cpu_ms"] = 1000 * (ThreadCpuSeconds() - start);
    std::cout << JsonLine(json) << std::endl;
  } else if (made.ok()) {
    std::cout << file << ": " << target.picture.string() << " " << made->delivered.jpeg.size()
              << " bytes, quality " << made->delivered.jpeg_quality << std::endl;
  } else {
    std::cerr << "zj: " << file << ": " << ReasonOf(made.status()) << ": "
              << MessageOf(made.status()) << std::endl;
  }
  return made.ok();
}

int RunStandard(const StandardOptions& options) {
  const auto targets = PlanTargets(options);
  if (!targets.ok()) return Fail(targets.status());
  auto machine = Load(options);
  if (!machine.ok()) {
    Fail(machine.status());
    return ReasonOf(machine.status()) == "PROFILE_UNKNOWN" ? kExitUsage : kExitRefused;
  }
  if (!options.out_dir.empty()) {
    const Status made = MakeFolder(options.out_dir);
    if (!made.ok()) return Fail(made);
  }
  cv::setNumThreads(1);  // CPU time is the budget, not wall time
  bool all = true;
  for (size_t i = 0; i < options.photos.size(); ++i) {
    all = RunOne(options.photos[i], (*targets)[i], options, *machine) && all;
  }
  return all ? kExitDone : kExitRefused;
}

}  // namespace

void AddStandardCommand(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<StandardOptions>();
  CLI::App* command = app.add_subcommand("standard", "make the automatic standard photo");
  command->add_option("photos", options->photos, "photos to finish")->required();
  command->add_option("--out", options->out, "where the JPEG goes, for one photo");
  command->add_option("--out-dir", options->out_dir, "folder for the JPEGs, by the photos' names");
  command->add_option("--recipe-out", options->recipe_out, "where the recipe goes, for one photo");
  command->add_option("--profile", options->profile, "id of the standard")->capture_default_str();
  command->add_flag("--json", options->json, "one JSON object a line, one line a photo");
  command->callback(
      [options, &context] { context.run = [options] { return RunStandard(*options); }; });
}

}  // namespace zhaojian
