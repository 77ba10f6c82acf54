// SPDX-License-Identifier: Apache-2.0
#include "core/insight/statistics.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

// Vectors of review queue reference §4.3 and §4.6, computed there with another program.
TEST(WilsonShare, MatchesTheReferenceVectors) {
  struct Vector {
    int64_t events, n;
    double low, high;
  };
  for (const Vector& v : {Vector{0, 50, 0, 0.07135}, Vector{1, 50, 0.00354, 0.10495},
                          Vector{3, 100, 0.01025, 0.08452}, Vector{5, 200, 0.01072, 0.05718},
                          Vector{20, 400, 0.03260, 0.07596}}) {
    const Share share = WilsonShare(v.events, v.n);
    EXPECT_NEAR(share.low, v.low, 5e-6) << v.events << "/" << v.n;
    EXPECT_NEAR(share.high, v.high, 5e-6) << v.events << "/" << v.n;
  }
  EXPECT_EQ(WilsonShare(0, 0).high, 1);
  EXPECT_EQ(WilsonShare(7, 7).high, 1);
}

TEST(Agreement, MatchesTheReferenceTables) {
  struct Vector {
    std::vector<std::vector<int64_t>> table;
    double observed, kappa, ac1;
  };
  for (const Vector& v : {Vector{{{130, 56}, {9, 5}}, .675, .02197, .53258},
                          Vector{{{880, 20}, {30, 70}}, .95, .70930, .93962},
                          Vector{{{970, 10}, {12, 8}}, .978, .40987, .97715}}) {
    const Agreement agreement = MeasureAgreement(v.table);
    EXPECT_NEAR(agreement.observed, v.observed, 1e-9);
    EXPECT_NEAR(agreement.kappa, v.kappa, 5e-6);
    EXPECT_NEAR(agreement.ac1, v.ac1, 5e-6);
  }
}

TEST(ReasonPareto, CountsEachCodeOfARejectionAndNoPass) {
  const std::vector<DecisionFact> decisions = {
      {"R-001", DecisionVerdict::kReject, {"EYE-01", "BG-01"}, 4000},
      {"R-001", DecisionVerdict::kReject, {"EYE-01"}, 6000},
      {"R-002", DecisionVerdict::kPass, {"BG-01"}, 1000},
      {"R-001", DecisionVerdict::kEscalate, {"ID-01"}, 9000}};
  const auto bars = ReasonPareto(decisions);
  ASSERT_EQ(bars.size(), 2U);
  EXPECT_EQ(bars[0].code, "EYE-01");
  EXPECT_EQ(bars[0].citations, 2);
  EXPECT_EQ(bars[0].share.value, 1.0);
  EXPECT_EQ(bars[1].share.value, 0.5);
  const auto people = SummarisePeople(decisions);
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].decisions, 3);
  EXPECT_EQ(people[0].median_active_ms, 6000);
  EXPECT_EQ(people[0].rejected.value, 1.0);
  EXPECT_EQ(people[1].rejected.n, 1);
}

}  // namespace
}  // namespace zhaojian
