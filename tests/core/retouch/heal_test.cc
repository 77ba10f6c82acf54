// SPDX-License-Identifier: Apache-2.0
// Heal and clone: against a dense solve, on painted pictures of known truth, and as part of a
// recipe.
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/retouch/edit_regions.h"
#include "core/retouch/op_heal.h"
#include "core/retouch/renderer.h"
#include "core/retouch/source_edits.h"
#include "tests/core/retouch/made.h"

namespace zhaojian {
namespace {

/// A smooth slope with a little noise.
cv::Mat Slope(int width, int height, int noise) {
  cv::Mat image(height, width, CV_8UC3);
  cv::RNG random(5);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int n = noise > 0 ? random.uniform(-noise, noise + 1) : 0;
      image.at<cv::Vec3b>(y, x) = cv::Vec3b(cv::saturate_cast<uchar>(60 + 0.3 * x + n),
                                            cv::saturate_cast<uchar>(90 + 0.2 * y + n),
                                            cv::saturate_cast<uchar>(120 + 0.1 * x + 0.1 * y + n));
    }
  }
  return image;
}

double WorstIn(const cv::Mat& a, const cv::Mat& b) { return cv::norm(a, b, cv::NORM_INF); }

Stroke Spot(float x, float y, float radius) { return {"heal", radius, {{x, y}}}; }

TEST(Heal, SolvesTheMembraneLikeADenseSolver) {
  cv::Mat image(60, 80, CV_8UC3);
  cv::RNG random(9);
  random.fill(image, cv::RNG::UNIFORM, 40, 200);
  const StrokeArea area = AreaOf(Spot(30, 30, 9), 1, image.size());
  const cv::Point offset(30, 2);
  // The independent answer: one row a pixel, 4 m - sum of neighbours = 0, boundary on the right.
  std::vector<cv::Point> cells;
  cv::Mat index(area.mask.size(), CV_32S, cv::Scalar(-1));
  for (int y = 0; y < area.mask.rows; ++y) {
    for (int x = 0; x < area.mask.cols; ++x) {
      if (area.mask.at<uchar>(y, x) == 0) continue;
      index.at<int>(y, x) = static_cast<int>(cells.size());
      cells.emplace_back(x, y);
    }
  }
  const int n = static_cast<int>(cells.size());
  ASSERT_NEAR(n, M_PI * 81, 20);
  cv::Mat matrix(n, n, CV_64F, cv::Scalar(0));
  cv::Mat right(n, 3, CV_64F, cv::Scalar(0));
  const auto difference = [&](cv::Point p, int c) {
    const cv::Point q = area.rect.tl() + p;
    return 1.0 * image.at<cv::Vec3b>(q)[c] - image.at<cv::Vec3b>(q + offset)[c];
  };
  for (int i = 0; i < n; ++i) {
    matrix.at<double>(i, i) = 4;
    for (const cv::Point& step :
         {cv::Point(1, 0), cv::Point(-1, 0), cv::Point(0, 1), cv::Point(0, -1)}) {
      const cv::Point p = cells[static_cast<size_t>(i)] + step;
      const int j = index.at<int>(p);
      if (j >= 0) {
        matrix.at<double>(i, j) = -1;
      } else {
        for (int c = 0; c < 3; ++c) right.at<double>(i, c) += difference(p, c);
      }
    }
  }
  cv::Mat membrane;
  ASSERT_TRUE(cv::solve(matrix, right, membrane, cv::DECOMP_CHOLESKY));
  cv::Mat healed = image.clone();
  Heal(area, offset, &healed);
  double worst = 0;
  for (int i = 0; i < n; ++i) {
    const cv::Point q = area.rect.tl() + cells[static_cast<size_t>(i)];
    for (int c = 0; c < 3; ++c) {
      const double truth =
          std::clamp(image.at<cv::Vec3b>(q + offset)[c] + membrane.at<double>(i, c), 0.0, 255.0);
      worst = std::max(worst, std::abs(truth - healed.at<cv::Vec3b>(q)[c]));
    }
  }
  EXPECT_LE(worst, 1.0) << "half a level of rounding and what the relaxation leaves";
}

TEST(Heal, ASpotOnASlopeDisappears) {
  const cv::Mat clean = Slope(300, 240, 0);
  cv::Mat image = clean.clone();
  cv::circle(image, {150, 120}, 14, cv::Scalar(10, 20, 60), cv::FILLED);
  const StrokeArea area = AreaOf(Spot(150, 120, 18), 1, image.size());
  const auto source = FindHealSource(image, area, 18);
  ASSERT_TRUE(source.has_value());
  Heal(area, *source, &image);
  EXPECT_LE(WorstIn(image, clean), 2);
}

TEST(Heal, TakesFromCleanGroundAndNotFromAnotherSpotOrAnEdge) {
  const cv::Mat clean = Slope(400, 300, 3);
  cv::Mat image = clean.clone();
  image.rowRange(0, 120).setTo(cv::Scalar(30, 30, 30));  // hair above
  const cv::Mat before = image.clone();
  cv::circle(image, {200, 160}, 10, cv::Scalar(20, 20, 90), cv::FILLED);
  for (const cv::Point& other : {cv::Point(232, 160), cv::Point(168, 160), cv::Point(200, 192)}) {
    cv::circle(image, other, 9, cv::Scalar(20, 20, 90), cv::FILLED);
  }
  const StrokeArea area = AreaOf(Spot(200, 160, 13), 1, image.size());
  const auto source = FindHealSource(image, area, 13);
  ASSERT_TRUE(source.has_value());
  Heal(area, *source, &image);
  const cv::Rect spot(192, 152, 16, 16);
  EXPECT_LE(cv::norm(image(spot), before(spot), cv::NORM_L1) / (256 * 3), 6);
}

TEST(Heal, ChangesNothingOutsideTheStroke) {
  cv::Mat image = Slope(200, 200, 20);
  const cv::Mat before = image.clone();
  const Stroke line{"heal", 4, {{40, 50}, {120, 90}, {150, 160}}};
  const StrokeArea area = AreaOf(line, 1, image.size());
  const auto source = FindHealSource(image, area, 4);
  ASSERT_TRUE(source.has_value());
  Heal(area, *source, &image);
  cv::Mat inside(image.size(), CV_8U, cv::Scalar(0));
  area.mask.copyTo(inside(area.rect));
  cv::Mat difference;
  cv::absdiff(image, before, difference);
  difference.setTo(0, inside);
  EXPECT_EQ(cv::countNonZero(difference.reshape(1)), 0);
  EXPECT_GT(cv::norm(image, before, cv::NORM_INF), 0);
}

TEST(Heal, AHairAcrossTheClothIsGone) {
  const cv::Mat clean = Slope(400, 300, 4);
  cv::Mat image = clean.clone();
  cv::line(image, {80, 60}, {330, 240}, cv::Scalar(5, 5, 5), 2, cv::LINE_AA);
  const Stroke line{"heal", 5, {{78, 58}, {330, 241}}};
  const StrokeArea area = AreaOf(line, 1, image.size());
  const auto source = FindHealSource(image, area, 5);
  ASSERT_TRUE(source.has_value());
  Heal(area, *source, &image);
  EXPECT_LE(WorstIn(image, clean), 16) << "noise of the source against noise of the truth";
  EXPECT_LE(cv::norm(image, clean, cv::NORM_L1) / (3.0 * cv::countNonZero(area.mask)), 4.5);
}

TEST(Heal, AtTheCornerOfThePhotoAndOutsideOfIt) {
  cv::Mat image = Slope(120, 100, 5);
  const StrokeArea corner = AreaOf(Spot(0, 0, 12), 1, image.size());
  const auto source = FindHealSource(image, corner, 12);
  ASSERT_TRUE(source.has_value());
  Heal(corner, *source, &image);
  EXPECT_TRUE(AreaOf(Spot(-400, 50, 12), 1, image.size()).rect.empty());
  EXPECT_TRUE(AreaOf(Spot(1e30f, 50, 12), 1, image.size()).rect.empty());
  // A stroke over everything finds no source and changes nothing.
  const StrokeArea all = AreaOf(Spot(60, 50, 1000), 1, image.size());
  EXPECT_FALSE(FindHealSource(image, all, 1000).has_value());
}

TEST(Clone, CopiesTheSourceInTheMiddleAndFadesAtTheRim) {
  cv::Mat image = Slope(200, 100, 20);
  const cv::Mat before = image.clone();
  const StrokeArea area = AreaOf({"clone", 15, {{50, 50}}}, 1, image.size());
  Clone(area, {80, 10}, 15, &image);
  EXPECT_EQ(image.at<cv::Vec3b>(50, 50), before.at<cv::Vec3b>(60, 130));
  EXPECT_EQ(image.at<cv::Vec3b>(50, 33), before.at<cv::Vec3b>(50, 33));
}

std::vector<SourceStroke> ManySpots(int count) {
  std::vector<SourceStroke> strokes;
  cv::RNG random(3);
  for (int i = 0; i < count; ++i) {
    strokes.push_back({"clean.face", Spot(static_cast<float>(random.uniform(40, 560)),
                                          static_cast<float>(random.uniform(40, 760)), 12)});
  }
  return strokes;
}

TEST(SourceEdits, OneByOneOrAtOnceAndBackAgainGiveTheSameBytes) {
  const cv::Mat photo = Slope(600, 800, 20);
  const std::vector<SourceStroke> all = ManySpots(60);
  SourceEdits stepwise(photo, 1);
  for (size_t n = 1; n <= all.size(); ++n) {
    stepwise.Apply({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)}, nullptr);
    EXPECT_LE(stepwise.changed().area(), 28 * 28) << "a new spot touches its own rectangle";
  }
  SourceEdits at_once(photo, 1);
  const cv::Mat whole = at_once.Apply(all, nullptr).clone();
  EXPECT_EQ(WorstIn(stepwise.Apply(all, nullptr), whole), 0);
  EXPECT_GT(WorstIn(whole, photo), 0);
  // Undo to nothing gives the photo back.
  EXPECT_EQ(WorstIn(stepwise.Apply({}, nullptr), photo), 0);
  // Another stroke in the middle recomputes what follows.
  std::vector<SourceStroke> other = all;
  other[10].stroke.radius = 20;
  const cv::Mat changed = stepwise.Apply(other, nullptr).clone();
  EXPECT_EQ(WorstIn(changed, SourceEdits(photo, 1).Apply(other, nullptr)), 0);
}

TEST(EditRegions, KnowTheFaceTheClothesAndTheWall) {
  const testing::MadeHead head;
  const EditRegions regions(testing::MakeAnalysis(head));
  EXPECT_EQ(regions.At({5, 5}), EditRegion::kBackground);
  const double chin = head.eye_y + 0.75 * head.face_width;
  EXPECT_EQ(regions.At({head.centre_x - 0.7 * head.face_width, chin + 0.9 * head.face_width}),
            EditRegion::kClothes);
  EXPECT_EQ(regions.At({head.centre_x, head.hair_top + 0.05 * head.face_width}), EditRegion::kHair);
  const EditRegion eye = regions.At({head.centre_x - 0.22 * head.face_width, 1.0 * head.eye_y});
  EXPECT_TRUE(eye == EditRegion::kIdentityCore || eye == EditRegion::kSkin);
  EXPECT_FALSE(EditRegions::Allows("clean.clothes", EditRegion::kSkin));
  EXPECT_FALSE(EditRegions::Allows("clean.face", EditRegion::kIdentityCore));
  EXPECT_FALSE(EditRegions::Allows("clean.clone", EditRegion::kHair));
}

TEST(EditRegions, WithoutLandmarksTheWholePersonIsProtected) {
  Analysis analysis = testing::MakeAnalysis({});
  analysis.landmarks.clear();
  const EditRegions regions(analysis);
  for (int y = 0; y < regions.map().rows; ++y) {
    for (int x = 0; x < regions.map().cols; ++x) {
      const auto region = static_cast<EditRegion>(regions.map().at<uchar>(y, x));
      ASSERT_TRUE(region == EditRegion::kBackground || region == EditRegion::kSkin);
    }
  }
}

TEST(Renderer, AStrokeThatCrossesAProtectedRegionIsCutAtItsEdge) {
  const testing::MadeHead head;
  Recipe recipe = testing::MakeRecipe(head);
  const auto photo = testing::MakePhoto(head);
  // From the clothes up over the neck and the face.
  const auto x = static_cast<float>(head.centre_x);
  const auto chin = static_cast<float>(head.eye_y + 0.75 * head.face_width);
  const auto w = static_cast<float>(head.face_width);
  Operation lint = testing::MakeOperation("clean.clothes", {});
  lint.strokes = {{"heal", 0.05f * w, {{x - 0.5f * w, chin + w}, {x, chin - 0.4f * w}}}};
  recipe.Push(lint);
  recipe.policy = "strict";
  CpuRenderer cut(photo, testing::DefaultProfile());
  Recipe plain = recipe;
  plain.Undo();
  const auto before = cut.RenderCanvas(plain);
  const auto after = cut.RenderCanvas(recipe);
  ASSERT_TRUE(before.ok() && after.ok());
  const auto state = FoldRecipe(recipe, testing::DefaultProfile());
  const cv::Matx23d map = SourceToCanvas(*state, testing::DefaultProfile());
  const cv::Vec2d at_chin = map * cv::Vec3d(x, chin, 1);
  cv::Mat difference;
  cv::absdiff(*before, *after, difference);
  const int row = static_cast<int>(at_chin[1]);
  EXPECT_EQ(cv::countNonZero(difference.rowRange(0, row).clone().reshape(1)), 0)
      << "nothing above the chin may change";
  EXPECT_GT(cv::countNonZero(difference.rowRange(row, difference.rows).clone().reshape(1)), 0);
  // Without a policy nothing is cut.
  recipe.policy.clear();
  const auto free = CpuRenderer(photo, testing::DefaultProfile()).RenderCanvas(recipe);
  ASSERT_TRUE(free.ok());
  cv::absdiff(*before, *free, difference);
  EXPECT_GT(cv::countNonZero(difference.rowRange(0, row).clone().reshape(1)), 0);
}

TEST(Renderer, AStrokeAddedOneByOneGivesTheBytesOfAReplay) {
  const testing::MadeHead head;
  const auto photo = testing::MakePhoto(head);
  Recipe recipe = testing::MakeRecipe(head);
  CpuRenderer hand(photo, testing::DefaultProfile());
  ASSERT_TRUE(hand.RenderCanvas(recipe).ok());
  cv::RNG random(4);
  for (int i = 0; i < 8; ++i) {
    Operation spot = testing::MakeOperation("clean.face", {});
    const auto at = [&](double span) { return static_cast<float>(random.uniform(-span, span)); };
    spot.strokes = {Spot(static_cast<float>(head.centre_x) + at(0.3 * head.face_width),
                         static_cast<float>(head.eye_y) + at(0.3 * head.face_width),
                         0.03f * static_cast<float>(head.face_width))};
    recipe.Push(spot);
    ASSERT_TRUE(hand.RenderCanvas(recipe).ok());
  }
  const auto shown = hand.RenderCanvas(recipe);
  const auto replayed = CpuRenderer(photo, testing::DefaultProfile()).RenderCanvas(recipe);
  ASSERT_TRUE(shown.ok() && replayed.ok());
  EXPECT_EQ(WorstIn(*shown, *replayed), 0);
}

TEST(Recipe, ASourceSurvivesAndACloneWithoutOneIsRefused) {
  Recipe recipe = testing::MakeRecipe({});
  Operation clone = testing::MakeOperation("clean.clone", {});
  clone.strokes = {{"clone", 8, {{100, 120}}, cv::Point2f(30.5f, -12)}};
  recipe.Push(clone);
  for (const std::string& form : {RecipeToText(recipe), RecipeToBytes(recipe)}) {
    const auto read = ParseRecipe(form);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->operations.back().strokes[0].source, cv::Point2f(30.5f, -12));
  }
  recipe.operations.back().strokes[0].source.reset();
  EXPECT_EQ(ReasonOf(ValidateRecipe(recipe)), "BAD_RECIPE");
  recipe.operations.back().strokes[0].source = cv::Point2f(NAN, 0);
  EXPECT_EQ(ReasonOf(ValidateRecipe(recipe)), "BAD_RECIPE");
  recipe.operations.back() = testing::MakeOperation("clean.clothes", {});
  recipe.operations.back().strokes = {{"keep", 8, {{100, 120}}}};
  EXPECT_EQ(ReasonOf(ValidateRecipe(recipe)), "BAD_RECIPE");
}

}  // namespace
}  // namespace zhaojian
