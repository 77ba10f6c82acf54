// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/ruled_out.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

Measure Made(const std::string& id, Verdict verdict, const std::string& reason,
             double certainty = 0.5) {
  Measure m;
  m.id = id;
  m.value = 1;
  m.verdict = verdict;
  m.reason = verdict == Verdict::kOk ? "" : reason;
  m.certainty = certainty;
  return m;
}

TEST(RuledOut, APhotoTooSmallIsNotAlsoBlurred) {
  std::vector<Measure> all = {Made("face.size", Verdict::kBlock, "GEO-02"),
                              Made("sharpness.face", Verdict::kBlock, "QUAL-01"),
                              Made("pose.roll", Verdict::kWarn, "POSE-03")};
  all[1].evidence.push_back({Evidence::Kind::kBox, {{1, 1}, {9, 9}}, ""});
  RuleOut(&all);
  EXPECT_EQ(all[1].verdict, Verdict::kUnknown);
  EXPECT_TRUE(all[1].evidence.empty()) << "a drawing of what was taken back misleads";
  EXPECT_EQ(all[1].cause, "cause.face_small");
  EXPECT_FALSE(all[1].value);
  EXPECT_EQ(all[2].verdict, Verdict::kWarn) << "the eye line does not need many pixels";
  EXPECT_EQ(SuggestReasons(all), (std::vector<std::string>{"GEO-02", "POSE-03"}));
}

TEST(RuledOut, ASmallFaceThatOnlyWarnsIsStillMeasured) {
  std::vector<Measure> all = {Made("face.size", Verdict::kWarn, "GEO-02"),
                              Made("sharpness.face", Verdict::kBlock, "QUAL-01")};
  RuleOut(&all);
  EXPECT_EQ(all[1].verdict, Verdict::kBlock);
}

TEST(RuledOut, AShakenPhotoIsNamedByItsCause) {
  std::vector<Measure> all = {Made("sharpness.face", Verdict::kWarn, "QUAL-01"),
                              Made("sharpness.motion", Verdict::kBlock, "QUAL-02")};
  RuleOut(&all);
  EXPECT_EQ(SuggestReasons(all), (std::vector<std::string>{"QUAL-02"}));
}

TEST(Suggestions, NeverContradictEachOther) {
  const std::vector<Measure> light = {Made("light.under", Verdict::kWarn, "LIGHT-03", 0.6),
                                      Made("light.over", Verdict::kWarn, "LIGHT-02", 0.9)};
  EXPECT_EQ(SuggestReasons(light), (std::vector<std::string>{"LIGHT-02"}));
  const std::vector<Measure> top = {Made("geometry.hair_top", Verdict::kBlock, "GEO-04"),
                                    Made("geometry.headroom_in_source", Verdict::kBlock, "GEO-03")};
  EXPECT_EQ(SuggestReasons(top), (std::vector<std::string>{"GEO-03"})) << "the graver one";
}

TEST(Suggestions, StandBlockingFirstThenBySeverityThenByCertainty) {
  const std::vector<Measure> all = {
      Made("light.cast", Verdict::kWarn, "LIGHT-06", 0.9),      // minor
      Made("authentic.moire", Verdict::kWarn, "ID-02", 0.3),    // block severity, only warns
      Made("pose.yaw", Verdict::kBlock, "POSE-01", 0.6),        // major
      Made("sharpness.face", Verdict::kBlock, "QUAL-01", 0.8),  // major, surer
      Made("eyes.openness", Verdict::kBlock, "EYE-01", 0.5)};   // block
  EXPECT_EQ(SuggestReasons(all),
            (std::vector<std::string>{"EYE-01", "QUAL-01", "POSE-01", "ID-02", "LIGHT-06"}));
}

}  // namespace
}  // namespace zhaojian
