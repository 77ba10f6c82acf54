// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/report.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/base/catalogue.h"
#include "core/compliance/measure.h"
#include "core/compliance/severity.h"
#include "tests/core/compliance/made_analysis.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

Report MadeReport() {
  const auto profile = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  testing::MadeFace face;
  face.pose = {-7, 0, 12};
  const auto made = testing::MakeCase(face);
  return CheckPhoto({made.photo, made.analysis, *profile});
}

TEST(Report, HasTheKeysThatTheScorerReads) {
  const Json json = ReportToJson(MadeReport());
  for (const char* key : {"sha256", "profile", "width", "height", "refused", "faces", "landmarks",
                          "measures", "suggestions"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_TRUE(json["refused"].is_null());
  EXPECT_EQ(json["faces"], 1);
  EXPECT_EQ(json["landmarks"]["eye_left"], Json::array({192.0, 250.0}));
  for (const Json& m : json["measures"]) {
    EXPECT_TRUE(std::set<std::string>({"ok", "warn", "block", "unknown"})
                    .count(m["verdict"].get<std::string>()));
    EXPECT_EQ(m["value"].is_null(), m["verdict"] == "unknown") << m["id"];
    EXPECT_EQ(m["band"].size(), 2u);
  }
}

TEST(Report, AOneSidedBandIsNullAtItsOpenEnd) {
  const Json json = ReportToJson(MadeReport());
  for (const Json& m : json["measures"]) {
    if (m["id"] != "file.jpeg_quality") continue;
    EXPECT_EQ(m["band"], Json::array({60.0, nullptr}));
    EXPECT_EQ(m["block"], Json::array({30.0, nullptr}));
  }
}

TEST(Report, ComesBackFromItsJsonUnchanged) {
  const Json first = ReportToJson(MadeReport());
  const auto back = ReportFromJson(first);
  ASSERT_TRUE(back.ok()) << MessageOf(back.status());
  EXPECT_EQ(ReportToJson(*back), first);
  EXPECT_TRUE(back->Blocked());
  EXPECT_EQ(back->suggestions.at(0), "POSE-03");
}

TEST(Report, ARefusedFileHasNoMeasures) {
  Report refused;
  refused.refused = Refusal{"FILE-01", "not an image"};
  const Json json = ReportToJson(refused);
  EXPECT_EQ(json["refused"]["reason"], "FILE-01");
  EXPECT_EQ(json["faces"], 0);
  EXPECT_EQ(json["measures"], Json::array());
  EXPECT_TRUE(ReportFromJson(json)->Blocked());
}

TEST(Report, AWrongFieldIsNamed) {
  const Json good = ReportToJson(MadeReport());
  const auto field = [](const Json& json) {
    const auto report = ReportFromJson(json);
    const auto detail = DetailOf(report.status());
    return detail ? detail->field : std::string("accepted");
  };
  Json bad = good;
  bad["measures"][0]["verdict"] = "perhaps";
  EXPECT_EQ(field(bad), "measures[0].verdict");
  bad = good;
  bad["measures"][2].erase("band");
  EXPECT_EQ(field(bad), "measures[2].band");
  bad = good;
  bad["landmarks"]["chin"] = "low";
  EXPECT_EQ(field(bad), "landmarks.chin");
  bad = good;
  bad.erase("faces");
  EXPECT_EQ(field(bad), "faces");
}

TEST(Severity, AgreesWithTheReasonsThatPeopleSee) {
  const auto table = ReadJsonFile(testing::AssetsForTests() / "reasons" / "reasons.json");
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->at("reasons").size(), 86u);
  const std::map<std::string, int> ranks = {{"BLOCK", 0}, {"MAJOR", 1}, {"MINOR", 2}, {"INFO", 3}};
  for (const Json& reason : table->at("reasons")) {
    EXPECT_EQ(SeverityRank(reason["code"]), ranks.at(reason["severity"])) << reason["code"];
  }
}

TEST(Words, EveryMeasureHasANameInBothLanguages) {
  const auto catalogue = Catalogue::Load(testing::AssetsForTests() / "i18n");
  ASSERT_TRUE(catalogue.ok()) << MessageOf(catalogue.status());
  for (const MeasureEntry& entry : AllMeasures()) {
    const std::string key = std::string("measure.") + entry.id;
    EXPECT_NE(catalogue->Text(Language::kChinese, key), key);
    EXPECT_NE(catalogue->Text(Language::kEnglish, key), key);
  }
}

}  // namespace
}  // namespace zhaojian
