// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/file.h"
#include "core/compliance/check.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

// The rendered portraits of assets/demo, judged from bytes to report. Their design is the truth.
class Portraits : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto made = Analyzer::Create(testing::ModelsForTests());
    if (made.ok()) analyzer_ = std::move(*made).release();
  }
  static void TearDownTestSuite() { delete analyzer_; }

  static Report Judge(const std::string& name) {
    const auto profile = FindProfile(testing::AssetsForTests(), kDefaultProfile);
    const auto bytes = ReadFile(testing::AssetsForTests() / "demo" / name, kMaxPhotoBytes);
    EXPECT_TRUE(bytes.ok()) << name;
    const auto report = CheckBytes(*bytes, *analyzer_, *profile);
    EXPECT_TRUE(report.ok()) << MessageOf(report.status());
    return *report;
  }

  static bool Missing(int cases) {
    if (analyzer_ == nullptr) testing::PrintNotRun(cases, "the networks are not converted");
    return analyzer_ == nullptr;
  }

  static Analyzer* analyzer_;
};

Analyzer* Portraits::analyzer_ = nullptr;

TEST_F(Portraits, DesignedToPassHaveNoBlock) {
  if (Missing(4)) return;
  for (const char* name : {"t01.jpg", "t05.jpg", "t14.jpg", "t20.jpg"}) {
    const Report report = Judge(name);
    EXPECT_EQ(report.faces, 1) << name;
    for (const Measure& m : report.measures)
      EXPECT_NE(m.verdict, Verdict::kBlock) << name << " " << m.id;
  }
}

TEST_F(Portraits, DesignedFaultsAreSuggested) {
  if (Missing(8)) return;
  const std::pair<const char*, const char*> cases[] = {
      {"t21.jpg", "EYE-01"},  {"t22.jpg", "EYE-01"},   {"t26.jpg", "EYE-05"},
      {"t27.jpg", "EXPR-01"}, {"t36.jpg", "LIGHT-02"}, {"t38.jpg", "POSE-01"},
      {"t40.jpg", "POSE-03"}, {"t44.jpg", "GEO-03"}};
  for (const auto& [name, code] : cases) {
    const auto codes = Judge(name).suggestions;
    EXPECT_NE(std::find(codes.begin(), codes.end(), code), codes.end()) << name << " " << code;
  }
}

TEST_F(Portraits, BytesThatAreNoPhotoGiveARefusedReport) {
  if (Missing(1)) return;
  const auto profile = FindProfile(testing::AssetsForTests(), kDefaultProfile);
  const auto report = CheckBytes("not a photo", *analyzer_, *profile);
  ASSERT_TRUE(report.ok());
  ASSERT_TRUE(report->refused);
  EXPECT_EQ(report->refused->reason, "FILE-01");
  EXPECT_EQ(report->faces, 0);
  EXPECT_TRUE(report->measures.empty());
}

}  // namespace
}  // namespace zhaojian
