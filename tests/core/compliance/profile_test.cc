// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <string>
#include <utility>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/compliance/measure.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;

fs::path Standards() { return testing::AssetsForTests() / "profiles"; }

Json Default() { return *ReadJsonFile(Standards() / (std::string(kDefaultProfile) + ".json")); }

// Loads a text as a profile file of this name.
StatusOr<Profile> Load(const std::string& text, const std::string& name = "changed.json") {
  const auto folder = TemporaryFolder::Create();
  const auto file = folder->Path() / name;
  EXPECT_TRUE(WriteFileAtomically(file, text).ok());
  return LoadProfile(file, {Standards()});
}

// Loads changed data; returns the key that the loader complains of, or "" when it takes the file.
std::string Complaint(const Json& json) {
  const auto profile = Load(JsonLine(json));
  if (profile.ok()) return "";
  EXPECT_EQ(ReasonOf(profile.status()), "BAD_PROFILE");
  EXPECT_NE(MessageOf(profile.status()).find("changed.json line 1: "), std::string::npos)
      << "the file and the line are named: " << MessageOf(profile.status());
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

TEST(Profile, AllSevenStandardsAreTaken) {
  int seen = 0;
  for (const auto& entry : fs::directory_iterator(Standards())) {
    const std::string id = entry.path().stem().string();
    if (id == "common") continue;
    const auto profile = FindProfile(testing::AssetsForTests(), id);
    ASSERT_TRUE(profile.ok()) << id << ": " << MessageOf(profile.status());
    EXPECT_EQ(profile->id, id);
    ++seen;
  }
  EXPECT_EQ(seen, 7);
  // The base alone judges nothing.
  EXPECT_EQ(ReasonOf(FindProfile(testing::AssetsForTests(), "common").status()), "PROFILE_UNKNOWN");
}

// The table of the photo standard, §2.
TEST(Profile, EveryStandardHoldsItsOwnNumbers) {
  const auto get = [](const char* id) { return *FindProfile(testing::AssetsForTests(), id); };
  const auto band = [](const Profile& p, const char* id) {
    const Band& b = p.limits.at(id).band;
    return std::make_pair(b.low.value_or(-1), b.high.value_or(-1));
  };
  using Pair = std::pair<double, double>;
  const Profile card = get("cn.idcard.ga461-2004");
  EXPECT_EQ(card.size, cv::Size(358, 441));
  EXPECT_EQ(band(card, "geometry.face_width"), Pair(207 - 14, 207 + 14));
  EXPECT_EQ(band(card, "geometry.eye_line"), Pair(-1, 441 - 207)) << "207 from the bottom";
  EXPECT_EQ(card.rules.uniform, UniformRule::kForbidden);
  const Profile guide = get("cn.exitentry.guide");
  EXPECT_EQ(guide.size.width * 4, guide.size.height * 3);
  const double mm = guide.size.height / 40.0;  // 11.8 px
  const auto whole = [&](double low, double high) {
    return Pair(std::round(low * mm), std::round(high * mm));
  };
  EXPECT_EQ(band(guide, "geometry.hair_top"), whole(3, 5));
  EXPECT_EQ(band(guide, "geometry.head_height"), whole(28, 33));
  EXPECT_EQ(band(guide, "geometry.chin").first, whole(7, 0).first);
  EXPECT_EQ(guide.rules.recency_days, 183);
  const Profile passport = get("cn.passport.354x472");
  EXPECT_EQ(band(passport, "geometry.eye_line"), Pair(176, 251));
  EXPECT_EQ(band(passport, "geometry.eye_distance"), Pair(82, 118));
  EXPECT_EQ(band(passport, "geometry.face_width"), Pair(-1, -1)) << "the standard names the head's";
  EXPECT_EQ(band(get("cn.passport.390x567"), "geometry.head_height"), Pair(354, 402));
  const Profile exam = get("cn.yz.confirm");
  EXPECT_EQ(exam.rules.glasses, GlassesRule::kForbidden);
  EXPECT_EQ(exam.limits.at("pose.yaw").band.block_high, 10);
  EXPECT_EQ(band(exam, "geometry.eye_line"), Pair(0.3 * 640, 0.5 * 640));
  const Profile icao = get("icao.9303");
  EXPECT_EQ(band(icao, "geometry.eye_distance"), Pair(90, -1));
  EXPECT_EQ(icao.limits.at("pose.roll").band.high, 8);
}

TEST(Profile, CalibratedMeasuresAreWrittenOnceAndHoldForAll) {
  const auto one = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  const auto other = FindProfile(testing::AssetsForTests(), "icao.9303");
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_EQ(one->limits.at("noise").band.high, other->limits.at("noise").band.high);
  EXPECT_EQ(one->version, "2026-11-24+2026-11-29") << "own version, then the base's";
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
  EXPECT_EQ(Complaint(json), "backgrounds.1");
}

TEST(Profile, AFaultInAMeasureIsNamedByItsKey) {
  const auto common = ReadJsonFile(Standards() / "common.json");
  ASSERT_TRUE(common.ok());
  Json whole = Default();
  whole["measures"]["pose.yaw"] = common->at("measures").at("pose.yaw");
  Json json = whole;
  json["measures"]["pose.yow"] = json["measures"]["pose.yaw"];
  EXPECT_EQ(Complaint(json), "measures.pose.yow");
  json = whole;
  json["gate"]["shift"] = nullptr;
  EXPECT_EQ(Complaint(json), "gate.shift");
  json = whole;
  json["gate"]["residual"]["value"] = 12;
  EXPECT_EQ(Complaint(json), "gate.residual");
  json = whole;
  json["gate"]["identity_warn"] = {{"value", 0.5}, {"source", "notice"}};
  EXPECT_EQ(Complaint(json), "gate.identity_warn");
  json = whole;
  json["measures"]["pose.yaw"]["high"].erase("source");
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.high");
  json = whole;
  json["measures"]["pose.yaw"]["low"]["value"] = 6;
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.low");
  json = whole;
  json["measures"]["pose.yaw"]["block_high"]["value"] = 1;
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.block_high");
  json = whole;
  json["measures"]["pose.yaw"]["warn_only"] = "yes";
  EXPECT_EQ(Complaint(json), "measures.pose.yaw.warn_only");
}

constexpr char kSchool[] = R"({
 "schema": "zhaojian.profile/1",
 "id": "school.10487",
 "base": "cn.chsi.graduate.2017-99",
 "version": "7",
 "rules": {
  "glasses": {"value": "forbidden", "source": "notice of 2026-09-01"}
 },
 "backgrounds": [
  {"value": [255, 255, 255], "source": "notice of 2026-09-01"}
 ],
 "measures": {
  "eyes.gaze": null,
  "pose.yaw": {
   "low": {"value": -4, "source": "notice"},
   "high": {"value": 4, "source": "notice"}
  }
 }
})";

std::string With(const std::string& from, const std::string& to) {
  std::string text = kSchool;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(SchoolRules, ChangeOnlyWhatTheyName) {
  const auto standard = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  const auto school = Load(kSchool);
  ASSERT_TRUE(standard.ok());
  ASSERT_TRUE(school.ok()) << MessageOf(school.status());
  EXPECT_EQ(school->id, "school.10487");
  EXPECT_EQ(school->version, "7+" + standard->version);
  EXPECT_EQ(school->rules.glasses, GlassesRule::kForbidden);
  EXPECT_EQ(school->rules.recency_days, 365) << "from the standard";
  EXPECT_TRUE(school->rules.head_covering_exemption);
  ASSERT_EQ(school->backgrounds.size(), 1u) << "a list is replaced whole";
  EXPECT_EQ(school->backgrounds[0], (std::array<int, 3>{255, 255, 255}));
  EXPECT_EQ(school->limits.count("eyes.gaze"), 0u) << "null drops the measure";
  const Band& yaw = school->limits.at("pose.yaw").band;
  EXPECT_EQ(yaw.high, 4);
  EXPECT_FALSE(yaw.block_high) << "a measure is replaced whole: beyond 4 it blocks";
  EXPECT_EQ(school->size, standard->size);
  EXPECT_EQ(school->limits.size(), standard->limits.size() - 1);
}

TEST(SchoolRules, ForbiddenGlassesBlockAndDiscouragedOnesWarn) {
  if (!IsMeasureId("glasses.present")) return;  // until the measure is there
  const auto verdict = [](const std::string& rule, double belief) {
    const auto school = Load(With("forbidden", rule));
    EXPECT_TRUE(school.ok());
    return VerdictOf(belief, school->limits.at("glasses.present"));
  };
  EXPECT_EQ(verdict("forbidden", 0.9), Verdict::kBlock);
  EXPECT_EQ(verdict("forbidden", 0.1), Verdict::kOk);
  EXPECT_EQ(verdict("discouraged", 0.9), Verdict::kWarn);
  EXPECT_EQ(verdict("usual", 0.9), Verdict::kOk);
}

// What a school administrator reads: file, line, key, what is wrong.
TEST(SchoolRules, AFaultNamesFileLineAndKey) {
  const auto complaint = [](const std::string& text) {
    const auto profile = Load(text, "school.json");
    EXPECT_FALSE(profile.ok());
    return profile.ok() ? "" : MessageOf(profile.status());
  };
  EXPECT_EQ(complaint(With("\"glasses\"", "\"glases\"")),
            "school.json line 7: rules.glases is not a key of a profile");
  EXPECT_EQ(complaint(With("\"forbidden\"", "\"never\"")),
            "school.json line 7: rules.glasses is none of any, usual, discouraged, forbidden");
  EXPECT_EQ(complaint(With("\"value\": -4", "\"value\": \"few\"")),
            "school.json line 15: measures.pose.yaw.low is not a number");
  EXPECT_EQ(complaint(With("\"value\": -4", "\"value\": 5")),
            "school.json line 15: measures.pose.yaw.low lies above high");
  EXPECT_EQ(complaint(With("\"value\": -4, \"source\": \"notice\"", "\"value\": -4")),
            "school.json line 15: measures.pose.yaw.low has no source beside its value");
  EXPECT_EQ(complaint(With("\"pose.yaw\"", "\"pose.yow\"")),
            "school.json line 14: measures.pose.yow is not a measure");
  EXPECT_EQ(complaint(With("[255, 255, 255]", "[255, 255, 256]")),
            "school.json line 10: backgrounds.0 has a channel outside 0..255");
  EXPECT_EQ(complaint(With("cn.chsi.graduate.2017-99", "cn.chsi.graduate")),
            "school.json line 4: base names no known profile");
  EXPECT_EQ(complaint(With("\"version\": \"7\"", "\"version\": 7")),
            "school.json line 5: version is missing or not a text");
  EXPECT_EQ(
      complaint(With("\"eyes.gaze\": null", "\"eyes.gazing\": null")),
      "school.json line 13: measures.eyes.gazing is null, but the base has no such key to drop");
  EXPECT_EQ(complaint(With("\"version\": \"7\",", "\"version\": \"7\",\n \"id\": \"twice\",")),
            "school.json line 6: id stands twice");
  EXPECT_EQ(complaint(With("\"version\": \"7\",", "\"version\": \"7\"")),
            "school.json line 6: not valid JSON; correct the file");
}

TEST(SchoolRules, ABaseThatGoesInACircleIsRefused) {
  const auto profile = Load(With("cn.chsi.graduate.2017-99", "changed"));
  EXPECT_EQ(ReasonOf(profile.status()), "BAD_PROFILE");
  EXPECT_EQ(DetailOf(profile.status())->field, "base");
}

}  // namespace
}  // namespace zhaojian
