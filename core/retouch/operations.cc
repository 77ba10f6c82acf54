// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/operations.h"

#include <algorithm>

namespace zhaojian {
namespace {

ParameterSpec Make(const std::string& kind, const std::string& name, double minimum, double maximum,
                   double neutral, const std::string& unit) {
  return {name, minimum, maximum, neutral, unit, "operation." + kind + "." + name};
}

/// Source positions of a crop's corner: the largest photo taken is 100 MP, at most 100,000 px long.
constexpr double kFar = 200'000;

/// The ranges say what the formulas can compute with sense; what a retoucher may use is narrower
/// and stands in the edit policy.
std::vector<OperationSpec> MakeOperations() {
  std::vector<OperationSpec> all;
  const auto add = [&](const std::string& kind, Stage stage, const std::string& shortcut,
                       bool strokes = false) -> OperationSpec& {
    all.push_back({kind, stage, {}, strokes, shortcut});
    return all.back();
  };
  OperationSpec& crop = add("geom.crop_scale", Stage::kGeometry, "C");
  crop.parameters = {Make(crop.kind, "scale", 0.001, 4, 1, "ratio"),
                     Make(crop.kind, "x", -kFar, kFar, 0, "px"),
                     Make(crop.kind, "y", -kFar, kFar, 0, "px")};
  add("bg.matte_brush", Stage::kMatte, "M", true);
  OperationSpec& white = add("tone.white_balance", Stage::kTone, "W");
  for (const char* name : {"red", "green", "blue"}) {
    white.parameters.push_back(Make(white.kind, name, 0.5, 2, 1, "ratio"));
  }
  OperationSpec& exposure = add("tone.exposure", Stage::kTone, "X");
  exposure.parameters = {Make(exposure.kind, "ev", -3, 3, 0, "EV")};
  OperationSpec& levels = add("tone.levels", Stage::kTone, "T");
  levels.parameters = {Make(levels.kind, "black", 0, 100, 0, "level"),
                       Make(levels.kind, "white", 155, 255, 255, "level"),
                       Make(levels.kind, "gamma", 0.4, 2.5, 1, "ratio"),
                       Make(levels.kind, "contrast", -0.5, 0.5, 0, "ratio")};
  OperationSpec& edge = add("bg.matte_edge", Stage::kMatte, "E");
  edge.parameters = {Make(edge.kind, "shift", -3, 3, 0, "px"),
                     Make(edge.kind, "softness", 0, 3, 0, "px")};
  OperationSpec& background = add("bg.replace", Stage::kComposite, "B");
  background.parameters = {Make(background.kind, "red", 0, 255, 100, "level"),
                           Make(background.kind, "green", 0, 255, 197, "level"),
                           Make(background.kind, "blue", 0, 255, 255, "level")};
  OperationSpec& sharpen = add("detail.sharpen", Stage::kDetail, "K");
  sharpen.parameters = {Make(sharpen.kind, "radius", 0, 3, 0, "px"),
                        Make(sharpen.kind, "amount", 0, 1, 0, "ratio"),
                        Make(sharpen.kind, "threshold", 0, 20, 2, "level")};
  return all;
}

}  // namespace

const std::vector<OperationSpec>& AllOperations() {
  static const std::vector<OperationSpec> all = MakeOperations();
  return all;
}

const OperationSpec* FindOperation(const std::string& kind) {
  const auto& all = AllOperations();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const OperationSpec& s) { return s.kind == kind; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace zhaojian
