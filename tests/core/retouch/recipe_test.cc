// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/recipe.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/retouch/renderer.h"
#include "tests/core/retouch/made.h"

namespace zhaojian {
namespace {

using testing::MadeHead;
using testing::MakeOperation;
using testing::MakeRecipe;

Recipe Full() {
  Recipe recipe = MakeRecipe({});
  recipe.policy = "strict";
  recipe.analysis.person_mask = StoredMask(recipe.analysis.person_mask);
  recipe.analysis.pose = {1.25f, -2.5f, 0.1f};
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 0.1 + 0.2}}));
  Operation brush = MakeOperation("bg.matte_brush", {});
  brush.strokes = {{"keep", 12.5f, {{1.1f, 2.2f}, {3.3f, 4.4f}}}, {"remove", 3, {{9, 9}}}};
  recipe.Push(brush);
  recipe.Push(
      MakeOperation("detail.sharpen", {{"radius", 0.6}, {"amount", 0.3}, {"threshold", 2}}));
  recipe.Undo();
  return recipe;
}

void ExpectEqual(const Recipe& a, const Recipe& b) {
  EXPECT_EQ(a.source_sha256, b.source_sha256);
  EXPECT_EQ(a.profile, b.profile);
  EXPECT_EQ(a.policy, b.policy);
  EXPECT_EQ(a.cursor, b.cursor);
  EXPECT_EQ(a.analysis.source_size, b.analysis.source_size);
  EXPECT_EQ(a.analysis.landmarks, b.analysis.landmarks);
  EXPECT_EQ(a.analysis.pose.pitch, b.analysis.pose.pitch);
  EXPECT_EQ(cv::norm(a.analysis.person_mask, b.analysis.person_mask, cv::NORM_INF), 0);
  ASSERT_EQ(a.operations.size(), b.operations.size());
  for (size_t i = 0; i < a.operations.size(); ++i) {
    EXPECT_EQ(a.operations[i].kind, b.operations[i].kind);
    EXPECT_EQ(a.operations[i].parameters, b.operations[i].parameters);
    EXPECT_EQ(a.operations[i].author, b.operations[i].author);
    EXPECT_EQ(a.operations[i].time, b.operations[i].time);
    ASSERT_EQ(a.operations[i].strokes.size(), b.operations[i].strokes.size());
    for (size_t s = 0; s < a.operations[i].strokes.size(); ++s) {
      EXPECT_EQ(a.operations[i].strokes[s].mode, b.operations[i].strokes[s].mode);
      EXPECT_EQ(a.operations[i].strokes[s].radius, b.operations[i].strokes[s].radius);
      EXPECT_EQ(a.operations[i].strokes[s].points, b.operations[i].strokes[s].points);
    }
  }
}

TEST(Recipe, SurvivesBothFormsUnchanged) {
  const Recipe recipe = Full();
  for (const std::string& form : {RecipeToText(recipe), RecipeToBytes(recipe)}) {
    const auto read = ParseRecipe(form);
    ASSERT_TRUE(read.ok()) << read.status();
    ExpectEqual(recipe, *read);
    EXPECT_EQ(RecipeToText(*read), RecipeToText(recipe));
    EXPECT_EQ(RecipeToBytes(*read), RecipeToBytes(recipe));
  }
  EXPECT_NE(RecipeToText(recipe).find("kind: \"tone.exposure\""), std::string::npos);
}

TEST(Recipe, UndoMovesTheCursorAndANewStepDropsWhatWasUndone) {
  Recipe recipe = MakeRecipe({});
  for (int i = 0; i < 1500; ++i) recipe.Push(MakeOperation("tone.exposure", {{"ev", i / 1000.0}}));
  int undone = 0;
  while (recipe.Undo()) ++undone;
  EXPECT_EQ(undone, 1501);
  while (recipe.cursor < 1001) ASSERT_TRUE(recipe.Redo());
  EXPECT_NEAR(FoldRecipe(recipe, testing::DefaultProfile())->exposure_ev, 0.999, 1e-12);
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 0.5}}));
  EXPECT_FALSE(recipe.Redo());
  EXPECT_EQ(recipe.operations.size(), 1002u);
}

/// Each forgery must be refused with a word that tells which part is wrong.
TEST(Recipe, ForgedRecipesAreRefusedByName) {
  const auto refused = [](const char* word, const std::function<void(Recipe*)>& forge) {
    Recipe recipe = Full();
    forge(&recipe);
    for (const std::string& form : {RecipeToText(recipe), RecipeToBytes(recipe)}) {
      const auto read = ParseRecipe(form);
      ASSERT_FALSE(read.ok()) << word;
      EXPECT_EQ(ReasonOf(read.status()), "BAD_RECIPE") << word;
      EXPECT_NE(MessageOf(read.status()).find(word), std::string::npos) << MessageOf(read.status());
    }
  };
  refused("face.liquify", [](Recipe* r) { r->operations[1].kind = "face.liquify"; });
  refused("tone.exposure.strength", [](Recipe* r) { r->operations[1].parameters["strength"] = 1; });
  refused("tone.exposure.ev", [](Recipe* r) { r->operations[1].parameters["ev"] = std::nan(""); });
  refused("tone.exposure.ev", [](Recipe* r) { r->operations[1].parameters["ev"] = 3.01; });
  refused("tone.exposure.ev", [](Recipe* r) {
    r->operations[1].parameters["ev"] = std::numeric_limits<double>::infinity();
  });
  refused("tone.exposure.strokes", [](Recipe* r) {
    r->operations[1].strokes = {{"keep", 1, {{1, 1}}}};
  });
  refused("strokes.mode", [](Recipe* r) { r->operations[2].strokes[0].mode = "paint"; });
  refused("strokes.radius", [](Recipe* r) { r->operations[2].strokes[0].radius = -1; });
  refused("strokes.points", [](Recipe* r) {
    r->operations[2].strokes[0].points[0].x = std::numeric_limits<float>::quiet_NaN();
  });
  refused("cursor", [](Recipe* r) { r->cursor = 9; });
  refused("landmarks", [](Recipe* r) { r->analysis.landmarks.resize(100); });
  refused("source_width", [](Recipe* r) { r->analysis.source_size.width = -5; });
  refused("person_mask",
          [](Recipe* r) { r->analysis.person_mask = cv::Mat::zeros(300, 300, CV_32F); });
}

TEST(Recipe, UnknownFieldsAreRefusedInBothForms) {
  const Recipe recipe = Full();
  // Field 15 of the outer message, a varint.
  EXPECT_FALSE(ParseRecipe(RecipeToBytes(recipe) + std::string("\x78\x01", 2)).ok());
  EXPECT_FALSE(ParseRecipe(RecipeToText(recipe) + "beautify: 1\n").ok());
  EXPECT_FALSE(ParseRecipe("").ok());
  EXPECT_FALSE(ParseRecipe("\x08").ok());
  EXPECT_FALSE(ParseRecipe("schema_version: 2").ok());
  EXPECT_FALSE(ParseRecipe(RecipeToBytes(recipe).substr(0, 2000)).ok());
}

TEST(Recipe, TooLargeIsRefusedBeforeItIsRead) {
  EXPECT_EQ(ReasonOf(ParseRecipe(std::string(kMaxRecipeBytes + 1, ' ')).status()),
            "RECIPE_TOO_LARGE");
  Recipe many = MakeRecipe({});
  many.analysis.person_mask.release();
  for (size_t i = 0; i < kMaxOperations; ++i) many.Push(MakeOperation("tone.exposure", {}));
  EXPECT_EQ(ReasonOf(ParseRecipe(RecipeToBytes(many)).status()), "RECIPE_TOO_LARGE");
  Recipe dense = MakeRecipe({});
  Operation brush = MakeOperation("bg.matte_brush", {});
  brush.strokes = {{"keep", 2, std::vector<cv::Point2f>(kMaxStrokePoints + 1)}};
  dense.Push(brush);
  EXPECT_EQ(ReasonOf(ParseRecipe(RecipeToBytes(dense)).status()), "RECIPE_TOO_LARGE");
}

/// Damaged bytes are refused or read as a valid recipe; they never crash and never get past the
/// limits.
TEST(Recipe, AnyDamageIsRefusedOrHarmless) {
  const Recipe recipe = Full();
  uint32_t state = 12345;
  const auto random = [&state](size_t below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<size_t>(state >> 8) % below;
  };
  for (const std::string& form : {RecipeToBytes(recipe), RecipeToText(recipe)}) {
    for (int round = 0; round < 300; ++round) {
      std::string damaged = form;
      // Most of the bytes are the mask; the head and the tail hold the operations.
      for (size_t hit = 0; hit < 1 + random(3); ++hit) {
        const size_t from_end = std::min<size_t>(600, damaged.size());
        damaged[damaged.size() - 1 - random(from_end)] = static_cast<char>(random(256));
      }
      if (random(4) == 0) damaged.resize(random(damaged.size()));
      const auto read = ParseRecipe(damaged);
      if (read.ok()) {
        EXPECT_TRUE(ValidateRecipe(*read).ok());
      } else {
        EXPECT_FALSE(ReasonOf(read.status()).empty());
      }
    }
  }
}

TEST(Fold, LaterOperationsReplaceEarlierOnesAndStrokesAccumulate) {
  Recipe recipe = Full();
  Operation more = MakeOperation("bg.matte_brush", {});
  more.strokes = {{"soften", 4, {{5, 5}}}};
  recipe.Push(more);
  recipe.Push(MakeOperation("tone.exposure", {{"ev", -0.25}}));
  const auto state = FoldRecipe(recipe, testing::DefaultProfile());
  ASSERT_TRUE(state.ok());
  EXPECT_DOUBLE_EQ(state->exposure_ev, -0.25);
  EXPECT_EQ(state->matte_strokes.size(), 3u);
  EXPECT_DOUBLE_EQ(state->sharpen_amount, 0);  // undone in Full()
  EXPECT_DOUBLE_EQ(state->background_rgb[1], 197);
}

TEST(Fold, ARecipeWithoutACropIsRefused) {
  Recipe recipe = MakeRecipe({});
  recipe.Undo();
  EXPECT_EQ(ReasonOf(FoldRecipe(recipe, testing::DefaultProfile()).status()), "BAD_RECIPE");
}

}  // namespace
}  // namespace zhaojian
