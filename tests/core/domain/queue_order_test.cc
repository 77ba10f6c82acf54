// SPDX-License-Identifier: Apache-2.0
#include "core/domain/queue_order.h"

#include <gtest/gtest.h>

#include "core/base/clock.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

const QueuePolicy& Policy() {
  static const QueuePolicy policy =
      *QueuePolicy::FromJson(*ReadJsonFile(AssetsForTests() / "policy/queue.json"));
  return policy;
}

const WorkCalendar& Calendar() {
  static const WorkCalendar calendar =
      *WorkCalendar::FromJson(*ReadJsonFile(AssetsForTests() / "calendar/workdays_cn.json"));
  return calendar;
}

// Tuesday 2026-03-10, and so many hours later.
absl::Time At(double hour) {
  return absl::FromCivil(absl::CivilDay(2026, 3, 10), ServiceZone()) + absl::Hours(hour);
}

TEST(QueuePolicyTest, EachNumberHasASourceAndAnUnfitOneIsNamed) {
  const Json json = *ReadJsonFile(AssetsForTests() / "policy/queue.json");
  for (const auto& [key, entry] : json.items()) {
    if (key == "schema") continue;
    EXPECT_GT(entry.at("source").get<std::string>().size(), 10U) << key;
    Json broken = json;
    broken[key]["value"] = -1;
    const auto refused = QueuePolicy::FromJson(broken);
    EXPECT_EQ(ReasonOf(refused.status()), "BAD_POLICY") << key;
    EXPECT_NE(std::string(refused.status().message()).find(key), std::string::npos) << key;
  }
}

TEST(WorkClassTest, TheMostUrgentFactDecides) {
  ClassFacts facts;
  EXPECT_EQ(ClassOf(Policy(), Calendar(), facts, At(10)), WorkClass::kNew);
  facts.again = true;
  EXPECT_EQ(ClassOf(Policy(), Calendar(), facts, At(10)), WorkClass::kRecollection);
  // Three working days of 8 hours before the window closes: exactly the span; a minute before: not.
  facts.window_closes = At(10 + 3 * 24);
  EXPECT_EQ(ClassOf(Policy(), Calendar(), facts, At(10)), WorkClass::kSchoolDeadline);
  EXPECT_EQ(ClassOf(Policy(), Calendar(), facts, At(10) - absl::Minutes(1)),
            WorkClass::kRecollection);
  EXPECT_EQ(ClassOf(Policy(), Calendar(), facts, At(10 + 3 * 24)), WorkClass::kRecollection);
  facts.contested = true;
  EXPECT_EQ(ClassOf(Policy(), Calendar(), facts, At(10)), WorkClass::kAppeal);
}

TEST(WorkClassTest, AClassIsDueAfterItsOpenTimeAndNeverAfterTheStage) {
  ClassFacts facts;
  const absl::Time stage = At(10 + 48);
  const auto due = [&](WorkClass work_class) {
    return DueOfClass(Policy(), Calendar(), work_class, facts, At(10), stage);
  };
  EXPECT_EQ(due(WorkClass::kNew), stage);
  EXPECT_EQ(due(WorkClass::kRecollection), At(10 + 24));
  EXPECT_EQ(due(WorkClass::kAppeal), At(14));
  facts.window_closes = At(17);
  EXPECT_EQ(due(WorkClass::kSchoolDeadline), At(17));
  facts.window_closes = At(10.5);  // nobody can be asked to do it in half an hour
  EXPECT_EQ(due(WorkClass::kSchoolDeadline), At(12));
  facts.window_closes = At(10 + 96);
  EXPECT_EQ(due(WorkClass::kSchoolDeadline), stage);
}

ClassHeads Heads(std::vector<std::pair<double, double>> hours) {
  ClassHeads heads;
  for (size_t i = 0; i < hours.size(); ++i) {
    if (hours[i].first > 0) heads.at(i).first = At(hours[i].first);
    if (hours[i].second > 0) heads.at(i).in_time = At(hours[i].second);
  }
  return heads;
}

TEST(QueueOrderTest, ByDueTimeTheEarliestSlotIsNextAndOfTwoTheMoreUrgentClass) {
  const auto group = NextGroup(QueueMode::kDeadline, Heads({{12, 0}, {0, 0}, {11, 0}, {11, 0}}));
  ASSERT_TRUE(group.has_value());
  EXPECT_EQ(group->work_class, WorkClass::kRecollection);
  EXPECT_EQ(group->slot, At(11));
  EXPECT_FALSE(NextGroup(QueueMode::kDeadline, ClassHeads()).has_value());
  EXPECT_FALSE(NextGroup(QueueMode::kClass, ClassHeads()).has_value());
}

TEST(QueueOrderTest, ByClassTheUrgentComeFirstAndWhatIsLostComesLast) {
  auto group = NextGroup(QueueMode::kClass, Heads({{0, 0}, {15, 15}, {9, 0}, {8, 16}}));
  EXPECT_EQ(group->work_class, WorkClass::kSchoolDeadline);
  group = NextGroup(QueueMode::kClass, Heads({{0, 0}, {0, 0}, {0, 0}, {8, 16}}));
  EXPECT_EQ(group->slot, At(16));  // 8 o'clock cannot be kept any more
  group = NextGroup(QueueMode::kClass, Heads({{0, 0}, {0, 0}, {0, 0}, {8, 0}}));
  EXPECT_EQ(group->slot, At(8));
}

TEST(QueueOrderTest, SchoolsShareTheTimeOfThePeopleNotTheNumberOfPhotos) {
  // B's photos take twice as long, so that A is served twice for each of them; worked by hand.
  std::vector<SchoolTurn> schools(2);
  schools[0].school = "A";
  schools[0].cost = absl::Seconds(10);
  schools[1].school = "B";
  schools[1].cost = absl::Seconds(20);
  int64_t round = 0;
  std::string served;
  for (int i = 0; i < 9; ++i) {
    served += schools[NextSchool(schools, absl::Seconds(10), round)].school;
  }
  EXPECT_EQ(served, "AABAABAAB");
}

TEST(QueueOrderTest, AQuickSchoolSpendsItsTurnBeforeTheNextOneIsVisited) {
  std::vector<SchoolTurn> schools(2);
  schools[0].school = "A";
  schools[0].cost = absl::Seconds(4);
  schools[1].school = "B";
  int64_t round = 0;
  std::string served;
  for (int i = 0; i < 7; ++i) {
    served += schools[NextSchool(schools, absl::Seconds(12), round)].school;
  }
  EXPECT_EQ(served, "AAABAAA");
}

TEST(QueueOrderTest, WhoeverWasAwayDoesNotMakeUpForIt) {
  std::vector<SchoolTurn> schools(3);
  for (size_t i = 0; i < 3; ++i) schools[i].school = std::string(1, static_cast<char>('A' + i));
  int64_t round = 0;
  std::vector<SchoolTurn> without = {schools[0], schools[1]};
  for (int i = 0; i < 100; ++i) (void)NextSchool(without, absl::Seconds(1), round);
  schools[0] = without[0];
  schools[1] = without[1];
  std::string served;
  for (int i = 0; i < 6; ++i)
    served += schools[NextSchool(schools, absl::Seconds(1), round)].school;
  EXPECT_EQ(served, "CABCAB");
}

TEST(DemandTest, TheWorkUntilEachDueTimeMustFitIntoTheOpenTimeUntilThen) {
  // 10:00; one person at 75 % has 2 700 s an hour. Slots end 30 minutes after they begin.
  const absl::Duration item = absl::Seconds(270);
  const auto test = [&](std::vector<SlotCount> slots, int present) {
    return TestDemand(Policy(), Calendar(), std::move(slots), At(10), present, item);
  };
  // Until 12:00 5 400 s, that is 20 items, and the one that is in hand.
  EXPECT_TRUE(test({{At(11.5), 21}}, 1).feasible);
  const Demand over = test({{At(11.5), 22}}, 1);
  EXPECT_FALSE(over.feasible);
  EXPECT_EQ(over.breach, At(11.5));
  EXPECT_NEAR(over.needed, 21 * 270 / 5400.0, 1e-9);
  EXPECT_TRUE(test({{At(11.5), 22}}, 2).feasible);
  // The early ones fit; together with the late ones they do not.
  EXPECT_EQ(test({{At(11.5), 10}, {At(12), 20}}, 1).breach, At(12));
  // Overnight nothing is done: the next morning begins at 9.
  EXPECT_FALSE(test({{At(24 + 8.5), 72}}, 1).feasible);
  EXPECT_TRUE(test({{At(24 + 8.5), 71}}, 1).feasible);
  // What is late has to be done too, but is itself no breach.
  EXPECT_TRUE(test({{At(9), 5}}, 1).feasible);
  EXPECT_EQ(test({{At(9), 12}, {At(11.5), 10}}, 1).breach, At(11.5));
  EXPECT_TRUE(test({}, 0).feasible);
  EXPECT_FALSE(test({{At(11.5), 1}}, 0).feasible);
}

TEST(DemandTest, TheQueueGoesBackOnlyWithSomeSlackAndAfterAWhile) {
  const absl::Duration long_ago = absl::Hours(2);
  Demand demand;
  demand.feasible = false;
  demand.needed = 2.1;
  EXPECT_EQ(NextMode(Policy(), QueueMode::kDeadline, demand, 2, absl::Minutes(1)),
            QueueMode::kClass)
      << "what cannot be done in time is not waited for";
  demand.feasible = true;
  demand.needed = 1.9;
  EXPECT_EQ(NextMode(Policy(), QueueMode::kDeadline, demand, 2, long_ago), QueueMode::kDeadline);
  EXPECT_EQ(NextMode(Policy(), QueueMode::kClass, demand, 2, long_ago), QueueMode::kClass);
  demand.needed = 1.8;
  EXPECT_EQ(NextMode(Policy(), QueueMode::kClass, demand, 2, long_ago), QueueMode::kDeadline);
  EXPECT_EQ(NextMode(Policy(), QueueMode::kClass, demand, 2, absl::Minutes(59)), QueueMode::kClass);
}

TEST(PaceTest, TheMeanIsPlainFirstAndMovesLater) {
  absl::Duration mean;
  int64_t samples = 0;
  for (const int seconds : {10, 20, 30}) {
    mean = MovePace(mean, absl::Seconds(seconds), 3, samples);
  }
  EXPECT_EQ(mean, absl::Seconds(20));
  EXPECT_EQ(MovePace(mean, absl::Seconds(50), 3, samples), absl::Seconds(30));
}

TEST(QueuePaceTest, OneLongItemDoesNotPassForTheDaysPace) {
  QueuePolicy policy;
  policy.retouch_service = absl::Seconds(90);
  policy.assumed_items = 20;
  policy.pace_items = 200;
  int64_t samples = 0;
  // Twenty of 90 s and one of 20 minutes: 3000 s over 21.
  const absl::Duration mean =
      MoveQueuePace(policy, WorkKind::kRetouch, absl::ZeroDuration(), absl::Minutes(20), samples);
  EXPECT_NEAR(absl::ToDoubleSeconds(mean), 3000.0 / 21, 1e-6);
  EXPECT_EQ(samples, 21);
}

TEST(QueueOrderTest, ADueTimeFallsIntoTheSlotThatBeginsBeforeIt) {
  EXPECT_EQ(SlotOf(Policy(), At(11) + absl::Minutes(29)), At(11));
  EXPECT_EQ(SlotOf(Policy(), At(11.5)), At(11.5));
}

}  // namespace
}  // namespace zhaojian::testing
