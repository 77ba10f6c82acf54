// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "core/ledger/audit.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

class DurabilityTest : public LedgerTest {
 protected:
  // What a child process does until it is killed: claim, pass, tell each acknowledged decision.
  void Work(int round, int tell) {
    Reopen();
    for (int i = 0;; ++i) {
      const std::string id = std::to_string(round) + "-" + std::to_string(i);
      ClaimCommand claim;
      claim.meta = {"R-001", "claim-" + id};
      const auto result = ledger_->Claim(claim);
      if (!result.ok() || result->grants.empty()) _exit(0);
      StageDecisionCommand pass = Decision(result->grants[0], DecisionVerdict::kPass);
      pass.meta = {"R-001", "pass-" + id};
      const auto decision = ledger_->StageDecision(pass);
      if (!decision.ok()) _exit(1);
      const int64_t done = decision->id;
      if (write(tell, &done, sizeof(done)) != static_cast<ssize_t>(sizeof(done))) _exit(1);
    }
  }
};
INSTANTIATE_TEST_SUITE_P(All, DurabilityTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(DurabilityTest, AKilledServiceLosesNoAcknowledgedDecision) {
  constexpr int kRounds = 20;
  constexpr int kOrders = 60;
  for (int i = 0; i < kOrders; ++i) Submitted();
  std::mt19937 random(7);
  std::set<int64_t> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    ledger_.reset();  // the child owns the folder
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      close(ends[0]);
      Work(round, ends[1]);
      _exit(0);
    }
    close(ends[1]);
    const unsigned after = random() % 4;  // 0: before any answer
    int64_t id = 0;
    for (unsigned i = 0; i < after && read(ends[0], &id, sizeof(id)) == sizeof(id); ++i) {
      acknowledged.insert(id);
    }
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    while (read(ends[0], &id, sizeof(id)) == sizeof(id)) acknowledged.insert(id);
    close(ends[0]);
    Reopen();
    for (const int64_t known : acknowledged) {
      ASSERT_TRUE(ledger_->GetDecision(known).ok()) << known;
    }
    ASSERT_TRUE(VerifyAuditExport(ExportText()).ok());
    // What the killed person still held goes back, so that the next round has work.
    clock_.Advance(absl::Minutes(20));
    ASSERT_TRUE(ledger_->Tick().ok());
    for (const int64_t known : acknowledged) {
      EXPECT_EQ(ledger_->GetDecision(known)->state, DecisionState::kEffective);
    }
  }
  EXPECT_GE(acknowledged.size(), static_cast<size_t>(kRounds) / 2);
}

TEST_P(DurabilityTest, EveryStepSurvivesAReopen) {
  const OrderRow order = NewOrder();
  Reopen();
  ASSERT_TRUE(Upload(order.number, "photo").ok());
  Reopen();
  ASSERT_TRUE(ledger_->Submit({Meta(kStudentActor), order.number, ""}).ok());
  Reopen();
  const Grant review = ClaimOne("R-001");
  Reopen();
  ASSERT_TRUE(ledger_->StageDecision(Decision(review, DecisionVerdict::kPass)).ok());
  Reopen();
  LetEffectsHappen();
  Reopen();
  const Grant retouch = ClaimOne("T-001");
  Reopen();
  ASSERT_TRUE(
      ledger_->SaveDraft({Meta("T-001"), retouch.item.id, retouch.item.fence, "draft", ""}).ok());
  Reopen();
  ASSERT_TRUE(ledger_->CommitRetouch(Commit(retouch)).ok());
  Reopen();
  const OrderRow finished = *ledger_->GetOrder(order.number);
  EXPECT_EQ(finished.state, OrderState::kAwaitingConfirmation);
  ASSERT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, finished.output_sha256}).ok());
  Reopen();
  EXPECT_EQ(StateOf(order.number), OrderState::kConfirmed);
  EXPECT_TRUE(VerifyAuditExport(ExportText()).ok());
}

TEST_P(DurabilityTest, AFolderInUseIsRefusedSayingByWhom) {
  const auto second = GetParam().open(Options());
  EXPECT_EQ(second.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(second.status()), "STORE_IN_USE");
  EXPECT_NE(MessageOf(second.status()).find("the test"), std::string::npos);
}

}  // namespace
}  // namespace zhaojian::testing
