// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <random>

#include "core/ledger/queue_turn.h"
#include "core/ledger/sqlite_store.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

// The rule once more, slowly: all items in one list, everything looked at each time. Nothing of
// queue_order.h but its types is used.
class SlowQueue {
 public:
  std::vector<WorkItemRow> items;
  QueueMode mode = QueueMode::kDeadline;
  absl::Duration service;
  std::map<std::string, double> cost;

  // The id of the item that is next for a person; 0 when there is none. It is taken.
  int64_t Take(const StaffMember& person, int hours, absl::Time now) {
    std::vector<WorkItemRow*> open;
    for (WorkItemRow& item : items) {
      if (MayHave(person, item, hours, now)) open.push_back(&item);
    }
    if (WorkItemRow* escalated = First(open, WorkState::kEscalated)) return Hand(*escalated);
    open.erase(
        std::remove_if(open.begin(), open.end(),
                       [](const WorkItemRow* item) { return item->state != WorkState::kQueued; }),
        open.end());
    if (open.empty()) return 0;
    int& passed = passed_[person.code];
    const absl::Time earliest = (*std::min_element(open.begin(), open.end(),
                                                   [](const WorkItemRow* a, const WorkItemRow* b) {
                                                     return a->slot < b->slot;
                                                   }))
                                    ->slot;
    WorkItemRow* chosen = passed < 4 ? FirstKept(open, person, now) : nullptr;
    if (chosen == nullptr) chosen = ByTurn(open, passed < 4 ? mode : QueueMode::kDeadline, now);
    passed = earliest < chosen->slot ? passed + 1 : 0;
    return Hand(*chosen);
  }

 private:
  static bool MayHave(const StaffMember& person, const WorkItemRow& item, int hours,
                      absl::Time now) {
    if (item.state != WorkState::kQueued && item.state != WorkState::kEscalated) return false;
    const bool supervisor = person.roles.count(Role::kSupervisor) > 0;
    if ((item.supervisor_only || item.state == WorkState::kEscalated) && !supervisor) return false;
    if (hours == 2 && !item.overtime) return false;
    if (hours == 1 && !item.overtime && !item.makeup_days) return false;
    for (const std::string& code : item.excluded) {
      if (code == person.code) return false;
    }
    for (const std::string& skill : item.skills) {
      if (person.skills.count(skill) == 0) return false;
    }
    return item.state == WorkState::kEscalated || item.sticky.empty() ||
           item.sticky == person.code || now >= *item.sticky_until;
  }

  static bool Sooner(const WorkItemRow* a, const WorkItemRow* b) {
    return a->due != b->due ? a->due < b->due : a->id < b->id;
  }

  static WorkItemRow* First(const std::vector<WorkItemRow*>& open, WorkState state) {
    WorkItemRow* first = nullptr;
    for (WorkItemRow* item : open) {
      if (item->state == state && (first == nullptr || Sooner(item, first))) first = item;
    }
    return first;
  }

  static WorkItemRow* FirstKept(const std::vector<WorkItemRow*>& open, const StaffMember& person,
                                absl::Time now) {
    WorkItemRow* first = nullptr;
    for (WorkItemRow* item : open) {
      const bool kept =
          item->sticky == person.code && item->sticky_until && now < *item->sticky_until;
      if (kept && (first == nullptr || Sooner(item, first))) first = item;
    }
    return first;
  }

  WorkItemRow* ByTurn(const std::vector<WorkItemRow*>& open, QueueMode order, absl::Time now) {
    const auto key = [&](const WorkItemRow* item) {
      const int rank = static_cast<int>(item->work_class);
      const bool lost = item->slot < now + service;
      return order == QueueMode::kDeadline
                 ? std::make_tuple(item->slot, rank, 0)
                 : std::make_tuple(absl::UnixEpoch() + absl::Seconds(2 * rank + (lost ? 1 : 0)),
                                   static_cast<int>(absl::ToUnixSeconds(item->slot) / 60), 0);
    };
    auto best = key(open.front());
    for (const WorkItemRow* item : open) best = std::min(best, key(item));
    std::vector<WorkItemRow*> group;
    for (WorkItemRow* item : open) {
      if (key(item) == best) group.push_back(item);
    }
    const std::string school = Turn(group);
    WorkItemRow* first = nullptr;
    for (WorkItemRow* item : group) {
      if (item->school == school && (first == nullptr || Sooner(item, first))) first = item;
    }
    return first;
  }

  // Deficit round robin as in the book: a ring of schools, each visit adds a quantum and sends the
  // school to the back. Whoever has credit left is served on; newcomers stand in front, by name.
  std::string Turn(const std::vector<WorkItemRow*>& group) {
    std::set<std::string> waiting;
    for (const WorkItemRow* item : group) waiting.insert(item->school);
    const double quantum = absl::ToDoubleSeconds(service);
    for (;;) {
      std::list<std::string> line;
      for (const std::string& school : ring_) {
        if (standing_.count(school) > 0) line.push_back(school);
      }
      for (const std::string& school : waiting) {
        if (std::count(ring_.begin(), ring_.end(), school) == 0) line.push_back(school);
      }
      line.insert(line.end(), ring_.begin(), ring_.end());
      const std::string school =
          *std::find_if(line.begin(), line.end(),
                        [&](const std::string& name) { return waiting.count(name) > 0; });
      const double price = std::clamp(cost[school], quantum / 4, quantum * 4);
      if (standing_.erase(school) == 0) {
        ring_.remove(school);
        ring_.push_back(school);
        deficit_[school] += quantum;
      }
      const bool served = deficit_[school] >= price - 1e-9;
      if (served) deficit_[school] -= price;
      if (deficit_[school] >= price - 1e-9) standing_.insert(school);
      if (served) return school;
    }
  }

  static int64_t Hand(WorkItemRow& item) {
    item.state = WorkState::kLeased;
    return item.id;
  }

  std::map<std::string, int> passed_;
  std::list<std::string> ring_;
  std::map<std::string, double> deficit_;
  std::set<std::string> standing_;
};

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  int Roll(int sides) { return static_cast<int>(random_() % static_cast<uint64_t>(sides)); }

 private:
  std::mt19937_64 random_;
};

WorkItemRow RandomItem(Dice& dice, absl::Time now) {
  WorkItemRow item;
  item.state = dice.Roll(12) == 0 ? WorkState::kEscalated : WorkState::kQueued;
  item.order = "order";
  item.school = std::string(1, static_cast<char>('A' + dice.Roll(5)));
  item.work_class = kWorkClasses.at(static_cast<size_t>(dice.Roll(4)));
  item.due = now + absl::Minutes(dice.Roll(600) - 200);
  item.slot = SlotOf(TestPolicy().queue, item.due);
  item.overtime = dice.Roll(2) == 0;
  item.makeup_days = dice.Roll(3) == 0;
  item.supervisor_only = dice.Roll(10) == 0;
  if (dice.Roll(4) == 0) item.excluded.push_back(dice.Roll(2) == 0 ? "R-1" : "R-2");
  if (dice.Roll(6) == 0) item.excluded.push_back("R-3");
  if (dice.Roll(6) == 0) item.skills.push_back(dice.Roll(2) == 0 ? "passport" : "exit");
  if (dice.Roll(12) == 0) item.skills.push_back("matting");
  if (dice.Roll(8) == 0) {
    item.sticky = "R-" + std::to_string(1 + dice.Roll(3));
    item.sticky_until = now + absl::Minutes(dice.Roll(40));
  }
  item.created = item.updated = now;
  return item;
}

std::vector<StaffMember> People() {
  std::vector<StaffMember> people(3);
  people[0].code = "R-1";
  people[0].roles = {Role::kReviewer};
  people[1].code = "R-2";
  people[1].roles = {Role::kReviewer};
  people[1].skills = {"exit", "matting", "passport"};
  people[2].code = "R-3";
  people[2].roles = {Role::kReviewer, Role::kSupervisor};
  people[2].skills = {"exit"};
  return people;
}

// One random queue, claimed until nobody gets anything.
void ClaimEverything(uint64_t seed) {
  Dice dice(seed);
  absl::Time now = Tuesday();
  const auto store = *OpenMemoryStore();
  const StepSettings settings{TestPolicy(), absl::Seconds(10), true};
  const RequestMeta meta{"R-1", "request"};
  const auto people = People();
  SlowQueue slow;
  QueueStateRow state;
  state.service = slow.service = absl::Seconds(10 + dice.Roll(3));
  state.samples = 1;
  state.tested = now + absl::Hours(1000);  // the test of the demand stays out of this
  const auto work = [&](Transaction& txn) -> Status {
    const int count = 20 + dice.Roll(40);
    for (int i = 0; i < count; ++i) {
      WorkItemRow item = RandomItem(dice, now);
      ZJ_ASSIGN_OR_RETURN(item.id, txn.InsertItem(item));
      slow.items.push_back(item);
    }
    for (char code = 'A'; code < 'F'; ++code) {
      SchoolTurnRow school;
      school.turn.school = std::string(1, code);
      school.turn.cost = absl::Seconds(5 + dice.Roll(30));
      school.samples = 1;
      slow.cost[school.turn.school] = absl::ToDoubleSeconds(school.turn.cost);
      ZJ_RETURN_IF_ERROR(txn.PutSchoolPace(WorkKind::kReview, school));
    }
    for (int idle = 0, claims = 0; idle < 20; ++claims) {
      now += absl::Seconds(dice.Roll(200));
      if (dice.Roll(10) == 0) {
        slow.mode = dice.Roll(2) == 0 ? QueueMode::kDeadline : QueueMode::kClass;
      }
      ZJ_ASSIGN_OR_RETURN(QueueStateRow stored, txn.GetQueueState(WorkKind::kReview));
      state.round = stored.round;
      state.mode = slow.mode;
      ZJ_RETURN_IF_ERROR(txn.PutQueueState(state));
      const StaffMember& person = people[static_cast<size_t>(dice.Roll(3))];
      const int hours = dice.Roll(4) == 0 ? dice.Roll(3) : 0;
      Step step(txn, settings, meta, now);
      QueueTurn turn(step, person, {WorkKind::kReview}, hours);
      ZJ_RETURN_IF_ERROR(turn.Begin());
      ZJ_ASSIGN_OR_RETURN(auto pick, turn.Next());
      const int64_t expected = slow.Take(person, hours, now);
      EXPECT_EQ(pick ? pick->item.id : 0, expected)
          << "seed " << seed << ", claim " << claims << " of " << person.code << ", "
          << Name(slow.mode) << ", " << (pick ? pick->rule : "nothing");
      if (::testing::Test::HasFailure()) return absl::OkStatus();
      if (pick) {
        ZJ_RETURN_IF_ERROR(turn.Taken(*pick));
        pick->item.state = WorkState::kLeased;
        ZJ_RETURN_IF_ERROR(txn.UpdateItem(pick->item));
      }
      ZJ_RETURN_IF_ERROR(turn.Finish());
      idle = pick ? 0 : idle + 1;
    }
    return absl::OkStatus();
  };
  const Status status = store->Write(work);
  EXPECT_TRUE(status.ok()) << status;
}

TEST(QueueOrderProperty, EveryClaimOfRandomQueuesIsTheOneTheSlowRuleNames) {
  constexpr uint64_t kQueues = 300;
  for (uint64_t seed = 1; seed <= kQueues && !HasFailure(); ++seed) ClaimEverything(seed);
}

class QueueTest : public LedgerTest {
 protected:
  // Opens the same store with other numbers.
  void OpenWith(const std::function<void(QueuePolicy&)>& change) {
    ledger_.reset();
    LedgerOptions options = Options();
    change(options.policy.queue);
    ledger_ = *OpenSqliteLedger(std::move(options));
  }
  QueueRow Review() {
    for (const auto list = ledger_->ListQueues(); const QueueRow& row : *list) {
      if (row.kind == WorkKind::kReview) return row;
    }
    return {};
  }
  std::vector<AuditRow> Events(const std::string& action) {
    AuditFilter filter;
    filter.action = action;
    filter.limit = 1000;
    return *ledger_->ListAudit(filter);
  }
  // Nothing is granted to this person.
  bool GetsNothing(const std::string& actor) {
    ClaimCommand claim;
    claim.meta = Meta(actor);
    const auto result = ledger_->Claim(claim);
    return result.ok() && result->grants.empty();
  }
  void Reject(const Grant& grant) {
    ASSERT_TRUE(ledger_->StageDecision(Decision(grant, DecisionVerdict::kReject, {"EYE-01"})).ok());
    LetEffectsHappen();
  }
  // Uploads again and submits.
  void ComeBack(const std::string& order) {
    ASSERT_TRUE(Upload(order, order + "again").ok());
    ASSERT_TRUE(ledger_->Submit({Meta(kStudentActor), order, ""}).ok());
  }
};
INSTANTIATE_TEST_SUITE_P(All, QueueTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(QueueTest, WhenNotEverythingCanBeDoneInTimeTheOrderIsSwitchedAndAnnounced) {
  // Half an hour an item: one person does 24 of them in the two days that a review may take.
  const auto slow = [](QueuePolicy& queue) {
    queue.review_service = absl::Minutes(30);
    queue.assumed_items = 1;
  };
  OpenWith(slow);
  const OrderRow rejected = Submitted();
  Reject(ClaimOne("R-001"));
  OpenWith(slow);
  for (int i = 0; i < 60; ++i) Submitted();
  clock_.Advance(absl::Hours(2));  // the re-collection is due long after the others now
  ComeBack(rejected.number);
  int told = 0;
  ledger_->SetListener([&](const LedgerNotice& notice) {
    told += notice.kind == LedgerNotice::Kind::kQueueChanged && notice.order.empty() ? 1 : 0;
  });
  EXPECT_EQ(Review().order.mode, QueueMode::kDeadline);
  // The pace was measured at the one review above, which took no time; the assumption holds.
  const Grant first = ClaimOne("R-001");
  EXPECT_EQ(Review().order.mode, QueueMode::kClass);
  EXPECT_EQ(told, 1);
  EXPECT_GT(Review().order.needed, 2);
  EXPECT_EQ(Review().order.present, 1);
  EXPECT_EQ(first.item.order, rejected.number);
  ASSERT_EQ(Events("queue.switch").size(), 1U);
  EXPECT_EQ(Events("queue.switch")[0].detail["to"], "CLASS");
  EXPECT_EQ(Events("queue.switch")[0].resource, "queues/REVIEW");
  EXPECT_EQ(Review().classes.at(static_cast<size_t>(WorkClass::kNew)).queued, 60);
  // It turns out that reviews take ten seconds: back to due times, announced too. After three of
  // them the mean with the assumed one is under eight minutes; the other 58 fit into what is left
  // of the two days.
  Grant taken = first;
  for (int i = 0; i < 3; ++i) {
    if (i > 0) taken = ClaimOne("R-001");
    clock_.Advance(absl::Seconds(10));
    ASSERT_TRUE(ledger_->StageDecision(Decision(taken, DecisionVerdict::kPass)).ok());
  }
  clock_.Advance(TestPolicy().queue.test_every);
  const Grant early = ClaimOne("R-001");
  EXPECT_EQ(Review().order.mode, QueueMode::kClass) << "not to and fro within the hour";
  ASSERT_TRUE(ledger_->StageDecision(Decision(early, DecisionVerdict::kPass)).ok());
  clock_.Advance(TestPolicy().queue.class_stay);
  ClaimOne("R-001");
  EXPECT_EQ(Review().order.mode, QueueMode::kDeadline);
  EXPECT_EQ(told, 2);
  EXPECT_EQ(Events("queue.switch").size(), 2U);
  ledger_->SetListener({});
  CheckTrail();
}

TEST_P(QueueTest, ARedoComesBackToItsRetoucherForHalfAnHour) {
  PutStaffCommand other;
  other.meta = Meta(kSystemActor);
  other.staff.code = "T-002";
  other.staff.roles = {Role::kRetoucher};
  ASSERT_TRUE(ledger_->PutStaff(other).ok());
  const OrderRow order = Finished();
  Passed();  // other work, due earlier than the redo
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(ledger_->RequestRedo({Meta(kStudentActor), order.number, "the collar"}).ok());
  const Grant theirs = ClaimOne("T-002");
  EXPECT_NE(theirs.item.order, order.number);
  EXPECT_TRUE(GetsNothing("A-001"));
  const Grant mine = ClaimOne("T-001");
  EXPECT_EQ(mine.item.order, order.number);
  EXPECT_EQ(mine.item.work_class, WorkClass::kRecollection);
  ASSERT_TRUE(
      ledger_->Release({Meta("T-001"), mine.item.id, mine.item.fence, ReleaseCause::kBreak, ""})
          .ok());
  clock_.Advance(absl::Minutes(29));
  EXPECT_TRUE(GetsNothing("A-001"));
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(ClaimOne("A-001").item.order, order.number);
  CheckTrail();
}

TEST_P(QueueTest, ASchoolsSkillIsAskedOfWhoeverGetsItsPhotos) {
  ChangeSchool([](School& school) { school.required_skills = {"passport"}; });
  const OrderRow order = Submitted();
  EXPECT_TRUE(GetsNothing("R-001"));
  PutStaffCommand skilled;
  skilled.meta = Meta(kSystemActor);
  skilled.create_only = false;
  skilled.staff = *ledger_->GetStaff("R-002");
  skilled.staff.skills = {"passport", "other"};
  ASSERT_TRUE(ledger_->PutStaff(skilled).ok());
  EXPECT_EQ(ClaimOne("R-002").item.order, order.number);
  CheckTrail();
}

TEST_P(QueueTest, WhatWaitsPastItsDueTimeIsInTheAlarmListAtOnce) {
  const OrderRow order = Submitted();
  clock_.Set(*order.due - absl::Seconds(1));
  ASSERT_TRUE(ledger_->Tick().ok());
  EXPECT_TRUE(Events("item.overdue").empty());
  clock_.Set(*order.due);
  EXPECT_EQ(ledger_->Tick()->overdue, 1);
  ASSERT_EQ(Events("item.overdue").size(), 1U);
  EXPECT_EQ(ledger_->Tick()->overdue, 0);
  // Whoever gives it back late does not ring twice.
  const Grant grant = ClaimOne("R-001");
  ASSERT_TRUE(
      ledger_->Release({Meta("R-001"), grant.item.id, grant.item.fence, ReleaseCause::kBreak, ""})
          .ok());
  LetPass(absl::Hours(1));
  EXPECT_EQ(Events("item.overdue").size(), 1U);
  CheckTrail();
}

TEST_P(QueueTest, AppealsAndClosingWindowsAreDueBeforeOtherWork) {
  const OrderRow contested = Submitted();
  Reject(ClaimOne("R-001"));
  ASSERT_TRUE(
      ledger_->OpenCase({Meta(kStudentActor), contested.number, CaseKind::kAppeal, "look"}).ok());
  Submitted();
  ComeBack(contested.number);
  const Grant appeal = ClaimOne("R-002");
  EXPECT_EQ(appeal.item.order, contested.number);
  EXPECT_EQ(appeal.item.work_class, WorkClass::kAppeal);
  EXPECT_EQ(appeal.item.due - appeal.item.created, absl::Hours(4));
  ChangeSchool([&](School& school) { school.closes = clock_.Now() + absl::Hours(5); });
  const OrderRow closing = Submitted();
  const Grant next = ClaimOne("A-001");
  EXPECT_EQ(next.item.order, closing.number);
  EXPECT_EQ(next.item.work_class, WorkClass::kSchoolDeadline);
  EXPECT_EQ(next.item.due, clock_.Now() + absl::Hours(5));
  EXPECT_GT(*closing.promise, next.item.due);  // what the student was promised stays
  CheckTrail();
}

TEST_P(QueueTest, AnAppealMovesTheWorkThatWaitsAlready) {
  const OrderRow first = Passed();
  LetPass(absl::Hours(1));
  const OrderRow contested = Passed();
  ASSERT_TRUE(
      ledger_->OpenCase({Meta(kStudentActor), contested.number, CaseKind::kAppeal, "look"}).ok());
  ASSERT_EQ(Events("item.class").size(), 1U);
  const Grant appeal = ClaimOne("T-001");
  EXPECT_EQ(appeal.item.order, contested.number);
  EXPECT_EQ(appeal.item.work_class, WorkClass::kAppeal);
  EXPECT_EQ(appeal.item.due, clock_.Now() + absl::Hours(4));
  CheckTrail();
}

}  // namespace
}  // namespace zhaojian::testing
