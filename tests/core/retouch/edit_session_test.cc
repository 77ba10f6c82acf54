// SPDX-License-Identifier: Apache-2.0
// A whole session at the renderer: whatever the way to a recipe, it shows the bytes of a replay.
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/retouch/renderer.h"
#include "tests/core/retouch/made.h"

namespace zhaojian {
namespace {

using testing::MadeHead;
using testing::MakeOperation;

/// Strokes and sliders as a retoucher uses them, in any order.
class Hand {
 public:
  explicit Hand(uint64_t seed) : random_(seed) {}

  Operation Next() {
    const double w = head_.face_width;
    switch (random_.uniform(0, 10)) {
      case 0:
        return WithStroke("clean.background", "heal", {0.06 * w, 0.9 * w}, 0.04);
      case 1:
        return WithStroke("clean.clothes", "heal", {head_.centre_x, head_.eye_y + 1.9 * w}, 0.03);
      case 2:
        return WithStroke("clean.face", "heal", {head_.centre_x, head_.eye_y + 0.3 * w}, 0.03);
      case 3:
        return WithStroke("clean.stray_hair", "heal", {head_.centre_x, head_.hair_top - 4}, 0.03);
      case 4:
        return WithStroke("bg.matte_brush", random_.uniform(0, 2) == 0 ? "keep" : "soften",
                          {head_.centre_x + 0.55 * w, 1.0 * head_.eye_y}, 0.05);
      case 5:
        return WithStroke("bg.matte_brush", "remove", {head_.centre_x, head_.hair_top + 2.0}, 0.04);
      case 6:
        return MakeOperation("tone.exposure", {{"ev", random_.uniform(-0.3, 0.3)}});
      case 7:
        return MakeOperation("bg.matte_edge", {{"shift", random_.uniform(-1.0, 1.0)},
                                               {"softness", random_.uniform(0.0, 0.6)}});
      case 8:
        return MakeOperation("bg.defringe", {{"strength", random_.uniform(0.0, 1.0)}});
      default:
        return MakeOperation("tone.lowfreq_balance",
                             {{"strength", random_.uniform(0.0, 1.0)}, {"limit", 1.17}});
    }
  }

 private:
  Operation WithStroke(const std::string& kind, const std::string& mode, cv::Point2d at,
                       double radius) {
    Operation operation = MakeOperation(kind, {});
    const auto near = [&](double v) {
      return static_cast<float>(v + random_.uniform(-0.1, 0.1) * head_.face_width);
    };
    const cv::Point2f from(near(at.x), near(at.y));
    const cv::Point2f to = from + cv::Point2f(static_cast<float>(random_.uniform(-20.0, 20.0)),
                                              static_cast<float>(random_.uniform(-20.0, 20.0)));
    operation.strokes = {{mode, static_cast<float>(radius * head_.face_width), {from, to}}};
    return operation;
  }

  MadeHead head_;
  cv::RNG random_;
};

void ExpectReplay(CpuRenderer& warm, const std::shared_ptr<const Photo>& photo,
                  const Recipe& recipe, const std::string& where) {
  CpuRenderer fresh(photo, testing::DefaultProfile());
  const auto shown = warm.RenderCanvas(recipe);
  const auto replayed = fresh.RenderCanvas(recipe);
  ASSERT_TRUE(shown.ok()) << where << shown.status();
  ASSERT_TRUE(replayed.ok()) << where << replayed.status();
  ASSERT_EQ(cv::norm(*shown, *replayed, cv::NORM_INF), 0) << where;
  ASSERT_EQ(cv::norm(*warm.RenderDelivered(recipe), *fresh.RenderDelivered(recipe), cv::NORM_INF),
            0)
      << where;
  ASSERT_EQ(cv::norm(*warm.Opacity(recipe), *fresh.Opacity(recipe), cv::NORM_INF), 0) << where;
  ASSERT_EQ(cv::norm(warm.SolvedMatte(recipe)->foreground, fresh.SolvedMatte(recipe)->foreground,
                     cv::NORM_INF),
            0)
      << where;
}

TEST(EditSession, EveryStepShowsTheBytesOfAReplay) {
  const auto photo = testing::MakePhoto({});
  for (const uint64_t seed : {3, 11}) {
    Recipe recipe = testing::MakeRecipe({});
    CpuRenderer warm(photo, testing::DefaultProfile());
    Hand hand(seed);
    cv::RNG dice(seed);
    std::string way;
    // A screen holds the last picture while the next is made, so its memory is not to be had.
    cv::Mat on_screen;
    for (int i = 0; i < 14; ++i) {
      const int choice = dice.uniform(0, 6);
      if (choice == 0 && recipe.cursor > 2) {
        recipe.Undo();
        way += " undo";
      } else if (choice == 1 && recipe.Redo()) {
        way += " redo";
      } else {
        recipe.Push(hand.Next());
        way += " " + recipe.operations.back().kind;
      }
      ExpectReplay(warm, photo, recipe, "seed " + std::to_string(seed) + ":" + way);
      if (HasFatalFailure()) return;
      on_screen = *warm.RenderCanvas(recipe);
    }
  }
}

TEST(EditSession, ATurnedPhotoToo) {
  const auto photo = testing::MakePhoto({});
  Recipe recipe = testing::MakeRecipe({});
  recipe.Push(MakeOperation("geom.rotate", {{"degrees", 1.5}}));
  CpuRenderer warm(photo, testing::DefaultProfile());
  Hand hand(5);
  for (int i = 0; i < 6; ++i) {
    recipe.Push(hand.Next());
    ExpectReplay(warm, photo, recipe, "turned, step " + std::to_string(i));
    if (HasFatalFailure()) return;
  }
}

TEST(EditSession, APictureInSomebodysHandsDoesNotChangeUnderTheNextStroke) {
  const auto photo = testing::MakePhoto({});
  Recipe recipe = testing::MakeRecipe({});
  CpuRenderer renderer(photo, testing::DefaultProfile());
  Hand hand(8);
  for (int i = 0; i < 12; ++i) {
    const cv::Mat held = *renderer.RenderCanvas(recipe);
    const Matte matte = *renderer.SolvedMatte(recipe);
    const cv::Mat opacity = *renderer.Opacity(recipe);
    const cv::Mat copies[] = {held.clone(), matte.alpha.clone(), matte.foreground.clone(),
                              opacity.clone()};
    recipe.Push(hand.Next());
    ASSERT_TRUE(renderer.RenderCanvas(recipe).ok());
    EXPECT_EQ(cv::norm(held, copies[0], cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(matte.alpha, copies[1], cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(matte.foreground, copies[2], cv::NORM_INF), 0);
    EXPECT_EQ(cv::norm(opacity, copies[3], cv::NORM_INF), 0);
  }
}

}  // namespace
}  // namespace zhaojian
