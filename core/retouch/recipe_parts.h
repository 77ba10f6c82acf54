// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/retouch/recipe.h"

namespace zhaojian {

/// A step as it can be taken to another photo.
struct RecipePart {
  Operation operation;
  /// It belongs to this one photo: its crop and turn, and everything that was painted or healed.
  bool tied = false;
};

/// What people did to a photo and is in force, one step per kind in the order of the tool list:
/// parameters as they ended up, strokes of a kind together. The machine's own steps are left out:
/// it makes them for every photo itself.
std::vector<RecipePart> PartsOf(const Recipe& recipe);

/// A preset: a recipe fragment, the text form of a recipe that belongs to no photo.
std::string PartsToText(const std::vector<Operation>& steps);

/// Reads a preset. Errors: as ParseRecipe.
StatusOr<std::vector<Operation>> ParseParts(std::string_view text);

}  // namespace zhaojian
