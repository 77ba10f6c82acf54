// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/recipe_parts.h"

#include <gtest/gtest.h>

#include "core/retouch/policy.h"
#include "tests/core/retouch/made.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using testing::MakeOperation;
using testing::MakeRecipe;

Operation Brush(const std::string& kind, const std::string& mode, cv::Point2f at) {
  Operation step = MakeOperation(kind, {});
  step.strokes = {{mode, 4, {at}}};
  return step;
}

TEST(RecipeParts, AreWhatPeopleDidOnePerKindAndSayWhatBelongsToThePhoto) {
  Recipe recipe = MakeRecipe({});
  recipe.operations[0].author = "auto";
  Operation machine = MakeOperation("tone.highlight", {{"drop", 5}});
  machine.author = "auto";
  recipe.Push(machine);
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 0.1}}));
  recipe.Push(Brush("bg.matte_brush", "keep", {5, 5}));
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 0.2}}));
  recipe.Push(Brush("clean.background", "heal", {9, 9}));
  recipe.Push(Brush("bg.matte_brush", "remove", {7, 7}));
  recipe.Push(MakeOperation("tone.saturation", {{"amount", 0.1}}));
  recipe.Undo();
  const auto parts = PartsOf(recipe);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].operation.kind, "bg.matte_brush");
  EXPECT_EQ(parts[0].operation.strokes.size(), 2u);
  EXPECT_TRUE(parts[0].tied);
  EXPECT_EQ(parts[1].operation.kind, "tone.exposure");
  EXPECT_EQ(parts[1].operation.parameters.at("ev"), 0.2);
  EXPECT_FALSE(parts[1].tied);
  EXPECT_EQ(parts[2].operation.kind, "clean.background");
  EXPECT_TRUE(parts[2].tied);
}

TEST(RecipeParts, APresetIsTextAndAForeignOneIsRefusedByName) {
  const std::vector<Operation> steps = {MakeOperation("tone.exposure", {{"ev", 0.2}}),
                                        Brush("bg.matte_brush", "keep", {1, 2})};
  const auto read = ParseParts(PartsToText(steps));
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 2u);
  EXPECT_EQ((*read)[0].parameters, steps[0].parameters);
  EXPECT_EQ((*read)[1].strokes[0].points, steps[1].strokes[0].points);
  std::string text = PartsToText(steps);
  text.replace(text.find("tone.exposure"), 13, "face.slim");
  EXPECT_NE(MessageOf(ParseParts(text).status()).find("face.slim"), std::string::npos);
}

TEST(Authors, AStepBelongsToWhoMadeIt) {
  const Recipe automatic = MakeRecipe({});
  Recipe draft = automatic;
  draft.Push(MakeOperation("tone.exposure", {{"ev", 0.1}}));  // by T-001
  Recipe recipe = draft;
  Operation mine = MakeOperation("tone.saturation", {{"amount", 0.1}});
  mine.author = "T-002";
  recipe.Push(mine);
  EXPECT_TRUE(CheckAuthors(recipe, automatic, draft, "T-002").ok());
  // T-001's step as it is not in the draft.
  Recipe bent = recipe;
  bent.operations[1].parameters["ev"] = 0.3;
  const Status refused = CheckAuthors(bent, automatic, draft, "T-002");
  EXPECT_EQ(DetailOf(refused)->field, "operations[1].author");
  EXPECT_NE(MessageOf(refused).find("tone.exposure"), std::string::npos);
  Recipe machine = recipe;
  machine.operations[2].author = "auto";
  EXPECT_EQ(ReasonOf(CheckAuthors(machine, automatic, draft, "T-002")), "BAD_RECIPE");
  // What was undone is looked at too: it can be redone.
  machine.Undo();
  EXPECT_EQ(ReasonOf(CheckAuthors(machine, automatic, draft, "T-002")), "BAD_RECIPE");
}

}  // namespace
}  // namespace zhaojian
