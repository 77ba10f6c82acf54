// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

Json Default() {
  return *ReadJsonFile(testing::AssetsForTests() / "profiles" /
                       (std::string(kDefaultProfile) + ".json"));
}

// Loads changed data; returns the key that the loader complains of, or "" when it takes the file.
std::string Complaint(const Json& json) {
  const auto folder = TemporaryFolder::Create();
  const auto file = folder->Path() / "changed.json";
  EXPECT_TRUE(WriteFileAtomically(file, JsonLine(json)).ok());
  const auto profile = LoadProfile(file);
  if (profile.ok()) return "";
  EXPECT_EQ(ReasonOf(profile.status()), "BAD_PROFILE");
  EXPECT_NE(MessageOf(profile.status()).find("changed.json"), std::string::npos)
      << "the file is named";
  return DetailOf(profile.status())->field;
}

TEST(Profile, TheDefaultHoldsTheNumbersOfTheStandard) {
  const auto profile = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  ASSERT_TRUE(profile.ok()) << MessageOf(profile.status());
  EXPECT_EQ(profile->size, cv::Size(480, 640));
  EXPECT_EQ(profile->dpi, 300);
  EXPECT_EQ(profile->min_bytes, 20480);
  EXPECT_EQ(profile->max_bytes, 40000);
  EXPECT_EQ(profile->target_min_bytes, 31000);
  EXPECT_EQ(profile->target_max_bytes, 39000);
  EXPECT_EQ(profile->min_jpeg_quality, 60);
  ASSERT_EQ(profile->backgrounds.size(), 3u);
  EXPECT_EQ(profile->backgrounds[0], (std::array<int, 3>{100, 197, 255}));
  const auto band = [&](const char* id) { return profile->limits.at(id).band; };
  EXPECT_EQ(band("geometry.hair_top").low, 50);
  EXPECT_EQ(band("geometry.hair_top").high, 110);
  EXPECT_EQ(band("geometry.eye_line").low, 200);
  EXPECT_EQ(band("geometry.eye_line").high, 300);
  EXPECT_EQ(band("geometry.face_width").low, 180);
  EXPECT_EQ(band("geometry.face_width").high, 300);
  EXPECT_TRUE(profile->limits.at("background.uniformity").warn_only);
}

TEST(Profile, OnlyCompleteStandardsAreTaken) {
  for (const char* id : {kDefaultProfile, "cn.idcard.ga461-2004", "cn.passport.390x567"}) {
    const auto profile = FindProfile(testing::AssetsForTests(), id);
    EXPECT_TRUE(profile.ok()) << id << ": " << MessageOf(profile.status());
  }
  for (const char* id :
       {"cn.exitentry.guide", "cn.passport.354x472", "cn.yz.confirm", "icao.9303"}) {
    EXPECT_EQ(ReasonOf(FindProfile(testing::AssetsForTests(), id).status()), "BAD_PROFILE") << id;
  }
}

TEST(Profile, AnUnknownIdListsTheKnownOnes) {
  for (const char* id : {"cn.moon", "", "../policy/x", "cn.chsi/graduate"}) {
    const auto profile = FindProfile(testing::AssetsForTests(), id);
    EXPECT_EQ(ReasonOf(profile.status()), "PROFILE_UNKNOWN") << id;
    EXPECT_NE(MessageOf(profile.status()).find(kDefaultProfile), std::string::npos);
  }
}

TEST(Profile, AFaultIsNamedByItsKey) {
  EXPECT_EQ(Complaint(Default()), "");
  Json json = Default();
  json.erase("dpi");
  EXPECT_EQ(Complaint(json), "dpi");
  json = Default();
  json["width"].erase("source");
  EXPECT_EQ(Complaint(json), "width");
  json = Default();
  json["height"]["value"] = "tall";
  EXPECT_EQ(Complaint(json), "height");
  json = Default();
  json["colour_depth"] = 24;
  EXPECT_EQ(Complaint(json), "colour_depth");
  json = Default();
  json["target_max_bytes"]["value"] = 50000;
  EXPECT_EQ(Complaint(json), "target_min_bytes");
  json = Default();
  json["backgrounds"][1]["value"][2] = 256;
  EXPECT_EQ(Complaint(json), "backgrounds");
}

TEST(Profile, AFaultInAMeasureIsNamedByItsKey) {
  Json json = Default();
  json["measures"]["pose.yow"] = json["measures"]["pose.yaw"];
  EXPECT_EQ(Complaint(json), "measures.pose.yow");
  json = Default();
  json["measures"]["pose.yaw"]["high"].erase("source");
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.high");
  json = Default();
  json["measures"]["pose.yaw"]["low"]["value"] = 6;
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.low");
  json = Default();
  json["measures"]["pose.yaw"]["block_high"]["value"] = 1;
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.block_high");
  json = Default();
  json["measures"]["pose.yaw"]["warn_only"] = "yes";
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.warn_only");
}

}  // namespace
}  // namespace zhaojian
