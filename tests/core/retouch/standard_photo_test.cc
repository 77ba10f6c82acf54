// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/retouch/policy.h"
#include "core/retouch/renderer.h"
#include "core/retouch/standard.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

namespace fs = std::filesystem;

/// What the machine needs to make a standard photo.
struct Machine {
  std::unique_ptr<Analyzer> analyzer;
  std::unique_ptr<IdentityMeter> identity;
  Profile profile;
  EditPolicy policy;

  bool Load() {
    auto a = Analyzer::Create(testing::ModelsForTests());
    auto i = IdentityMeter::Create(testing::ModelsForTests());
    auto p = FindProfile(testing::AssetsForTests(), kDefaultProfile);
    auto e = FindPolicy(testing::AssetsForTests(), kDefaultPolicy);
    if (!a.ok() || !i.ok() || !p.ok() || !e.ok()) return false;
    analyzer = std::move(*a);
    identity = std::move(*i);
    profile = *p;
    policy = *e;
    return true;
  }

  /// Decode, analyse, edit, render, gate.
  StatusOr<DeliveredPhoto> Make(const std::string& bytes, Recipe* used) {
    ZJ_ASSIGN_OR_RETURN(StandardPhoto photo,
                        MakeStandardPhoto(bytes, profile, *analyzer, *identity, absl::UnixEpoch()));
    *used = std::move(photo.recipe);
    return std::move(photo.delivered);
  }
};

std::string Describe(const StatusOr<DeliveredPhoto>& made) {
  if (!made.ok()) return ReasonOf(made.status()) + " " + MessageOf(made.status());
  std::string text;
  for (const GateItem& item : made->gate.items) {
    if (!item.green) text += item.id + "=" + std::to_string(item.value) + " ";
  }
  return text;
}

/// The rendered portraits lie in assets/demo; their designed verdicts beside the pictures' truth.
TEST(StandardPhoto, PortraitsDesignedToPassGetAGreenGate) {
  const auto shared = testing::SharedFolder();
  Machine machine;
  if (!shared || !machine.Load()) {
    testing::PrintNotRun(19, "needs shared/ and the converted models");
    return;
  }
  const auto truth = ReadJsonFile(*shared / "portraits/synthetic2/truth.json");
  ASSERT_TRUE(truth.ok());
  int designed = 0;
  int green = 0;
  for (const Json& row : *truth) {
    if (row["verdict"] != "pass") continue;
    ++designed;
    const std::string name = row["file"].get<std::string>();
    const auto bytes = ReadFile(*shared / "portraits/synthetic2" / name, kMaxPhotoBytes);
    ASSERT_TRUE(bytes.ok());
    Recipe recipe;
    const auto made = machine.Make(*bytes, &recipe);
    const bool good = made.ok() && made->gate.Green();
    green += good ? 1 : 0;
    if (!good) std::printf("%s: %s\n", name.c_str(), Describe(made).c_str());
    if (!made.ok()) continue;
    EXPECT_TRUE(CheckPolicy(recipe, machine.policy, false).ok()) << name;
    EXPECT_GE(made->jpeg.size(), 20'480u) << name;
    EXPECT_LE(made->jpeg.size(), 40'000u) << name;
  }
  std::printf("designed to pass: %d, green gate: %d\n", designed, green);
  EXPECT_EQ(designed, 19);
  EXPECT_GE(green, 17);
}

/// The drawn truth, not the networks' word: crop the truth's points like the picture.
TEST(StandardPhoto, TheTruthOfAPassedPortraitLiesInsideTheBands) {
  const auto shared = testing::SharedFolder();
  Machine machine;
  if (!shared || !machine.Load()) {
    testing::PrintNotRun(4, "needs shared/ and the converted models");
    return;
  }
  const auto truth = ReadJsonFile(*shared / "portraits/synthetic2/truth.json");
  ASSERT_TRUE(truth.ok());
  int seen = 0;
  for (const Json& row : *truth) {
    if (row["verdict"] != "pass" || seen == 4) continue;
    ++seen;
    const std::string name = row["file"].get<std::string>();
    const auto bytes = ReadFile(*shared / "portraits/synthetic2" / name, kMaxPhotoBytes);
    ASSERT_TRUE(bytes.ok());
    Recipe recipe;
    const auto made = machine.Make(*bytes, &recipe);
    ASSERT_TRUE(made.ok()) << name << made.status();
    const auto state = FoldRecipe(recipe, machine.profile);
    ASSERT_TRUE(state.ok());
    const double eye = (row["iris_center_subject_left"][1].get<double>() +
                        row["iris_center_subject_right"][1].get<double>()) /
                       2;
    const double top = row["head_top_row"].get<double>();
    const double width = row["face_width_px"].get<double>();
    EXPECT_GE((top - state->offset.y) * state->scale, 50) << name;
    EXPECT_LE((top - state->offset.y) * state->scale, 110) << name;
    EXPECT_GE((eye - state->offset.y) * state->scale, 200) << name;
    EXPECT_LE((eye - state->offset.y) * state->scale, 300) << name;
    EXPECT_GE(width * state->scale, 180) << name;
    EXPECT_LE(width * state->scale, 300) << name;
  }
}

TEST(StandardPhoto, TheSameBytesComeOutOfTheStoredRecipe) {
  Machine machine;
  const auto bytes = ReadFile(testing::AssetsForTests() / "demo/t01.jpg", kMaxPhotoBytes);
  if (!bytes.ok() || !machine.Load()) {
    testing::PrintNotRun(1, "needs the converted models");
    return;
  }
  Recipe recipe;
  const auto made = machine.Make(*bytes, &recipe);
  ASSERT_TRUE(made.ok()) << made.status();
  const auto stored = ParseRecipe(RecipeToBytes(recipe));
  ASSERT_TRUE(stored.ok());
  const auto source = PhotoForRecipe(*bytes, *stored, nullptr);
  ASSERT_TRUE(source.ok());
  const auto again =
      RenderAndGate(*source, *stored, machine.profile, *machine.analyzer, *machine.identity);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->sha256, made->sha256);
  EXPECT_EQ(Sha256Hex(made->jpeg), made->sha256);
}

TEST(StandardPhoto, SaysWhyNoPhotoCanBeMade) {
  Machine machine;
  const auto shared = testing::SharedFolder();
  if (!shared || !machine.Load()) {
    testing::PrintNotRun(3, "needs shared/ and the converted models");
    return;
  }
  const auto reason = [&](const std::string& name) {
    const auto bytes = ReadFile(*shared / "bad-inputs" / name, kMaxPhotoBytes);
    Recipe recipe;
    return ReasonOf(machine.Make(*bytes, &recipe).status());
  };
  EXPECT_EQ(reason("c01_group_six_faces.jpg"), "ID-04");
  EXPECT_EQ(reason("c23_landscape_no_face.jpg"), "ID-05");
  EXPECT_EQ(reason("c07_face_far_too_small.jpg"), "FILE-02");
}

}  // namespace
}  // namespace zhaojian
