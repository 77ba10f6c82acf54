// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/compliance/check.h"
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
    ZJ_ASSIGN_OR_RETURN(StandardPhoto photo, MakeStandardPhoto(bytes, profile, policy, *analyzer,
                                                               *identity, absl::UnixEpoch()));
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

/// A keep stroke of one dab at a place of the delivered picture.
Operation KeepDab(const ChainState& state, const cv::Point2d& delivered, double radius) {
  Operation brush;
  brush.kind = "bg.matte_brush";
  brush.author = "T-001";
  Stroke stroke;
  stroke.mode = "keep";
  stroke.radius = static_cast<float>(radius / state.scale);
  stroke.points = {{static_cast<float>(delivered.x / state.scale + state.offset.x),
                    static_cast<float>(delivered.y / state.scale + state.offset.y)}};
  brush.strokes = {stroke};
  return brush;
}

TEST(StandardPhoto, WallThatABrushKeepsIsRefusedAndHairThatItRestoresIsNot) {
  Machine machine;
  const auto bytes = ReadFile(testing::AssetsForTests() / "demo/t01.jpg", kMaxPhotoBytes);
  if (!bytes.ok() || !machine.Load()) {
    testing::PrintNotRun(1, "needs the converted models");
    return;
  }
  Recipe recipe;
  const auto made = machine.Make(*bytes, &recipe);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->gate.Find("gate.kept_wall"), nullptr) << "without a brush there is no line";
  const auto state = FoldRecipe(recipe, machine.profile);
  const auto source = PhotoForRecipe(*bytes, recipe, nullptr);
  ASSERT_TRUE(state.ok() && source.ok());
  const auto judge = [&](const cv::Point2d& at, double radius) {
    Recipe brushed = recipe;
    brushed.Push(KeepDab(*state, at, radius));
    return RenderAndGate(*source, brushed, machine.profile, *machine.analyzer, *machine.identity);
  };
  // Beside the head, far from both.
  const auto wall = judge({60, 200}, 30);
  ASSERT_TRUE(wall.ok()) << wall.status();
  const GateItem* kept = wall->gate.Find("gate.kept_wall");
  ASSERT_NE(kept, nullptr);
  EXPECT_FALSE(kept->green);
  EXPECT_EQ(kept->reason, "BG-04");
  EXPECT_NEAR(kept->value, 60, 10);
  ASSERT_TRUE(kept->at);
  EXPECT_NEAR(cv::norm(*kept->at - cv::Point2d(60, 200)), 0, 10);
  // On the outline of the hair, half on the wall, with a retoucher's usual brush.
  const auto hair = judge({240, made->gate.Find("gate.hair_top")->value}, 6);
  ASSERT_TRUE(hair.ok()) << hair.status();
  EXPECT_TRUE(hair->gate.Find("gate.kept_wall")->green) << Describe(hair);
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

const Operation* FindKind(const Recipe& recipe, const std::string& kind) {
  for (const Operation& operation : recipe.operations) {
    if (operation.kind == kind) return &operation;
  }
  return nullptr;
}

/// The photo under a lamp from the image's left: linear light falls to `share` across the face.
Photo LitFromTheLeft(const Photo& photo, const Analysis& analysis, double share) {
  Photo lit = photo;
  lit.bgr = photo.bgr.clone();
  const double from = analysis.landmarks[234].x * photo.scale;
  const double to = analysis.landmarks[454].x * photo.scale;
  for (int y = 0; y < lit.bgr.rows; ++y) {
    for (int x = 0; x < lit.bgr.cols; ++x) {
      const double t = std::clamp((x - from) / (to - from), 0.0, 1.0);
      // 2.2: the transfer function, near enough for a lamp.
      const double gain = std::pow(1 + t * (share - 1), 1 / 2.2);
      for (int c = 0; c < 3; ++c) {
        uchar& v = lit.bgr.at<cv::Vec3b>(y, x)[c];
        v = cv::saturate_cast<uchar>(v * gain);
      }
    }
  }
  return lit;
}

double CheekDifference(const Photo& photo, const Analysis& analysis, const Profile& profile) {
  const Report report = CheckPhoto({photo, analysis, profile});
  for (const Measure& m : report.measures) {
    if (m.id == "light.evenness" && m.value) return *m.value;
  }
  return -1;
}

TEST(AutomaticLight, OneSidedLightIsBalancedAndAnEvenFaceIsLeftAlone) {
  Machine machine;
  ASSERT_TRUE(machine.Load());
  const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(bytes.ok());
  const auto decoded = DecodePhoto(*bytes);
  ASSERT_TRUE(decoded.ok());
  const auto photo = std::make_shared<const Photo>(*decoded);
  const auto analysis = machine.analyzer->Analyze(*photo);
  ASSERT_TRUE(analysis.ok());
  ASSERT_LT(CheekDifference(*photo, *analysis, machine.profile), 10);
  const auto even =
      MakeAutomaticRecipe(*photo, *analysis, machine.profile, machine.policy, absl::UnixEpoch());
  ASSERT_TRUE(even.ok()) << even.status();
  EXPECT_EQ(FindKind(*even, "tone.lowfreq_balance"), nullptr);
  EXPECT_EQ(FindKind(*even, "tone.highlight"), nullptr);

  const auto lit = std::make_shared<const Photo>(LitFromTheLeft(*photo, *analysis, 0.3));
  const double before = CheekDifference(*lit, *analysis, machine.profile);
  ASSERT_GT(before, 12) << "the lamp must be seen";
  auto recipe =
      MakeAutomaticRecipe(*lit, *analysis, machine.profile, machine.policy, absl::UnixEpoch());
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  const Operation* balance = FindKind(*recipe, "tone.lowfreq_balance");
  ASSERT_NE(balance, nullptr);
  EXPECT_TRUE(CheckPolicy(*recipe, machine.policy, false).ok()) << "never beyond the policy";
  // The delivered cheeks lie nearer together, and nowhere did the light change by more than 1.18.
  const auto made = CpuRenderer(lit, machine.profile).RenderCanvas(*recipe);
  Recipe without = *recipe;
  without.operations.erase(without.operations.begin() + (balance - recipe->operations.data()));
  without.cursor = without.operations.size();
  const auto plain = CpuRenderer(lit, machine.profile).RenderCanvas(without);
  ASSERT_TRUE(made.ok() && plain.ok());
  const auto state = FoldRecipe(*recipe, machine.profile);
  const cv::Matx23d map = SourceToCanvas(*state, machine.profile);
  const auto light = [&](const cv::Mat& canvas, size_t landmark) {
    const cv::Point3f& p = analysis->landmarks[landmark];
    const cv::Vec2d q = map * cv::Vec3d(p.x, p.y, 1);
    return cv::mean(
        canvas(cv::Rect(static_cast<int>(q[0]) - 12, static_cast<int>(q[1]) - 12, 24, 24)))[1];
  };
  // 50 and 280: the middle of either cheek.
  const double old_ratio = light(*plain, 50) / light(*plain, 280);
  const double new_ratio = light(*made, 50) / light(*made, 280);
  EXPECT_GT(old_ratio, 1.15);
  EXPECT_LT(new_ratio - 1, 0.75 * (old_ratio - 1));
  EXPECT_GT(new_ratio, 0.97) << "and never the other way round";
}

TEST(AutomaticLight, AReflectionOnTheForeheadIsLowered) {
  Machine machine;
  ASSERT_TRUE(machine.Load());
  const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(bytes.ok());
  const auto decoded = DecodePhoto(*bytes);
  ASSERT_TRUE(decoded.ok());
  const auto analysis = machine.analyzer->Analyze(*decoded);
  ASSERT_TRUE(analysis.ok());
  Photo shiny = *decoded;
  shiny.bgr = decoded->bgr.clone();
  const double width = (analysis->landmarks[454].x - analysis->landmarks[234].x) * shiny.scale;
  for (const size_t spot : {size_t{151}, size_t{50}, size_t{280}}) {
    const cv::Point3f& p = analysis->landmarks[spot];
    cv::Mat glow(shiny.bgr.size(), CV_32F, cv::Scalar(0));
    cv::circle(glow, cv::Point2d(p.x * shiny.scale, p.y * shiny.scale), cvRound(0.09 * width),
               cv::Scalar(1), cv::FILLED);
    cv::GaussianBlur(glow, glow, {}, 0.02 * width);
    for (int y = 0; y < glow.rows; ++y) {
      for (int x = 0; x < glow.cols; ++x) {
        cv::Vec3b& v = shiny.bgr.at<cv::Vec3b>(y, x);
        for (int c = 0; c < 3; ++c) {
          v[c] = cv::saturate_cast<uchar>(v[c] + 0.75 * glow.at<float>(y, x) * (250 - v[c]));
        }
      }
    }
  }
  const auto recipe =
      MakeAutomaticRecipe(shiny, *analysis, machine.profile, machine.policy, absl::UnixEpoch());
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_NE(FindKind(*recipe, "tone.highlight"), nullptr);
  EXPECT_TRUE(CheckPolicy(*recipe, machine.policy, false).ok());
}

}  // namespace
}  // namespace zhaojian
