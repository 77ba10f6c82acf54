// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/compliance/glasses.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

// A rendered portrait with something painted on it: what was added, and how much, is known. The
// analysis is that of the clean portrait.
class Painted : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto made = Analyzer::Create(testing::ModelsForTests());
    if (made.ok()) analyzer_ = std::move(*made).release();
  }
  static void TearDownTestSuite() {
    delete analyzer_;
    analyzer_ = nullptr;
  }

  void SetUp() override {
    if (analyzer_ != nullptr) Load("t02.jpg");
  }

  static bool Missing() {
    if (analyzer_ == nullptr) testing::PrintNotRun(1, "the networks are not converted");
    return analyzer_ == nullptr;
  }

  void Load(const char* name) {
    const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / name, kMaxPhotoBytes);
    photo_ = *DecodePhoto(*bytes);
    analysis_ = *analyzer_->Analyze(photo_);
  }

  cv::Point2f At(size_t index) const {
    return {analysis_.landmarks[index].x, analysis_.landmarks[index].y};
  }
  float Unit() const { return static_cast<float>(cv::norm(At(33) - At(263))); }

  Report Check() const {
    const Profile profile = *FindProfile(testing::AssetsForTests(), kDefaultProfile);
    return CheckPhoto({photo_, analysis_, profile});
  }
  Measure Get(const char* id) const {
    const Report report = Check();
    const Measure* found = report.Find(id);
    EXPECT_NE(found, nullptr) << id;
    return found == nullptr ? Measure{} : *found;
  }
  double Score() const { return FindGlasses(*LevelFace(photo_, analysis_, kEyeWindow)).score; }

  void Rims() {
    for (const auto& [outer, inner] : {std::pair<size_t, size_t>{33, 133}, {263, 362}}) {
      const cv::Point2f middle = (At(outer) + At(inner)) * 0.5f + cv::Point2f(0, 0.06f * Unit());
      cv::ellipse(photo_.bgr, cv::Point(middle), {cvRound(0.27f * Unit()), cvRound(0.21f * Unit())},
                  0, 0, 360, kFrame, 4, cv::LINE_AA);
    }
  }
  void Bridge() { cv::line(photo_.bgr, At(133), At(362), kFrame, 4, cv::LINE_AA); }
  void Temples() {
    cv::line(photo_.bgr, At(33) - cv::Point2f(0.1f * Unit(), 0), At(127), kFrame, 4, cv::LINE_AA);
    cv::line(photo_.bgr, At(263) + cv::Point2f(0.1f * Unit(), 0), At(356), kFrame, 4, cv::LINE_AA);
  }

  // Multiplies linear light, each column by its own factor.
  void Light(const std::function<double(double)>& factor) {
    for (int y = 0; y < photo_.bgr.rows; ++y) {
      for (int x = 0; x < photo_.bgr.cols; ++x) {
        const double gain = factor(1.0 * x / photo_.bgr.cols);
        for (int c = 0; c < 3; ++c) {
          auto& v = photo_.bgr.at<cv::Vec3b>(y, x)[c];
          v = cv::saturate_cast<unsigned char>(255 *
                                               std::pow(std::pow(v / 255.0, 2.2) * gain, 1 / 2.2));
        }
      }
    }
  }

  static const cv::Scalar kFrame;
  static Analyzer* analyzer_;
  Photo photo_;
  Analysis analysis_;
};

const cv::Scalar Painted::kFrame(30, 28, 26);
Analyzer* Painted::analyzer_ = nullptr;

TEST_F(Painted, SpectaclesAreSeenByTheirBridgeRimsAndTemples) {
  if (Missing()) return;
  EXPECT_LT(Score(), kSurelyNoGlasses) << "a bare face";
  EXPECT_LT(*Get("glasses.present").value, 0.5);
  const cv::Mat bare = photo_.bgr.clone();
  Rims(), Bridge(), Temples();
  const double whole = Score();
  EXPECT_GT(whole, kSurelyGlasses);
  const Measure worn = Get("glasses.present");
  EXPECT_GT(*worn.value, 0.5);
  EXPECT_EQ(worn.evidence.size(), 4u) << "two rims, two temples";
  photo_.bgr = bare.clone(), Rims(), Bridge();
  EXPECT_LT(Score(), whole - 0.3) << "without temples";
  photo_.bgr = bare.clone(), Rims(), Temples();
  EXPECT_LT(Score(), whole - 0.3) << "without a bridge";
  photo_.bgr = bare.clone(), Bridge(), Temples();
  EXPECT_LT(Score(), whole - 0.3) << "without rims";
}

TEST_F(Painted, LightDoesNotChangeTheAnswerOnSpectacles) {
  if (Missing()) return;
  const cv::Mat bare = photo_.bgr.clone();
  for (const double stops : {-1.0, -0.5, 0.5}) {
    photo_.bgr = bare.clone();
    Light([&](double) { return std::exp2(stops); });
    EXPECT_LT(Score(), kSurelyNoGlasses) << stops;
    photo_.bgr = bare.clone(), Rims(), Bridge(), Temples();
    Light([&](double) { return std::exp2(stops); });
    EXPECT_GT(Score(), kSurelyGlasses) << stops;
  }
  photo_.bgr = bare.clone(), Rims(), Bridge(), Temples();
  Light([](double x) { return std::exp2(1 - 2 * x) * 0.7; });  // two stops from side to side
  EXPECT_GT(Score(), kSurelyGlasses);
}

TEST_F(Painted, GlareIsLookedForOnLensesOnly) {
  if (Missing()) return;
  const auto shine = [this] {
    cv::circle(photo_.bgr, cv::Point(At(230) - cv::Point2f(0, 0.02f * Unit())),
               cvRound(0.07f * Unit()), {252, 253, 252}, cv::FILLED);
  };
  const cv::Mat bare = photo_.bgr.clone();
  Rims(), Bridge(), Temples();
  EXPECT_EQ(Get("eyes.glare").verdict, Verdict::kOk);
  shine();
  const Measure glare = Get("eyes.glare");
  EXPECT_NE(glare.verdict, Verdict::kOk);
  EXPECT_EQ(glare.reason, "EYE-03");
  photo_.bgr = bare.clone();
  shine();
  EXPECT_EQ(Get("eyes.glare").verdict, Verdict::kOk) << "no lens, no glare";
}

// A reflection grows from the size of a catch-light over the iris to the whole lens: it never
// counts as the white of the eye, and not only its edge counts.
TEST_F(Painted, GlareGrowsWithTheReflection) {
  if (Missing()) return;
  Rims(), Bridge(), Temples();
  const cv::Mat worn = photo_.bgr.clone();
  double last = 0;
  for (const float radius : {0.02f, 0.06f, 0.11f, 0.20f}) {
    photo_.bgr = worn.clone();
    for (const size_t iris : {size_t{468}, size_t{473}})
      cv::circle(photo_.bgr, At(iris), cvRound(radius * Unit()), {252, 253, 252}, cv::FILLED);
    const Measure glare = Get("eyes.glare");
    ASSERT_TRUE(glare.value) << glare.cause;
    if (radius < 0.03f) {
      EXPECT_EQ(glare.verdict, Verdict::kOk) << "a catch-light";
    } else {
      EXPECT_GT(*glare.value, last) << radius;
      EXPECT_EQ(glare.reason, "EYE-03");
    }
    last = *glare.value;
  }
}

TEST_F(Painted, HairOverAnEarIsCover) {
  if (Missing()) return;
  EXPECT_EQ(Get("occlusion.ears").verdict, Verdict::kOk);
  // A lock from the hair above the temple down past the ear, as dark as hair.
  const cv::Rect lock(
      cv::Point(At(127)) - cv::Point(cvRound(0.32f * Unit()), cvRound(0.8f * Unit())),
      cv::Size(cvRound(0.34f * Unit()), cvRound(1.8f * Unit())));
  cv::rectangle(photo_.bgr, lock, {24, 26, 30}, cv::FILLED);
  // The person mask of a portrait with such a lock would hold it.
  cv::Mat& mask = analysis_.person_mask;
  const auto column = [&](int x) { return x * mask.cols / photo_.bgr.cols; };
  const auto row = [&](int y) { return y * mask.rows / photo_.bgr.rows; };
  cv::rectangle(mask, {column(lock.x), row(lock.y)},
                {column(lock.x + lock.width), row(lock.y + lock.height)}, cv::Scalar(1),
                cv::FILLED);
  const Measure ears = Get("occlusion.ears");
  ASSERT_TRUE(ears.value);
  EXPECT_GT(*ears.value, 80);
  EXPECT_EQ(ears.verdict, Verdict::kWarn);
  EXPECT_EQ(ears.reason, "OCC-03");
}

TEST_F(Painted, StripesArePattern) {
  if (Missing()) return;
  EXPECT_LT(*Get("clothes.pattern").value, 20);
  const int top = cvRound(At(152).y + 0.4f * Unit());
  for (int y = top; y < photo_.bgr.rows; y += 20)
    cv::rectangle(photo_.bgr, {0, y, photo_.bgr.cols, 10}, {235, 235, 235}, cv::FILLED);
  const Measure pattern = Get("clothes.pattern");
  EXPECT_GT(*pattern.value, 80);
  EXPECT_EQ(pattern.reason, "CLO-02");
}

TEST_F(Painted, ARunIsRepeatable) { EXPECT_EQ(ReportToJson(Check()), ReportToJson(Check())); }

TEST_F(Painted, DesignedFaultsOfHairLensesAndClothesAreSuggested) {
  if (Missing()) return;
  const std::pair<const char*, const char*> cases[] = {
      {"t08.jpg", "OCC-03"}, {"t24.jpg", "EYE-03"},  {"t25.jpg", "EYE-04"}, {"t28.jpg", "OCC-01"},
      {"t29.jpg", "OCC-02"}, {"t30.jpg", "OCC-04"},  {"t31.jpg", "ACC-01"}, {"t32.jpg", "ACC-05"},
      {"t34.jpg", "CLO-01"}, {"t41.jpg", "POSE-04"}, {"t48.jpg", "OCC-04"}};
  for (const auto& [name, code] : cases) {
    Load(name);
    const auto codes = Check().suggestions;
    EXPECT_NE(std::find(codes.begin(), codes.end(), code), codes.end()) << name << " " << code;
  }
}

TEST_F(Painted, WhatCannotBeSeenIsNotGuessed) {
  if (Missing()) return;
  analysis_.pose.yaw = 20;
  for (const char* id : {"occlusion.ears", "occlusion.brows", "occlusion.outline"}) {
    const Measure measure = Get(id);
    EXPECT_EQ(measure.verdict, Verdict::kUnknown) << id;
    EXPECT_EQ(measure.cause, "cause.face_turned") << id;
  }
  EXPECT_EQ(Get("ornaments").verdict, Verdict::kUnknown);
}

}  // namespace
}  // namespace zhaojian
