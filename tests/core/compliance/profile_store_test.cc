// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile_store.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

class SchoolFiles : public ::testing::Test {
 protected:
  /// Writes the school's file; the text differs in length from one call to the next.
  void Write(const std::string& glasses, const std::string& id = "school.10487") {
    const std::string text = R"({"schema": "zhaojian.profile/1", "id": ")" + id +
                             R"(", "base": "cn.chsi.graduate.2017-99", "version": "1",
 "rules": {"glasses": {"value": ")" +
                             glasses + R"(", "source": "notice"}}})";
    ASSERT_TRUE(WriteFileAtomically(folder_.Path() / (id + ".json"), text).ok());
  }

  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  ProfileStore store_{testing::AssetsForTests() / "profiles", folder_.Path()};
};

TEST_F(SchoolFiles, AChangeCountsFromTheNextLook) {
  EXPECT_EQ(ReasonOf(store_.Get("school.10487").status()), "PROFILE_UNKNOWN");
  Write("forbidden");
  const auto before = store_.Get("school.10487");
  ASSERT_TRUE(before.ok()) << MessageOf(before.status());
  EXPECT_EQ((*before)->rules.glasses, GlassesRule::kForbidden);
  Write("usual");
  const auto after = store_.Get("school.10487");
  ASSERT_TRUE(after.ok());
  EXPECT_EQ((*after)->rules.glasses, GlassesRule::kUsual);
  EXPECT_EQ((*before)->rules.glasses, GlassesRule::kForbidden) << "a photo in work keeps its rules";
}

TEST_F(SchoolFiles, ABadChangeIsRefusedWholeAndTheOldOneStays) {
  Write("discouraged");
  ASSERT_TRUE(store_.Get("school.10487").ok());
  EXPECT_TRUE(store_.Problem("school.10487").ok());
  Write("sometimes");
  const auto kept = store_.Get("school.10487");
  ASSERT_TRUE(kept.ok()) << MessageOf(kept.status());
  EXPECT_EQ((*kept)->rules.glasses, GlassesRule::kDiscouraged);
  EXPECT_EQ(
      MessageOf(store_.Problem("school.10487")),
      "school.10487.json line 2: rules.glasses is none of any, usual, discouraged, forbidden");
  // A file that is gone is no reason to stop either.
  std::filesystem::remove(folder_.Path() / "school.10487.json");
  EXPECT_TRUE(store_.Get("school.10487").ok());
  Write("forbidden");
  EXPECT_TRUE(store_.Problem("school.10487").ok());
  EXPECT_EQ((*store_.Get("school.10487"))->rules.glasses, GlassesRule::kForbidden);
}

TEST_F(SchoolFiles, AFileThatWasNeverGoodGivesItsFault) {
  Write("sometimes");
  EXPECT_EQ(ReasonOf(store_.Get("school.10487").status()), "BAD_PROFILE");
  Write("usual", "icao.9303");
  EXPECT_EQ(ReasonOf(store_.Get("icao.9303").status()), "BAD_PROFILE")
      << "a school's file does not take the place of a standard";
  EXPECT_EQ(ReasonOf(store_.Get("../school.10487").status()), "PROFILE_UNKNOWN");
}

TEST_F(SchoolFiles, TheDocumentIsTheWholeProfile) {
  Write("forbidden");
  const auto held = store_.Get("school.10487");
  ASSERT_TRUE(held.ok());
  const auto back = ParseProfile((*held)->document);
  ASSERT_TRUE(back.ok()) << MessageOf(back.status());
  EXPECT_EQ(back->id, "school.10487");
  EXPECT_EQ(back->version, (*held)->version);
  EXPECT_EQ(back->rules.glasses, GlassesRule::kForbidden);
  EXPECT_EQ(back->backgrounds, (*held)->backgrounds);
  ASSERT_EQ(back->limits.size(), (*held)->limits.size());
  EXPECT_EQ(back->limits.at("pose.yaw").band.block_high,
            (*held)->limits.at("pose.yaw").band.block_high);
}

}  // namespace
}  // namespace zhaojian
