// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/renderer.h"

#include <gtest/gtest.h>

#include "core/imaging/encode.h"
#include "core/retouch/op_composite.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_resample.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/op_tone.h"
#include "tests/core/retouch/made.h"

namespace zhaojian {
namespace {

using testing::DefaultProfile;
using testing::MadeHead;
using testing::MakeOperation;
using testing::MakePhoto;
using testing::MakeRecipe;

bool Same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

Recipe Edited() {
  Recipe recipe = MakeRecipe({});
  recipe.Push(MakeOperation("tone.white_balance", {{"red", 0.95}, {"blue", 1.05}}));
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 0.2}}));
  recipe.Push(MakeOperation("bg.matte_edge", {{"shift", 0.5}, {"softness", 0.4}}));
  recipe.Push(
      MakeOperation("detail.sharpen", {{"radius", 0.6}, {"amount", 0.3}, {"threshold", 2}}));
  return recipe;
}

TEST(Renderer, DeliversTheProfilesSizeOnItsBackground) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  const auto canvas = renderer.RenderCanvas(MakeRecipe({}));
  ASSERT_TRUE(canvas.ok()) << canvas.status();
  EXPECT_EQ(canvas->size(), cv::Size(960, 1280));
  const auto out = renderer.RenderDelivered(MakeRecipe({}));
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_EQ(out->size(), cv::Size(480, 640));
  EXPECT_EQ(out->at<cv::Vec3b>(10, 10), cv::Vec3b(255, 197, 100));
  // The middle of the face kept the photo's colour: drawn (140, 165, 205) with noise.
  const cv::Scalar face = cv::mean((*out)(cv::Rect(220, 230, 40, 20)));
  EXPECT_NEAR(face[0], 140, 3);
  EXPECT_NEAR(face[2], 205, 3);
}

TEST(Renderer, TheFirstStageIsTheDocumentedResample) {
  const auto photo = MakePhoto({});
  CpuRenderer renderer(photo, DefaultProfile());
  const Recipe recipe = MakeRecipe({});
  const double s = 215.0 / 226;
  const ResampleMap map{{300 - 240 / s, 120 - 60 / s}, 1 / (2 * s), {960, 1280}};
  EXPECT_TRUE(Same(*renderer.SourceCanvas(recipe), Resample(photo->bgr, map)));
}

TEST(Renderer, TheLastStagesAreTheDocumentedOperations) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  Recipe recipe = MakeRecipe({});
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 0.3}}));
  recipe.Push(
      MakeOperation("detail.sharpen", {{"radius", 0.6}, {"amount", 0.3}, {"threshold", 2}}));
  const auto matte = renderer.SolvedMatte(recipe);
  ASSERT_TRUE(matte.ok());
  cv::Mat alpha;
  matte->alpha.convertTo(alpha, CV_8U, 255);
  ToneParameters tone;
  tone.exposure_ev = 0.3;
  const cv::Mat canvas =
      Composite(ApplyTone(matte->foreground, MakeToneTables(tone)), alpha, {255, 197, 100});
  EXPECT_TRUE(Same(*renderer.RenderCanvas(recipe), canvas));
  EXPECT_TRUE(Same(*renderer.RenderDelivered(recipe),
                   Sharpen(Reduce(canvas, 2), Reduce(alpha, 2), 0.6, 0.3, 2)));
}

TEST(Renderer, AWarmRendererGivesWhatAFreshOneGives) {
  const auto photo = MakePhoto({});
  const Profile profile = DefaultProfile();
  CpuRenderer warm(photo, profile);
  Recipe recipe = Edited();
  ASSERT_TRUE(warm.RenderDelivered(recipe).ok());
  const auto changes = std::vector<Operation>{
      MakeOperation("tone.levels", {{"black", 8}, {"contrast", 0.1}}),
      MakeOperation("bg.replace", {{"red", 255}, {"green", 255}, {"blue", 255}}),
      MakeOperation("bg.matte_edge", {{"shift", -1}}),
      MakeOperation("geom.crop_scale", {{"scale", 0.9}, {"x", 40}, {"y", 50}})};
  for (const Operation& change : changes) {
    recipe.Push(change);
    CpuRenderer fresh(photo, profile);
    EXPECT_TRUE(Same(*warm.RenderDelivered(recipe), *fresh.RenderDelivered(recipe))) << change.kind;
  }
  while (recipe.cursor > Edited().operations.size()) recipe.Undo();
  CpuRenderer fresh(photo, profile);
  EXPECT_TRUE(Same(*warm.RenderDelivered(recipe), *fresh.RenderDelivered(recipe)));
}

TEST(Renderer, AStoredRecipeRendersTheSameBytesForAnyThreadCount) {
  const auto photo = MakePhoto({});
  const Recipe recipe = Edited();
  const auto stored = ParseRecipe(RecipeToText(recipe));
  ASSERT_TRUE(stored.ok());
  cv::setNumThreads(1);
  const auto one = CpuRenderer(photo, DefaultProfile()).RenderDelivered(recipe);
  cv::setNumThreads(4);
  const auto four = CpuRenderer(photo, DefaultProfile()).RenderDelivered(*stored);
  ASSERT_TRUE(one.ok() && four.ok());
  EXPECT_TRUE(Same(*one, *four));
}

TEST(Renderer, AStrokeForcesTheMatteAndUndoTakesItBack) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  Recipe recipe = MakeRecipe({});
  const cv::Mat before = renderer.SolvedMatte(recipe)->alpha.clone();
  Operation brush = MakeOperation("bg.matte_brush", {});
  // On the wall beside the head, and on the chest.
  brush.strokes = {{"keep", 12, {{480, 200}}}, {"remove", 12, {{300, 700}}}};
  recipe.Push(brush);
  const auto forced = renderer.SolvedMatte(recipe);
  ASSERT_TRUE(forced.ok()) << forced.status();
  const double k = 2 * 215.0 / 226;
  const auto canvas = [&](double x, double y) {
    return cv::Point(static_cast<int>((x - (300 - 480 / k)) * k),
                     static_cast<int>((y - (120 - 120 / k)) * k));
  };
  EXPECT_GT(forced->alpha.at<float>(canvas(480, 200)), 0.95f);
  EXPECT_LT(forced->alpha.at<float>(canvas(300, 700)), 0.05f);
  EXPECT_LT(before.at<float>(canvas(480, 200)), 0.05f);
  recipe.Undo();
  EXPECT_TRUE(Same(renderer.SolvedMatte(recipe)->alpha, before));
}

TEST(Renderer, NothingIsInventedBelowTheBody) {
  CpuRenderer renderer(MakePhoto({}), DefaultProfile());
  Recipe recipe = MakeRecipe({});
  // Half a delivered pixel is rounding, five are not.
  recipe.Push(MakeOperation("geom.crop_scale", {{"scale", 1.0}, {"x", 60}, {"y", 165}}));
  EXPECT_EQ(ReasonOf(renderer.RenderCanvas(recipe).status()), "GEO-07");
  recipe.Push(MakeOperation("geom.crop_scale", {{"scale", 1.16}, {"x", 60}, {"y", 60}}));
  EXPECT_EQ(ReasonOf(renderer.RenderCanvas(recipe).status()), "FILE-02");
  recipe.Push(MakeOperation("geom.crop_scale", {{"scale", 1.0}, {"x", 700}, {"y", 60}}));
  EXPECT_FALSE(renderer.RenderCanvas(recipe).ok());
}

TEST(Renderer, ARecipeForAnotherPhotoIsRefused) {
  MadeHead other;
  other.source = {601, 800};
  CpuRenderer renderer(MakePhoto(other), DefaultProfile());
  EXPECT_EQ(ReasonOf(renderer.RenderCanvas(MakeRecipe({})).status()), "BAD_RECIPE");
}

TEST(Decoding, KeepsOneDecodedPixelPerCanvasPixel) {
  Recipe recipe = MakeRecipe({});
  recipe.analysis.source_size = {3000, 4000};
  recipe.Push(MakeOperation("geom.crop_scale", {{"scale", 0.25}}));
  EXPECT_EQ(DecodeOptionsFor(recipe).min_short_side, 1500);
  recipe.Push(MakeOperation("geom.crop_scale", {{"scale", 0.9}}));
  EXPECT_EQ(DecodeOptionsFor(recipe).min_short_side, 3000);
}

/// A stroke of one radius, source pixels.
Operation Stroked(const std::string& kind, const std::string& mode,
                  const std::vector<cv::Point2f>& points) {
  Operation step = MakeOperation(kind, {});
  if (kind == "tone.dodge_burn") step.parameters = {{"strength", 0.1}};
  Stroke stroke{mode, 9, points};
  if (mode == "clone") stroke.source = cv::Point2f(40, 0);
  step.strokes = {stroke};
  return step;
}

TEST(Renderer, RenderedOnceIsRenderedTheSame) {
  // Each step stands on the ones before it.
  const std::vector<Operation> steps = {
      MakeOperation("tone.exposure", {{"ev", 0.1}}),
      Stroked("clean.face", "heal", {{300, 300}}),
      Stroked("clean.clothes", "heal", {{220, 700}, {260, 720}}),
      MakeOperation("geom.rotate", {{"degrees", 1.5}}),
      Stroked("clean.background", "heal", {{60, 300}}),
      Stroked("clean.stray_hair", "heal", {{300, 118}, {305, 112}}),
      Stroked("bg.matte_brush", "remove", {{190, 250}, {200, 260}}),
      MakeOperation("tone.saturation", {{"amount", 0.2}}),
      MakeOperation("tone.lowfreq_balance", {{"strength", 0.5}, {"limit", 1.2}}),
      Stroked("tone.dodge_burn", "dodge", {{280, 380}}),
      MakeOperation("eye.red", {{"strength", 0.8}}),
      MakeOperation("skin.smooth", {{"amount", 0.6}, {"texture", 0.5}}),
      MakeOperation("detail.denoise", {{"luma", 0.5}, {"chroma", 0.5}}),
      MakeOperation("bg.defringe", {{"strength", 0.7}}),
      MakeOperation("bg.matte_edge", {{"shift", 1}, {"softness", 0.5}})};
  const auto photo = MakePhoto({});
  const cv::Mat before = photo->bgr.clone();
  Recipe recipe = MakeRecipe({});
  for (const Operation& step : steps) {
    recipe.Push(step);
    CpuRenderer renderer(photo, DefaultProfile());
    const auto wanted = renderer.RenderDelivered(recipe);
    ASSERT_TRUE(wanted.ok()) << step.kind << ": " << wanted.status();
    const auto once = RenderOnce(photo, DefaultProfile(), recipe);
    ASSERT_TRUE(once.ok()) << step.kind << ": " << once.status();
    EXPECT_TRUE(Same(once->delivered, *wanted)) << step.kind;
    EXPECT_TRUE(Same(once->source_canvas, *renderer.SourceCanvas(recipe))) << step.kind;
  }
  EXPECT_TRUE(Same(photo->bgr, before)) << "a photo that is shared is not healed in place";
  const auto alone = RenderOnce(MakePhoto({}), DefaultProfile(), recipe);
  ASSERT_TRUE(alone.ok()) << alone.status();
  EXPECT_TRUE(
      Same(alone->delivered, *CpuRenderer(photo, DefaultProfile()).RenderDelivered(recipe)));
}

TEST(Renderer, NoMoreOfAJpegIsDecodedThanIsLookedAt) {
  MadeHead head;
  head.source = {600, 1600};
  const auto jpeg = EncodeJpeg(MakePhoto(head)->bgr, 95, 300);
  ASSERT_TRUE(jpeg.ok());
  Recipe recipe = MakeRecipe(head);
  const auto expect_same = [&](const std::string& what, bool shorter) {
    const auto whole = PhotoForRecipe(*jpeg, recipe, nullptr);
    const auto part = PhotoForOnce(*jpeg, recipe, DefaultProfile(), nullptr);
    ASSERT_TRUE(whole.ok() && part.ok());
    EXPECT_EQ((*part)->bgr.rows < (*whole)->bgr.rows, shorter) << what;
    const auto wanted = RenderOnce(*whole, DefaultProfile(), recipe);
    const auto got = RenderOnce(*part, DefaultProfile(), recipe);
    ASSERT_TRUE(wanted.ok() && got.ok()) << what;
    EXPECT_TRUE(Same(got->delivered, wanted->delivered)) << what;
  };
  expect_same("crop", true);
  recipe.Push(MakeOperation("geom.rotate", {{"degrees", -3}}));
  expect_same("turn", true);
  recipe.Push(Stroked("clean.clothes", "heal", {{220, 700}, {260, 760}}));
  expect_same("heal", true);
  recipe.Push(Stroked("clean.clone", "clone", {{300, 780}}));
  expect_same("clone", true);
  recipe.policy = "strict";
  expect_same("regions", false);
}

}  // namespace
}  // namespace zhaojian
