// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/base/status.h"
#include "core/retouch/recipe.h"

namespace zhaojian {

/// How far a tool may be used.
enum class PolicyLevel { kAllowed, kLimited, kSupervisor, kForbidden, kRequired };

/// Inclusive range of one parameter.
struct ParameterLimit {
  double low = 0;
  double high = 0;
};

/// The rule of one tool.
struct PolicyRule {
  std::string id;
  std::string name_zh;
  std::string name_en;
  PolicyLevel level = PolicyLevel::kForbidden;
  /// Where it may be used, and the limits, in English words.
  std::string region;
  std::string limits_text;
  /// The same in Chinese, the source language of the screens.
  std::string region_zh;
  std::string limits_zh;
  /// The same limits as numbers, by parameter.
  std::map<std::string, ParameterLimit> limits;
  /// Largest share of its region that all strokes of this kind may cover together.
  std::optional<double> region_share;
  /// Largest radius of a stroke, delivered pixels.
  std::optional<double> stroke_radius;
};

/// An edit policy from assets/policy/retouch_policy.json.
struct EditPolicy {
  std::string id;
  std::map<std::string, PolicyRule> rules;

  /// The rule of a kind, or nullptr. A tool without a rule is forbidden.
  const PolicyRule* Find(const std::string& kind) const;
};

/// Reads a policy file. A file with "base" is a school's: it stands in a folder beside the
/// standard's (retouch_policy.json) and names, by tool, only the keys that differ. Errors:
/// kInvalidArgument BAD_POLICY naming file and key; as ReadJsonFile.
StatusOr<EditPolicy> LoadPolicy(const std::filesystem::path& file);

/// Finds a policy by id: assets/policy/retouch_policy.json, or assets/policy/retouch/<id>.json.
/// Errors: kNotFound POLICY_UNKNOWN; as LoadPolicy.
StatusOr<EditPolicy> FindPolicy(const std::filesystem::path& asset_folder, const std::string& id);

/// Checks one operation before it is applied. @param supervisor true when a supervisor acts.
/// Errors: kPermissionDenied POLICY_FORBIDDEN, POLICY_SUPERVISOR or POLICY_LIMIT; `field` is
/// kind or kind.parameter, the message repeats the rule's words.
Status CheckOperation(const Operation& operation, const EditPolicy& policy, bool supervisor);

/// The refusal of a step: kPermissionDenied with this reason and field and the rule's words.
Status PolicyBreach(const std::string& reason, const std::string& field, const PolicyRule& rule,
                    const std::string& what);

/// What a policy leaves a retoucher of one parameter: the operation's range, narrowed by the rule.
/// Empty for a tool that is forbidden, a supervisor's, without a rule or without that parameter.
std::optional<ParameterLimit> RangeFor(const EditPolicy& policy, const std::string& kind,
                                       const std::string& parameter);

class EditRegions;

/// Checks the heal and clone strokes of operations[0, cursor) against the photo's regions
/// (edit_regions.h). Strokes that leave their region are cut when rendered; refused is a stroke
/// that lies outside of it altogether, that is too wide, or that takes the kind's strokes together
/// over the rule's share. @param regions of the photo; nullptr: those that the recipe's landmarks
/// and person mask give alone. Errors: kPermissionDenied POLICY_REGION or POLICY_LIMIT; `field` is
/// kind.strokes.
Status CheckRegions(const Recipe& recipe, const EditPolicy& policy,
                    std::shared_ptr<const EditRegions> regions);

/// True when some step in force heals or clones, so that CheckRegions has something to look at.
bool HasSourceStrokes(const Recipe& recipe);

/// Checks the steps in force one by one: the first breach. Errors: as CheckOperation.
Status CheckSteps(const Recipe& recipe, const EditPolicy& policy, bool supervisor);

/// CheckSteps and CheckRegions.
Status CheckPolicy(const Recipe& recipe, const EditPolicy& policy, bool supervisor,
                   std::shared_ptr<const EditRegions> regions = nullptr);

/// Holds every step, undone ones included, to who made it: "auto" only what the automatic recipe
/// has, another person's code only what the stored draft has, everything else `staff`. Times are
/// not compared. Errors: kInvalidArgument BAD_RECIPE; `field` is operations[i].author.
Status CheckAuthors(const Recipe& recipe, const Recipe& automatic, const Recipe& draft,
                    const std::string& staff);

/// Id of the default policy.
inline constexpr char kDefaultPolicy[] = "strict";

}  // namespace zhaojian
