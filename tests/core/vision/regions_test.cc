// SPDX-License-Identifier: Apache-2.0
#include "core/vision/regions.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/file.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

Analyzer* SharedAnalyzer() {
  static const std::unique_ptr<Analyzer> kAnalyzer = [] {
    auto made = Analyzer::Create(testing::ModelsForTests());
    return made.ok() ? std::move(*made) : nullptr;
  }();
  return kAnalyzer.get();
}

struct Seen {
  Photo photo;
  Analysis analysis;
};

Seen Look(const std::filesystem::path& file) {
  const auto bytes = ReadFile(file, kMaxPhotoBytes);
  EXPECT_TRUE(bytes.ok()) << file;
  Seen seen;
  seen.photo = *DecodePhoto(*bytes);
  seen.analysis = *SharedAnalyzer()->Analyze(seen.photo);
  return seen;
}

std::filesystem::path Demo(const char* name) { return testing::AssetsForTests() / "demo" / name; }

TEST(LevelFrame, PutsTheOuterEyeCornersAtTheirPlaces) {
  if (SharedAnalyzer() == nullptr) return testing::PrintNotRun(2, "the networks are not converted");
  for (const char* name : {"t01.jpg", "t40.jpg"}) {  // t40 leans by 12 degrees
    const Seen seen = Look(Demo(name));
    const auto frame = LevelFace(seen.photo, seen.analysis, kHeadWindow);
    ASSERT_TRUE(frame) << name;
    EXPECT_EQ(frame->bgr.size(), cv::Size(320, 384));
    EXPECT_NEAR(frame->points[33].x, 120, 0.1) << name;
    EXPECT_NEAR(frame->points[263].x, 200, 0.1) << name;
    EXPECT_NEAR(frame->points[33].y, 165, 0.1) << name;
    EXPECT_NEAR(frame->points[263].y, 165, 0.1) << name;
    for (const size_t i : {33, 152, 454}) {
      const cv::Point2f back = frame->ToSource(frame->points[i]);
      EXPECT_NEAR(back.x, seen.analysis.landmarks[i].x, 0.1) << name;
      EXPECT_NEAR(back.y, seen.analysis.landmarks[i].y, 0.1) << name;
    }
  }
}

TEST(LevelFrame, ShowsThePixelThatLiesThere) {
  if (SharedAnalyzer() == nullptr) return testing::PrintNotRun(1, "the networks are not converted");
  Seen seen = Look(Demo("t40.jpg"));
  const cv::Point2f at(seen.analysis.landmarks[4].x, seen.analysis.landmarks[4].y);
  cv::circle(seen.photo.bgr, cv::Point(at), 6, {0, 255, 0}, cv::FILLED);
  const auto frame = LevelFace(seen.photo, seen.analysis, kHeadWindow);
  const auto& pixel = frame->bgr.at<cv::Vec3b>(cv::Point(frame->points[4]));
  EXPECT_GT(pixel[1], 200);
  EXPECT_LT(pixel[2], 60);
}

TEST(LevelFrame, NoLandmarksNoFrame) {
  Photo photo;
  photo.bgr = cv::Mat(100, 100, CV_8UC3, cv::Scalar::all(128));
  Analysis analysis;
  analysis.source_size = {100, 100};
  EXPECT_FALSE(LevelFace(photo, analysis, kHeadWindow));
}

TEST(Regions, TheSameFrameGivesTheSameMap) {
  if (SharedAnalyzer() == nullptr) return testing::PrintNotRun(1, "the networks are not converted");
  const Seen seen = Look(Demo("t30.jpg"));
  const auto frame = LevelFace(seen.photo, seen.analysis, kHeadWindow);
  const RegionMap first = ClassicRegions().Segment(*frame);
  const RegionMap second = ClassicRegions().Segment(*frame);
  EXPECT_EQ(cv::countNonZero(first.labels != second.labels), 0);
  EXPECT_EQ(first.separation, second.separation);
}

// Regions of the renderer (regions.json): which of ours they are; the others are not scored.
const std::map<int, Region> kScored = {{0, Region::kBackground}, {1, Region::kSkin},
                                       {2, Region::kSkin},       {3, Region::kHair},
                                       {4, Region::kSkin},       {9, Region::kClothes}};

// The palette index of every pixel: the reader gives colours, the file's own palette the way back.
cv::Mat ReadIndices(const std::filesystem::path& file) {
  const auto bytes = ReadFile(file, kMaxPhotoBytes);
  const size_t palette = bytes->find("PLTE") + 4;
  std::map<std::array<unsigned char, 3>, unsigned char> index;
  for (unsigned char i = 0; i < 16; ++i) {
    const auto* rgb = reinterpret_cast<const unsigned char*>(bytes->data()) + palette + 3 * i;
    index[{rgb[2], rgb[1], rgb[0]}] = i;
  }
  const cv::Mat colours = cv::imread(file.string(), cv::IMREAD_COLOR);
  cv::Mat out(colours.size(), CV_8U);
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      const auto& c = colours.at<cv::Vec3b>(y, x);
      out.at<unsigned char>(y, x) = index[{c[0], c[1], c[2]}];
    }
  }
  return out;
}

struct Overlap {
  double both = 0;
  double either = 0;
};

// Adds one portrait's pixels per region of ours.
void Score(const std::filesystem::path& folder, const std::string& name,
           std::map<Region, Overlap>* sums) {
  const Seen seen = Look(folder / (name + ".jpg"));
  const auto frame = LevelFace(seen.photo, seen.analysis, kHeadWindow);
  ASSERT_TRUE(frame) << name;
  const RegionMap map = ClassicRegions().Segment(*frame);
  const cv::Mat truth = ReadIndices(folder / (name + "_regions.png"));
  for (int y = 0; y < map.labels.rows; ++y) {
    for (int x = 0; x < map.labels.cols; ++x) {
      const cv::Point2f at =
          frame->ToSource({static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f});
      const cv::Point pixel(cvFloor(at.x), cvFloor(at.y));
      if (!cv::Rect({0, 0}, truth.size()).contains(pixel)) continue;
      const auto real = kScored.find(truth.at<unsigned char>(pixel));
      if (real == kScored.end()) continue;
      const auto found = static_cast<Region>(map.labels.at<unsigned char>(y, x));
      (*sums)[real->second].either += 1;
      if (found == real->second) {
        (*sums)[real->second].both += 1;
      } else {
        (*sums)[found].either += 1;
      }
    }
  }
}

TEST(Regions, AgreeWithTheRendererOnSkinHairAndClothes) {
  const auto shared = testing::SharedFolder();
  if (!shared || SharedAnalyzer() == nullptr)
    return testing::PrintNotRun(50, "no shared folder, or the networks are not converted");
  std::map<Region, Overlap> sums;
  for (int i = 1; i <= 50; ++i) {
    std::string name = std::to_string(i);
    name = (name.size() < 2 ? "t0" : "t") + name;
    Score(*shared / "portraits" / "synthetic2", name, &sums);
  }
  const auto overlap = [&](Region region) { return sums[region].both / sums[region].either; };
  std::printf("intersection over union: skin %.3f hair %.3f clothes %.3f background %.3f\n",
              overlap(Region::kSkin), overlap(Region::kHair), overlap(Region::kClothes),
              overlap(Region::kBackground));
  // Measured 2026-11-24, each with 0.05 to spare.
  EXPECT_GT(overlap(Region::kSkin), 0.89);
  EXPECT_GT(overlap(Region::kHair), 0.79);
  EXPECT_GT(overlap(Region::kClothes), 0.92);
  EXPECT_GT(overlap(Region::kBackground), 0.94);
}

}  // namespace
}  // namespace zhaojian
