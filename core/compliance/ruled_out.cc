// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/ruled_out.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "core/compliance/severity.h"

namespace zhaojian {
namespace {

struct Rule {
  /// When this measure's verdict is at least `from` ...
  const char* measure;
  Verdict from;
  /// ... and it suggests this reason (any when empty) ...
  const char* reason;
  /// ... these are not judged.
  std::vector<const char*> out;
  const char* cause;
};

// Pixels that a face too small, burnt, dark, blurred or crushed does not have.
const std::vector<Rule>& Rules() {
  static const std::vector<Rule> kRules = {
      {"face.size",
       Verdict::kBlock,
       "",
       {"sharpness.face", "sharpness.motion", "noise", "compression", "file.upscaled",
        "authentic.moire", "authentic.beautified", "light.shine", "light.shadow", "light.contrast",
        "eyes.red", "eyes.gaze", "mouth.teeth", "expression.neutral", "authentic.filter"},
       "cause.face_small"},
      {"face.clear",
       Verdict::kBlock,
       "",
       {"sharpness.face", "sharpness.motion", "noise", "file.upscaled", "authentic.beautified",
        "light.shine", "light.shadow", "light.contrast", "light.cast", "eyes.red", "eyes.gaze",
        "eyes.openness", "mouth.open", "mouth.teeth", "expression.neutral", "geometry.proportions"},
       "cause.no_landmarks"},
      {"pose.roll",
       Verdict::kBlock,
       "FILE-03",
       {"geometry.hair_top", "geometry.eye_line", "geometry.face_width", "geometry.centre",
        "geometry.headroom_in_source", "geometry.body", "geometry.scale", "face.size", "pose.yaw",
        "pose.pitch", "background.shadow", "matte.cut", "matte.halo"},
       "cause.lying"},
      {"light.over",
       Verdict::kBlock,
       "",
       {"light.under", "light.shine", "light.shadow", "light.contrast", "light.cast", "mouth.teeth",
        "authentic.beautified", "file.upscaled", "sharpness.motion"},
       "cause.burnt"},
      {"light.under",
       Verdict::kBlock,
       "",
       {"light.over", "light.shadow", "light.contrast", "light.cast", "light.evenness", "eyes.red",
        "authentic.beautified", "authentic.filter", "mouth.teeth"},
       "cause.dark"},
      {"sharpness.face",
       Verdict::kBlock,
       "",
       {"file.upscaled", "noise", "authentic.beautified", "authentic.moire", "eyes.gaze"},
       "cause.blurred"},
      {"authentic.greyscale",
       Verdict::kBlock,
       "",
       {"light.cast", "authentic.filter", "eyes.red", "occlusion.mouth", "background.colour"},
       "cause.grey"},
      {"file.jpeg_quality",
       Verdict::kBlock,
       "",
       {"noise", "authentic.beautified", "authentic.moire", "file.upscaled", "occlusion.mouth",
        "light.cast"},
       "cause.compressed"},
      {"authentic.moire",
       Verdict::kWarn,
       "",
       {"noise", "authentic.beautified", "file.upscaled", "sharpness.motion"},
       "cause.pattern"},
      {"occlusion.mouth",
       Verdict::kBlock,
       "",
       {"mouth.open", "mouth.teeth", "expression.neutral", "light.cast", "light.shadow",
        "light.shine", "authentic.beautified", "geometry.proportions", "pose.pitch",
        "light.evenness"},
       "cause.covered"},
      {"background.uniformity",
       Verdict::kWarn,
       "",
       {"background.shadow", "background.gradient"},
       "cause.busy_background"},
  };
  return kRules;
}

// Both cannot be true of one photo, or one is the other's cause.
constexpr std::array<std::pair<const char*, const char*>, 7> kContradictions = {
    {{"LIGHT-02", "LIGHT-03"},
     {"GEO-01", "GEO-02"},
     {"GEO-03", "GEO-04"},
     {"BG-01", "BG-02"},
     {"QUAL-01", "QUAL-02"},
     {"QUAL-01", "QUAL-04"},
     {"QUAL-02", "QUAL-04"}}};

bool AtLeast(Verdict verdict, Verdict from) {
  return verdict == Verdict::kBlock || (from == Verdict::kWarn && verdict == Verdict::kWarn);
}

Measure* Find(std::vector<Measure>* measures, std::string_view id) {
  const auto found = std::find_if(measures->begin(), measures->end(),
                                  [&](const Measure& m) { return m.id == id; });
  return found == measures->end() ? nullptr : &*found;
}

bool Contradict(const std::string& a, const std::string& b) {
  return std::any_of(kContradictions.begin(), kContradictions.end(), [&](const auto& pair) {
    return (a == pair.first && b == pair.second) || (a == pair.second && b == pair.first);
  });
}

}  // namespace

void RuleOut(std::vector<Measure>* measures) {
  // In the order of the rules: what one has taken back decides nothing more.
  for (const Rule& rule : Rules()) {
    const Measure* cause = Find(measures, rule.measure);
    if (cause == nullptr || !AtLeast(cause->verdict, rule.from)) continue;
    if (*rule.reason != '\0' && cause->reason != rule.reason) continue;
    for (const char* id : rule.out) {
      Measure* measure = Find(measures, id);
      if (measure == nullptr || measure->verdict == Verdict::kUnknown) continue;
      measure->verdict = Verdict::kUnknown;
      measure->value.reset();
      measure->reason.clear();
      // What was seen is taken back with the value: drawn, it would say the opposite of the words.
      measure->evidence.clear();
      measure->cause = rule.cause;
      measure->certainty = 0;
    }
  }
  // A shaken photo is blurred too: one fault, named by its cause.
  const Measure* motion = Find(measures, "sharpness.motion");
  Measure* sharpness = Find(measures, "sharpness.face");
  if (motion != nullptr && sharpness != nullptr && AtLeast(motion->verdict, Verdict::kWarn) &&
      AtLeast(sharpness->verdict, Verdict::kWarn)) {
    sharpness->reason = motion->reason;
  }
}

std::vector<std::string> SuggestReasons(const std::vector<Measure>& measures) {
  std::vector<const Measure*> bad;
  for (const auto& measure : measures) {
    if (!measure.reason.empty()) bad.push_back(&measure);
  }
  std::stable_sort(bad.begin(), bad.end(), [](const Measure* a, const Measure* b) {
    const auto key = [](const Measure& m) {
      return std::make_tuple(m.verdict == Verdict::kBlock ? 0 : 1, SeverityRank(m.reason),
                             -m.certainty);
    };
    return key(*a) < key(*b);
  });
  std::vector<std::string> codes;
  for (const Measure* measure : bad) {
    const bool out = std::any_of(codes.begin(), codes.end(), [&](const std::string& code) {
      return code == measure->reason || Contradict(code, measure->reason);
    });
    if (!out) codes.push_back(measure->reason);
  }
  return codes;
}

}  // namespace zhaojian
