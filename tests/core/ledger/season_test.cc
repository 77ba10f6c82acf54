// SPDX-License-Identifier: Apache-2.0
#include "tests/support/season.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/ledger/audit_check.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

SeasonOptions Small(double load) {
  SeasonOptions options;
  options.orders = 500;
  options.schools = 12;
  options.days = 3;
  options.load = load;
  return options;
}

SeasonOutcome RunSeason(const SeasonOptions& options) {
  const auto outcome = RunThroughService(options, TestPolicy(), /*keep_trail=*/true);
  EXPECT_TRUE(outcome.ok()) << outcome.status();
  return outcome.ok() ? *outcome : SeasonOutcome();
}

// The trail of a whole season breaks no rule, liveness (I15) and alarms (I14) included.
void CheckSeason(const SeasonOutcome& outcome) {
  const auto check =
      CheckAuditTrail(outcome.trail, TestPolicy().orders, TestPolicy().work, TestPolicy().queue);
  ASSERT_TRUE(check.ok()) << check.status();
  for (const AuditViolation& broken : check->violations) {
    ADD_FAILURE() << broken.rule << " at event " << broken.sequence << ": " << broken.what;
  }
  EXPECT_EQ(check->state_hash, outcome.state_hash);
  EXPECT_EQ(check->open_items, 0);
}

TEST(SeasonTest, WithEnoughPeopleNothingIsLateThatAnybodyCouldHaveDoneInTime) {
  const SeasonOutcome plain = *RunFirstCome(Small(0.9), TestPolicy());
  const SeasonOutcome service = RunSeason(Small(0.9));
  CheckSeason(service);
  EXPECT_GE(service.submissions, 500);
  EXPECT_EQ(service.broken_exclusions, 0);
  EXPECT_GT(service.redos, 0);
  EXPECT_LE(service.review.all.LateShare(), plain.review.all.LateShare());
  EXPECT_LE(service.retouch.all.LateShare(), plain.retouch.all.LateShare());
  // Sticky redo: the retoucher takes it when they ask next, if they ask within half an hour.
  EXPECT_GE(service.same_retoucher * 10, service.redos * 9);
}

// Late share of the school that fares worst, but for the one that sends everything at once.
double WorstOfTheOthers(const StageScore& stage) {
  double worst = 0;
  for (const auto& [school, score] : stage.schools) {
    if (school != "U-000") worst = std::max(worst, score.LateShare());
  }
  return worst;
}

TEST(SeasonTest, WithTooFewPeopleTheUrgentAreServedAndNoSchoolStarves) {
  // Two and a half times what the reviewers can do: at the end four days of work wait.
  const SeasonOutcome plain = *RunFirstCome(Small(2.5), TestPolicy());
  const SeasonOutcome service = RunSeason(Small(2.5));
  CheckSeason(service);  // nothing is left undone, and nobody was passed over for ever
  EXPECT_GT(service.switches, 0);
  EXPECT_EQ(service.broken_exclusions, 0);
  EXPECT_GT(plain.review.all.LateShare(), 0.3) << "too easy a season shows nothing";
  EXPECT_LE(service.review.all.LateShare(), plain.review.all.LateShare());
  EXPECT_LE(service.retouch.all.LateShare(), plain.retouch.all.LateShare());
  for (const WorkClass urgent : {WorkClass::kAppeal, WorkClass::kSchoolDeadline}) {
    const auto index = static_cast<size_t>(urgent);
    EXPECT_LE(service.review.classes.at(index).LateShare(),
              plain.review.classes.at(index).LateShare());
  }
  EXPECT_LE(WorstOfTheOthers(service.review), WorstOfTheOthers(plain.review));
}

TEST(SeasonTest, TheSameSeedIsTheSameSeason) {
  const SeasonOutcome first = RunSeason(Small(1.1));
  const SeasonOutcome second = RunSeason(Small(1.1));
  EXPECT_EQ(first.review.all.done, second.review.all.done);
  EXPECT_EQ(first.review.all.late, second.review.all.late);
  EXPECT_EQ(first.retouch.all.total, second.retouch.all.total);
  EXPECT_EQ(first.switches, second.switches);
}

}  // namespace
}  // namespace zhaojian::testing
