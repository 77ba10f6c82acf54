// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "tests/core/vision/vision_support.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using testing::Median;
using testing::PhotoOf;
using testing::PortraitTruth;
using testing::ReadPhoto;
using testing::ReadTruth;
using testing::SharedAnalyzer;

std::filesystem::path Demo(const std::string& name) {
  return testing::AssetsForTests() / "demo" / name;
}

cv::Point2d At(const Analysis& analysis, size_t index) {
  const cv::Point3f& p = analysis.landmarks.at(index);
  return {static_cast<double>(p.x), static_cast<double>(p.y)};
}

Analysis MustAnalyze(const Photo& photo) {
  auto analysis = SharedAnalyzer().Analyze(photo);
  EXPECT_TRUE(analysis.ok()) << MessageOf(analysis.status());
  return analysis.ok() ? *analysis : Analysis();
}

// Errors of one set of portraits against what their renderer knows.
struct SetErrors {
  int one_face = 0;
  std::vector<double> eyes_percent;
  std::vector<double> yaw;
  std::vector<double> pitch;
  std::vector<double> roll;
};

SetErrors Measure(const std::filesystem::path& folder, const std::vector<PortraitTruth>& truths) {
  SetErrors errors;
  for (const PortraitTruth& truth : truths) {
    const Analysis analysis = MustAnalyze(ReadPhoto(folder / truth.file));
    if (analysis.faces.size() == 1) ++errors.one_face;
    if (analysis.landmarks.empty()) continue;
    const double eye_distance = cv::norm(truth.eye_left - truth.eye_right);
    const auto add_eye = [&](bool open, const cv::Point2d& iris, const cv::Point2d& eye) {
      if (open) errors.eyes_percent.push_back(100 * cv::norm(iris - eye) / eye_distance);
    };
    add_eye(truth.open_left, At(analysis, 468), truth.eye_left);
    add_eye(truth.open_right, At(analysis, 473), truth.eye_right);
    errors.yaw.push_back(std::abs(static_cast<double>(analysis.pose.yaw - truth.pose.yaw)));
    errors.pitch.push_back(std::abs(static_cast<double>(analysis.pose.pitch - truth.pose.pitch)));
    errors.roll.push_back(std::abs(static_cast<double>(analysis.pose.roll - truth.pose.roll)));
  }
  std::printf(
      "%zu portraits: eyes %.2f %% of their distance, yaw %.2f, pitch %.2f, roll %.2f degrees "
      "(medians)\n",
      truths.size(), Median(errors.eyes_percent), Median(errors.yaw), Median(errors.pitch),
      Median(errors.roll));
  return errors;
}

void ExpectAsGoodAsPromised(const SetErrors& errors, size_t portraits) {
  EXPECT_EQ(errors.one_face, static_cast<int>(portraits));
  ASSERT_EQ(errors.roll.size(), portraits);
  EXPECT_LE(Median(errors.eyes_percent), 3.0);
  EXPECT_LE(Median(errors.yaw), 2.0);
  EXPECT_LE(Median(errors.pitch), 2.0);
  EXPECT_LE(Median(errors.roll), 2.0);
}

TEST(AnalyzerTest, DemoPortraitsHaveOneFaceWithEyesAndAnglesWhereTheRendererPutThem) {
  const auto truths = ReadTruth(testing::VisionTestData() / "demo_truth.json");
  ASSERT_EQ(truths.size(), 50u);
  ExpectAsGoodAsPromised(Measure(Demo(""), truths), truths.size());
}

TEST(AnalyzerTest, TheOtherSetOfRendersIsReadAsWell) {
  const auto shared = testing::SharedFolder();
  if (!shared) {
    testing::PrintNotRun(22, "shared/portraits/synthetic is not there");
    return;
  }
  const auto truths = ReadTruth(*shared / "portraits" / "synthetic" / "truth.json");
  ASSERT_EQ(truths.size(), 22u);
  ExpectAsGoodAsPromised(Measure(*shared / "portraits" / "synthetic", truths), truths.size());
}

TEST(AnalyzerTest, TurnedTiltedAndNoddingHeadsGetTheSignTheConventionSays) {
  // Truths of the renderer: t38 yaw 22, t39 pitch -15, t40 roll 12.
  EXPECT_NEAR(MustAnalyze(ReadPhoto(Demo("t38.jpg"))).pose.yaw, 22, 4);
  EXPECT_NEAR(MustAnalyze(ReadPhoto(Demo("t39.jpg"))).pose.pitch, -15, 5);
  EXPECT_NEAR(MustAnalyze(ReadPhoto(Demo("t40.jpg"))).pose.roll, 12, 2);
}

TEST(AnalyzerTest, APersonMaskCoversTheSubjectAndNotTheWall) {
  const Photo photo = ReadPhoto(Demo("t01.jpg"));
  const Analysis analysis = MustAnalyze(photo);
  ASSERT_EQ(analysis.person_mask.size(), cv::Size(256, 256));
  ASSERT_EQ(analysis.person_mask.type(), CV_32F);
  const cv::Point2d nose = At(analysis, 1);
  const auto at = [&analysis, &photo](double x, double y) {
    return analysis.person_mask.at<float>(static_cast<int>(y / photo.bgr.rows * 256),
                                          static_cast<int>(x / photo.bgr.cols * 256));
  };
  EXPECT_GT(at(nose.x, nose.y), 0.95f);
  EXPECT_GT(at(nose.x, photo.bgr.rows - 20), 0.95f);
  EXPECT_LT(at(10, 10), 0.05f);
  EXPECT_LT(at(photo.bgr.cols - 10, 10), 0.05f);
}

TEST(AnalyzerTest, LightsThatTheMaskTakesForAPersonAreLookedAtAgain) {
  const auto shared = testing::SharedFolder();
  if (!shared) {
    testing::PrintNotRun(1, "shared/portraits is not there");
    return;
  }
  // 512 x 512: a woman before shop lights and a car.
  const Analysis analysis = MustAnalyze(ReadPhoto(*shared / "portraits" / "p032.jpg"));
  const auto at = [&analysis](int x, int y) {
    return analysis.person_mask.at<float>(y / 2, x / 2);
  };
  for (const cv::Point& p : {cv::Point(190, 200), cv::Point(250, 60), cv::Point(280, 400)}) {
    EXPECT_GT(at(p.x, p.y), 0.9f) << p;
  }
  for (const cv::Point& p : {cv::Point(480, 260), cv::Point(20, 310), cv::Point(20, 410)}) {
    EXPECT_LT(at(p.x, p.y), 0.1f) << p;
  }
}

TEST(AnalyzerTest, CoordinatesAreThoseOfTheFullPhotoWhenItWasDecodedAtHalfSize) {
  const Photo full = ReadPhoto(Demo("t01.jpg"));
  Photo half = full;
  cv::resize(full.bgr, half.bgr, {}, 0.5, 0.5, cv::INTER_AREA);
  half.scale = 0.5;
  const Analysis a = MustAnalyze(full);
  const Analysis b = MustAnalyze(half);
  EXPECT_EQ(b.source_size, full.bgr.size());
  const double eyes = cv::norm(At(a, 468) - At(a, 473));
  std::vector<double> moved;
  for (size_t i = 0; i < a.landmarks.size(); ++i)
    moved.push_back(cv::norm(At(a, i) - At(b, i)) / eyes);
  EXPECT_LT(Median(moved), 0.01);
  EXPECT_NEAR(a.faces[0].box.x, b.faces[0].box.x, 0.05 * eyes);
}

TEST(AnalyzerTest, TwoPeopleAreTwoFacesAndTheLargerIsMeasured) {
  const cv::Mat large = ReadPhoto(Demo("t01.jpg")).bgr;
  cv::Mat small;
  cv::resize(ReadPhoto(Demo("t05.jpg")).bgr, small, {}, 0.6, 0.6, cv::INTER_AREA);
  cv::Mat both(large.rows, large.cols + small.cols, CV_8UC3, cv::Scalar::all(220));
  small.copyTo(both(cv::Rect(0, 100, small.cols, small.rows)));
  large.copyTo(both(cv::Rect(small.cols, 0, large.cols, large.rows)));
  const Analysis analysis = MustAnalyze(PhotoOf(both));
  ASSERT_EQ(analysis.faces.size(), 2u);
  EXPECT_GT(analysis.faces[0].box.area(), analysis.faces[1].box.area());
  EXPECT_GT(At(analysis, 1).x, small.cols);
}

TEST(AnalyzerTest, APhotoUpsideDownIsSeenAsSuch) {
  cv::Mat turned;
  cv::rotate(ReadPhoto(Demo("t02.jpg")).bgr, turned, cv::ROTATE_180);
  EXPECT_GT(std::abs(MustAnalyze(PhotoOf(turned)).pose.roll), 170);
}

TEST(AnalyzerTest, ASidewaysPhotoReadsNinetyDegrees) {
  cv::Mat turned;
  cv::rotate(ReadPhoto(Demo("t02.jpg")).bgr, turned, cv::ROTATE_90_CLOCKWISE);
  EXPECT_NEAR(MustAnalyze(PhotoOf(turned)).pose.roll, 90, 4);
}

TEST(AnalyzerTest, ATinyFaceInALargeWallIsPlacedExactly) {
  const Photo portrait = ReadPhoto(Demo("t01.jpg"));
  const auto truth = ReadTruth(testing::VisionTestData() / "demo_truth.json").at(0);
  ASSERT_EQ(truth.file, "t01.jpg");
  cv::Mat small;
  cv::resize(portrait.bgr, small, {150, 200}, 0, 0, cv::INTER_AREA);
  cv::Mat wall(1200, 1600, CV_8UC3, cv::Scalar::all(225));
  small.copyTo(wall(cv::Rect(700, 500, 150, 200)));
  const Analysis analysis = MustAnalyze(PhotoOf(wall));
  ASSERT_EQ(analysis.faces.size(), 1u);
  const cv::Point2d expected = truth.eye_left / 4 + cv::Point2d(700, 500);
  EXPECT_LT(cv::norm(At(analysis, 468) - expected), 2.0);
}

TEST(AnalyzerTest, NoFaceIsNoError) {
  cv::Mat wall(480, 640, CV_8UC3, cv::Scalar(210, 220, 230));
  const Analysis blank = MustAnalyze(PhotoOf(wall));
  EXPECT_TRUE(blank.faces.empty());
  EXPECT_TRUE(blank.landmarks.empty());
  cv::Mat sliver(2000, 12, CV_8UC3, cv::Scalar::all(128));
  EXPECT_TRUE(MustAnalyze(PhotoOf(sliver)).faces.empty());
}

TEST(AnalyzerTest, APhotoWithoutPixelsIsRefused) {
  const auto analysis = SharedAnalyzer().Analyze(Photo());
  ASSERT_FALSE(analysis.ok());
  EXPECT_EQ(ReasonOf(analysis.status()), "VISION_FAILED");
}

TEST(AnalyzerTest, TheSamePhotoGivesTheSameNumbersFromTwoAnalyzers) {
  const Photo photo = ReadPhoto(Demo("t10.jpg"));
  const Analysis first = MustAnalyze(photo);
  auto other = Analyzer::Create(testing::ModelsForTests());
  ASSERT_TRUE(other.ok());
  const auto second = (*other)->Analyze(photo);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first.landmarks, second->landmarks);
  EXPECT_EQ(cv::norm(first.person_mask, second->person_mask, cv::NORM_INF), 0);
}

TEST(AnalyzerTest, AMissingOrDamagedNetworkIsNamed) {
  auto folder = TemporaryFolder::Create();
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ(ReasonOf(Analyzer::Create(folder->Path()).status()), "MODELS_MISSING");
  for (const auto& entry : std::filesystem::directory_iterator(testing::ModelsForTests())) {
    if (entry.path().filename() != "identity.onnx") {
      std::filesystem::copy_file(entry.path(), folder->Path() / entry.path().filename());
    }
  }
  EXPECT_TRUE(Analyzer::Create(folder->Path()).ok());
  EXPECT_EQ(ReasonOf(IdentityMeter::Create(folder->Path()).status()), "MODELS_MISSING");
  const auto damaged = folder->Path() / "person_mask.onnx";
  std::filesystem::resize_file(damaged, std::filesystem::file_size(damaged) - 1);
  const auto analyzer = Analyzer::Create(folder->Path());
  EXPECT_EQ(ReasonOf(analyzer.status()), "MODEL_CORRUPT");
  EXPECT_NE(MessageOf(analyzer.status()).find("person_mask.onnx"), std::string::npos);
}

}  // namespace
}  // namespace zhaojian
