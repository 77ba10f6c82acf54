// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/gate_matte.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

/// A dark person before a wall, on a canvas; the analysis sees and the solve finds exactly that.
struct KeptScene {
  MatteProblem problem;
  cv::Mat1f automatic;
  cv::Mat1f edited;

  explicit KeptScene(bool busy = false) {
    problem.bgr = cv::Mat(1280, 960, CV_8UC3, cv::Scalar(205, 210, 208));
    cv::RNG random(3);
    if (busy) {
      for (int i = 0; i < 400; ++i) {
        const cv::Rect box(random.uniform(0, 900), random.uniform(0, 1200), 60, 80);
        cv::rectangle(
            problem.bgr, box,
            cv::Scalar(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256)),
            cv::FILLED);
      }
    }
    cv::Mat noise(problem.bgr.size(), CV_8UC3);
    random.fill(noise, cv::RNG::UNIFORM, 0, 9);
    problem.bgr += noise;
    problem.person_mask = cv::Mat(problem.bgr.size(), CV_32F, cv::Scalar(0));
    cv::ellipse(problem.person_mask, {480, 620}, {220, 320}, 0, 0, 360, cv::Scalar(1), cv::FILLED);
    cv::rectangle(problem.person_mask, {150, 950, 660, 330}, cv::Scalar(1), cv::FILLED);
    problem.bgr.setTo(cv::Scalar(60, 50, 45), problem.person_mask > 0.5F);
    automatic = problem.person_mask.clone();
    edited = automatic.clone();
  }
  /// The brush keeps a disc; canvas pixels.
  void Keep(const cv::Point& at, int radius) {
    cv::circle(edited, at, radius, cv::Scalar(1), cv::FILLED);
  }
  KeptWall Measure() const { return MeasureKeptWall(problem, automatic, edited); }
};

TEST(KeptWallTest, NothingPaintedIsNothingKept) {
  const KeptWall kept = KeptScene().Measure();
  EXPECT_EQ(kept.width, 0);
  EXPECT_TRUE(kept.plain);
}

TEST(KeptWallTest, ADiscOfWallHasItsSizeAndPlaceInTheDeliveredPicture) {
  for (const bool busy : {false, true}) {
    KeptScene scene(busy);
    scene.Keep({200, 300}, 60);
    const KeptWall kept = scene.Measure();
    EXPECT_EQ(kept.plain, !busy);
    EXPECT_NEAR(kept.width, 60, 3) << "120 canvas pixels across, chamfer distance";
    EXPECT_NEAR(kept.at.x, 100, 2);
    EXPECT_NEAR(kept.at.y, 150, 2);
  }
}

TEST(KeptWallTest, TheWidestOfSeveralCountsAndTheRimOfThePictureEndsIt) {
  KeptScene scene;
  scene.Keep({200, 300}, 20);
  scene.Keep({960, 200}, 60);
  const KeptWall kept = scene.Measure();
  EXPECT_NEAR(kept.width, 30, 2) << "half a disc of 60";
  EXPECT_GT(kept.at.x, 460);
}

TEST(KeptWallTest, RestoredHairCountsWithTheBrushsMarginOnly) {
  KeptScene scene;
  // A bun that mask and solve have lost, restored with 10 canvas pixels too much all round.
  cv::circle(scene.problem.bgr, {480, 240}, 80, cv::Scalar(40, 35, 30), cv::FILLED);
  scene.Keep({480, 240}, 90);
  EXPECT_LE(scene.Measure().width, 10);
  EXPECT_GT(scene.Measure().width, 0);
}

TEST(KeptWallTest, WhatTheMaskHoldsForAPersonIsNoWall) {
  KeptScene scene;
  // A shoulder in the wall's own colour: the solve lost it, the mask did not.
  cv::circle(scene.problem.person_mask, {850, 1100}, 100, cv::Scalar(0.3), cv::FILLED);
  scene.Keep({850, 1100}, 100);
  EXPECT_EQ(scene.Measure().width, 0);
}

TEST(KeptWallTest, WhatWasOpaqueWithoutStrokesIsNoStrokesFault) {
  KeptScene scene;
  cv::circle(scene.automatic, {200, 300}, 60, cv::Scalar(1), cv::FILLED);
  scene.Keep({200, 300}, 60);
  EXPECT_EQ(scene.Measure().width, 0);
}

TEST(KeptWallTest, AShadowOnTheWallIsWall) {
  KeptScene scene;
  const cv::Rect shadow(80, 150, 300, 300);
  cv::Mat dark = scene.problem.bgr(shadow);
  dark.convertTo(dark, CV_8UC3, 0.75);
  scene.Keep({200, 300}, 60);
  EXPECT_NEAR(scene.Measure().width, 60, 3);
}

}  // namespace
}  // namespace zhaojian
