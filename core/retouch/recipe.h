// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <map>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/vision/analysis.h"

namespace zhaojian {

/// A brush stroke as vertices in upright source pixels, so that it follows a new crop.
struct Stroke {
  /// One of the operation's modes (OperationSpec::modes), for example keep or heal.
  std::string mode;
  /// Upright source pixels.
  float radius = 0;
  std::vector<cv::Point2f> points;
  /// Heal and clone: where to take from, source - stroke in upright source pixels; empty = found
  /// automatically when healing.
  std::optional<cv::Point2f> source = std::nullopt;
};

/// One named step. The kind is an id of the edit policy, for example tone.exposure.
struct Operation {
  std::string kind;
  std::map<std::string, double> parameters;
  std::vector<Stroke> strokes;
  /// Staff code, or "auto".
  std::string author;
  absl::Time time;
};

/// Everything done to one photo. Undo moves the cursor; a new operation drops what lies behind it.
struct Recipe {
  std::string source_sha256;
  std::string profile;
  /// Empty = rendered without policy and gate.
  std::string policy;
  /// Landmarks, pose, person mask and source size that rendering uses; `faces` is not stored.
  Analysis analysis;
  std::vector<Operation> operations;
  /// operations[0, cursor) are in force.
  size_t cursor = 0;

  /// Appends an operation at the cursor and drops what was undone.
  void Push(Operation operation);
  /// Moves the cursor one step back; false at the beginning.
  bool Undo();
  /// Moves the cursor one step forward; false at the end.
  bool Redo();
};

/// Limits of a recipe from outside. One hour of dense drawing is 200 k vertices.
inline constexpr size_t kMaxOperations = 20'000;
inline constexpr size_t kMaxStrokePoints = 500'000;
inline constexpr size_t kMaxRecipeBytes = 16u << 20;

/// Checks what is in force and what can be redone: known kinds and parameters, finite values inside
/// the operation's range, strokes only where they belong, the limits below. Errors: as ParseRecipe.
Status ValidateRecipe(const Recipe& recipe);

/// True when both do the same to a photo and name the same author; times are not compared.
bool SameStep(const Operation& a, const Operation& b);

/// The person mask as a stored recipe holds it, so that a fresh recipe renders like a stored one:
/// rounded to 8 bits. @param mask CV_32F in [0, 1].
cv::Mat StoredMask(const cv::Mat& mask);

/// Deterministic Protobuf text form (diffable). The inverse of ParseRecipe.
std::string RecipeToText(const Recipe& recipe);

/// Deterministic Protobuf binary form, for the wire and the store.
std::string RecipeToBytes(const Recipe& recipe);

/// Reads either form. Errors: kInvalidArgument BAD_RECIPE naming the operation and parameter that
/// is unknown, not finite or outside its range; kResourceExhausted RECIPE_TOO_LARGE.
StatusOr<Recipe> ParseRecipe(std::string_view text_or_bytes);

}  // namespace zhaojian
