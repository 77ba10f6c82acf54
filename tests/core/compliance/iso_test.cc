// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/iso.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/compliance/check.h"
#include "tests/core/compliance/made_analysis.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using testing::MadeFace;

std::vector<IsoMeasure> Take(const MadeFace& face) {
  static const Profile kProfile = *FindProfile(testing::AssetsForTests(), kDefaultProfile);
  const auto made = testing::MakeCase(face);
  return CheckPhoto({made.photo, made.analysis, kProfile}).iso;
}

IsoMeasure Get(const std::vector<IsoMeasure>& all, const std::string& number) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const IsoMeasure& m) { return m.number == number; });
  EXPECT_NE(found, all.end()) << number;
  return found == all.end() ? IsoMeasure{} : *found;
}

TEST(Iso, ScalarsFollowTheFormulasOfTheStandard) {
  // Worked by hand from the functions in the photo standard, 3.2; the pairs of 3.3 are among them.
  struct Case {
    const char* number;
    double raw;
    double scalar;
  };
  const Case cases[] = {
      {"0x42", 10, 95},   {"0x42", 20, 90},        {"0x42", 70, 67},   {"0x42", 110, 51},
      {"0x43", 0.2, 62},  {"0x43", 0.35, 73},      {"0x43", 1, 100},   {"0x44", 0.2, 50},
      {"0x44", 0.5, 100}, {"0x45", 1.0 / 60, 100}, {"0x46", 0, 100},   {"0x46", 0.92, 40},
      {"0x47", 0, 100},   {"0x47", 0.01, 50},      {"0x48", 7, 88},    {"0x48", 8, 100},
      {"0x4b", 0, 100},   {"0x4b", 5, 76},         {"0x4b", 15, 36},   {"0x4c", 0.25, 75},
      {"0x4d", 0.02, 50}, {"0x4d", 0.035, 82},     {"0x4e", 0.1, 84},  {"0x4e", 0.2, 50},
      {"0x4f", 0.1, 90},  {"0x50", 0.5, 50},       {"0x51", 1, 0},     {"0x52", 70, 50},
      {"0x52", 90, 73},   {"0x53", 0.45, 100},     {"0x53", 0.55, 24}, {"0x53", 0.2, 1},
      {"0x54", 0.9, 50},  {"0x55", 1.0, 73},       {"0x56", 1.4, 50},  {"0x57", 1.8, 50},
      {"0x58", 0, 100},   {"0x58", 60, 25},        {"0x59", 10, 97},   {"0x5a", -15, 93},
      {"0x5a", 120, 0},   {"0x5c", 0, 100},        {"0x5c", 0.02, 50}, {"0x5c", 0.95, 0},
  };
  for (const Case& c : cases)
    EXPECT_EQ(IsoScalar(c.number, c.raw), c.scalar) << c.number << " " << c.raw;
  EXPECT_FALSE(IsoScalar("0x49", 0)) << "sharpness needs a trained forest";
}

TEST(Iso, AllTwentyFourAreListedUnderTheirNumbers) {
  const auto all = Take(MadeFace{});
  ASSERT_EQ(all.size(), 24u);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const auto& a, const auto& b) { return a.number < b.number; }));
  EXPECT_EQ(Get(all, "0x42").name, "BackgroundUniformity");
  for (const IsoMeasure& m : all) EXPECT_EQ(m.raw.has_value(), m.scalar.has_value()) << m.number;
  // Nothing covers these zones that we could see without a region model.
  for (const char* number : {"0x4f", "0x50", "0x51", "0x5c"}) EXPECT_FALSE(Get(all, number).raw);
}

TEST(Iso, GeometryIsThatOfTheDrawnFace) {
  // Eyes at (192, 250) and (288, 250), chin at 400, picture 480 x 640: eye distance 96, T = 150.
  const auto all = Take(MadeFace{});
  const auto raw = [&](const char* number) { return *Get(all, number).raw; };
  EXPECT_NEAR(raw("0x52"), 96, 0.01);
  EXPECT_NEAR(raw("0x53"), 150.0 / 640, 1e-4);
  EXPECT_NEAR(raw("0x54"), 240.0 / 96, 1e-3);
  EXPECT_NEAR(raw("0x55"), 240.0 / 96, 1e-3);
  EXPECT_NEAR(raw("0x56"), 250.0 / 150, 1e-3);
  EXPECT_NEAR(raw("0x57"), 390.0 / 150, 1e-3);
  EXPECT_NEAR(raw("0x4d"), 12.0 / 150, 1e-3);
  EXPECT_NEAR(raw("0x4e"), 0, 1e-3);
  EXPECT_EQ(raw("0x4c"), 0);
  MadeFace turned;
  turned.pose = {60, 0, 0};
  EXPECT_NEAR(*Get(Take(turned), "0x52").raw, 192, 0.01) << "cos 60 = 0.5";
  EXPECT_EQ(*Get(Take(turned), "0x58").scalar, 25);
}

TEST(Iso, LightIsLinearLuminanceInsideTheFace) {
  // Skin (205, 160, 130) decodes to 0.6105, 0.3515, 0.2232: luminance 0.397.
  const auto all = Take(MadeFace{});
  EXPECT_NEAR(*Get(all, "0x44").raw, 0.397, 0.01);
  EXPECT_LT(*Get(all, "0x45").raw, 0.002);
  EXPECT_EQ(*Get(all, "0x46").raw, 0);
  EXPECT_EQ(*Get(all, "0x47").raw, 0);
  EXPECT_EQ(*Get(all, "0x4b").raw, 0);
  EXPECT_GT(*Get(all, "0x43").raw, 0.8);
  MadeFace half;
  half.skin_right = {40, 50, 65};
  const auto split = Take(half);
  EXPECT_LT(*Get(split, "0x43").raw, 0.01) << "the cheeks have no luminance in common";
  EXPECT_NEAR(*Get(split, "0x46").raw, 0.5, 0.06) << "half of the face is below linear 25";
}

TEST(Iso, WithoutAFaceNothingOfTheFaceIsTaken) {
  MadeFace face;
  face.faces = 0;
  for (const IsoMeasure& m : Take(face)) EXPECT_FALSE(m.raw) << m.number;
  face.faces = 2;
  const auto two = Take(face);
  EXPECT_EQ(*Get(two, "0x4c").raw, 1) << "two faces of one size";
  EXPECT_EQ(*Get(two, "0x4c").scalar, 0);
}

}  // namespace
}  // namespace zhaojian
