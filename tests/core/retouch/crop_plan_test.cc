// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/crop_plan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "tests/core/retouch/made.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using testing::DefaultProfile;
using testing::MadeHead;
using testing::MakeAnalysis;

HeadGeometry Head(double hair, double eye, double width, double centre) {
  HeadGeometry head;
  head.hair_top_y = hair;
  head.eye_mid = {static_cast<float>(centre), static_cast<float>(eye)};
  head.face_left_x = centre - width / 2;
  head.face_right_x = centre + width / 2;
  return head;
}

TEST(CropPlan, AHeadWithTheTargetsProportionsLandsExactlyOnThem) {
  // Four source pixels a delivered pixel: hair 80, eyes 255, face 215 become 320, 1020, 860 below
  // row 500.
  const CropPlan plan = PlanCrop(Head(820, 1520, 860, 1500), {3000, 4000}, DefaultProfile());
  ASSERT_TRUE(plan.feasible) << plan.reason;
  EXPECT_NEAR(plan.scale, 0.25, 1e-9);
  EXPECT_NEAR(plan.hair_top, 80, 1e-6);
  EXPECT_NEAR(plan.eye_line, 255, 1e-4);
  EXPECT_NEAR(plan.face_width, 215, 1e-4);
  EXPECT_NEAR(plan.centre, 240, 1e-6);
  EXPECT_NEAR(plan.offset.x, 1500 - 960, 1e-6);
  EXPECT_NEAR(plan.offset.y, 500, 1e-4);
  EXPECT_FALSE(plan.ends_above_bottom);
}

// Exit-entry photos: head 28-33 mm, hair top 3-5 mm, chin to bottom at least 7 mm of 40 mm.
TEST(CropPlan, AStandardThatNamesHeadAndChinHasThemMet) {
  const auto profile = FindProfile(testing::AssetsForTests(), "cn.exitentry.guide");
  ASSERT_TRUE(profile.ok()) << MessageOf(profile.status());
  const double mm = profile->size.height / 40.0;
  for (const double length : {1100.0, 1300.0, 1500.0}) {  // much hair and little, one face
    HeadGeometry head = Head(800, 800 + 0.55 * length, 860, 1500);
    head.chin = {1500, static_cast<float>(800 + length)};
    const CropPlan plan = PlanCrop(head, {3000, 4000}, *profile);
    ASSERT_TRUE(plan.feasible) << length << ' ' << plan.reason;
    EXPECT_GE(length * plan.scale, 28 * mm - 1) << length;
    EXPECT_LE(length * plan.scale, 33 * mm + 1) << length;
    EXPECT_GE(profile->size.height - plan.hair_top - length * plan.scale, 7 * mm - 1) << length;
    EXPECT_GE(plan.hair_top, 3 * mm - 1) << length;
  }
}

struct Case {
  const char* name;
  HeadGeometry head;
  cv::Size source;
  bool feasible;
  const char* reason;
};

/// Worked by hand; see the remark of each line. h = eye - hair, w = face width.
TEST(CropPlan, SaysWhichLimitCannotBeMet) {
  std::vector<Case> cases = {
      // s >= 180 / 150 = 1.2 > 1.15
      {"face of 150 px", Head(300, 420, 150, 500), {1000, 1400}, false, "FILE-02"},
      // s = 1.125 gives 180 px; h = 128 px -> 144 delivered, t in [56, 110]
      {"face of 160 px", Head(300, 428, 160, 500), {1000, 1400}, true, ""},
      // bottom: t >= 640 - 1500 s, eyes: t <= 300 - 700 s -> s >= 0.425 -> face 365 > 300
      {"ends under the chin", Head(400, 1100, 860, 1500), {3000, 1900}, false, "GEO-07"},
      // t >= 640 - 1800 s: s = 0.32, t = 64 -> eyes 288, face 275
      {"tight at the bottom", Head(400, 1100, 860, 1500), {3000, 2200}, true, ""},
      // h / w = 1.6: s w >= 180 -> s h >= 288 > 250
      {"hair taller than any crop", Head(400, 1680, 800, 1500), {3000, 5000}, false, "GEO-03"},
  };
  const Profile profile = DefaultProfile();
  for (const Case& c : cases) {
    const CropPlan plan = PlanCrop(c.head, c.source, profile);
    EXPECT_EQ(plan.feasible, c.feasible) << c.name;
    EXPECT_EQ(plan.reason, c.reason) << c.name;
    if (!c.feasible) continue;
    EXPECT_GE(plan.hair_top, 50 - 1e-6) << c.name;
    EXPECT_LE(plan.hair_top, 110 + 1e-6) << c.name;
    EXPECT_GE(plan.eye_line, 200 - 1e-6) << c.name;
    EXPECT_LE(plan.eye_line, 300 + 1e-6) << c.name;
    EXPECT_GE(plan.face_width, 180 - 1e-6) << c.name;
    EXPECT_LE(plan.face_width, 300 + 1e-6) << c.name;
    EXPECT_LE(plan.offset.y + 640 / plan.scale, c.source.height + 1e-6) << c.name;
    EXPECT_LE(plan.scale, 1.15 + 1e-9) << c.name;
  }
}

TEST(CropPlan, StatesTheLeastNumberOfRowsThatAreMissing) {
  // Face: s <= 300 / 860; eyes: t <= 300 - 700 s; rows below the crop's top: t + 1500 s
  // <= 300 + 800 * 300 / 860 = 579.07 of 640.
  const CropPlan plan = PlanCrop(Head(400, 1100, 860, 1500), {3000, 1900}, DefaultProfile());
  EXPECT_TRUE(plan.ends_above_bottom);
  EXPECT_NEAR(plan.missing_rows, 60.93, 0.15);
  EXPECT_GE(plan.hair_top, 50);
  EXPECT_LE(plan.eye_line, 300 + 1e-6);
  EXPECT_LE(plan.face_width, 300 + 1e-6);
  // The shortage ends where the photo is long enough.
  EXPECT_EQ(PlanCrop(Head(400, 1100, 860, 1500), {3000, 2200}, DefaultProfile()).missing_rows, 0);
}

TEST(CropPlan, CutHairIsRefusedWhateverTheCrop) {
  HeadGeometry head = Head(0, 700, 860, 1500);
  head.touches_top = true;
  const CropPlan plan = PlanCrop(head, {3000, 4000}, DefaultProfile());
  EXPECT_FALSE(plan.feasible);
  EXPECT_EQ(plan.reason, "GEO-03");
}

/// Independent of the solver: every point of a fine grid that keeps all rules costs at least as
/// much.
TEST(CropPlan, NoAllowedCropIsNearerToTheTargets) {
  const Profile profile = DefaultProfile();
  for (const auto& [hair, eye, width, height] :
       {std::array<double, 4>{820, 1700, 860, 4000}, std::array<double, 4>{500, 1000, 860, 2600},
        std::array<double, 4>{400, 1100, 860, 2200}, std::array<double, 4>{900, 1500, 700, 4000}}) {
    const CropPlan plan =
        PlanCrop(Head(hair, eye, width, 1500), {3000, static_cast<int>(height)}, profile);
    ASSERT_TRUE(plan.feasible);
    const double h = eye - hair;
    const auto cost = [&h, width = width](double s, double t) {
      return std::pow((t - 80) / 30, 2) + std::pow((t + s * h - 255) / 50, 2) +
             std::pow((s * width - 215) / 60, 2);
    };
    const double ours = cost(plan.scale, plan.hair_top);
    for (double s = 0.15; s < 0.6; s += 0.001) {
      for (double t = 55; t <= 105; t += 0.5) {
        const bool allowed = t + s * h >= 205 && t + s * h <= 295 && s * width >= 185 &&
                             s * width <= 295 && s * (height - hair) + t >= 640;
        if (allowed) {
          ASSERT_GE(cost(s, t), ours - 1e-6) << s << " " << t;
        }
      }
    }
  }
}

TEST(CropPlan, AvoidsPaddingBesideACutShoulderWhereItCan) {
  // At the target scale 0.25 the crop is 1920 wide; the source is 1700, so it would be padded.
  HeadGeometry head = Head(820, 1520, 860, 850);
  const Profile profile = DefaultProfile();
  EXPECT_LT(PlanCrop(head, {1700, 4000}, profile).offset.x, 0);
  head.body_reaches_left = head.body_reaches_right = true;
  const CropPlan plan = PlanCrop(head, {1700, 4000}, profile);
  EXPECT_TRUE(plan.feasible);
  EXPECT_GE(plan.offset.x, -1e-6);
  EXPECT_NEAR(plan.scale, 240.0 / 850, 1e-6);
}

TEST(MeasureHead, FindsTheDrawnHead) {
  const MadeHead drawn;
  const auto head = MeasureHead(MakeAnalysis(drawn));
  ASSERT_TRUE(head);
  // One mask row is 3.1 source pixels.
  EXPECT_NEAR(head->hair_top_y, drawn.hair_top, 3.2);
  EXPECT_NEAR(head->eye_mid.y, drawn.eye_y, 0.01);
  EXPECT_NEAR(head->face_right_x - head->face_left_x, drawn.face_width, 0.1);
  EXPECT_NEAR((head->face_right_x + head->face_left_x) / 2, drawn.centre_x, 0.1);
  EXPECT_FALSE(head->touches_top);
  EXPECT_FALSE(head->body_reaches_left);
}

TEST(MeasureHead, IgnoresWhatIsNotConnectedAndHolesInTheHair) {
  const MadeHead drawn;
  Analysis analysis = MakeAnalysis(drawn);
  // A lamp above the head, and a bright hole in the hair.
  analysis.person_mask(cv::Rect(110, 2, 30, 6)).setTo(1.0f);
  analysis.person_mask(cv::Rect(0, 60, 256, 4)).setTo(0.0f);
  const auto head = MeasureHead(analysis);
  ASSERT_TRUE(head);
  EXPECT_NEAR(head->hair_top_y, drawn.hair_top, 3.2);
}

TEST(MeasureHead, SaysThatHairReachesTheTop) {
  MadeHead drawn;
  drawn.hair_top = -10;
  drawn.eye_y = 200;
  const auto head = MeasureHead(MakeAnalysis(drawn));
  ASSERT_TRUE(head);
  EXPECT_TRUE(head->touches_top);
}

TEST(MeasureHead, NeedsLandmarksAndMask) {
  Analysis analysis = MakeAnalysis({});
  analysis.landmarks.clear();
  EXPECT_FALSE(MeasureHead(analysis));
  analysis = MakeAnalysis({});
  analysis.person_mask.release();
  EXPECT_FALSE(MeasureHead(analysis));
}

}  // namespace
}  // namespace zhaojian
