// SPDX-License-Identifier: Apache-2.0
#include "app/desk/reason_palette.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/app/desk/fake_service.h"

namespace zhaojian::desk {
namespace {

std::set<std::string> HitsOf(const std::string& query) {
  ReasonPalette palette(&TestReasons());
  palette.OpenSearch();
  palette.Type(query);
  std::set<std::string> codes;
  for (const ReasonHit& hit : palette.hits()) codes.insert(hit.entry->code);
  return codes;
}

TEST(ReasonPalette, PinyinInitialsFindWhatTheVisualTargetShows) {
  EXPECT_EQ(HitsOf("tfzd"), (std::set<std::string>{"OCC-01", "OCC-02", "OCC-03", "OCC-04"}));
}

TEST(ReasonPalette, CodeChineseAndEnglishWordsFindAReason) {
  EXPECT_EQ(HitsOf("occ01"), (std::set<std::string>{"OCC-01"}));
  EXPECT_EQ(HitsOf("红眼"), (std::set<std::string>{"EYE-07"}));
  EXPECT_TRUE(HitsOf("blur").count("QUAL-01") > 0);
  EXPECT_TRUE(HitsOf("qzqzqz").empty());
}

TEST(ReasonPalette, BothReadingsOfACharacterAreUnderstood) {
  EXPECT_TRUE(HitsOf("cftj").count("PROC-02") > 0) << "重复提交, as it is spoken";
  EXPECT_TRUE(HitsOf("zftj").count("PROC-02") > 0) << "重 as it is often typed";
}

TEST(ReasonPalette, TheHitMarksTheBytesThatMatched) {
  ReasonPalette palette(&TestReasons());
  palette.OpenSearch();
  palette.Type("zd");
  for (const ReasonHit& hit : palette.hits()) {
    if (hit.entry->code != "OCC-01") continue;
    EXPECT_EQ(hit.entry->zh.substr(hit.hit.offset, hit.hit.length), "遮挡");
    return;
  }
  FAIL() << "OCC-01 not found";
}

TEST(ReasonPalette, AnEmptySearchListsAllReasonsAndDigitsChooseTheFirstNine) {
  ReasonPalette palette(&TestReasons());
  palette.OpenSearch();
  EXPECT_EQ(palette.hits().size(), 83u);
  EXPECT_EQ(palette.listed().size(), 9u);
  EXPECT_TRUE(palette.ToggleDigit(9));
  EXPECT_TRUE(palette.IsChosen(palette.listed()[8].entry->code));
}

TEST(ReasonPalette, SuggestionsComeFirstThenWhatWasUsedLast) {
  ReasonPalette palette(&TestReasons());
  palette.Remember({{"ACC-01", ""}});
  palette.Reset({"POSE-03", "NOT-A-CODE"});
  ASSERT_EQ(palette.listed().size(), 3u);
  EXPECT_EQ(palette.listed()[0].entry->code, "POSE-03");
  EXPECT_EQ(palette.listed()[1].entry->code, "ACC-01");
  EXPECT_TRUE(palette.chosen().empty()) << "nothing is ever chosen for the person";
}

TEST(ReasonPalette, BackspaceTakesAWholeChineseCharacter) {
  ReasonPalette palette(&TestReasons());
  palette.OpenSearch();
  palette.Type("红眼");
  palette.Backspace();
  EXPECT_EQ(palette.query(), "红");
}

}  // namespace
}  // namespace zhaojian::desk
