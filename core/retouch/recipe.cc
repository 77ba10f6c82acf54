// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/recipe.h"

#include <algorithm>
#include <cmath>

#include "core/retouch/operations.h"

namespace zhaojian {
namespace {

Status Bad(const std::string& field, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_RECIPE", "recipe: " + field + ": " + what,
                   field);
}

/// Where anything of a photo can lie, pixels: as far as any photo is long.
constexpr float kFar = 100'000.0f;
/// A landmark may lie beyond the photo's edge, but not by more than the photo is long.
constexpr float kLandmarkFar = 2 * kFar;
constexpr int kLongestSide = 100'000;

/// The modes as an error names them: a, b or c.
std::string Choices(const std::vector<std::string>& modes) {
  std::string text;
  for (size_t i = 0; i < modes.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == modes.size() ? " or " : ", ") + modes[i];
  }
  return text;
}

Status ValidateSource(const Stroke& stroke, const std::string& where) {
  if (!stroke.source) {
    return stroke.mode == "clone" ? Bad(where, "a clone must say where it takes from")
                                  : absl::OkStatus();
  }
  if (stroke.mode != "clone" && stroke.mode != "heal")
    return Bad(where, "only heal and clone take");
  if (!(std::abs(stroke.source->x) <= kFar) || !(std::abs(stroke.source->y) <= kFar)) {
    return Bad(where, "must be finite and at most 100000 away");
  }
  return absl::OkStatus();
}

Status ValidateStrokes(const Operation& operation, const std::string& where, size_t* points) {
  const std::vector<std::string>& modes = FindOperation(operation.kind)->modes;
  for (const Stroke& stroke : operation.strokes) {
    if (std::find(modes.begin(), modes.end(), stroke.mode) == modes.end()) {
      return Bad(where + ".strokes.mode", "must be " + Choices(modes));
    }
    ZJ_RETURN_IF_ERROR(ValidateSource(stroke, where + ".strokes.source"));
    // Wider than the longest side of any photo that is taken makes no sense.
    if (!(stroke.radius > 0) || stroke.radius > kFar) {
      return Bad(where + ".strokes.radius", "must be above 0 and at most 100000");
    }
    *points += stroke.points.size();
    for (const cv::Point2f& point : stroke.points) {
      if (!(std::abs(point.x) <= kFar) || !(std::abs(point.y) <= kFar)) {
        return Bad(where + ".strokes.points", "must be finite and at most 100000 away");
      }
    }
  }
  return absl::OkStatus();
}

Status ValidateOperation(const Operation& operation, const std::string& where) {
  const OperationSpec* spec = FindOperation(operation.kind);
  if (spec == nullptr) {
    return Bad(where, "this build knows no operation '" + operation.kind + "'");
  }
  for (const auto& [name, value] : operation.parameters) {
    const auto found =
        std::find_if(spec->parameters.begin(), spec->parameters.end(),
                     [&name = name](const ParameterSpec& p) { return p.name == name; });
    const std::string field = operation.kind + "." + name;
    if (found == spec->parameters.end()) return Bad(field, "no such parameter");
    if (!std::isfinite(value)) return Bad(field, "must be finite");
    if (value < found->minimum || value > found->maximum) {
      return Bad(field, "must lie in [" + std::to_string(found->minimum) + ", " +
                            std::to_string(found->maximum) + "]");
    }
  }
  if (!operation.strokes.empty() && spec->modes.empty()) {
    return Bad(operation.kind + ".strokes", "takes no strokes");
  }
  return absl::OkStatus();
}

Status ValidateAnalysis(const Analysis& analysis) {
  const cv::Size size = analysis.source_size;
  if (size.width < 1 || size.height < 1 || std::max(size.width, size.height) > kLongestSide) {
    const bool width = size.width < 1 || size.width > kLongestSide;
    return Bad(width ? "analysis.source_width" : "analysis.source_height",
               "source size must lie in [1, 100000]");
  }
  const Pose& pose = analysis.pose;
  if (!std::isfinite(pose.yaw) || !std::isfinite(pose.pitch) || !std::isfinite(pose.roll)) {
    return Bad("analysis.yaw_deg", "angles must be finite");
  }
  if (!analysis.landmarks.empty() && analysis.landmarks.size() != kLandmarkCount) {
    return Bad("analysis.landmarks", "must hold 478 points or none");
  }
  for (const cv::Point3f& p : analysis.landmarks) {
    // Negated, so that a value that is no number is refused.
    if (!(std::abs(p.x) <= kLandmarkFar && std::abs(p.y) <= kLandmarkFar &&
          std::abs(p.z) <= kLandmarkFar)) {
      return Bad("analysis.landmarks", "must be finite and at most 200000 away");
    }
  }
  return absl::OkStatus();
}

}  // namespace

void Recipe::Push(Operation operation) {
  cursor = std::min(cursor, operations.size());
  operations.resize(cursor);
  operations.push_back(std::move(operation));
  cursor = operations.size();
}

bool Recipe::Undo() {
  if (cursor == 0) return false;
  --cursor;
  return true;
}

bool Recipe::Redo() {
  if (cursor >= operations.size()) return false;
  ++cursor;
  return true;
}

Status ValidateRecipe(const Recipe& recipe) {
  if (recipe.operations.size() > kMaxOperations) {
    return MakeError(StatusCode::kResourceExhausted, "RECIPE_TOO_LARGE",
                     "recipe: more operations than one photo can need", "operations");
  }
  if (recipe.cursor > recipe.operations.size()) {
    return Bad("cursor", "must not lie behind the last operation");
  }
  ZJ_RETURN_IF_ERROR(ValidateAnalysis(recipe.analysis));
  size_t points = 0;
  for (size_t i = 0; i < recipe.operations.size(); ++i) {
    const std::string where = "operations[" + std::to_string(i) + "]";
    ZJ_RETURN_IF_ERROR(ValidateOperation(recipe.operations[i], where));
    ZJ_RETURN_IF_ERROR(ValidateStrokes(recipe.operations[i], where, &points));
  }
  if (points > kMaxStrokePoints) {
    return MakeError(StatusCode::kResourceExhausted, "RECIPE_TOO_LARGE",
                     "recipe: more stroke points than a day of drawing", "operations.strokes");
  }
  return absl::OkStatus();
}

cv::Mat StoredMask(const cv::Mat& mask) {
  if (mask.empty()) return {};
  cv::Mat bytes;
  mask.convertTo(bytes, CV_8U, 255);
  cv::Mat out;
  bytes.convertTo(out, CV_32F, 1.0 / 255);
  return out;
}

bool SameStep(const Operation& a, const Operation& b) {
  const auto same_stroke = [](const Stroke& one, const Stroke& other) {
    return one.mode == other.mode && one.radius == other.radius && one.source == other.source &&
           one.points == other.points;
  };
  return a.kind == b.kind && a.author == b.author && a.parameters == b.parameters &&
         std::equal(a.strokes.begin(), a.strokes.end(), b.strokes.begin(), b.strokes.end(),
                    same_stroke);
}

}  // namespace zhaojian
