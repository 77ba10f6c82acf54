// SPDX-License-Identifier: Apache-2.0
// What is on screen is what is delivered: the same canvas, the same arithmetic.
#include <gtest/gtest.h>

#include "app/desk/retouch_engine.h"
#include "core/base/file.h"
#include "core/compliance/check.h"
#include "core/retouch/op_reduce.h"
#include "core/retouch/op_sharpen.h"
#include "core/retouch/renderer.h"
#include "core/vision/analysis.h"
#include "tests/support/shared.h"

namespace zhaojian::desk {
namespace {

Operation By(const std::string& kind, std::map<std::string, double> parameters) {
  Operation step;
  step.kind = kind;
  step.parameters = std::move(parameters);
  step.author = "T-001";
  return step;
}

TEST(ScreenDelivers, TheCanvasOnScreenReducedAndSharpenedIsTheDeliveredPicture) {
  const auto analyzer = Analyzer::Create(testing::ModelsForTests());
  if (!analyzer.ok()) {
    testing::PrintNotRun(1, "the networks were not converted; run app/setup");
    return;
  }
  const auto identity = IdentityMeter::Create(testing::ModelsForTests());
  ASSERT_TRUE(identity.ok()) << identity.status();
  const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const Profile profile = FindProfile(testing::AssetsForTests(), kDefaultProfile).value();
  const auto photo =
      std::make_shared<const Photo>(DecodePhoto(*bytes, {kAnalysisShortSide}).value());
  const Analysis analysis = (*analyzer)->Analyze(*photo).value();
  const EditPolicy policy = FindPolicy(testing::AssetsForTests(), kDefaultPolicy).value();
  Recipe recipe = MakeAutomaticRecipe(*photo, analysis, profile, policy, absl::UnixEpoch()).value();
  recipe.policy = "strict";
  auto engine = MakeLocalEngines(testing::ModelsForTests())(*bytes, profile);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto expect_same = [&](const std::string& what) {
    SCOPED_TRACE(what);
    const auto canvas = (*engine)->Render(recipe);
    ASSERT_TRUE(canvas.ok()) << canvas.status();
    const ChainState state = FoldRecipe(recipe, profile).value();
    const cv::Mat alpha = (*engine)->Alpha(recipe).value();
    const cv::Mat shown =
        Sharpen(Reduce(*canvas, kCanvasFactor), Reduce(alpha, kCanvasFactor), state.sharpen_radius,
                state.sharpen_amount, state.sharpen_threshold);
    // The service knows nothing of the screen: it begins with the untouched file.
    CpuRenderer renderer(PhotoForRecipe(*bytes, recipe, nullptr).value(), profile);
    const auto delivered = renderer.RenderDelivered(recipe);
    ASSERT_TRUE(delivered.ok()) << delivered.status();
    EXPECT_EQ(cv::norm(shown, *delivered, cv::NORM_INF), 0);
    // The checklist comes from a renderer that is kept from step to step; the service's is new.
    const auto kept = (*engine)->Gate(recipe);
    const auto fresh = RenderAndGate(PhotoForRecipe(*bytes, recipe, nullptr).value(), recipe,
                                     profile, **analyzer, **identity);
    ASSERT_TRUE(kept.ok() && fresh.ok()) << kept.status() << fresh.status();
    EXPECT_EQ(JsonLine(GateToJson(*kept)), JsonLine(GateToJson(fresh->gate)));
  };
  expect_same("automatic");
  recipe.Push(By("tone.exposure", {{"ev", 0.2}}));
  Operation heal = By("clean.background", {});
  heal.strokes = {{"heal", 6, {{30, 40}, {60, 44}}}};
  recipe.Push(heal);
  Operation brush = By("bg.matte_brush", {});
  const cv::Point3f top = analysis.landmarks[10];
  brush.strokes = {{"keep", 12, {{top.x, top.y - 60}, {top.x + 40, top.y - 70}}}};
  recipe.Push(brush);
  expect_same("edited");
  // A tighter crop may need another reduction of the JPEG.
  Operation crop = By("geom.crop_scale", {});
  for (const Operation& step : recipe.operations) {
    if (step.kind == crop.kind) crop.parameters = step.parameters;
  }
  crop.parameters["scale"] *= 1.03;
  recipe.Push(crop);
  expect_same("cropped anew");
  ASSERT_TRUE(recipe.Undo());
  expect_same("taken back");
}

}  // namespace
}  // namespace zhaojian::desk
