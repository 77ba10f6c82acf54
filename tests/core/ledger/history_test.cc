// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

// Random people do random things at random times, several at once; whatever they do, the rules of
// review queue reference §2e hold, and folding the audit trail gives the state of the store.
class HistoryTest : public LedgerTest {
 protected:
  // One person's dice and memory. Every thread has its own.
  struct Walker {
    std::mt19937_64 random;
    std::string id;
    int requests = 0;
    std::vector<Grant> known;
    size_t Pick(size_t count) { return static_cast<size_t>(random() % count); }
    RequestMeta Meta(const std::string& actor) {
      return {actor, id + "-" + std::to_string(++requests)};
    }
  };

  std::string AnyOrder(Walker& walker) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return orders_.empty() ? std::string() : orders_[walker.Pick(orders_.size())];
  }

  void NewStudent(Walker& walker) {
    CreateOrderCommand create;
    create.meta = walker.Meta(kStudentActor);
    const int student = next_student_++;
    create.collection_code = CodeOfStudent(student, "DEMO");
    create.last_four = LastFour(student);
    create.consent = true;
    create.confirm_later = walker.Pick(8) == 0;
    const auto order = ledger_->CreateOrder(create);
    ASSERT_TRUE(order.ok()) << order.status();
    const std::lock_guard<std::mutex> lock(mutex_);
    orders_.push_back(order->number);
  }

  void UploadSomething(Walker& walker, const std::string& order) {
    UploadPhotoCommand upload;
    upload.meta = walker.Meta(kStudentActor);
    upload.order = order;
    const auto blob = ledger_->PutBlob(order, "photo " + std::to_string(walker.Pick(9)));
    if (!blob.ok()) return;  // purged
    upload.photo_sha256 = *blob;
    upload.photo_bytes = 7;
    upload.width = upload.height = 100;
    upload.report_json = "{}";
    (void)ledger_->UploadPhoto(upload);
  }

  size_t Orders() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return orders_.size();
  }

  // What a student does who wants to get on, so that the walks come to an end of the story.
  void StudentGoesOn(Walker& walker, const std::string& order) {
    const OrderRow row = *ledger_->GetOrder(order);
    const RequestMeta meta = walker.Meta(kStudentActor);
    switch (row.state) {
      case OrderState::kCreated:
        (void)ledger_->ConfirmInfo(
            {meta, order, LastFour(static_cast<int>(walker.Pick(6))), true, ""});
        break;
      case OrderState::kAwaitingPayment:
        (void)ledger_->SettlePayment({walker.Meta(kSystemActor), order, "tx" + order, 2000});
        break;
      case OrderState::kAwaitingPhoto:
      case OrderState::kRecollectRequired:
        return UploadSomething(walker, order);
      case OrderState::kPrepared:
        (void)ledger_->Submit({meta, order, ""});
        break;
      case OrderState::kAwaitingConfirmation:
        (void)ledger_->Confirm({meta, order, row.output_sha256});
        break;
      default:
        break;
    }
  }

  void StudentStep(Walker& walker) {
    const std::string order = AnyOrder(walker);
    if (order.empty() || (walker.Pick(6) == 0 && Orders() < 5)) return NewStudent(walker);
    if (walker.Pick(3) != 0) return StudentGoesOn(walker, order);
    const OrderCommand command{walker.Meta(kStudentActor), order, "words"};
    switch (walker.Pick(12)) {
      case 0:
      case 1:
      case 2:
        return UploadSomething(walker, order);
      case 3:
      case 4:
      case 5:
        (void)ledger_->Submit(command);
        break;
      case 6:
        (void)(walker.Pick(2) == 0 ? ledger_->Withdraw(command) : ledger_->Retake(command));
        break;
      case 7:
        (void)ledger_->RequestRedo(command);
        break;
      case 8:
        (void)ledger_->RequestRecollection(command);
        break;
      case 9:
        if (walker.Pick(4) == 0) (void)ledger_->Cancel(command);
        (void)ledger_->OpenCase({command.meta, order, CaseKind::kQuestion, "?"});
        break;
      case 10:
        (void)ledger_->SettlePayment(
            {walker.Meta(kSystemActor), order, "tx" + std::to_string(walker.Pick(40)), 2000});
        break;
      default:
        (void)ledger_->Confirm({command.meta, order, ledger_->GetOrder(order)->output_sha256});
        break;
    }
  }

  void OfficeStep(Walker& walker) {
    const std::string order = AnyOrder(walker);
    if (order.empty()) return;
    const StaffOrderCommand command{walker.Meta("S-002"), order, "because", ""};
    const OrderRow row = *ledger_->GetOrder(order);
    if (row.state == OrderState::kConfirmed && walker.Pick(3) != 0) {
      const bool fails = walker.Pick(4) == 0;
      for (int i = 0; fails && i < 5; ++i) {
        (void)ledger_->FailDelivery({walker.Meta(kSystemActor), order, "DISK_FULL"});
      }
      (void)ledger_->Deliver({command.meta, order, row.confirmed_sha256, "", "receipt"});
      return;
    }
    switch (walker.Pick(10)) {
      case 0:
        (void)ledger_->HoldOrder(command);
        break;
      case 1:
      case 2:
        (void)ledger_->ReleaseHold(command);
        break;
      case 3:
        (void)ledger_->RecallOrder(command);
        break;
      case 4:
        (void)ledger_->Deliver({command.meta, order, row.confirmed_sha256, "", "receipt"});
        break;
      case 5:
        (void)ledger_->RejectByReceiver({command.meta, order, {}, ""});
        break;
      case 6:
        (void)ledger_->EraseOrder(command);
        break;
      case 7:
        OverturnSomething(walker, order);
        break;
      case 8:
        (void)ledger_->RetryDelivery(command);
        break;
      default:
        AnswerSomething(walker, order);
        break;
    }
  }

  void OverturnSomething(Walker& walker, const std::string& order) {
    DecisionFilter filter;
    filter.order = order;
    const auto decisions = ledger_->ListDecisions(filter);
    if (!decisions.ok() || decisions->empty()) return;
    const DecisionRow& decision = decisions->front();
    OverturnCommand overturn;
    overturn.meta = walker.Meta(walker.Pick(2) == 0 ? "S-001" : "A-001");
    overturn.decision = decision.id;
    const bool pass = decision.verdict == DecisionVerdict::kReject;
    overturn.verdict = pass ? DecisionVerdict::kPass : DecisionVerdict::kReject;
    if (!pass) overturn.reasons.push_back({"ID-02", "", {}, {}});
    overturn.justification = "because";
    (void)ledger_->Overturn(overturn);
  }

  void AnswerSomething(Walker& walker, const std::string& order) {
    CaseFilter filter;
    filter.order = order;
    filter.open_only = true;
    const auto cases = ledger_->ListCases(filter);
    if (!cases.ok() || cases->empty()) return;
    const CaseState outcome = walker.Pick(2) == 0 ? CaseState::kUpheld : CaseState::kOverturned;
    (void)ledger_->ResolveCase({walker.Meta("S-001"), cases->front().id, outcome, "so", ""});
  }

  void Review(Walker& walker, const Grant& grant) {
    StageDecisionCommand command;
    command.meta = walker.Meta(grant.item.holder);
    command.item = grant.item.id;
    command.fence = grant.item.fence;
    command.epoch = grant.item.epoch;
    const auto attempt = ledger_->GetAttempt(grant.item.order, grant.item.attempt);
    if (attempt.ok()) command.seen.photo_sha256 = attempt->photo_sha256;
    const size_t choice = walker.Pick(5);
    if (choice == 3) command.reasons.push_back({"EYE-01", "", {}, {}});
    command.verdict = choice < 3    ? DecisionVerdict::kPass
                      : choice == 3 ? DecisionVerdict::kReject
                                    : DecisionVerdict::kEscalate;
    if (choice == 4) command.comment = "look";
    const auto decision = ledger_->StageDecision(command);
    if (decision.ok() && walker.Pick(5) == 0) {
      (void)ledger_->UndoDecision({walker.Meta(grant.item.holder), decision->id});
    }
    if (walker.Pick(4) == 0) (void)ledger_->StageDecision(command);  // sent twice
  }

  void Finish(Walker& walker, const Grant& grant) {
    const auto attempt = ledger_->GetAttempt(grant.item.order, grant.item.attempt);
    const auto blob =
        ledger_->PutBlob(grant.item.order, "finished " + std::to_string(grant.item.id));
    if (!attempt.ok() || !blob.ok()) return;
    if (grant.item.kind == WorkKind::kQc) {
      DecideQcCommand look{walker.Meta(grant.item.holder),
                           grant.item.id,
                           grant.item.fence,
                           walker.Pick(3) != 0,
                           {},
                           ""};
      if (!look.pass) look.reasons.push_back({"EYE-01", "", {}, {}});
      (void)ledger_->DecideQc(look);
      return;
    }
    if (walker.Pick(6) == 0) {
      ReturnToReviewCommand back;
      back.meta = walker.Meta(grant.item.holder);
      back.item = grant.item.id;
      back.fence = grant.item.fence;
      back.reasons.push_back({"EYE-01", "", {}, {}});
      (void)ledger_->ReturnToReview(back);
      return;
    }
    CommitRetouchCommand commit;
    commit.meta = walker.Meta(grant.item.holder);
    commit.item = grant.item.id;
    commit.fence = grant.item.fence;
    commit.epoch = grant.item.epoch;
    commit.source_sha256 = attempt->photo_sha256;
    commit.output_sha256 = *blob;
    commit.output_bytes = 10;
    commit.recipe = "recipe";
    commit.gate_green = walker.Pick(8) != 0;
    (void)ledger_->CommitRetouch(commit);
  }

  void StaffStep(Walker& walker) {
    const char* people[] = {"R-001", "R-002", "T-001", "S-001", "A-001"};
    if (walker.known.empty() || walker.Pick(3) == 0) {
      ClaimCommand claim;
      claim.meta = walker.Meta(people[walker.Pick(5)]);
      claim.max_items = 1 + static_cast<int>(walker.Pick(3));
      const auto result = ledger_->Claim(claim);
      if (!result.ok()) return;
      walker.known.insert(walker.known.end(), result->grants.begin(), result->grants.end());
      return;
    }
    // Mostly the newest, sometimes one that is long stale.
    const size_t back = walker.Pick(4) == 0 ? walker.Pick(walker.known.size()) : 0;
    const Grant grant = walker.known[walker.known.size() - 1 - back];
    const LeaseCommand lease{walker.Meta(grant.item.holder), grant.item.id, grant.item.fence};
    if (walker.Pick(3) == 0) (void)ledger_->Activate(lease);
    if (walker.Pick(9) == 0) {
      (void)ledger_->Release({walker.Meta(grant.item.holder), grant.item.id, grant.item.fence,
                              ReleaseCause::kBreak, ""});
    } else if (grant.item.kind == WorkKind::kReview) {
      Review(walker, grant);
    } else {
      Finish(walker, grant);
    }
  }

  void TimeStep(Walker& walker) {
    const absl::Duration steps[] = {absl::Seconds(5),  absl::Seconds(11), absl::Minutes(2),
                                    absl::Minutes(20), absl::Hours(30),   absl::Hours(24 * 35)};
    // Long steps are rare: most of a life happens within an hour.
    const size_t longest = walker.Pick(10) == 0 ? 6 : 3;
    clock_.Advance(steps[walker.Pick(longest)]);
    (void)ledger_->Tick();
    if (walker.Pick(2) == 0) TellEverything();
  }

  void AnyStep(Walker& walker) {
    switch (walker.Pick(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return StudentStep(walker);
      case 4:
      case 5:
        return OfficeStep(walker);
      case 6:
        return TimeStep(walker);
      default:
        return StaffStep(walker);
    }
  }

  void Live(uint64_t seed, int people, int steps) {
    std::vector<std::thread> threads;
    for (int person = 0; person < people; ++person) {
      threads.emplace_back([this, seed, person, people, steps] {
        Walker walker;
        walker.random.seed(seed * 97 + static_cast<uint64_t>(person));
        walker.id = "walker-" + std::to_string(person);
        for (int step = 0; step < steps / people; ++step) AnyStep(walker);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  void Count(const AuditCheck& check) {
    events_ += check.events;
    for (const auto list = ledger_->ListOrders({"", std::nullopt, "", 1000});
         const OrderRow& order : *list) {
      for (const auto life = ledger_->ListOrderEvents(order.number);
           const OrderEventRow& event : *life) {
        ++reached_[event.to];
        ++fired_[{event.from, event.event}];
      }
    }
  }

  std::mutex mutex_;
  std::vector<std::string> orders_;
  std::atomic<int> next_student_{1};
  int64_t events_ = 0;
  std::map<OrderState, int> reached_;
  std::map<std::pair<OrderState, OrderEvent>, int> fired_;
};
INSTANTIATE_TEST_SUITE_P(All, HistoryTest, ::testing::Values(Backend{"Memory", &OpenMemoryLedger}),
                         BackendName);

TEST_P(HistoryTest, AThousandHistoriesBreakNoRuleAndTheTrailTellsTheState) {
  constexpr uint64_t kHistories = 1000;
  constexpr int kSteps = 200;
  for (uint64_t seed = 1; seed <= kHistories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    clock_.Set(Tuesday());
    Reopen();
    SetUp();
    ChangeSchool([&](School& school) {
      school.payment_enabled = seed % 3 == 0;
      school.price_fen = 2000;
      school.quality_sampling = seed % 2 == 0 ? 0.5 : 0;
      if (seed % 5 == 0) school.closes = clock_.Now() + absl::Hours(20);
    });
    orders_.clear();
    next_student_ = 1;
    Live(seed, /*people=*/seed % 4 == 0 ? 1 : 3, kSteps);
    Count(CheckTrail());
    if (HasFailure()) return;
  }
  // The walks must get everywhere, or they prove little.
  for (const OrderState state : AllOrderStates()) {
    if (state == OrderState::kCreated) continue;  // an order is born there
    EXPECT_GT(reached_[state], 0) << Name(state) << " was never reached";
  }
  std::string never;
  for (const Transition& row : TestPolicy().orders.Rows()) {
    if (fired_[{row.from, row.event}] > 0) continue;
    never += std::string(" ") + Name(row.from) + ":" + Name(row.event);
  }
  std::cout << kHistories << " histories, " << events_ << " audit events, " << fired_.size()
            << " rows of the table fired, never:" << never << "\n";
}

}  // namespace
}  // namespace zhaojian::testing
