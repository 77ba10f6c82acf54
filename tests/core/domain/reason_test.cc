// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "core/domain/decision.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

ReasonCatalogue Load() {
  const auto json = ReadJsonFile(testing::AssetsForTests() / "reasons" / "reasons.json");
  EXPECT_TRUE(json.ok()) << json.status();
  const auto catalogue = ReasonCatalogue::FromJson(*json);
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return *catalogue;
}

std::vector<ReasonRef> Refs(const std::vector<std::string>& codes, const std::string& note = "") {
  std::vector<ReasonRef> refs;
  for (const std::string& code : codes) {
    ReasonRef ref;
    ref.code = code;
    ref.note = note;
    refs.push_back(ref);
  }
  return refs;
}

std::string Check(DecisionVerdict verdict, const std::vector<ReasonRef>& reasons,
                  const std::string& comment = "", bool supervisor = false) {
  return ReasonOf(CheckReasons(Load(), verdict, reasons, comment, supervisor));
}

TEST(Reasons, AreTheEightySixOfTheReference) {
  const ReasonCatalogue catalogue = Load();
  EXPECT_EQ(catalogue.All().size(), 86U);
  ASSERT_NE(catalogue.Find("EYE-01"), nullptr);
  EXPECT_EQ(catalogue.Find("EYE-01")->disposition, Disposition::kReshoot);
  EXPECT_EQ(catalogue.Find("ID-01")->severity, Severity::kBlock);
  EXPECT_EQ(catalogue.Find("NO-99"), nullptr);
  for (const Reason& reason : catalogue.All()) {
    EXPECT_FALSE(reason.zh.empty() || reason.en.empty()) << reason.code;
    EXPECT_FALSE(reason.guidance_zh.empty() || reason.guidance_en.empty()) << reason.code;
    // Full-width punctuation, as the students read it.
    for (const std::string& text : {reason.zh, reason.guidance_zh}) {
      EXPECT_EQ(text.find_first_of(",;:!?()"), std::string::npos) << reason.code << ' ' << text;
    }
    if (reason.disposition == Disposition::kConditional) {
      EXPECT_FALSE(reason.retouch_condition.empty()) << reason.code;
    }
  }
}

TEST(Reasons, ARejectionNeedsAKnownReasonThatRetouchingCannotFix) {
  EXPECT_EQ(Check(DecisionVerdict::kReject, {}), "REASON_REQUIRED");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"EYE-99"})), "REASON_UNKNOWN");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"EYE-01", "EYE-01"})), "REASON_TWICE");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"EYE-01"})), "");
  const ReasonCatalogue catalogue = Load();
  for (const Reason& reason : catalogue.All()) {
    if (reason.disposition != Disposition::kFixable) continue;
    EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({reason.code})), "REASON_FIXABLE_ONLY");
    EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({reason.code, "EYE-01"})), "");
  }
  EXPECT_EQ(Check(DecisionVerdict::kReject,
                  Refs({"EYE-01", "EYE-02", "EYE-03", "EYE-04", "EYE-05", "EYE-06"})),
            "TOO_MANY_REASONS");
}

TEST(Reasons, APassCarriesOnlyWhatRetouchingMayFix) {
  EXPECT_EQ(Check(DecisionVerdict::kPass, {}), "");
  const ReasonCatalogue catalogue = Load();
  for (const Reason& reason : catalogue.All()) {
    const bool fixable = reason.disposition == Disposition::kFixable ||
                         reason.disposition == Disposition::kConditional;
    EXPECT_EQ(Check(DecisionVerdict::kPass, Refs({reason.code}, "五个字的话")),
              reason.disposition == Disposition::kAdmin ? "REASON_OF_SYSTEM"
              : fixable                                 ? ""
                                                        : "REASON_BLOCKS_PASS")
        << reason.code;
  }
  EXPECT_EQ(Check(DecisionVerdict::kPass, Refs({"ID-01"}), "核对过证件", true), "");
  EXPECT_EQ(Check(DecisionVerdict::kPass, Refs({"ID-01"}), "", true), "REASON_BLOCKS_PASS");
  EXPECT_EQ(Check(DecisionVerdict::kPass, Refs({"ID-01"}), "核对过证件", false),
            "REASON_BLOCKS_PASS");
}

TEST(Reasons, OtherNeedsFiveCharactersAndProc06NeedsCompany) {
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"PROC-04"}, "四个字呀")), "NOTE_REQUIRED");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"PROC-04"}, "     ")), "NOTE_REQUIRED");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"PROC-04"}, "一共五个字")), "");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"PROC-06"})), "REASON_REQUIRED");
  EXPECT_EQ(Check(DecisionVerdict::kReject, Refs({"PROC-06", "BG-01"})), "");
}

TEST(Reasons, AnEscalationNeedsACommentAndWordsHaveALimit) {
  EXPECT_EQ(Check(DecisionVerdict::kEscalate, {}), "COMMENT_REQUIRED");
  EXPECT_EQ(Check(DecisionVerdict::kEscalate, {}, "请看一下"), "");
  EXPECT_EQ(Check(DecisionVerdict::kEscalate, {}, std::string(501, 'x')), "NOTE_TOO_LONG");
}

TEST(Reasons, ARegionLiesOnThePhoto) {
  const auto with = [](std::array<double, 4> box) {
    std::vector<ReasonRef> refs = Refs({"EYE-01"});
    refs[0].region = box;
    return Check(DecisionVerdict::kReject, refs);
  };
  EXPECT_EQ(with({0.25, 0.25, 0.5, 0.125}), "");
  EXPECT_EQ(with({0, 0, 1, 1}), "");
  EXPECT_EQ(with({0.75, 0.25, 0.5, 0.125}), "BAD_REGION");
  EXPECT_EQ(with({-0.1, 0.25, 0.5, 0.125}), "BAD_REGION");
  EXPECT_EQ(with({0.25, 0.25, 0, 0.125}), "BAD_REGION");
  EXPECT_EQ(with({std::nan(""), 0.25, 0.5, 0.125}), "BAD_REGION");
}

TEST(Reasons, TheHeaviestComesFirst) {
  const ReasonCatalogue catalogue = Load();
  EXPECT_EQ(PrimaryReason(catalogue, Refs({"PROC-03", "POSE-01", "ID-01"})), "ID-01");
  EXPECT_EQ(PrimaryReason(catalogue, {}), "");
}

TEST(Reasons, TravelThroughJsonUnchanged) {
  std::vector<ReasonRef> refs = Refs({"EYE-01"}, "左眼");
  refs[0].region = {0.25, 0.5, 0.125, 0.0625};
  refs[0].measured = 0.31;
  const auto back = ReasonsFromJson(ReasonsToJson(refs));
  ASSERT_TRUE(back.ok()) << back.status();
  ASSERT_EQ(back->size(), 1U);
  EXPECT_EQ((*back)[0].note, "左眼");
  EXPECT_EQ((*back)[0].region, refs[0].region);
  EXPECT_EQ((*back)[0].measured, 0.31);
}

TEST(Characters, AreCodePointsWithoutOuterBlanks) {
  EXPECT_EQ(CountCharacters(" 照鉴\n"), 2);
  EXPECT_EQ(CountCharacters("a b"), 3);
  EXPECT_EQ(CountCharacters(" \t"), 0);
}

}  // namespace
}  // namespace zhaojian
