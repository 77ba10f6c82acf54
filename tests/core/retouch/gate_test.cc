// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <functional>
#include <opencv2/imgproc.hpp>

#include "core/imaging/encode.h"
#include "core/retouch/gate_face.h"
#include "core/retouch/gate_light.h"
#include "core/retouch/gate_measures.h"
#include "core/retouch/jpeg_structure.h"
#include "core/retouch/standard.h"
#include "tests/core/retouch/made.h"

namespace zhaojian {
namespace {

using testing::DefaultProfile;
using testing::MadeHead;
using testing::MakeAnalysis;
using testing::MakeOperation;
using testing::MakeRecipe;

/// The default head as it lies on the delivered picture.
MadeHead Delivered() { return {{480, 640}, 240, 60, 60 + 210 * 215.0 / 226, 215}; }

/// Sees what the test wants it to see.
class FixedAnalyzer final : public Analyzer {
 public:
  explicit FixedAnalyzer(Analysis analysis) : analysis_(std::move(analysis)) {}
  StatusOr<Analysis> Analyze(const Photo& photo) override {
    // The gate's own picture of the unedited crop stands before black in these tests.
    return photo.bgr.at<cv::Vec3b>(2, 2)[0] < 20 ? MakeAnalysis(Delivered()) : analysis_;
  }

 private:
  Analysis analysis_;
};

/// Two calls, a chosen distance apart.
class FixedIdentity final : public IdentityMeter {
 public:
  explicit FixedIdentity(float distance) : distance_(distance) {}
  StatusOr<FaceVector> Describe(const cv::Mat&, const std::vector<cv::Point3f>&) override {
    FaceVector vector{};
    vector[0] = first_ ? 0 : distance_;
    first_ = false;
    return vector;
  }

 private:
  float distance_;
  bool first_ = true;
};

/// Everything a gate looks at; a test bends one thing.
struct Scene {
  Recipe recipe = MakeRecipe({});
  cv::Mat picture;
  /// The crop before editing, on the canvas: the same person before a black wall.
  cv::Mat source;
  Analysis seen = MakeAnalysis(Delivered());
  float identity = 0.05f;
  int dpi = 300;
  int quality = 90;
  std::function<std::string(std::string)> damage = [](std::string bytes) { return bytes; };

  Scene() {
    picture = cv::Mat(640, 480, CV_8UC3, cv::Scalar(255, 197, 100));
    cv::Mat noise(picture.size(), CV_8UC3);
    cv::RNG generator(5);
    generator.fill(noise, cv::RNG::UNIFORM, 100, 140);
    cv::GaussianBlur(noise, noise, {5, 5}, 1);
    cv::Mat person;
    cv::resize(seen.person_mask, person, picture.size());
    // Brows, eyes and mouth are the dark end of every face's colours.
    for (const cv::Point& at : {cv::Point(193, 260), cv::Point(287, 260), cv::Point(240, 350)})
      cv::circle(noise, at, 9, cv::Scalar(40, 42, 45), cv::FILLED);
    noise.copyTo(picture, person > 0.5f);
    cv::Mat before(picture.size(), CV_8UC3, cv::Scalar::all(9));
    noise.copyTo(before, person > 0.5f);
    cv::resize(before, source, {960, 1280}, 0, 0, cv::INTER_CUBIC);
  }

  GateReport Run() {
    const Profile profile = DefaultProfile();
    const auto jpeg = EncodeJpeg(picture, quality, dpi);
    EXPECT_TRUE(jpeg.ok());
    FixedAnalyzer analyzer(seen);
    FixedIdentity meter(identity);
    const auto gate = RunGate(damage(*jpeg), source, recipe, profile, analyzer, meter);
    EXPECT_TRUE(gate.ok()) << gate.status();
    return gate.ok() ? *gate : GateReport{};
  }
};

std::vector<std::string> Red(const GateReport& gate) {
  std::vector<std::string> ids;
  for (const GateItem& item : gate.items) {
    if (!item.green) ids.push_back(item.id);
  }
  return ids;
}

using Ids = std::vector<std::string>;

TEST(Gate, AGoodPictureIsGreen) {
  Scene scene;
  const GateReport gate = scene.Run();
  EXPECT_EQ(Red(gate), Ids{});
  EXPECT_TRUE(gate.Green());
  EXPECT_NEAR(gate.Find("gate.face_width")->value, 215, 0.5);
  EXPECT_NEAR(gate.Find("gate.hair_top")->value, 60, 2.6);
}

TEST(Gate, NoItemsAreNotGreen) { EXPECT_FALSE(GateReport{}.Green()); }

TEST(Gate, TheFileIsHeldToTheStandard) {
  Scene wide;
  cv::resize(wide.picture, wide.picture, {481, 640});
  EXPECT_EQ(Red(wide.Run()), Ids{"gate.width"});
  Scene dense;
  dense.dpi = 72;
  EXPECT_EQ(Red(dense.Run()), Ids{"gate.dpi"});
  Scene exif;
  exif.damage = [](std::string bytes) {
    return bytes.insert(20, std::string("\xFF\xE1\x00\x08"
                                        "Exif\0\0",
                                        10));
  };
  EXPECT_EQ(Red(exif.Run()), Ids{"gate.format"});
  Scene tail;
  tail.damage = [](std::string bytes) { return bytes + "padding"; };
  EXPECT_EQ(Red(tail.Run()), Ids{"gate.format"});
  Scene coarse;
  coarse.quality = 45;
  const GateReport poor = coarse.Run();
  EXPECT_FALSE(poor.Find("gate.quality")->green);
  EXPECT_FALSE(poor.Find("gate.bytes")->green);
  Scene fine;
  fine.quality = 100;
  EXPECT_FALSE(fine.Run().Find("gate.bytes")->green);
}

TEST(Gate, GeometryIsMeasuredOnTheDeliveredPicture) {
  const auto red = [](MadeHead head, const std::string& id, const std::string& reason) {
    Scene scene;
    head.source = {480, 640};
    scene.seen = MakeAnalysis(head);
    const GateReport gate = scene.Run();
    ASSERT_NE(gate.Find(id), nullptr);
    EXPECT_FALSE(gate.Find(id)->green) << id;
    EXPECT_EQ(gate.Find(id)->reason, reason);
  };
  red({{}, 240, 40, 260, 215}, "gate.hair_top", "GEO-03");
  red({{}, 240, 120, 290, 215}, "gate.hair_top", "GEO-04");
  red({{}, 240, 60, 190, 215}, "gate.eye_line", "GEO-06");
  red({{}, 240, 60, 310, 215}, "gate.eye_line", "GEO-06");
  red({{}, 240, 60, 255, 170}, "gate.face_width", "GEO-02");
  red({{}, 240, 60, 255, 310}, "gate.face_width", "GEO-01");
  red({{}, 256, 60, 255, 215}, "gate.centre", "GEO-05");
}

TEST(Gate, TheBackgroundMustBeTheProfilesAndFlat) {
  Scene tinted;
  cv::Mat wall;
  cv::inRange(tinted.picture, cv::Scalar(255, 197, 100), cv::Scalar(255, 197, 100), wall);
  tinted.picture.setTo(cv::Scalar(255, 205, 100), wall);
  EXPECT_EQ(Red(tinted.Run()), Ids{"gate.background"});
  Scene patch;
  patch.picture(cv::Rect(10, 10, 40, 60)).setTo(cv::Scalar(200, 190, 150));
  EXPECT_EQ(Red(patch.Run()), Ids{"gate.background_sigma"});
  Scene pink;
  pink.recipe.Push(MakeOperation("bg.replace", {{"red", 255}, {"green", 190}, {"blue", 200}}));
  EXPECT_FALSE(pink.Run().Find("gate.background")->green);
}

TEST(Gate, TheFaceMustBeTheSameFace) {
  Scene other;
  other.identity = 0.31f;
  EXPECT_EQ(Red(other.Run()), Ids{"gate.identity"});
  Scene close;
  close.identity = 0.29f;
  EXPECT_TRUE(close.Run().Green());
  // One point, by a share of the eye distance of 0.44 x 215 px on either side of the limit.
  const auto moved = [](double share) {
    Scene scene;
    scene.seen.landmarks[300].x += static_cast<float>(share * 0.44 * 215);
    return Red(scene.Run());
  };
  const double limit = DefaultProfile().gate.landmark_drift;
  EXPECT_EQ(moved(1.1 * limit), Ids{"gate.landmark_drift"});
  EXPECT_EQ(moved(0.9 * limit), Ids{});
  Scene nobody;
  nobody.seen.landmarks.clear();
  nobody.seen.faces.clear();
  const GateReport gate = nobody.Run();
  EXPECT_FALSE(gate.Find("gate.faces")->green);
  EXPECT_FALSE(gate.Find("gate.landmark_drift")->green);
  EXPECT_FALSE(gate.Find("gate.identity")->green);
  EXPECT_FALSE(gate.Find("gate.eye_line")->green);
}

/// The middle of the drawn face, delivered pixels.
constexpr int kFaceX = 240, kFaceY = 300;

TEST(Gate, AMarkThatIsGoneLeavesItsDepth) {
  Scene scene;
  // 6 pixels on a face of 215, 60 levels deep, in the photo and not in the picture.
  cv::circle(scene.source, {2 * kFaceX, 2 * kFaceY}, 6, cv::Scalar(50, 60, 70), cv::FILLED);
  const GateReport gate = scene.Run();
  EXPECT_FALSE(gate.Find("gate.residual")->green);
  EXPECT_GT(gate.Find("gate.residual")->value, 20);
  const auto at = gate.Find("gate.residual")->at;
  ASSERT_TRUE(at.has_value());
  EXPECT_NEAR(at->x, kFaceX, 4);
  EXPECT_NEAR(at->y, kFaceY, 4);
}

TEST(Gate, DeclaredLightWidensNoLimit) {
  Scene scene;
  scene.recipe.Push(MakeOperation("tone.lowfreq_balance", {{"strength", 1}, {"limit", 1.17}}));
  cv::circle(scene.source, {2 * kFaceX, 2 * kFaceY}, 6, cv::Scalar(50, 60, 70), cv::FILLED);
  const GateItem* residual = nullptr;
  const GateReport gate = scene.Run();
  residual = gate.Find("gate.residual");
  EXPECT_FALSE(residual->green);
  EXPECT_EQ(residual->band.high, DefaultProfile().gate.residual);
}

TEST(LitSource, IsTheCropInTheLightOfTheRecipe) {
  const Profile profile = DefaultProfile();
  const cv::Mat grey(1280, 960, CV_8UC3, cv::Scalar::all(119));
  const auto lit = [&](const Operation& step) {
    Recipe recipe = MakeRecipe({});
    recipe.Push(step);
    return LitSource(grey, FoldRecipe(recipe, profile).value(), recipe.analysis, profile);
  };
  // Level 119 is 0.1845 of the light; half a stop more is 0.2609, and that is level 139.7.
  EXPECT_EQ(lit(MakeOperation("tone.exposure", {{"ev", 0.5}})).at<cv::Vec3b>(640, 480),
            cv::Vec3b::all(140));
  // A dodge of 50 % is held to the profile's 1.29: 0.2380 of the light, level 133.9.
  Operation dodge = MakeOperation("tone.dodge_burn", {{"strength", 0.5}});
  dodge.strokes = {{"dodge", 120, {{300, 400}}}};
  const cv::Mat dodged = lit(dodge);
  double most = 0;
  cv::minMaxLoc(dodged.reshape(1), nullptr, &most);
  EXPECT_EQ(most, 134);
  EXPECT_EQ(dodged.at<cv::Vec3b>(3, 3), cv::Vec3b::all(119));
}

TEST(ExcusedPixels, AreThoseOfAMarkThatMayGo) {
  const Profile profile = DefaultProfile();
  Recipe recipe = MakeRecipe({});
  Operation heal = MakeOperation("clean.face", {});
  heal.strokes = {{"heal", 6, {{300, 400}}}};
  const auto excused = [&](double marks) {
    Recipe with = recipe;
    heal.parameters["marks"] = marks;
    with.Push(heal);
    const ChainState state = FoldRecipe(with, profile).value();
    const std::vector<cv::Point3f> points = MakeAnalysis(Delivered()).landmarks;
    return ExcusedPixels({480, 640}, points, state,
                         SourceToCanvas(state, profile) * (1.0 / kCanvasFactor), 215);
  };
  EXPECT_TRUE(excused(0).empty());
  const cv::Mat mask = excused(1);
  ASSERT_FALSE(mask.empty());
  // (300, 400) lies at x 240 and y 60 + (400 - 120) x 215 / 226 of the delivered picture; the disc
  // has the stroke's 5.7 pixels, 3 % of the face's width and at most half a pixel of rim.
  EXPECT_EQ(mask.at<uchar>(326, 240), 255);
  EXPECT_EQ(mask.at<uchar>(326, 255), 0);
  EXPECT_GE(cv::countNonZero(mask), CV_PI * 12.15 * 12.15);
  EXPECT_LE(cv::countNonZero(mask), CV_PI * 12.65 * 12.65);
}

TEST(Gate, PartOfTheFaceThatWasMovedIsFoundWhereItIs) {
  Scene scene;
  const cv::Rect part(kFaceX - 30, kFaceY - 30, 60, 60);
  const cv::Matx23d right(1, 0, 1, 0, 1, 0);
  cv::Mat moved;
  cv::warpAffine(scene.picture, moved, right, scene.picture.size(), cv::INTER_CUBIC);
  moved(part).copyTo(scene.picture(part));
  const GateReport gate = scene.Run();
  EXPECT_FALSE(gate.Find("gate.shift")->green);
  EXPECT_NEAR(gate.Find("gate.shift")->value, 1, 0.5);
  ASSERT_TRUE(gate.Find("gate.shift")->at.has_value());
  EXPECT_NEAR(gate.Find("gate.shift")->at->x, kFaceX, 40);
}

TEST(Gate, SkinWithoutGrainIsNotTakenForMoved) {
  // A cheek of slow waves, as a render or a phone that smooths leaves it: 0.2 levels a pixel, so
  // that a pixel to the right no value is another by half a level, and JPEG does as much.
  const cv::Rect part(kFaceX - 60, kFaceY - 20, 120, 80);
  const auto put = [&](double right, cv::Mat picture) {
    for (int y = part.y; y < part.br().y; ++y) {
      for (int x = part.x; x < part.br().x; ++x) {
        const double wave = 3 * std::sin((x - right) / 11.0) + 3 * std::sin(y / 9.0);
        picture.at<cv::Vec3b>(y, x) = cv::Vec3b::all(cv::saturate_cast<uchar>(120 + wave));
      }
    }
  };
  Scene scene;
  put(1, scene.picture);
  cv::Mat before;
  cv::resize(scene.source, before, scene.picture.size(), 0, 0, cv::INTER_AREA);
  put(0, before);
  cv::resize(before, scene.source, scene.source.size(), 0, 0, cv::INTER_CUBIC);
  EXPECT_LT(scene.Run().Find("gate.shift")->value, 0.1);
}

TEST(Gate, LightAndColourMoveNothing) {
  Scene scene;
  cv::Mat person;
  cv::resize(scene.seen.person_mask, person, scene.picture.size());
  cv::Mat warm;
  scene.picture.convertTo(warm, CV_8UC3, 1.15, -6);
  warm += cv::Scalar(-8, 0, 9);
  warm.copyTo(scene.picture, person > 0.5f);
  EXPECT_EQ(Red(scene.Run()), Ids{});
}

TEST(Gate, SkinOutsideItsNaturalRangeIsFoundUnlessThePhotoHadIt) {
  const auto add = [](const cv::Mat& bgr, const cv::Scalar& change) -> cv::Mat {
    return bgr + change;
  };
  const cv::Scalar skin(-30, 0, 40), green(-30, 40, -60);
  Scene tinted;
  cv::Mat person;
  cv::resize(tinted.seen.person_mask, person, tinted.picture.size());
  tinted.source = add(tinted.source, skin);
  add(tinted.picture, skin).copyTo(tinted.picture, person > 0.5f);
  ASSERT_NE(tinted.Run().Find("gate.cast"), nullptr);
  EXPECT_TRUE(tinted.Run().Find("gate.cast")->green);
  add(tinted.picture, green).copyTo(tinted.picture, person > 0.5f);
  const GateReport gate = tinted.Run();
  ASSERT_NE(gate.Find("gate.cast"), nullptr);
  EXPECT_FALSE(gate.Find("gate.cast")->green);
  EXPECT_EQ(gate.Find("gate.cast")->reason, "LIGHT-06");
  // The photo itself was taken in such light: an edit need not take it all away.
  tinted.source = add(tinted.source, green);
  EXPECT_TRUE(tinted.Run().Find("gate.cast")->green);
}

TEST(Gate, ARimThatIsNeitherSubjectNorBackgroundIsFound) {
  Scene scene;
  const GateReport clean = scene.Run();
  ASSERT_NE(clean.Find("gate.halo"), nullptr);
  EXPECT_TRUE(clean.Find("gate.halo")->green);
  cv::Mat wall;
  cv::inRange(scene.picture, cv::Scalar(255, 197, 100), cv::Scalar(255, 197, 100), wall);
  cv::Mat subject;
  cv::dilate(~wall, subject, cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7}));
  scene.picture.setTo(cv::Scalar(250, 250, 250), subject & wall);
  const GateReport gate = scene.Run();
  ASSERT_NE(gate.Find("gate.halo"), nullptr);
  EXPECT_FALSE(gate.Find("gate.halo")->green);
}

TEST(Gate, SmoothedSkinIsFound) {
  // A contour around the face, and the features each in a small place of its own.
  std::vector<cv::Point3f> points;
  for (int i = 0; i < kLandmarkCount; ++i) {
    const float turn = static_cast<float>(i);
    points.emplace_back(240 + 107 * std::cos(turn), 300 + 130 * std::sin(turn), 0.0f);
  }
  const struct {
    std::vector<size_t> indices;
    cv::Point3f at;
  } features[] = {
      {{70,  63,  105, 66,  107, 55,  65,  52,  53,  46,  33,  133, 145,
        159, 153, 158, 144, 160, 163, 161, 154, 157, 155, 173, 7,   246},
       {195, 260, 0}},
      {{300, 293, 334, 296, 336, 285, 295, 282, 283, 276, 263, 362, 374,
        386, 380, 385, 373, 387, 390, 388, 381, 384, 382, 398, 249, 466},
       {285, 260, 0}},
      {{98, 327, 2, 64, 294, 97, 326}, {240, 310, 0}},
      {{61, 291, 0, 17, 37, 267, 84, 314, 40, 270, 91, 321, 39, 269, 181, 405}, {240, 350, 0}}};
  for (const auto& feature : features) {
    for (const size_t i : feature.indices)
      points[i] = feature.at + cv::Point3f(static_cast<float>(i % 9), static_cast<float>(i % 5), 0);
  }
  points[234] = {133, 270, 0}, points[454] = {347, 270, 0};
  const Scene scene;
  const cv::Mat everywhere(scene.picture.size(), CV_8UC1, cv::Scalar(255));
  const auto texture = [&](double sigma) {
    cv::Mat smooth = scene.picture.clone();
    if (sigma > 0) cv::GaussianBlur(scene.picture, smooth, {}, sigma);
    return MeasureFaceChange(scene.picture, smooth, points, everywhere, {}).texture;
  };
  EXPECT_NEAR(texture(0), 1, 0.02);
  EXPECT_LT(texture(0.7), 0.9);
  EXPECT_LT(texture(2), 0.5);
}

TEST(Gate, SurvivesJson) {
  Scene scene;
  scene.seen.landmarks.clear();
  const GateReport gate = scene.Run();
  const auto parsed = ParseJson(JsonLine(GateToJson(gate)), "gate");
  ASSERT_TRUE(parsed.ok());
  const auto read = GateFromJson(*parsed);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->items.size(), gate.items.size());
  EXPECT_EQ(Red(*read), Red(gate));
  EXPECT_EQ(read->Find("gate.bytes")->band.low, gate.Find("gate.bytes")->band.low);
  EXPECT_EQ(read->Find("gate.eye_line")->at, gate.Find("gate.eye_line")->at);
  EXPECT_FALSE(GateFromJson(Json::array()).ok());
  EXPECT_FALSE(GateFromJson(Json{{"items", {{{"id", "x"}}}}}).ok());
}

TEST(Drift, IgnoresShiftScaleAndRotation) {
  const Analysis before = MakeAnalysis({});
  std::vector<cv::Point3f> after;
  for (const cv::Point3f& p : before.landmarks) {
    after.emplace_back(0.8f * p.x - 0.1f * p.y + 30, 0.1f * p.x + 0.8f * p.y - 12, p.z);
  }
  EXPECT_NEAR(MeasureDrift(before.landmarks, after)->worst, 0, 1e-4);
  EXPECT_FALSE(MeasureDrift(before.landmarks, {}));
}

TEST(JpegStructure, NamesWhatDoesNotBelong) {
  EXPECT_EQ(JpegDefects("hello"), Ids{"not a JPEG"});
  const auto jpeg = EncodeJpeg(cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(80)), 80, 300);
  ASSERT_TRUE(jpeg.ok());
  EXPECT_EQ(JpegDefects(*jpeg), Ids{});
  EXPECT_EQ(JpegDefects(*jpeg + "x"), Ids{"bytes after the end"});
  std::string comment = *jpeg;
  comment.insert(2, std::string("\xFF\xFE\x00\x04hi", 6));
  EXPECT_EQ(JpegDefects(comment), Ids{"a comment"});
  std::string progressive = *jpeg;
  progressive[progressive.find("\xFF\xC0") + 1] = '\xC2';
  EXPECT_EQ(JpegDefects(progressive), Ids{"not baseline"});
}

}  // namespace
}  // namespace zhaojian
