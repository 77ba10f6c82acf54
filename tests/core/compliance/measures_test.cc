// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "core/compliance/measure.h"
#include "tests/core/compliance/made_analysis.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using testing::MadeCase;
using testing::MadeFace;
using testing::MakeCase;

const Profile& Graduate() {
  static const Profile kProfile = *FindProfile(testing::AssetsForTests(), kDefaultProfile);
  return kProfile;
}

Report Check(const MadeCase& made) { return CheckPhoto({made.photo, made.analysis, Graduate()}); }

Report Check(const MadeFace& face) { return Check(MakeCase(face)); }

Measure Get(const Report& report, const std::string& id) {
  const Measure* found = report.Find(id);
  EXPECT_NE(found, nullptr) << id;
  return found == nullptr ? Measure{} : *found;
}

bool Suggests(const Report& report, const std::string& code) {
  return std::find(report.suggestions.begin(), report.suggestions.end(), code) !=
         report.suggestions.end();
}

// One row of the 256-row person mask, delivered pixels.
constexpr double kMaskRow = 640.0 / 256;

TEST(Verdict, FollowsTheBandAndItsOuterLimits) {
  MeasureLimits limits;
  limits.band = {10.0, 20.0, 5.0, {}};
  EXPECT_EQ(VerdictOf(10, limits), Verdict::kOk);
  EXPECT_EQ(VerdictOf(20, limits), Verdict::kOk);
  EXPECT_EQ(VerdictOf(20.00001, limits), Verdict::kOk) << "planned onto the limit, in floats";
  EXPECT_EQ(VerdictOf(20.001, limits), Verdict::kBlock);
  EXPECT_EQ(VerdictOf(9.9, limits), Verdict::kWarn);
  EXPECT_EQ(VerdictOf(5, limits), Verdict::kWarn);
  EXPECT_EQ(VerdictOf(4.9, limits), Verdict::kBlock);
  EXPECT_EQ(VerdictOf(20.1, limits), Verdict::kBlock) << "no outer limit: outside blocks";
  limits.warn_only = true;
  EXPECT_EQ(VerdictOf(-100, limits), Verdict::kWarn);
}

TEST(Measures, APhotoOfTheProfilesSizeIsMeasuredAsItStands) {
  const Report report = Check(MadeFace{});
  EXPECT_NEAR(*Get(report, "geometry.hair_top").value, 80, kMaskRow);
  EXPECT_NEAR(*Get(report, "geometry.eye_line").value, 250, 0.01);
  EXPECT_NEAR(*Get(report, "geometry.face_width").value, 220, 0.5);
  EXPECT_NEAR(*Get(report, "geometry.centre").value, 0, 0.5);
  EXPECT_NEAR(*Get(report, "geometry.scale").value, 1, 1e-9);
  EXPECT_EQ(*Get(report, "face.count").value, 1);
}

// In a standard that names them: as drawn, hair top 80, chin 400, eyes apart as the face is drawn.
TEST(Measures, HeadLengthAndChinAreMeasuredWhereAStandardNamesThem) {
  Profile profile = Graduate();
  profile.limits["geometry.head_height"].band = {330.0, 389.0, {}, {}};
  profile.limits["geometry.chin"].band.low = 250;
  profile.limits["geometry.eye_distance"].band.high = 1;
  const MadeCase made = MakeCase(MadeFace{});
  const Report report = CheckPhoto({made.photo, made.analysis, profile});
  const Measure head = Get(report, "geometry.head_height");
  EXPECT_NEAR(*head.value, 320, kMaskRow);
  EXPECT_EQ(head.reason, "GEO-02");
  const Measure chin = Get(report, "geometry.chin");
  EXPECT_NEAR(*chin.value, 240, 0.01);
  EXPECT_EQ(chin.reason, "GEO-06");
  const auto& points = made.analysis.landmarks;
  const Measure eyes = Get(report, "geometry.eye_distance");
  EXPECT_NEAR(*eyes.value, static_cast<double>(points[473].x - points[468].x), 0.01);
  EXPECT_EQ(eyes.reason, "GEO-01");
}

TEST(Measures, GeometryOutsideTheStandardsBandsBlocksWithItsReason) {
  struct Case {
    MadeFace face;
    const char* id;
    const char* reason;
  };
  std::vector<Case> cases(7);
  cases[0].face.hair_top = 40, cases[0].id = "geometry.hair_top", cases[0].reason = "GEO-03";
  cases[1].face.hair_top = 120, cases[1].id = "geometry.hair_top", cases[1].reason = "GEO-04";
  cases[2].face.eye_y = 195, cases[2].id = "geometry.eye_line", cases[2].reason = "GEO-06";
  cases[3].face.eye_y = 305, cases[3].id = "geometry.eye_line", cases[3].reason = "GEO-06";
  cases[4].face.face_width = 170, cases[4].id = "geometry.face_width", cases[4].reason = "GEO-02";
  cases[5].face.face_width = 310, cases[5].id = "geometry.face_width", cases[5].reason = "GEO-01";
  cases[6].face.centre_x = 260, cases[6].id = "geometry.centre", cases[6].reason = "GEO-05";
  for (const Case& c : cases) {
    const Report report = Check(c.face);
    EXPECT_EQ(Get(report, c.id).verdict, Verdict::kBlock) << c.reason;
    EXPECT_EQ(Get(report, c.id).reason, c.reason);
    EXPECT_TRUE(Suggests(report, c.reason));
    EXPECT_TRUE(report.Blocked());
  }
}

TEST(Measures, ALargerPhotoIsMeasuredAsItWouldBeDelivered) {
  MadeFace face;
  face.picture = {1200, 1600};
  face.hair_top = 300, face.eye_y = 640, face.centre_x = 600, face.face_width = 440,
  face.chin_y = 940;
  const Report report = Check(face);
  EXPECT_EQ(Get(report, "geometry.hair_top").verdict, Verdict::kOk);
  EXPECT_EQ(Get(report, "geometry.eye_line").verdict, Verdict::kOk);
  EXPECT_EQ(Get(report, "geometry.face_width").verdict, Verdict::kOk);
  const double scale = *Get(report, "geometry.scale").value;
  EXPECT_LT(scale, 1);
  EXPECT_NEAR(*Get(report, "geometry.face_width").value, 440 * scale, 0.5);
  EXPECT_NEAR(*Get(report, "face.size").value, 440, 0.5);
}

TEST(Measures, HairAtTheFrameIsCutHair) {
  MadeFace face;
  face.hair_top = -10;
  const Report report = Check(face);
  EXPECT_EQ(Get(report, "geometry.headroom_in_source").verdict, Verdict::kBlock);
  EXPECT_TRUE(Suggests(report, "GEO-03"));
}

TEST(Measures, AnglesWarnAndBlockOnBothSides) {
  for (const float sign : {-1.0f, 1.0f}) {
    MadeFace face;
    face.pose = {sign * 7, 0, sign * 4};
    Report report = Check(face);
    EXPECT_EQ(Get(report, "pose.yaw").verdict, Verdict::kWarn);
    EXPECT_EQ(Get(report, "pose.roll").verdict, Verdict::kOk);
    EXPECT_TRUE(Suggests(report, "POSE-01"));
    face.pose = {0, sign * 18, sign * 12};
    report = Check(face);
    EXPECT_EQ(Get(report, "pose.pitch").verdict, Verdict::kBlock);
    EXPECT_EQ(Get(report, "pose.roll").verdict, Verdict::kBlock);
    EXPECT_TRUE(Suggests(report, "POSE-02"));
    EXPECT_TRUE(Suggests(report, "POSE-03"));
    face.pose = {0, 0, sign * 90};
    EXPECT_TRUE(Suggests(Check(face), "FILE-03")) << "a lying picture is an orientation fault";
  }
}

TEST(Measures, OneClosedEyeIsEnough) {
  // Eye to chin is 150: lids 12 px apart are 0.08, 3 px are 0.02.
  EXPECT_NEAR(*Get(Check(MadeFace{}), "eyes.openness").value, 0.08, 0.001);
  MadeFace wink;
  wink.lids_right = 3;
  const Report report = Check(wink);
  EXPECT_NEAR(*Get(report, "eyes.openness").value, 0.02, 0.001);
  EXPECT_EQ(Get(report, "eyes.openness").verdict, Verdict::kBlock);
  EXPECT_EQ(report.suggestions.at(0), "EYE-01");
}

TEST(Measures, EyesBehindDarkLensesAreNotJudged) {
  MadeCase made = MakeCase(MadeFace{});
  for (const int x : {192, 288})
    cv::ellipse(made.photo.bgr, {x, 250}, {36, 30}, 0, 0, 360, {8, 8, 8}, cv::FILLED);
  const Report report = Check(made);
  EXPECT_EQ(Get(report, "eyes.openness").verdict, Verdict::kUnknown);
  EXPECT_EQ(Get(report, "eyes.openness").cause, "cause.dark_lenses");
  EXPECT_FALSE(Get(report, "eyes.openness").value);
  EXPECT_EQ(Get(report, "eyes.tinted").verdict, Verdict::kBlock);
  EXPECT_TRUE(Suggests(report, "EYE-05"));
}

TEST(Measures, AnOpenMouthIsSeen) {
  MadeFace face;
  face.lips = 30;  // 0.20 of eye to chin
  const Report report = Check(face);
  EXPECT_NEAR(*Get(report, "mouth.open").value, 0.2, 0.001);
  EXPECT_EQ(Get(report, "mouth.open").verdict, Verdict::kBlock);
  EXPECT_EQ(Get(Check(MadeFace{}), "mouth.open").verdict, Verdict::kOk);
}

TEST(Measures, LightIsJudgedOnTheFace) {
  MadeFace burnt;
  burnt.skin_left = burnt.skin_right = {250, 252, 254};
  EXPECT_TRUE(Suggests(Check(burnt), "LIGHT-02"));
  MadeFace dark;
  dark.skin_left = dark.skin_right = {12, 15, 20};
  dark.wall = {30, 30, 30};
  EXPECT_EQ(Get(Check(dark), "light.under").verdict, Verdict::kBlock);
  MadeFace half;
  half.skin_right = {40, 50, 65};
  EXPECT_EQ(Get(Check(half), "light.evenness").verdict, Verdict::kBlock);
  EXPECT_EQ(Get(Check(MadeFace{}), "light.evenness").verdict, Verdict::kOk);
}

TEST(Measures, DarkSkinBeforeABrightWallIsNotUnderExposed) {
  MadeFace face;
  face.skin_left = face.skin_right = {45, 62, 92};  // linear luminance about 0.05
  face.wall = {225, 225, 225};
  MadeCase lit = MakeCase(face);
  for (const int x : {192, 288})
    cv::ellipse(lit.photo.bgr, {x, 250}, {24, 6}, 0, 0, 360, {150, 155, 160}, cv::FILLED);
  EXPECT_EQ(Get(Check(lit), "light.under").verdict, Verdict::kOk);
  EXPECT_EQ(Get(Check(face), "light.under").verdict, Verdict::kWarn)
      << "before the same wall with eyes as dark as the skin: no light on the face";
  face.wall = {90, 90, 90};
  EXPECT_EQ(Get(Check(face), "light.under").verdict, Verdict::kWarn)
      << "the same face where all is dark";
}

TEST(Measures, ABusyBackgroundWarnsAndNeverBlocks) {
  MadeCase made = MakeCase(MadeFace{});
  EXPECT_EQ(Get(Check(made), "background.uniformity").verdict, Verdict::kOk);
  for (int y = 0; y < 640; y += 60) {
    for (const int x : {0, 400})
      cv::rectangle(made.photo.bgr, {x, y, 70, 30}, {20, 60, 90}, cv::FILLED);
  }
  const Report report = Check(made);
  EXPECT_EQ(Get(report, "background.uniformity").verdict, Verdict::kWarn);
  EXPECT_TRUE(Suggests(report, "BG-01"));
}

// A lamp beside the wall: lightness falls from one side of the picture to the other.
TEST(Measures, AWallsGradientIsTheDifferenceOfItsEnds) {
  double last = -1;
  for (const double loss : {0.0, 0.2, 0.4}) {
    MadeCase made = MakeCase(MadeFace{});
    cv::Mat& bgr = made.photo.bgr;
    for (int x = 0; x < bgr.cols; ++x) bgr.col(x) *= 1 - loss * x / bgr.cols;
    const Measure m = Get(Check(made), "background.gradient");
    ASSERT_TRUE(m.value) << m.cause;
    EXPECT_GT(*m.value, last);
    last = *m.value;
  }
  // From corner to corner the wall falls from 200 to 200 x 0.85 x 0.6 = 102 levels, which are
  // L* 80.6 and 43.1; the outermost cells lie a little inside.
  EXPECT_NEAR(last, 37.5, 5);
  EXPECT_TRUE(Suggests(Check([&] {
                         MadeCase made = MakeCase(MadeFace{});
                         for (int x = 0; x < 480; ++x) made.photo.bgr.col(x) *= 1 - 0.4 * x / 480;
                         return made;
                       }()),
                       "BG-01"));
}

TEST(Measures, ADatePrintedIntoTheMarginIsSeen) {
  MadeCase made = MakeCase(MadeFace{});
  EXPECT_EQ(Get(Check(made), "file.text").verdict, Verdict::kOk);
  cv::putText(made.photo.bgr, "2024 05 17", {362, 620}, cv::FONT_HERSHEY_SIMPLEX, 0.55,
              {40, 130, 255}, 1, cv::LINE_AA);
  const Report report = Check(made);
  const Measure m = Get(report, "file.text");
  EXPECT_EQ(m.verdict, Verdict::kWarn) << m.value.value_or(-1) << m.cause;
  EXPECT_TRUE(Suggests(report, "FILE-04"));
  ASSERT_EQ(m.evidence.size(), 1u);
  EXPECT_NEAR(m.evidence[0].points[0].x, 362, 12);
  EXPECT_NEAR(m.evidence[0].points[1].y, 620, 12);
}

TEST(Measures, TheAgeOfAPhotoIsHeldAgainstTheStandardsRule) {
  const MadeCase made = MakeCase(MadeFace{});
  const absl::CivilDay today(2026, 5, 7);
  const auto age = [&](std::optional<absl::CivilDay> taken, std::optional<absl::CivilDay> now) {
    CheckInput input{made.photo, made.analysis, Graduate()};
    input.taken_on = taken;
    input.today = now;
    return Get(CheckPhoto(input), "file.age");
  };
  EXPECT_EQ(age(today - 365, today).verdict, Verdict::kOk);
  const Measure old = age(today - 366, today);
  EXPECT_EQ(*old.value, 366);
  EXPECT_EQ(old.verdict, Verdict::kWarn) << "a clock may be wrong: never a block";
  EXPECT_EQ(old.reason, "ID-03");
  EXPECT_EQ(*age(today + 1, today).value, 0) << "another time zone";
  EXPECT_EQ(age(today + 2, today).cause, "cause.camera_clock");
  EXPECT_EQ(age(absl::CivilDay(2000, 1, 1), today).cause, "cause.camera_clock");
  EXPECT_EQ(Check(made).Find("file.age"), nullptr) << "the file states no day";
  EXPECT_EQ(age(today, {}).cause, "cause.no_today");
}

// A phone's front camera of 24 mm at arm's length: 96 px between the eyes of 480 px width are a
// fifth of a 4:3 picture 24 mm / 43.27 mm x 5 / 0.6 = 4.6 eye distances away, 0.29 m.
TEST(Measures, ANearCameraIsToldFromTheFocalLength) {
  MadeCase made = MakeCase(MadeFace{});
  const auto distance = [&](int focal, cv::Size size) {
    MadeCase seen = made;
    seen.photo.info.focal_35mm = focal;
    const double zoom = 1.0 * size.width / 480;
    seen.photo.info.upright_size = seen.analysis.source_size = size;
    seen.photo.scale = 1 / zoom;
    for (auto& p : seen.analysis.landmarks) p *= zoom;
    return Get(Check(seen), "geometry.perspective");
  };
  EXPECT_NEAR(*distance(24, {3024, 4032}).value, 0.29, 0.01);
  EXPECT_EQ(distance(24, {3024, 4032}).reason, "GEO-08");
  EXPECT_EQ(distance(77, {3024, 4032}).verdict, Verdict::kOk);
  EXPECT_EQ(Check(made).Find("geometry.perspective"), nullptr) << "the file states no focal length";
  EXPECT_EQ(distance(24, {960, 1280}).cause, "cause.perhaps_cropped") << "too few pixels";
  EXPECT_EQ(distance(24, {3024, 3700}).cause, "cause.perhaps_cropped") << "no sensor's shape";
}

TEST(Measures, SomethingColouredOverTheMouthIsACover) {
  MadeCase made = MakeCase(MadeFace{});
  EXPECT_EQ(Get(Check(made), "occlusion.mouth").verdict, Verdict::kOk);
  cv::rectangle(made.photo.bgr, {150, 262, 180, 150}, {230, 190, 130}, cv::FILLED);
  EXPECT_TRUE(Suggests(Check(made), "OCC-05"));
}

TEST(Measures, BlurTakesSharpnessAway) {
  MadeCase made = MakeCase(MadeFace{});
  cv::RNG rng(3);
  for (int i = 0; i < 400; ++i) {
    cv::circle(made.photo.bgr, {rng.uniform(130, 350), rng.uniform(180, 400)}, 2,
               cv::Scalar::all(rng.uniform(60, 220)), cv::FILLED);
  }
  const double sharp = *Get(Check(made), "sharpness.face").value;
  cv::GaussianBlur(made.photo.bgr, made.photo.bgr, {0, 0}, 12);
  const Measure blurred = Get(Check(made), "sharpness.face");
  EXPECT_GT(sharp, 0.4);
  EXPECT_EQ(blurred.verdict, Verdict::kBlock) << *blurred.value;
  EXPECT_EQ(blurred.reason, "QUAL-01");
}

TEST(Measures, WithoutExactlyOneFaceNothingOfTheFaceIsJudged) {
  for (const int faces : {0, 2}) {
    MadeFace face;
    face.faces = faces;
    const Report report = Check(face);
    EXPECT_EQ(report.faces, faces);
    EXPECT_TRUE(Suggests(report, faces == 0 ? "ID-05" : "ID-04"));
    EXPECT_TRUE(report.Blocked());
    EXPECT_FALSE(report.key_points);
    for (const Measure& m : report.measures) {
      const bool of_the_file = m.id.rfind("file.", 0) == 0 || m.id == "authentic.greyscale" ||
                               m.id == "authentic.filter" || m.id == "face.count";
      EXPECT_TRUE(of_the_file || m.verdict == Verdict::kUnknown) << m.id;
      EXPECT_EQ(m.verdict == Verdict::kUnknown, !m.cause.empty()) << m.id;
    }
  }
}

TEST(Measures, AFaceTheMeshDoesNotBelieveInIsNoPass) {
  MadeCase made = MakeCase(MadeFace{});
  made.analysis.landmarks.clear();
  // whatever the score says
  EXPECT_TRUE(Check(made).Blocked());
  EXPECT_TRUE(Suggests(Check(made), "ID-05"));
  std::swap(made.analysis.faces[0].keypoints[0], made.analysis.faces[0].keypoints[3]);
  made.analysis.faces[0].keypoints[1] = made.analysis.faces[0].keypoints[0];
  EXPECT_TRUE(Suggests(Check(made), "FILE-03"))
      << "eyes below the mouth: the picture stands on its head";
}

TEST(Measures, AGreyPhotoAndAFaultyFileAreSaid) {
  MadeCase made = MakeCase(MadeFace{});
  cv::Mat grey;
  cv::cvtColor(made.photo.bgr, grey, cv::COLOR_BGR2GRAY);
  cv::cvtColor(grey, made.photo.bgr, cv::COLOR_GRAY2BGR);
  made.photo.info.damaged = true;
  made.photo.info.jpeg_quality = 20;
  const Report report = Check(made);
  EXPECT_EQ(Get(report, "authentic.greyscale").verdict, Verdict::kBlock);
  EXPECT_TRUE(Suggests(report, "EDIT-05"));
  EXPECT_TRUE(Suggests(report, "FILE-01"));
  EXPECT_TRUE(Suggests(report, "FILE-05"));
}

TEST(Measures, AFaceOfAFewPixelsIsTooSmallAndCostsNothing) {
  MadeFace face;
  face.picture = {2000, 1600};
  face.hair_top = 780, face.eye_y = 800, face.centre_x = 1000, face.face_width = 12,
  face.chin_y = 812;
  const double start = ThreadCpuSeconds();
  const Report report = Check(face);
  EXPECT_LT(ThreadCpuSeconds() - start, 2.0)
      << "enlarging the picture with the face takes far longer";
  EXPECT_EQ(Get(report, "face.size").verdict, Verdict::kBlock);
  EXPECT_TRUE(Suggests(report, "GEO-02"));
}

TEST(Measures, EvidenceCanBeDrawnInsideThePicture) {
  const Report report = Check(MadeFace{});
  const Measure roll = Get(report, "pose.roll");
  ASSERT_EQ(roll.evidence.size(), 1u);
  EXPECT_EQ(roll.evidence[0].kind, Evidence::Kind::kLine);
  EXPECT_EQ(roll.evidence[0].points, (std::vector<cv::Point2f>{{192, 250}, {288, 250}}));
  EXPECT_EQ(Get(report, "geometry.hair_top").evidence.at(0).kind, Evidence::Kind::kHorizontal);
  EXPECT_EQ(Get(report, "geometry.face_width").evidence.size(), 2u);
}

}  // namespace
}  // namespace zhaojian
