// SPDX-License-Identifier: Apache-2.0
#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "core/base/crypto.h"
#include "core/ledger/audit.h"
#include "tests/e2e/demo_service.h"

namespace zhaojian {
namespace {

constexpr int kKills = 20;
constexpr int kOrders = 3;

// What the reviewer was told: a decision that came back OK, or its undo that came back OK.
struct Acknowledged {
  std::string decision;
  bool undone = false;
};

// One reviewer who decides, takes back and decides again as fast as the service answers.
class Reviewer {
 public:
  explicit Reviewer(std::unique_ptr<rpc::ServiceClient> client) : client_(std::move(client)) {}

  // Works until a call fails because the service is gone. A call without an answer is repeated
  // later with the same request id, as the console's journal does.
  Status WorkUntilCut(const std::atomic<bool>& stop) {
    while (!stop) {
      if (!holding_) ZJ_RETURN_IF_ERROR(ClaimOne());
      if (!staged_) {
        if (request_id_.empty()) request_id_ = RandomUuid();
        rpc::DecisionRequest request;
        request.request_id = request_id_;
        request.work_item = grant_.work_item.name;
        request.fence = grant_.lease.fence;
        request.epoch = grant_.work_item.epoch;
        request.verdict = rpc::Verdict::kReject;
        request.seen.photo_sha256 = photo_sha256_;
        rpc::Reason reason;
        reason.code = "EYE-01";
        request.reasons = {reason};
        ZJ_ASSIGN_OR_RETURN(const rpc::Decision decision, client_->SubmitDecision(request));
        acknowledged_[decision.name] = {decision.name, false};
        current_ = decision.name;
        staged_ = true;
      } else {
        if (request_id_.empty()) request_id_ = RandomUuid();
        ZJ_RETURN_IF_ERROR(client_->UndoDecision(current_, request_id_).status());
        acknowledged_[current_].undone = true;
        staged_ = false;
      }
      request_id_.clear();
      ++answers_;
    }
    return absl::OkStatus();
  }

  const std::map<std::string, Acknowledged>& Told() const { return acknowledged_; }
  int64_t Answers() const { return answers_; }
  // The one decision whose undo is under way: it may be found either way.
  const std::string& InDoubt() const { return current_; }
  bool HasOpenCall() const { return !request_id_.empty(); }

 private:
  Status ClaimOne() {
    ZJ_ASSIGN_OR_RETURN(const auto claim, client_->Claim(rpc::WorkKind::kReview, 1));
    if (claim.grants.empty()) return absl::NotFoundError("the queue is empty");
    grant_ = claim.grants.front();
    ZJ_ASSIGN_OR_RETURN(const auto bundle,
                        client_->GetReviewBundle(grant_.work_item.name, grant_.lease.fence));
    photo_sha256_ = bundle.photo_sha256;
    holding_ = true;
    return absl::OkStatus();
  }

  std::unique_ptr<rpc::ServiceClient> client_;
  rpc::Grant grant_;
  std::string photo_sha256_, request_id_, current_;
  bool holding_ = false, staged_ = false;
  std::map<std::string, Acknowledged> acknowledged_;
  std::atomic<int64_t> answers_{0};
};

std::map<std::string, rpc::DecisionStatus> Stored(rpc::ServiceClient& supervisor) {
  std::map<std::string, rpc::DecisionStatus> stored;
  rpc::DecisionFilter filter;
  filter.page_size = 1000;
  do {
    const auto page = supervisor.ListDecisions(filter);
    if (!page.ok()) {
      ADD_FAILURE() << MessageOf(page.status());
      break;
    }
    for (const auto& decision : page->decisions) stored[decision.name] = decision.status;
    filter.page_token = page->next_page_token;
  } while (!filter.page_token.empty());
  return stored;
}

TEST(KillService, AtTwentyRandomMomentsLosesNoAcknowledgedDecision) {
  testing::DemoService service;
  for (int i = 0; i < kOrders; ++i) service.SubmitOrder();
  // One try per call: the test repeats what was cut itself.
  Reviewer reviewer(service.Client("R-001", 1));
  std::mt19937 random(20261123);
  std::uniform_int_distribution<int> microseconds(0, 60'000);
  std::mutex mutex;
  std::condition_variable never;
  for (int kill = 0; kill < kKills; ++kill) {
    std::atomic<bool> stop{false};
    Status cut;
    std::thread work([&] { cut = reviewer.WorkUntilCut(stop); });
    // On a machine full of other work the first answers take long; a kill before them proves
    // little.
    const int64_t before = reviewer.Answers();
    const absl::Time limit = absl::Now() + absl::Seconds(20);
    while (reviewer.Answers() < before + 2 && absl::Now() < limit) std::this_thread::yield();
    {
      std::unique_lock<std::mutex> lock(mutex);
      never.wait_for(lock, std::chrono::microseconds(microseconds(random)));
    }
    service.Kill();
    stop = true;
    work.join();
    ASSERT_TRUE(cut.ok() || cut.code() == StatusCode::kUnavailable ||
                cut.code() == StatusCode::kDeadlineExceeded)
        << "kill " << kill << ": " << cut;
    service.Start();
    if (::testing::Test::HasFatalFailure()) return;
    const auto stored = Stored(*service.Client("S-001"));
    for (const auto& [name, told] : reviewer.Told()) {
      ASSERT_EQ(stored.count(name), 1u) << "kill " << kill << " lost " << name;
      if (name == reviewer.InDoubt() && reviewer.HasOpenCall()) continue;
      EXPECT_EQ(stored.at(name),
                told.undone ? rpc::DecisionStatus::kUndone : rpc::DecisionStatus::kStaged)
          << "kill " << kill;
    }
  }
  EXPECT_GT(reviewer.Answers(), kKills) << "the reviewer hardly worked; the kills proved nothing";
  EXPECT_TRUE(VerifyAuditExport(service.Trail()).ok());
}

}  // namespace
}  // namespace zhaojian
