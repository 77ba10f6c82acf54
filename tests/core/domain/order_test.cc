// SPDX-License-Identifier: Apache-2.0
#include "core/domain/order.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "core/base/clock.h"
#include "core/domain/transition_table.h"
#include "core/domain/work_item.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

TransitionTable LoadTable() {
  const auto json = ReadJsonFile(testing::AssetsForTests() / "policy" / "order_transitions.json");
  EXPECT_TRUE(json.ok()) << json.status();
  const auto table = TransitionTable::FromJson(*json);
  EXPECT_TRUE(table.ok()) << table.status();
  return *table;
}

std::set<Actor> Everybody() {
  return {Actor::kStudent,         Actor::kReviewer,       Actor::kRetoucher, Actor::kSupervisor,
          Actor::kCustomerService, Actor::kPaymentGateway, Actor::kSchool,    Actor::kSystem};
}

GuardFacts AllGuards(const TransitionTable& table) {
  GuardFacts facts;
  for (const auto& [id, refusal] : table.Guards()) facts.insert(id);
  return facts;
}

TEST(TransitionTable, Has17States32EventsAnd52Rows) {
  EXPECT_EQ(AllOrderStates().size(), 17U);
  EXPECT_EQ(AllOrderEvents().size(), 32U);
  EXPECT_EQ(LoadTable().Rows().size(), 52U);
}

TEST(TransitionTable, SaysTheSameAsTheReferenceTable) {
  const auto shared = testing::SharedFolder();
  if (!shared) return testing::PrintNotRun(1, "no shared folder");
  const auto rows = ReadJsonFile(*shared / "data" / "order_transitions.json");
  ASSERT_TRUE(rows.ok()) << rows.status();
  const TransitionTable table = LoadTable();
  ASSERT_EQ(rows->size(), table.Rows().size());
  for (size_t i = 0; i < rows->size(); ++i) {
    const Json& expected = (*rows)[i];
    const Transition& row = table.Rows()[i];
    EXPECT_EQ(expected[0], Name(row.from)) << i;
    EXPECT_EQ(expected[1], Name(row.event)) << i;
    EXPECT_EQ(expected[4], Name(row.to)) << i;
    std::set<Actor> actors;
    for (const char letter : expected[2].get<std::string>()) {
      if (letter != ',') actors.insert(*ActorFromLetter(letter));
    }
    EXPECT_EQ(actors, row.actors) << i;
  }
}

TEST(TransitionTable, Refuses493PairsWhoeverAsksAndWhateverHolds) {
  const TransitionTable table = LoadTable();
  std::set<std::pair<OrderState, OrderEvent>> legal;
  for (const Transition& row : table.Rows()) legal.insert({row.from, row.event});
  ASSERT_EQ(legal.size(), 51U);
  const GuardFacts all = AllGuards(table);
  int illegal = 0;
  for (const OrderState state : AllOrderStates()) {
    for (const OrderEvent event : AllOrderEvents()) {
      if (legal.count({state, event})) continue;
      ++illegal;
      const auto next = table.Next(state, event, Everybody(), all);
      ASSERT_FALSE(next.ok()) << Name(state) << " " << Name(event);
      EXPECT_EQ(next.status().code(), StatusCode::kFailedPrecondition);
      const auto detail = DetailOf(next.status());
      ASSERT_TRUE(detail.has_value());
      EXPECT_EQ(detail->reason, "ILLEGAL_TRANSITION");
      EXPECT_EQ(detail->metadata.at("state"), Name(state));
      EXPECT_EQ(detail->metadata.at("event"), Name(event));
    }
  }
  EXPECT_EQ(illegal, 493);
}

TEST(TransitionTable, EveryRowFiresForEachOfItsActorsAndForNobodyElse) {
  const TransitionTable table = LoadTable();
  for (const Transition& row : table.Rows()) {
    const GuardFacts facts(row.guards.begin(), row.guards.end());
    for (const Actor actor : Everybody()) {
      const auto next = table.Next(row.from, row.event, {actor}, facts);
      if (row.actors.count(actor)) {
        ASSERT_TRUE(next.ok()) << Name(row.from) << " " << Name(row.event) << next.status();
        EXPECT_EQ(next->to, row.to);
      } else {
        EXPECT_EQ(ReasonOf(next.status()), "ROLE_MISSING") << Name(row.from) << Name(row.event);
      }
    }
  }
}

TEST(TransitionTable, AMissingGuardRefusesWithItsOwnReason) {
  const TransitionTable table = LoadTable();
  for (const Transition& row : table.Rows()) {
    for (const std::string& left_out : row.guards) {
      GuardFacts facts(row.guards.begin(), row.guards.end());
      facts.erase(left_out);
      const auto next = table.Next(row.from, row.event, row.actors, facts);
      ASSERT_FALSE(next.ok()) << Name(row.from) << " " << Name(row.event) << " " << left_out;
      EXPECT_EQ(ReasonOf(next.status()), table.Guards().at(left_out).reason);
    }
  }
}

// Which states an order can reach from `from` when some events never happen.
std::set<OrderState> Reachable(const TransitionTable& table, OrderState from,
                               const std::set<OrderEvent>& never) {
  std::set<OrderState> reached = {from};
  for (size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const Transition& row : table.Rows()) {
      if (reached.count(row.from) && !never.count(row.event)) reached.insert(row.to);
    }
  }
  return reached;
}

TEST(TransitionTable, NothingIsDeliveredWithoutAPassARetouchAndAConfirmation) {
  const TransitionTable table = LoadTable();
  EXPECT_EQ(Reachable(table, OrderState::kCreated, {}).size(), 17U);
  for (const std::set<OrderEvent>& never :
       {std::set<OrderEvent>{OrderEvent::kDecidePass, OrderEvent::kOverturnToPass},
        std::set<OrderEvent>{OrderEvent::kCommitRetouch},
        std::set<OrderEvent>{OrderEvent::kConfirm, OrderEvent::kAutoConfirm}}) {
    EXPECT_EQ(Reachable(table, OrderState::kCreated, never).count(OrderState::kDelivered), 0U);
  }
  for (const OrderState state : AllOrderStates()) {
    EXPECT_EQ(Reachable(table, state, {}).count(OrderState::kPurged), 1U) << Name(state);
  }
}

TEST(TransitionTable, WithdrawRecollectionOverturnAndRecallBumpTheEpoch) {
  const TransitionTable table = LoadTable();
  for (const Transition& row : table.Rows()) {
    const bool expected =
        row.event == OrderEvent::kWithdraw || row.event == OrderEvent::kOverturnToPass ||
        row.event == OrderEvent::kOverturnToReject || row.event == OrderEvent::kRecall ||
        row.event == OrderEvent::kRequestRecollection || row.event == OrderEvent::kRequestRedo ||
        row.event == OrderEvent::kExternalRejection ||
        (row.event == OrderEvent::kUploadPhoto && row.from == OrderState::kRecollectRequired);
    EXPECT_EQ(row.bumps_epoch, expected) << Name(row.from) << " " << Name(row.event);
  }
}

TEST(TransitionTable, ABadTableIsRefusedNamingTheRow) {
  const auto load = [](const char* text) {
    return TransitionTable::FromJson(*ParseJson(text, "test")).status();
  };
  const Status state = load(
      R"({"guards":{},"rows":[{"from":"NOWHERE","event":"cancel","actors":["S"],"to":"CANCELLED"}]})");
  EXPECT_EQ(ReasonOf(state), "BAD_POLICY");
  EXPECT_NE(MessageOf(state).find("row 0"), std::string::npos);
  const Status guard = load(
      R"({"guards":{},"rows":[{"from":"CREATED","event":"cancel","actors":["S"],"guards":["x"],"to":"CANCELLED"}]})");
  EXPECT_EQ(ReasonOf(guard), "BAD_POLICY");
}

TEST(WorkTable, KnowsTheRowsOfTheReferenceAndRefusesTheRest) {
  const auto json =
      ReadJsonFile(testing::AssetsForTests() / "policy" / "work_item_transitions.json");
  ASSERT_TRUE(json.ok()) << json.status();
  const auto table = WorkTable::FromJson(*json);
  ASSERT_TRUE(table.ok()) << table.status();
  int legal = 0;
  for (const WorkState state : AllWorkStates()) {
    for (const WorkEvent event : AllWorkEvents()) legal += table->Next(state, event).ok() ? 1 : 0;
    // Whatever is done or cancelled stays so.
    if (IsOpen(state)) continue;
    for (const WorkEvent event : AllWorkEvents()) {
      EXPECT_EQ(ReasonOf(table->Next(state, event).status()), "ILLEGAL_TRANSITION");
    }
  }
  EXPECT_EQ(legal, 25);
  EXPECT_EQ(*table->Next(WorkState::kStaged, WorkEvent::kUndo), WorkState::kLeased);
  EXPECT_EQ(*table->Next(WorkState::kLeased, WorkEvent::kLastExpire), WorkState::kEscalated);
  // A staged decision no longer expires, and a parked retouch cannot be decided.
  EXPECT_FALSE(table->Next(WorkState::kStaged, WorkEvent::kExpire).ok());
  EXPECT_FALSE(table->Next(WorkState::kParked, WorkEvent::kStageDecision).ok());
}

TEST(ClockPolicy, HoldsTheClocksOfTheDesign) {
  const auto json = ReadJsonFile(testing::AssetsForTests() / "policy" / "clocks.json");
  ASSERT_TRUE(json.ok()) << json.status();
  const auto policy = ClockPolicy::FromJson(*json);
  ASSERT_TRUE(policy.ok()) << policy.status();
  EXPECT_EQ(policy->review.ttl, absl::Seconds(120));
  EXPECT_EQ(policy->review.max_hold, absl::Minutes(10));
  EXPECT_EQ(policy->retouch.ttl, absl::Minutes(15));
  EXPECT_EQ(policy->retouch.max_hold, absl::Hours(2));
  EXPECT_EQ(policy->undo_window, absl::Seconds(10));
  EXPECT_EQ(policy->max_expiries, 3);
  EXPECT_EQ(policy->near_due, absl::Hours(4));
}

TEST(OrderNumber, IsThePrefixTheDayInChinaAndSixteenDigits) {
  // 16:30 UTC is already the next day in China.
  const absl::Time evening = absl::FromUnixSeconds(1729096200);  // 2024-10-16T16:30:00Z
  const std::string number = MakeOrderNumber(evening, "\x01\x02\x03\x04\x05\x06\x07\x08");
  EXPECT_EQ(number.substr(0, 10), "XSJC241017");
  EXPECT_EQ(number.size(), 26U);
  EXPECT_TRUE(IsOrderNumber(number));
  EXPECT_TRUE(IsOrderNumber(MakeOrderNumber(evening, std::string(8, '\0'))));
  EXPECT_EQ(OrderTail(number), number.substr(20));
}

TEST(OrderNumber, AcceptsTheGuidesSampleAndNothingThatOnlyLooksLikeIt) {
  EXPECT_TRUE(IsOrderNumber("XSJC2410164875004493119949"));
  EXPECT_FALSE(IsOrderNumber("XSJC2413164875004493119949"));  // month 13
  EXPECT_FALSE(IsOrderNumber("XSJC2410324875004493119949"));  // day 32
  EXPECT_FALSE(IsOrderNumber("XSJC241016487500449311994"));   // 15 digits
  EXPECT_FALSE(IsOrderNumber("XSJC24101648750044931199491"));
  EXPECT_FALSE(IsOrderNumber("xsjc2410164875004493119949"));
  EXPECT_FALSE(IsOrderNumber("../blobs"));
}

}  // namespace
}  // namespace zhaojian
