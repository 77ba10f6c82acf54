// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/policy.h"

#include <algorithm>
#include <cstdio>
#include <system_error>
#include <utility>

#include "core/base/json.h"
#include "core/compliance/profile.h"
#include "core/retouch/operations.h"

namespace zhaojian {
namespace {

Status Bad(const std::string& where, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY", where + ": " + what, where);
}

StatusOr<PolicyLevel> ReadLevel(const Json& tool, const std::string& where) {
  ZJ_ASSIGN_OR_RETURN(const std::string word, JsonString(tool, "level", where));
  if (word == "ALLOWED") return PolicyLevel::kAllowed;
  if (word == "LIMITED") return PolicyLevel::kLimited;
  if (word == "SUPERVISOR") return PolicyLevel::kSupervisor;
  if (word == "FORBIDDEN") return PolicyLevel::kForbidden;
  if (word == "REQUIRED") return PolicyLevel::kRequired;
  return Bad(where + ".level", "unknown level '" + word + "'");
}

StatusOr<std::optional<double>> ReadPositive(const Json& tool, const std::string& key,
                                             const std::string& where) {
  const auto found = tool.find(key);
  if (found == tool.end()) return std::optional<double>();
  if (!found->is_number() || !(found->get<double>() > 0)) {
    return Bad(where + "." + key, "must be a number above 0");
  }
  return std::optional<double>(found->get<double>());
}

StatusOr<PolicyRule> ReadRule(const Json& tool, const std::string& file) {
  PolicyRule rule;
  ZJ_ASSIGN_OR_RETURN(rule.id, JsonString(tool, "id", file));
  const std::string where = file + ": " + rule.id;
  ZJ_ASSIGN_OR_RETURN(rule.name_zh, JsonString(tool, "zh", where));
  ZJ_ASSIGN_OR_RETURN(rule.name_en, JsonString(tool, "en", where));
  ZJ_ASSIGN_OR_RETURN(rule.region, JsonString(tool, "region", where));
  ZJ_ASSIGN_OR_RETURN(rule.limits_text, JsonString(tool, "limits", where));
  ZJ_ASSIGN_OR_RETURN(rule.region_zh, JsonString(tool, "region_zh", where));
  ZJ_ASSIGN_OR_RETURN(rule.limits_zh, JsonString(tool, "limits_zh", where));
  ZJ_ASSIGN_OR_RETURN(rule.level, ReadLevel(tool, where));
  ZJ_ASSIGN_OR_RETURN(rule.region_share, ReadPositive(tool, "region_share", where));
  ZJ_ASSIGN_OR_RETURN(rule.stroke_radius, ReadPositive(tool, "stroke_radius", where));
  const auto numbers = tool.find("numbers");
  if (numbers == tool.end()) return rule;
  const OperationSpec* spec = FindOperation(rule.id);
  if (!numbers->is_object() || spec == nullptr) return Bad(where + ".numbers", "not expected here");
  for (const auto& [name, range] : numbers->items()) {
    const bool known = std::any_of(spec->parameters.begin(), spec->parameters.end(),
                                   [&, key = name](const auto& p) { return p.name == key; });
    if (!known || !range.is_array() || range.size() != 2 || !range[0].is_number() ||
        !range[1].is_number()) {
      return Bad(where + ".numbers." + name, "must be a known parameter with [low, high]");
    }
    rule.limits[name] = {range[0].get<double>(), range[1].get<double>()};
  }
  return rule;
}

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

}  // namespace

const PolicyRule* EditPolicy::Find(const std::string& kind) const {
  const auto found = rules.find(kind);
  return found == rules.end() ? nullptr : &found->second;
}

namespace {

constexpr char kPolicyFile[] = "retouch_policy.json";

StatusOr<EditPolicy> FromJson(const Json& json, const std::string& name) {
  EditPolicy policy;
  ZJ_ASSIGN_OR_RETURN(policy.id, JsonString(json, "id", name));
  const auto tools = json.find("tools");
  if (tools == json.end() || !tools->is_array()) return Bad(name + ": tools", "must be a list");
  for (const Json& tool : *tools) {
    ZJ_ASSIGN_OR_RETURN(PolicyRule rule, ReadRule(tool, name));
    const std::string id = rule.id;
    if (!policy.rules.emplace(id, std::move(rule)).second)
      return Bad(name + ": " + id, "stands twice");
  }
  return policy;
}

/// Lays a school's rules over the standard's: of a tool it names, the keys it names.
StatusOr<Json> Overlay(Json base, const Json& school, const std::string& name) {
  for (const char* key : {"id", "version", "source"}) {
    ZJ_ASSIGN_OR_RETURN(base[key], JsonString(school, key, name));
  }
  const auto tools = school.find("tools");
  if (tools == school.end() || !tools->is_array()) return Bad(name + ": tools", "must be a list");
  for (const Json& tool : *tools) {
    ZJ_ASSIGN_OR_RETURN(const std::string id, JsonString(tool, "id", name));
    Json& known = base["tools"];
    const auto found = std::find_if(known.begin(), known.end(), [&](const Json& t) {
      return t.is_object() && t.contains("id") && t.at("id") == id;
    });
    if (found == known.end()) return Bad(name + ": " + id, "is no tool of the standard's policy");
    for (const auto& [key, value] : tool.items()) {
      if (!found->contains(key) && key != "numbers" && key != "region_share" &&
          key != "stroke_radius") {
        return Bad(name + ": " + id + "." + key, "is not a key of a rule");
      }
      (*found)[key] = value;
    }
  }
  return base;
}

}  // namespace

StatusOr<EditPolicy> LoadPolicy(const std::filesystem::path& file) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(file));
  const std::string name = file.filename().string();
  const auto base = json.find("base");
  if (base == json.end()) return FromJson(json, name);
  ZJ_ASSIGN_OR_RETURN(Json standard, ReadJsonFile(file.parent_path().parent_path() / kPolicyFile));
  ZJ_ASSIGN_OR_RETURN(const std::string known, JsonString(standard, "id", kPolicyFile));
  if (*base != known) return Bad(name + ": base", "names no known policy");
  ZJ_ASSIGN_OR_RETURN(const Json whole, Overlay(std::move(standard), json, name));
  return FromJson(whole, name);
}

StatusOr<EditPolicy> FindPolicy(const std::filesystem::path& asset_folder, const std::string& id) {
  const std::filesystem::path folder = asset_folder / "policy";
  ZJ_ASSIGN_OR_RETURN(EditPolicy policy, LoadPolicy(folder / kPolicyFile));
  if (policy.id == id) return policy;
  // The id becomes a file name, so nothing but the letters of our ids is let through.
  const std::filesystem::path file = folder / "retouch" / (id + ".json");
  std::error_code ignored;
  if (IsProfileId(id) && std::filesystem::is_regular_file(file, ignored)) {
    ZJ_ASSIGN_OR_RETURN(EditPolicy school, LoadPolicy(file));
    if (school.id == id) return school;
    return Bad(id + ".json: id", "is '" + school.id + "', not the file's name");
  }
  return MakeError(StatusCode::kNotFound, "POLICY_UNKNOWN",
                   "no edit policy '" + id + "'; known: " + policy.id, "policy");
}

std::optional<ParameterLimit> RangeFor(const EditPolicy& policy, const std::string& kind,
                                       const std::string& parameter) {
  const PolicyRule* rule = policy.Find(kind);
  const OperationSpec* spec = FindOperation(kind);
  if (rule == nullptr || spec == nullptr || rule->level == PolicyLevel::kForbidden ||
      rule->level == PolicyLevel::kSupervisor) {
    return std::nullopt;
  }
  for (const ParameterSpec& p : spec->parameters) {
    if (p.name != parameter) continue;
    const auto limit = rule->limits.find(parameter);
    if (limit == rule->limits.end()) return ParameterLimit{p.minimum, p.maximum};
    return ParameterLimit{std::max(p.minimum, limit->second.low),
                          std::min(p.maximum, limit->second.high)};
  }
  return std::nullopt;
}

Status PolicyBreach(const std::string& reason, const std::string& field, const PolicyRule& rule,
                    const std::string& what) {
  return MakeError(StatusCode::kPermissionDenied, reason,
                   field + " " + what + "; rule: " + rule.limits_text, field, {{"rule", rule.id}});
}

Status CheckOperation(const Operation& operation, const EditPolicy& policy, bool supervisor) {
  const PolicyRule* rule = policy.Find(operation.kind);
  if (rule == nullptr) {
    return MakeError(StatusCode::kPermissionDenied, "POLICY_FORBIDDEN",
                     operation.kind + " has no rule in policy '" + policy.id + "'", operation.kind);
  }
  if (rule->level == PolicyLevel::kForbidden) {
    return PolicyBreach("POLICY_FORBIDDEN", operation.kind, *rule, "is forbidden");
  }
  if (rule->level == PolicyLevel::kSupervisor && !supervisor) {
    return PolicyBreach("POLICY_SUPERVISOR", operation.kind, *rule, "needs a supervisor");
  }
  const OperationSpec* spec = FindOperation(operation.kind);
  for (const auto& [name, limit] : rule->limits) {
    double value = 0;
    const auto given = operation.parameters.find(name);
    if (given != operation.parameters.end()) {
      value = given->second;
    } else if (spec != nullptr) {
      for (const ParameterSpec& p : spec->parameters) value = p.name == name ? p.neutral : value;
    }
    // Negated, so that a value that is no number is a breach.
    if (!(value >= limit.low && value <= limit.high)) {
      return PolicyBreach("POLICY_LIMIT", operation.kind + "." + name, *rule,
                          "= " + Number(value) + " lies outside [" + Number(limit.low) + ", " +
                              Number(limit.high) + "]");
    }
  }
  return absl::OkStatus();
}

bool HasSourceStrokes(const Recipe& recipe) {
  const auto end = recipe.operations.begin() +
                   static_cast<std::ptrdiff_t>(std::min(recipe.cursor, recipe.operations.size()));
  return std::any_of(recipe.operations.begin(), end, [](const Operation& o) {
    const OperationSpec* spec = FindOperation(o.kind);
    return spec != nullptr && spec->stage == Stage::kSource && !o.strokes.empty();
  });
}

Status CheckSteps(const Recipe& recipe, const EditPolicy& policy, bool supervisor) {
  for (size_t i = 0; i < std::min(recipe.cursor, recipe.operations.size()); ++i) {
    ZJ_RETURN_IF_ERROR(CheckOperation(recipe.operations[i], policy, supervisor));
  }
  return absl::OkStatus();
}

Status CheckPolicy(const Recipe& recipe, const EditPolicy& policy, bool supervisor,
                   std::shared_ptr<const EditRegions> regions) {
  ZJ_RETURN_IF_ERROR(CheckSteps(recipe, policy, supervisor));
  return CheckRegions(recipe, policy, std::move(regions));
}

Status CheckAuthors(const Recipe& recipe, const Recipe& automatic, const Recipe& draft,
                    const std::string& staff) {
  const auto has = [](const Recipe& known, const Operation& step) {
    return std::any_of(known.operations.begin(), known.operations.end(),
                       [&](const Operation& o) { return SameStep(o, step); });
  };
  for (size_t i = 0; i < recipe.operations.size(); ++i) {
    const Operation& step = recipe.operations[i];
    if (step.author == staff || has(step.author == "auto" ? automatic : draft, step)) continue;
    const std::string field = "operations[" + std::to_string(i) + "].author";
    return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE",
                     "recipe: " + field + ": " + step.kind + " is not a step of its stated author",
                     field, {{"operation", step.kind}});
  }
  return absl::OkStatus();
}

}  // namespace zhaojian
