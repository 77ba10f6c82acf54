// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/policy.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/retouch/operations.h"
#include "core/retouch/region_cover.h"
#include "tests/core/retouch/made.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

using testing::AssetsForTests;
using testing::MakeOperation;

EditPolicy Strict() {
  auto policy = FindPolicy(AssetsForTests(), kDefaultPolicy);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.ok() ? *policy : EditPolicy{};
}

TEST(Policy, HasARuleForEveryOperationOfThisBuild) {
  const EditPolicy policy = Strict();
  for (const OperationSpec& spec : AllOperations()) {
    const PolicyRule* rule = policy.Find(spec.kind);
    ASSERT_NE(rule, nullptr) << spec.kind;
    // What the strict policy keeps locked although the build has it for other policies.
    const bool locked =
        spec.kind == "geom.rotate" || spec.kind == "clean.face" || spec.kind == "skin.smooth";
    EXPECT_EQ(rule->level == PolicyLevel::kForbidden, locked) << spec.kind;
    EXPECT_FALSE(rule->name_zh.empty());
    EXPECT_FALSE(rule->limits_zh.empty());
  }
}

struct Case {
  const char* kind;
  const char* parameter;
  double inside;
  double outside;
};

/// The limits of the photo standard's policy table, by hand.
TEST(Policy, HoldsEveryLimitOfTheTable) {
  const EditPolicy policy = Strict();
  for (const Case& c : {Case{"tone.exposure", "ev", 0.5, 0.51},
                        {"tone.exposure", "ev", -0.5, -0.51},
                        {"tone.white_balance", "red", 1.18, 1.19},
                        {"tone.white_balance", "blue", 0.85, 0.84},
                        {"tone.levels", "black", 12, 12.5},
                        {"tone.levels", "white", 243, 242},
                        {"tone.levels", "gamma", 0.85, 0.8},
                        {"tone.saturation", "amount", -0.15, -0.16},
                        {"tone.lowfreq_balance", "limit", 1.17, 1.19},
                        {"tone.highlight", "drop", 12, 12.5},
                        {"tone.highlight", "area", 0.03, 0.031},
                        {"tone.dodge_burn", "strength", 0.1, 0.11},
                        {"eye.red", "radius", 0.5, 0.51},
                        {"detail.denoise", "luma", 0.3, 0.31},
                        {"detail.sharpen", "radius", 1.0, 1.1},
                        {"detail.sharpen", "amount", 0.5, 0.6},
                        {"detail.sharpen", "threshold", 2, 1.9},
                        {"geom.crop_scale", "scale", 1.15, 1.16},
                        {"bg.matte_edge", "shift", 3, 3.1}}) {
    EXPECT_TRUE(
        CheckOperation(MakeOperation(c.kind, {{c.parameter, c.inside}}), policy, false).ok())
        << c.kind << " " << c.parameter;
    const Status refused =
        CheckOperation(MakeOperation(c.kind, {{c.parameter, c.outside}}), policy, false);
    EXPECT_EQ(ReasonOf(refused), "POLICY_LIMIT") << c.kind << " " << c.parameter;
    EXPECT_EQ(DetailOf(refused)->field, std::string(c.kind) + "." + c.parameter);
  }
}

TEST(Policy, NamesTheRuleOfAForbiddenOrReservedTool) {
  const EditPolicy policy = Strict();
  const Status warp = CheckOperation(MakeOperation("geom.warp", {}), policy, true);
  EXPECT_EQ(ReasonOf(warp), "POLICY_FORBIDDEN");
  EXPECT_NE(MessageOf(warp).find("not shipped"), std::string::npos);
  EXPECT_EQ(ReasonOf(CheckOperation(MakeOperation("eye.glare", {}), policy, false)),
            "POLICY_SUPERVISOR");
  EXPECT_TRUE(CheckOperation(MakeOperation("eye.glare", {}), policy, true).ok());
  EXPECT_EQ(ReasonOf(CheckOperation(MakeOperation("never.heard", {}), policy, true)),
            "POLICY_FORBIDDEN");
}

TEST(Policy, LooksOnlyAtWhatIsInForce) {
  const EditPolicy policy = Strict();
  Recipe recipe = testing::MakeRecipe({});
  recipe.Push(MakeOperation("tone.exposure", {{"ev", 2.0}}));
  EXPECT_EQ(ReasonOf(CheckPolicy(recipe, policy, false)), "POLICY_LIMIT");
  recipe.Undo();
  EXPECT_TRUE(CheckPolicy(recipe, policy, false).ok());
}

TEST(Policy, ABrokenFileIsRefusedByKey) {
  auto folder = TemporaryFolder::Create();
  ASSERT_TRUE(folder.ok());
  const auto load = [&](const std::string& text) {
    const auto file = folder->Path() / "p.json";
    EXPECT_TRUE(WriteFileAtomically(file, text).ok());
    return MessageOf(LoadPolicy(file).status());
  };
  const std::string head =
      R"({"id":"x","tools":[{"id":"tone.exposure","zh":"a","en":"a","region":"r","region_zh":"r","limits":"l","limits_zh":"l",)";
  EXPECT_NE(load(head + R"("level":"SOMETIMES"}]})").find("level"), std::string::npos);
  EXPECT_NE(load(head + R"("level":"LIMITED","numbers":{"evv":[0,1]}}]})").find("evv"),
            std::string::npos);
  EXPECT_NE(load(head + R"("level":"LIMITED","numbers":{"ev":[0]}}]})").find("numbers.ev"),
            std::string::npos);
  EXPECT_NE(load(R"({"id":"x"})").find("tools"), std::string::npos);
  EXPECT_EQ(ReasonOf(FindPolicy(AssetsForTests(), "loose").status()), "POLICY_UNKNOWN");
}

/// What a school lays over the standard's policy, in a folder with the standard's file.
class SchoolPolicy : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto standard = ReadFile(AssetsForTests() / "policy/retouch_policy.json", 1 << 20);
    ASSERT_TRUE(standard.ok());
    Put("retouch_policy.json", *standard);
  }
  void Put(const std::string& name, const std::string& text) {
    const auto file = folder_.Path() / "policy" / name;
    std::filesystem::create_directories(file.parent_path());
    ASSERT_TRUE(WriteFileAtomically(file, text).ok());
  }
  StatusOr<EditPolicy> School(const std::string& tools, const std::string& base = "strict") {
    Put("retouch/school.10487.json", R"({"schema": "zhaojian.retouch/2", "id": "school.10487",
      "base": ")" + base + R"(", "version": "1", "source": "notice", "tools": [)" +
                                         tools + "]}");
    return FindPolicy(folder_.Path(), "school.10487");
  }
  TemporaryFolder folder_ = *TemporaryFolder::Create();
};

TEST_F(SchoolPolicy, ChangesOnlyWhatItNames) {
  const auto school = School(R"({"id": "clean.face", "level": "LIMITED", "stroke_radius": 4},
    {"id": "tone.exposure", "numbers": {"ev": [-0.2, 0.2]}})");
  ASSERT_TRUE(school.ok()) << school.status();
  EXPECT_EQ(school->id, "school.10487");
  EXPECT_EQ(school->rules.size(), Strict().rules.size());
  EXPECT_EQ(school->Find("clean.face")->level, PolicyLevel::kLimited);
  EXPECT_EQ(school->Find("clean.face")->stroke_radius, 4);
  EXPECT_EQ(school->Find("clean.face")->name_zh, Strict().Find("clean.face")->name_zh);
  EXPECT_EQ(school->Find("tone.exposure")->limits.at("ev").high, 0.2);
  EXPECT_EQ(school->Find("geom.mirror")->level, PolicyLevel::kForbidden);
  EXPECT_TRUE(FindPolicy(folder_.Path(), kDefaultPolicy).ok());
}

/// A school that lets blemishes be healed has not said that moles may go.
TEST_F(SchoolPolicy, MarksStayUnlessItSaysSo) {
  const auto healing = School(R"({"id": "clean.face", "level": "LIMITED"})");
  ASSERT_TRUE(healing.ok()) << healing.status();
  const Operation plain = MakeOperation("clean.face", {}),
                  marks = MakeOperation("clean.face", {{"marks", 1}});
  EXPECT_TRUE(CheckOperation(plain, *healing, false).ok());
  const Status refused = CheckOperation(marks, *healing, false);
  EXPECT_EQ(ReasonOf(refused), "POLICY_LIMIT");
  EXPECT_EQ(DetailOf(refused)->field, "clean.face.marks");
  const auto all =
      School(R"({"id": "clean.face", "level": "LIMITED", "numbers": {"marks": [0, 1]}})");
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_TRUE(CheckOperation(marks, *all, false).ok());
  EXPECT_EQ(ReasonOf(CheckOperation(marks, Strict(), true)), "POLICY_FORBIDDEN");
}

TEST_F(SchoolPolicy, AFaultIsNamed) {
  const auto fault = [&](const std::string& tools, const std::string& base) {
    const auto school = School(tools, base);
    EXPECT_FALSE(school.ok());
    return MessageOf(school.status());
  };
  EXPECT_NE(fault(R"({"id": "face.slim", "level": "ALLOWED"})", "strict").find("face.slim"),
            std::string::npos);
  EXPECT_NE(fault(R"({"id": "clean.face", "levle": "ALLOWED"})", "strict").find("levle"),
            std::string::npos);
  EXPECT_NE(fault("", "loose").find("base"), std::string::npos);
  EXPECT_EQ(ReasonOf(FindPolicy(folder_.Path(), "../retouch_policy").status()), "POLICY_UNKNOWN");
  EXPECT_EQ(ReasonOf(FindPolicy(folder_.Path(), "school.1").status()), "POLICY_UNKNOWN");
}

TEST(Policy, TheRangeOfAParameterIsTheToolsInsideTheRules) {
  const EditPolicy policy = Strict();
  EXPECT_EQ(RangeFor(policy, "tone.exposure", "ev")->high, 0.5);
  EXPECT_EQ(RangeFor(policy, "tone.levels", "contrast")->high, 0.5) << "no rule: the tool's own";
  EXPECT_FALSE(RangeFor(policy, "skin.smooth", "amount")) << "forbidden";
  EXPECT_FALSE(RangeFor(policy, "eye.glare", "drop")) << "a supervisor's";
  EXPECT_FALSE(RangeFor(policy, "tone.exposure", "slim"));
}

TEST(Policy, RefusesStrokesOutsideTheirRegionByName) {
  const EditPolicy policy = Strict();
  const testing::MadeHead head;
  const auto x = static_cast<float>(head.centre_x);
  const auto eye = static_cast<float>(head.eye_y);
  const auto w = static_cast<float>(head.face_width);
  const auto check = [&](const std::string& kind, const Stroke& stroke) {
    Recipe recipe = testing::MakeRecipe(head);
    Operation operation = MakeOperation(kind, {});
    operation.strokes = {stroke};
    recipe.Push(operation);
    return CheckRegions(recipe, policy, nullptr);
  };
  const Stroke on_eye{"heal", 0.012f * w, {{x - 0.22f * w, eye}}};
  const Stroke on_wall{"heal", 0.02f * w, {{10, 10}}};
  const Stroke on_cloth{"heal", 0.02f * w, {{x - 0.6f * w, eye + 1.7f * w}}};
  for (const char* kind :
       {"clean.background", "clean.clothes", "clean.stray_hair", "clean.clone"}) {
    const Status status = check(kind, on_eye);
    EXPECT_EQ(ReasonOf(status), "POLICY_REGION") << kind;
    EXPECT_EQ(DetailOf(status)->field, std::string(kind) + ".strokes");
  }
  EXPECT_TRUE(check("clean.background", on_wall).ok());
  EXPECT_TRUE(check("clean.clothes", on_cloth).ok());
  EXPECT_EQ(ReasonOf(check("clean.clothes", on_wall)), "POLICY_REGION");
  // One per cent of the clothes is the most.
  Stroke large = on_cloth;
  large.radius = 0.3f * w;
  EXPECT_EQ(ReasonOf(check("clean.clothes", large)), "POLICY_LIMIT");
  // A strand is thin: 3 delivered pixels at 215 / face width.
  Stroke wide = on_wall;
  wide.radius = 3.2f * w / 215;
  EXPECT_EQ(ReasonOf(check("clean.stray_hair", wide)), "POLICY_LIMIT");
  wide.radius = 2.8f * w / 215;
  EXPECT_TRUE(check("clean.stray_hair", wide).ok());
}

TEST(Policy, AStepMoreIsJudgedLikeTheWholeRecipe) {
  const EditPolicy policy = Strict();
  const testing::MadeHead head;
  Recipe recipe = testing::MakeRecipe(head);
  const auto regions = std::make_shared<const EditRegions>(recipe.analysis);
  RegionCover cover(regions);
  cv::RNG random(4);
  const auto w = static_cast<float>(head.face_width);
  const auto x = static_cast<float>(head.centre_x);
  const auto eye = static_cast<float>(head.eye_y);
  const auto spot = [&] {
    const bool cloth = random.uniform(0, 3) > 0;
    Operation operation = MakeOperation(cloth ? "clean.clothes" : "clean.background", {});
    // One in six lies where its tool may not go.
    const float down = random.uniform(0, 6) == 0 ? 0.1f : 1.9f;
    const cv::Point2f at(x + random.uniform(-0.3f, 0.3f) * w, eye + down * w);
    operation.strokes = {
        {"heal", 0.02f * w, {cloth ? at : cv::Point2f(random.uniform(5.0f, 60.0f), 20)}}};
    return operation;
  };
  int refused = 0;
  int taken = 0;
  for (int i = 0; i < 60; ++i) {
    if (random.uniform(0, 4) == 0) {
      random.uniform(0, 2) == 0 ? recipe.Undo() : recipe.Redo();
      continue;
    }
    const Operation next = spot();
    Recipe with = recipe;
    with.Push(next);
    const Status whole = CheckRegions(with, policy, regions);
    const Status step = cover.Check(recipe, policy, &next);
    ASSERT_EQ(ReasonOf(step), ReasonOf(whole)) << "step " << i;
    ASSERT_EQ(MessageOf(step), MessageOf(whole)) << "step " << i;
    ++(whole.ok() ? taken : refused);
    if (whole.ok()) recipe = with;
  }
  EXPECT_GT(taken, 5);
  EXPECT_GT(refused, 5);
}

}  // namespace
}  // namespace zhaojian
