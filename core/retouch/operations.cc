// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/operations.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace zhaojian {
namespace {

ParameterSpec Make(const std::string& kind, const std::string& name, double minimum, double maximum,
                   double neutral, const std::string& unit) {
  return {name, minimum, maximum, neutral, unit, "operation." + kind + "." + name};
}

/// Source positions of a crop's corner: the largest photo taken is 100 MP, at most 100,000 px long.
constexpr double kFar = 200'000;

/// name, minimum, maximum, neutral, unit
struct Range {
  const char* name;
  double minimum, maximum, neutral;
  const char* unit;
};

OperationSpec Spec(const std::string& kind, Stage stage, const std::string& shortcut,
                   std::vector<std::string> modes, std::initializer_list<Range> ranges) {
  OperationSpec spec{kind, stage, {}, std::move(modes), shortcut};
  for (const Range& r : ranges) {
    spec.parameters.push_back(Make(kind, r.name, r.minimum, r.maximum, r.neutral, r.unit));
  }
  return spec;
}

/// The ranges say what the formulas can compute with sense; what a retoucher may use is narrower
/// and stands in the edit policy.
std::vector<OperationSpec> MakeOperations() {
  return {
      Spec("geom.crop_scale", Stage::kGeometry, "C", {},
           {{"scale", 0.001, 4, 1, "ratio"},
            {"x", -kFar, kFar, 0, "px"},
            {"y", -kFar, kFar, 0, "px"}}),
      Spec("geom.rotate", Stage::kGeometry, "", {}, {{"degrees", -10, 10, 0, "deg"}}),
      Spec("bg.matte_brush", Stage::kMatte, "M", {"keep", "remove", "soften"}, {}),
      Spec("bg.matte_edge", Stage::kMatte, "E", {},
           {{"shift", -3, 3, 0, "px"}, {"softness", 0, 3, 0, "px"}}),
      Spec("bg.defringe", Stage::kMatte, "D", {}, {{"strength", 0, 1, 0, "ratio"}}),
      Spec("bg.replace", Stage::kComposite, "B", {},
           {{"red", 0, 255, 100, "level"},
            {"green", 0, 255, 197, "level"},
            {"blue", 0, 255, 255, "level"}}),
      Spec("tone.white_balance", Stage::kTone, "W", {},
           {{"red", 0.5, 2, 1, "ratio"},
            {"green", 0.5, 2, 1, "ratio"},
            {"blue", 0.5, 2, 1, "ratio"}}),
      Spec("tone.exposure", Stage::kTone, "X", {}, {{"ev", -3, 3, 0, "EV"}}),
      Spec("tone.levels", Stage::kTone, "T", {},
           {{"black", 0, 100, 0, "level"},
            {"white", 155, 255, 255, "level"},
            {"gamma", 0.4, 2.5, 1, "ratio"},
            {"contrast", -0.5, 0.5, 0, "ratio"}}),
      Spec("tone.saturation", Stage::kTone, "A", {}, {{"amount", -1, 1, 0, "ratio"}}),
      Spec("tone.lowfreq_balance", Stage::kTone, "U", {},
           {{"strength", 0, 1, 0, "ratio"}, {"limit", 1, 1.5, 1.17, "ratio"}}),
      Spec("tone.highlight", Stage::kTone, "I", {},
           {{"drop", 0, 30, 0, "L*"}, {"area", 0, 0.1, 0.03, "ratio"}}),
      Spec("tone.dodge_burn", Stage::kTone, "O", {"dodge", "burn"},
           {{"strength", 0, 0.5, 0, "ratio"}}),
      Spec("clean.background", Stage::kSource, "J", {"heal"}, {}),
      Spec("clean.clothes", Stage::kSource, "F", {"heal"}, {}),
      Spec("clean.stray_hair", Stage::kSource, "G", {"heal"}, {}),
      Spec("clean.clone", Stage::kSource, "S", {"clone"}, {}),
      Spec("clean.face", Stage::kSource, "", {"heal"}, {{"marks", 0, 1, 0, "count"}}),
      Spec("eye.red", Stage::kTone, "Y", {},
           {{"strength", 0, 1, 0, "ratio"}, {"radius", 0, 1, 0.5, "ratio"}}),
      Spec("eye.glare", Stage::kTone, "P", {"reduce"}, {{"drop", 0, 30, 0, "L*"}}),
      Spec("skin.smooth", Stage::kDetail, "Q", {},
           {{"amount", 0, 1, 0, "ratio"}, {"texture", 0, 1, 1, "ratio"}}),
      Spec("detail.denoise", Stage::kDetail, "N", {},
           {{"luma", 0, 1, 0, "ratio"}, {"chroma", 0, 1, 0, "ratio"}}),
      Spec("detail.sharpen", Stage::kDetail, "K", {},
           {{"radius", 0, 3, 0, "px"},
            {"amount", 0, 1, 0, "ratio"},
            {"threshold", 0, 20, 2, "level"}}),
  };
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
