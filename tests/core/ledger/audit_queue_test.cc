// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/ledger/audit.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

// A trail written by hand, so that each rule can be broken on purpose.
class HandTrail {
 public:
  absl::Time now = Tuesday();
  std::string role = "reviewer";

  void Add(const std::string& actor, const std::string& action, const std::string& resource,
           int64_t fence, const Json& detail) {
    AuditRow row;
    row.sequence = ++count_;
    row.time = now;
    row.actor = actor;
    row.role = actor == kSystemActor ? actor : role;
    row.action = action;
    row.resource = resource;
    row.epoch = 1;
    row.fence = fence;
    if (actor != kSystemActor) row.request_id = "request-" + std::to_string(count_);
    row.detail = detail;
    row.prev_hash = hash_;
    const std::string bytes = AuditRecordBytes(row);
    hash_ = AuditHash(bytes);
    text_ += AuditExportLine(bytes, hash_);
  }

  // Item `id` is queued, due so many hours from the beginning.
  void Enqueue(int64_t id, double due, Json more = Json::object()) {
    const absl::Time time = Tuesday() + absl::Hours(due);
    Json detail = {{"kind", "REVIEW"},
                   {"order", "order-" + std::to_string(id)},
                   {"class", "NEW"},
                   {"due_us", absl::ToUnixMicros(time)},
                   {"slot_us", absl::ToUnixMicros(SlotOf(TestPolicy().queue, time))},
                   {"hours", 0},
                   {"calendar", "cn-2026"}};
    detail.update(more);
    Add("student", "item.enqueue", "items/" + std::to_string(id), 0, detail);
  }

  void GrantTo(const std::string& actor, int64_t id, Json detail = Json::object()) {
    Add(actor, "item.grant", "items/" + std::to_string(id), 1, detail);
  }

  std::vector<std::string> Broken() const {
    const auto check = CheckAuditTrail(text_ + AuditHeadLine(count_, hash_), TestPolicy().orders,
                                       TestPolicy().work, TestPolicy().queue);
    EXPECT_TRUE(check.ok()) << check.status();
    std::vector<std::string> rules;
    if (!check.ok()) return rules;
    for (const AuditViolation& violation : check->violations) rules.push_back(violation.rule);
    return rules;
  }

 private:
  int64_t count_ = 0;
  std::string hash_;
  std::string text_;
};

Json Golden(const std::string& id) { return {{"golden", id}, {"order", ""}}; }

TEST(AuditQueueTest, WorkThatWaitsFollowsAnAppeal) {
  const Json appeal = {{"kind", "APPEAL"}, {"order", "order-1"}, {"decision", 7}};
  const Json followed = {{"from", "NEW"},
                         {"class", "APPEAL"},
                         {"due_us", absl::ToUnixMicros(Tuesday() + absl::Hours(4))},
                         {"slot_us", absl::ToUnixMicros(Tuesday() + absl::Hours(4))}};
  HandTrail good;
  good.Enqueue(1, 8);
  good.Enqueue(2, 8);
  good.Add("student", "case.open", "cases/1", 0, appeal);
  good.Add("student", "item.class", "items/1", 0, followed);
  good.GrantTo("R-001", 1);
  EXPECT_THAT(good.Broken(), IsEmpty());
  HandTrail bad;
  bad.Enqueue(1, 8);
  bad.Add("student", "case.open", "cases/1", 0, appeal);
  bad.GrantTo("R-001", 1);
  EXPECT_THAT(bad.Broken(), Contains("I15"));
}

TEST(AuditQueueTest, ATestPhotoIsSeenOnceByEachPerson) {
  HandTrail trail;
  trail.Enqueue(1, 1, Golden("g1"));
  trail.Enqueue(2, 1, Golden("g1"));
  trail.Enqueue(3, 1, Golden("g2"));
  trail.GrantTo("R-001", 1);
  trail.GrantTo("R-002", 2);
  EXPECT_THAT(trail.Broken(), IsEmpty());
  trail.Enqueue(4, 1, Golden("g1"));
  trail.GrantTo("R-001", 3);
  EXPECT_THAT(trail.Broken(), IsEmpty());
  trail.GrantTo("R-001", 4);
  EXPECT_THAT(trail.Broken(), Contains("I11"));
}

TEST(AuditQueueTest, ATestPhotoMovesNoOrderAndSendsNoNotice) {
  const auto begin = [] {
    HandTrail trail;
    trail.Enqueue(1, 1, {{"golden", "g1"}, {"order", "golden-order"}});
    trail.GrantTo("R-001", 1);
    trail.Add("R-001", "item.stage_decision", "items/1", 1,
              {{"decision", 7}, {"verdict", "REJECT"}});
    return trail;
  };
  EXPECT_THAT(begin().Broken(), IsEmpty());
  HandTrail notice = begin();
  notice.Add(kSystemActor, "notice.queue", "notices/1", 0, {{"order", "golden-order"}});
  EXPECT_THAT(notice.Broken(), Contains("X14"));
  HandTrail event = begin();
  event.Add(kSystemActor, "order.decide_reject", "orders/another", 0, {{"decision", 7}});
  EXPECT_THAT(event.Broken(), Contains("X14"));
  HandTrail own = begin();
  own.Add("R-001", "order.claim", "orders/golden-order", 0, Json::object());
  EXPECT_THAT(own.Broken(), Contains("X14"));
}

TEST(AuditQueueTest, WhatWaitsPastItsDueTimeIsAlarmedWithinFiveSecondsOfTheTimers) {
  const auto timers = [](HandTrail& trail) {
    trail.Add(kSystemActor, "order.due", "orders/other", 0, Json::object());
  };
  const auto until = [&](absl::Duration silence) {
    HandTrail trail;
    trail.Enqueue(1, 1);
    trail.now = Tuesday() + absl::Hours(1) + absl::Seconds(1);
    timers(trail);
    trail.now += silence;
    return trail;
  };
  HandTrail in_time = until(absl::Seconds(5));
  in_time.Add(kSystemActor, "item.overdue", "items/1", 0, Json::object());
  in_time.now += absl::Hours(1);
  timers(in_time);
  EXPECT_THAT(in_time.Broken(), IsEmpty());
  HandTrail late = until(absl::Seconds(6));
  late.Add(kSystemActor, "item.overdue", "items/1", 0, Json::object());
  EXPECT_THAT(late.Broken(), Contains("I14"));
  HandTrail never = until(absl::Hours(1));
  timers(never);
  EXPECT_THAT(never.Broken(), Contains("I14"));
  // Whoever takes it in time needs no alarm, and nobody rings while the service is down.
  HandTrail taken = until(absl::Seconds(4));
  taken.GrantTo("R-001", 1);
  taken.now += absl::Hours(1);
  timers(taken);
  EXPECT_THAT(taken.Broken(), IsEmpty());
  HandTrail down;
  down.Enqueue(1, 1);
  down.now += absl::Hours(40);
  down.Enqueue(2, 90);
  down.Add(kSystemActor, "item.overdue", "items/1", 0, Json::object());
  EXPECT_THAT(down.Broken(), IsEmpty());
}

TEST(AuditQueueTest, WhatIsDueFirstIsPassedOverFourTimesAtMost) {
  const auto pass_over = [](Json first, int times, const Json& grant = Json::object()) {
    HandTrail trail;
    trail.Enqueue(1, 1, std::move(first));
    for (int i = 0; i < times; ++i) trail.Enqueue(2 + i, 3);
    for (int i = 0; i < times; ++i) trail.GrantTo("R-001", 2 + i, grant);
    return trail.Broken();
  };
  EXPECT_THAT(pass_over(Json::object(), 4), IsEmpty());
  EXPECT_THAT(pass_over(Json::object(), 5), Contains("I15"));
  // Not so when the person may not have it.
  EXPECT_THAT(pass_over({{"excluded", {"R-001"}}}, 9), IsEmpty());
  EXPECT_THAT(pass_over({{"excluded", {"R-002"}}}, 9), Contains("I15"));
  EXPECT_THAT(pass_over({{"supervisor_only", true}}, 9), IsEmpty());
  EXPECT_THAT(pass_over({{"skills", {"passport"}}}, 9), IsEmpty());
  EXPECT_THAT(pass_over({{"sticky", "R-002"},
                         {"sticky_until_us", absl::ToUnixMicros(Tuesday() + absl::Hours(1))}},
                        9),
              IsEmpty());
  // Or when the office is closed for it.
  EXPECT_THAT(pass_over(Json::object(), 9, {{"hours", 2}}), IsEmpty());
  EXPECT_THAT(pass_over({{"hours", 2}}, 9, {{"hours", 2}}), Contains("I15"));
}

TEST(AuditQueueTest, ItIsCountedForEachPersonAndBeginsAnewWithAnItemThatWasDueFirst) {
  HandTrail trail;
  trail.Enqueue(1, 1);
  trail.Enqueue(2, 1);
  for (int i = 3; i < 20; ++i) trail.Enqueue(i, 3);
  for (int i = 3; i < 7; ++i) trail.GrantTo("R-001", i);
  for (int i = 7; i < 11; ++i) trail.GrantTo("R-002", i);
  trail.GrantTo("R-001", 1);
  for (int i = 11; i < 15; ++i) trail.GrantTo("R-001", i);
  EXPECT_THAT(trail.Broken(), IsEmpty());
  trail.GrantTo("R-002", 15);
  EXPECT_THAT(trail.Broken(), Contains("I15"));
}

}  // namespace
}  // namespace zhaojian::testing
