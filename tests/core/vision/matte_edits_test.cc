// SPDX-License-Identifier: Apache-2.0
// Brush and heal on a solved matte: what they must do, and that the way there does not matter.
#include "core/vision/matte_edits.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/core/vision/matte_scene.h"

namespace zhaojian {
namespace {

EditedMatte SolvedScene(const Scene& scene) {
  auto matte = EditedMatte::Solve(scene.problem);
  EXPECT_TRUE(matte.ok()) << MessageOf(matte.status());
  return std::move(*matte);
}

bool SameMatte(const Matte& a, const Matte& b) {
  return cv::norm(a.alpha, b.alpha, cv::NORM_INF) == 0 &&
         cv::norm(a.foreground, b.foreground, cv::NORM_INF) == 0;
}

void Stroke(cv::Point at, int radius, MatteForce force, MatteEdits* edits) {
  edits->force = edits->force.clone();
  cv::circle(edits->force, at, radius, static_cast<int>(force), cv::FILLED);
  edits->stroked.push_back(
      cv::Rect(at.x - radius - 1, at.y - radius - 1, 2 * radius + 3, 2 * radius + 3) &
      cv::Rect({0, 0}, edits->force.size()));
}

void HealTo(const cv::Mat& clean, const cv::Rect& rect, MatteEdits* edits) {
  edits->bgr = edits->bgr.clone();
  cv::Mat levels;
  clean(rect).convertTo(levels, CV_8U);
  levels.copyTo(edits->bgr(rect));
  edits->healed.push_back(rect);
}

MatteEdits NoEdits(const Scene& scene) {
  MatteEdits edits;
  edits.bgr = scene.problem.bgr;
  edits.force = cv::Mat(scene.problem.bgr.size(), CV_8U, cv::Scalar(0));
  return edits;
}

/// Half-opaque places of the drawn hair, well inside the picture.
cv::Point InTheHair(const Scene& scene, int nth) {
  for (int y = 60; y < scene.alpha.rows - 60; ++y) {
    for (int x = 60; x < scene.alpha.cols - 60; ++x) {
      if (scene.alpha(y, x) > 0.4F && scene.alpha(y, x) < 0.6F && nth-- == 0) return {x, y};
    }
  }
  return {};
}

TEST(EditedMatte, WithoutEditsIsTheSolvedMatte) {
  for (const Backdrop backdrop : {Backdrop::kWall, Backdrop::kRoom}) {
    const Scene scene = DrawScene(backdrop, {480, 640});
    const EditedMatte edited = SolvedScene(scene);
    EXPECT_TRUE(SameMatte(edited.matte(), *SolveMatte(scene.problem)));
  }
}

TEST(EditedMatte, StrokesAreExactAndShowThePictureItself) {
  const Scene scene = DrawScene(Backdrop::kRoom, {480, 640});
  EditedMatte edited = SolvedScene(scene);
  MatteEdits edits = NoEdits(scene);
  Stroke({240, 330}, 25, MatteForce::kBackground, &edits);
  Stroke({50, 60}, 15, MatteForce::kForeground, &edits);
  ASSERT_TRUE(edited.Update(edits).ok());
  for (int y = 0; y < 640; ++y) {
    for (int x = 0; x < 480; ++x) {
      const int force = edits.force.at<uchar>(y, x);
      if (force == 1) {
        ASSERT_EQ(edited.matte().alpha.at<float>(y, x), 0) << x << ' ' << y;
      }
      if (force != 2) continue;
      ASSERT_EQ(edited.matte().alpha.at<float>(y, x), 1) << x << ' ' << y;
      ASSERT_EQ(edited.matte().foreground.at<cv::Vec3b>(y, x),
                scene.problem.bgr.at<cv::Vec3b>(y, x));
    }
  }
}

TEST(EditedMatte, TheWayToTheSameEditsDoesNotMatter) {
  for (const Backdrop backdrop : {Backdrop::kWall, Backdrop::kRoom}) {
    const Scene scene = DrawScene(backdrop, {480, 640});
    MatteEdits edits = NoEdits(scene);
    EditedMatte hand = SolvedScene(scene);
    std::vector<MatteEdits> steps = {edits};
    cv::RNG random(7);
    for (int i = 0; i < 10; ++i) {
      const cv::Point at = InTheHair(scene, random.uniform(0, 2000));
      if (i % 3 == 2) {
        HealTo(scene.background, cv::Rect(at.x - 10, at.y - 10, 20, 20), &edits);
      } else {
        Stroke(at, random.uniform(3, 20),
               i % 2 == 0 ? MatteForce::kUnknown : MatteForce::kForeground, &edits);
      }
      ASSERT_TRUE(hand.Update(edits).ok());
      steps.push_back(edits);
      EditedMatte replay = SolvedScene(scene);
      ASSERT_TRUE(replay.Update(edits).ok());
      ASSERT_TRUE(SameMatte(hand.matte(), replay.matte())) << "step " << i;
      ASSERT_EQ(cv::norm(hand.seen(), replay.seen(), cv::NORM_INF), 0);
    }
    // Undo, step by step, back to nothing.
    for (size_t i = steps.size(); i-- > 0;) {
      ASSERT_TRUE(hand.Update(steps[i]).ok());
      EditedMatte replay = SolvedScene(scene);
      ASSERT_TRUE(replay.Update(steps[i]).ok());
      ASSERT_TRUE(SameMatte(hand.matte(), replay.matte())) << "back at " << i;
    }
    EXPECT_TRUE(SameMatte(hand.matte(), *SolveMatte(scene.problem)));
  }
}

TEST(EditedMatte, ChangesNothingOutsideWhatItSaysItChanged) {
  const Scene scene = DrawScene(Backdrop::kRoom, {480, 640});
  EditedMatte edited = SolvedScene(scene);
  const Matte before = edited.matte();
  const cv::Mat kept = before.alpha.clone();
  MatteEdits edits = NoEdits(scene);
  Stroke(InTheHair(scene, 500), 12, MatteForce::kUnknown, &edits);
  ASSERT_TRUE(edited.Update(edits).ok());
  ASSERT_FALSE(edited.changed().empty());
  EXPECT_LT(edited.changed().area(), 480 * 640 / 4);
  cv::Mat difference = edited.matte().alpha != before.alpha;
  difference(edited.changed()).setTo(0);
  EXPECT_EQ(cv::countNonZero(difference), 0);
  EXPECT_EQ(cv::norm(kept, before.alpha, cv::NORM_INF), 0) << "a copy keeps what it showed";
}

TEST(EditedMatte, AStrandWipedOffTheWallLeavesTheMatteAndASpotOnTheWallDoesNotTouchIt) {
  Scene scene = DrawScene(Backdrop::kWall, {480, 640});
  const cv::Mat clean = scene.problem.bgr.clone();
  // A hair that stands off from the head.
  cv::Point root;
  for (int y = 60; y < 400 && root.y == 0; ++y) {
    if (scene.alpha(y, 240) > 0.95F) root = {240, y};
  }
  const cv::Rect around(root.x - 40, root.y - 55, 80, 50);
  cv::line(scene.problem.bgr, {root.x, root.y + 4}, {root.x + 14, root.y - 42},
           cv::Scalar(25, 25, 28), 2, cv::LINE_AA);
  EditedMatte edited = SolvedScene(scene);
  MatteEdits edits = NoEdits(scene);
  const double with = cv::sum(edited.matte().alpha(around))[0];
  const Matte untouched = edited.matte();
  HealTo(clean, around, &edits);
  ASSERT_TRUE(edited.Update(edits).ok());
  // The hair beside it stands still: no opacity moves by more than 4 levels, which nobody sees.
  cv::Mat moved;
  cv::absdiff(edited.matte().alpha, untouched.alpha, moved);
  moved(around + cv::Size(32, 32) - cv::Point(16, 16)).setTo(0);
  EXPECT_LT(cv::norm(moved, cv::NORM_INF), 4.0 / 255);
  const double without = cv::sum(edited.matte().alpha(around))[0];
  EXPECT_GT(with - without, 30) << "opaque pixels of the wiped hair";
  // The far corner of the wall.
  const Matte before = edited.matte();
  HealTo(clean, cv::Rect(8, 8, 24, 24), &edits);
  ASSERT_TRUE(edited.Update(edits).ok());
  EXPECT_TRUE(edited.changed().empty());
  EXPECT_TRUE(SameMatte(before, edited.matte()));
}

TEST(EditedMatte, AMaskWithoutAPersonStillTakesStrokes) {
  Scene scene = DrawScene(Backdrop::kWall, {240, 320});
  scene.problem.person_mask.setTo(0);
  EditedMatte edited = SolvedScene(scene);
  MatteEdits edits = NoEdits(scene);
  Stroke({100, 100}, 20, MatteForce::kForeground, &edits);
  HealTo(scene.background, cv::Rect(90, 90, 20, 20), &edits);
  ASSERT_TRUE(edited.Update(edits).ok());
  EXPECT_EQ(edited.matte().alpha.at<float>(100, 100), 1);
  EXPECT_EQ(edited.matte().alpha.at<float>(200, 200), 0);
  ASSERT_TRUE(edited.Update(NoEdits(scene)).ok());
  EXPECT_EQ(cv::countNonZero(edited.matte().alpha), 0);
}

TEST(EditedMatte, EditsThatDoNotFitAreRefusedByField) {
  const Scene scene = DrawScene(Backdrop::kWall, {240, 320});
  EditedMatte edited = SolvedScene(scene);
  const auto refused = [&](const MatteEdits& edits, const std::string& field) {
    const Status status = edited.Update(edits);
    EXPECT_EQ(ReasonOf(status), "MATTE_INPUT");
    EXPECT_EQ(DetailOf(status)->field, field);
  };
  MatteEdits edits = NoEdits(scene);
  edits.stroked = {cv::Rect(230, 10, 20, 20)};
  refused(edits, "rect");
  edits = NoEdits(scene);
  edits.force = cv::Mat(10, 10, CV_8U, cv::Scalar(0));
  refused(edits, "force");
  edits = NoEdits(scene);
  edits.bgr = cv::Mat();
  edits.healed = {cv::Rect(10, 10, 20, 20)};
  refused(edits, "bgr");
  EXPECT_TRUE(edited.Update(NoEdits(scene)).ok()) << "a refused edit leaves the matte as it was";
}

}  // namespace
}  // namespace zhaojian
