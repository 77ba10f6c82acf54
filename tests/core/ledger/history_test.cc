// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <map>
#include <random>

#include "core/ledger/audit.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

// Random people do random things at random times; whatever they do, the invariants of review queue
// reference §2e hold after every step.
class HistoryTest : public LedgerTest {
 protected:
  size_t Pick(size_t count) { return static_cast<size_t>(random_() % count); }

  void StudentStep() {
    if (orders_.empty() || (orders_.size() < 12 && Pick(4) == 0)) {
      orders_.push_back(NewOrder().number);
      return;
    }
    const std::string& order = orders_[Pick(orders_.size())];
    const OrderCommand command{Meta(kStudentActor), order, "words"};
    switch (Pick(7)) {
      case 0:
      case 1:
        (void)Upload(order, std::to_string(random_()));
        break;
      case 2:
      case 3:
        (void)ledger_->Submit(command);
        break;
      case 4:
        (void)ledger_->Withdraw(command);
        break;
      case 5:
        (void)ledger_->RequestRedo(command);
        break;
      default:
        (void)ledger_->Confirm(
            {Meta(kStudentActor), order, ledger_->GetOrder(order)->output_sha256});
        break;
    }
  }

  void Review(const Grant& grant) {
    const std::vector<StageDecisionCommand> choices = {
        Decision(grant, DecisionVerdict::kPass),
        Decision(grant, DecisionVerdict::kReject, {"EYE-01"}),
        Decision(grant, DecisionVerdict::kEscalate, {}, "look")};
    StageDecisionCommand command = choices[Pick(choices.size())];
    command.meta.actor = grant.item.holder;
    const auto decision = ledger_->StageDecision(command);
    if (decision.ok() && Pick(4) == 0) {
      (void)ledger_->UndoDecision({Meta(grant.item.holder), decision->id});
    }
    if (Pick(3) == 0) (void)ledger_->StageDecision(command);  // sent twice
  }

  void StaffStep(const std::string& actor) {
    if (Pick(2) == 0) {
      ClaimCommand claim;
      claim.meta = Meta(actor);
      claim.max_items = 1 + static_cast<int>(Pick(3));
      const auto result = ledger_->Claim(claim);
      if (result.ok()) known_.insert(known_.end(), result->grants.begin(), result->grants.end());
      return;
    }
    if (known_.empty()) return;
    const Grant grant = known_[Pick(known_.size())];  // perhaps long stale
    switch (Pick(6)) {
      case 0:
        (void)ledger_->Activate({Meta(grant.item.holder), grant.item.id, grant.item.fence});
        break;
      case 1:
        (void)ledger_->Release(
            {Meta(grant.item.holder), grant.item.id, grant.item.fence, ReleaseCause::kBreak, ""});
        break;
      default:
        if (grant.item.kind == WorkKind::kReview) return Review(grant);
        (void)ledger_->CommitRetouch(Commit(grant));
        break;
    }
  }

  // I1 one open item per order; I2 fences only grow; I3 one effective decision per item; I4 the
  // state is the fold of the events.
  void CheckInvariants() {
    std::map<int64_t, int> effective;
    DecisionFilter filter;
    filter.limit = 1000;
    for (const auto list = ledger_->ListDecisions(filter); const DecisionRow& decision : *list) {
      if (decision.state == DecisionState::kEffective) ++effective[decision.item];
    }
    for (const auto& [item, count] : effective) ASSERT_EQ(count, 1) << "item " << item;
    std::map<std::string, int> open;
    for (int64_t id = 1;; ++id) {
      const auto item = ledger_->GetWorkItem(id);
      if (!item.ok()) break;
      if (IsOpen(item->state)) ++open[item->order];
      ASSERT_GE(item->fence, fences_[id]);
      fences_[id] = item->fence;
      const bool leased = item->state == WorkState::kLeased || item->state == WorkState::kReserved;
      ASSERT_EQ(leased, item->lease_expires.has_value()) << Name(item->state);
    }
    for (const std::string& number : orders_) {
      ASSERT_LE(open[number], 1);
      OrderState state = OrderState::kCreated;
      for (const auto list = ledger_->ListOrderEvents(number); const OrderEventRow& event : *list) {
        ASSERT_EQ(event.from, state);
        state = event.to;
      }
      const OrderRow order = *ledger_->GetOrder(number);
      ASSERT_EQ(order.state, state);
      const bool waits = state == OrderState::kReviewPending || state == OrderState::kInReview ||
                         state == OrderState::kRetouchPending || state == OrderState::kInRetouch;
      ASSERT_EQ(open[number], waits ? 1 : 0) << Name(state);
      ASSERT_EQ(order.due.has_value(), waits) << Name(state);
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> orders_;
  std::vector<Grant> known_;
  std::map<int64_t, int64_t> fences_;
};
INSTANTIATE_TEST_SUITE_P(All, HistoryTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(HistoryTest, TheInvariantsHoldWhateverPeopleDo) {
  for (uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_.seed(seed);
    orders_.clear();
    known_.clear();
    for (int step = 0; step < 125; ++step) {
      const char* people[] = {"R-001", "R-002", "T-001", "S-001", "A-001"};
      if (Pick(3) == 0) {
        StudentStep();
      } else {
        StaffStep(people[Pick(5)]);
      }
      if (Pick(5) == 0) {
        clock_.Advance(absl::Seconds(static_cast<int64_t>(Pick(90))));
        ASSERT_TRUE(ledger_->Tick().ok());
      }
      if (step % 25 == 24) {
        ASSERT_NO_FATAL_FAILURE(CheckInvariants());
      }
    }
  }
  EXPECT_TRUE(VerifyAuditExport(ExportText()).ok());
}

}  // namespace
}  // namespace zhaojian::testing
