// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/policy.h"

#include <gtest/gtest.h>

#include "core/base/file.h"
#include "core/retouch/operations.h"
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
    EXPECT_NE(rule->level, PolicyLevel::kForbidden) << spec.kind;
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

}  // namespace
}  // namespace zhaojian
