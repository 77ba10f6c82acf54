// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/recipe_parts.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/retouch/operations.h"

namespace zhaojian {

std::vector<RecipePart> PartsOf(const Recipe& recipe) {
  std::map<std::string, Operation> by_kind;
  for (size_t i = 0; i < std::min(recipe.cursor, recipe.operations.size()); ++i) {
    const Operation& step = recipe.operations[i];
    if (step.author == "auto") continue;
    Operation& sum =
        by_kind.try_emplace(step.kind, Operation{step.kind, {}, {}, {}, {}}).first->second;
    for (const auto& [name, value] : step.parameters) sum.parameters[name] = value;
    sum.strokes.insert(sum.strokes.end(), step.strokes.begin(), step.strokes.end());
    sum.author = step.author;
    sum.time = step.time;
  }
  std::vector<RecipePart> parts;
  for (const OperationSpec& spec : AllOperations()) {
    const auto found = by_kind.find(spec.kind);
    if (found == by_kind.end()) continue;
    const bool tied = spec.stage == Stage::kGeometry || !spec.modes.empty();
    parts.push_back({std::move(found->second), tied});
  }
  return parts;
}

std::string PartsToText(const std::vector<Operation>& steps) {
  Recipe recipe;
  recipe.analysis.source_size = {1, 1};
  for (const Operation& step : steps) recipe.Push(step);
  return RecipeToText(recipe);
}

StatusOr<std::vector<Operation>> ParseParts(std::string_view text) {
  ZJ_ASSIGN_OR_RETURN(Recipe recipe, ParseRecipe(text));
  return std::move(recipe.operations);
}

}  // namespace zhaojian
