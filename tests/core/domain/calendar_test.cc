// SPDX-License-Identifier: Apache-2.0
#include "core/domain/calendar.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "tests/support/shared.h"

namespace zhaojian {
namespace {

Json CalendarJson() {
  const auto json = ReadJsonFile(testing::AssetsForTests() / "calendar" / "workdays_cn.json");
  EXPECT_TRUE(json.ok()) << json.status();
  return *json;
}

WorkCalendar Load() {
  const auto calendar = WorkCalendar::FromJson(CalendarJson());
  EXPECT_TRUE(calendar.ok()) << calendar.status();
  return *calendar;
}

// "2026-05-07 17:00" in China.
absl::Time China(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", text, ServiceZone(), &time, &error)) << text;
  return time;
}

std::string Show(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, ServiceZone());
}

TEST(WorkCalendar, GivesTheFifteenReferenceDeadlines) {
  const auto shared = testing::SharedFolder();
  if (!shared) return testing::PrintNotRun(15, "no shared folder");
  const auto vectors = ReadJsonFile(*shared / "data" / "sla_vectors.json");
  ASSERT_TRUE(vectors.ok()) << vectors.status();
  ASSERT_EQ(vectors->size(), 15U);
  const WorkCalendar calendar = Load();
  for (const Json& vector : *vectors) {
    const std::string text = vector["submitted"].get<std::string>();
    const absl::Time submitted = China(text.substr(0, 16));
    for (const bool makeup : {false, true}) {
      const Json& expected = vector[makeup ? "with_makeup" : "mon_fri"];
      const DueTimes due = calendar.Due(submitted, DueKind::kReview, makeup);
      EXPECT_EQ(Show(due.effective), expected["effective"]) << text << makeup;
      EXPECT_EQ(Show(due.promise), expected["promise_eod"]) << text << makeup;
      EXPECT_EQ(Show(due.budget), expected["budget_960min"]) << text << makeup;
      if (!makeup) {
        EXPECT_EQ(due.provisional, vector["provisional"].get<bool>()) << text;
      }
    }
  }
}

// Review queue reference §6: submitted, budget, budget when make-up days work, promise.
TEST(WorkCalendar, GivesTheReviewQueuesTable) {
  const std::vector<std::vector<std::string>> rows = {
      {"2026-03-10 10:30", "2026-03-12 10:30", "2026-03-12 10:30", "2026-03-12 17:00"},
      {"2026-03-13 16:59", "2026-03-17 16:59", "2026-03-17 16:59", "2026-03-17 17:00"},
      {"2026-03-13 17:00", "2026-03-17 17:00", "2026-03-17 17:00", "2026-03-18 17:00"},
      {"2026-02-13 16:59", "2026-02-25 16:59", "2026-02-24 16:59", "2026-02-25 17:00"},
      {"2026-02-14 10:00", "2026-02-25 17:00", "2026-02-25 10:00", "2026-02-26 17:00"},
      {"2026-04-30 16:59", "2026-05-07 16:59", "2026-05-07 16:59", "2026-05-07 17:00"},
      {"2026-05-09 10:00", "2026-05-12 17:00", "2026-05-12 10:00", "2026-05-13 17:00"},
      {"2026-09-30 17:00", "2026-10-09 17:00", "2026-10-09 17:00", "2026-10-12 17:00"},
  };
  const WorkCalendar calendar = Load();
  for (const auto& row : rows) {
    const DueTimes literal = calendar.Due(China(row[0]), DueKind::kReview, false);
    EXPECT_EQ(Show(literal.budget), row[1]) << row[0];
    EXPECT_EQ(Show(literal.promise), row[3]) << row[0];
    EXPECT_EQ(Show(calendar.Due(China(row[0]), DueKind::kReview, true).budget), row[2]) << row[0];
  }
}

TEST(WorkCalendar, CountsTheServiceDaysOfTheReference) {
  const WorkCalendar calendar = Load();
  // Photo standard reference §6: with make-up days / Monday to Friday only.
  const std::vector<std::array<int, 3>> years = {
      {2024, 251, 243}, {2025, 248, 243}, {2026, 248, 242}};
  for (const auto& [year, with_makeup, literal] : years) {
    int counts[2] = {0, 0};
    for (absl::CivilDay day(year, 1, 1); day.year() == year; ++day) {
      for (const bool makeup : {false, true}) counts[makeup] += calendar.IsWorkDay(day, makeup);
    }
    EXPECT_EQ(counts[1], with_makeup) << year;
    EXPECT_EQ(counts[0], literal) << year;
  }
}

// A second implementation that knows nothing of intervals: a list of all days with a flag, and the
// open minutes of the whole span numbered one after the other.
class MinuteCounter {
 public:
  MinuteCounter(const Json& json, bool makeup) {
    const absl::CivilDay first(2023, 12, 1);
    for (absl::CivilDay day = first; day < absl::CivilDay(2028, 2, 1); ++day) {
      const absl::Weekday weekday = absl::GetWeekday(day);
      bool open = weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
      const std::string text = absl::FormatCivilTime(day);
      for (const auto& [year, entry] : json["years"].items()) {
        for (const Json& block : entry["holidays"]) {
          if (text >= block["from"].get<std::string>() && text <= block["to"].get<std::string>()) {
            open = false;
          }
        }
        if (!makeup) continue;
        for (const Json& extra : entry["makeup_workdays"]) open = open || text == extra;
      }
      if (open) days_.push_back(absl::ToUnixSeconds(absl::FromCivil(day, ServiceZone())) / 60);
    }
  }

  // Unix minute of the n-th open minute's end, where minutes are numbered from 0 over all open
  // days.
  int64_t MinuteAfter(int64_t open_minutes) const {
    const int64_t last = open_minutes - 1;
    return days_[static_cast<size_t>(last / 480)] + 540 + last % 480 + 1;
  }

  // How many open minutes lie before a Unix minute.
  int64_t OpenBefore(int64_t minute) const {
    int64_t count = 0;
    for (const int64_t day : days_) {
      if (day + 540 >= minute) break;
      count += std::min<int64_t>(480, minute - (day + 540));
    }
    return count;
  }

  // Closing minute of the n-th open day after the one that holds the given open minute.
  int64_t CloseOfDay(int64_t open_minute, int after) const {
    return days_[static_cast<size_t>(open_minute / 480 + after)] + 1020;
  }

 private:
  std::vector<int64_t> days_;
};

TEST(WorkCalendar, AgreesWithCountingMinutesAtAHundredThousandInstants) {
  const Json json = CalendarJson();
  const WorkCalendar calendar = Load();
  std::mt19937_64 random(20261123);
  const int64_t from = absl::ToUnixSeconds(China("2024-01-01 00:00")) / 60;
  const int64_t to = absl::ToUnixSeconds(China("2027-12-20 00:00")) / 60;
  const MinuteCounter counters[2] = {MinuteCounter(json, false), MinuteCounter(json, true)};
  for (int i = 0; i < 100'000; ++i) {
    const int64_t minute = from + static_cast<int64_t>(random() % static_cast<uint64_t>(to - from));
    const bool makeup = (i % 2) != 0;
    const MinuteCounter& counter = counters[makeup];
    const int64_t before = counter.OpenBefore(minute);
    const DueTimes due = calendar.Due(absl::FromUnixSeconds(minute * 60), DueKind::kReview, makeup);
    ASSERT_EQ(absl::ToUnixSeconds(due.budget), counter.MinuteAfter(before + 960) * 60)
        << Show(absl::FromUnixSeconds(minute * 60));
    ASSERT_EQ(absl::ToUnixSeconds(due.promise), counter.CloseOfDay(before, 2) * 60)
        << Show(absl::FromUnixSeconds(minute * 60));
    ASSERT_EQ(absl::ToUnixSeconds(due.effective), (counter.MinuteAfter(before + 1) - 1) * 60);
  }
}

TEST(WorkCalendar, NeverGivesALaterSubmissionAnEarlierDateNorATimeOutsideOfficeHours) {
  const WorkCalendar calendar = Load();
  std::mt19937_64 random(7);
  for (const bool makeup : {false, true}) {
    for (const DueKind kind : {DueKind::kReview, DueKind::kRetouch}) {
      absl::Time at = China("2025-12-20 00:00");
      DueTimes before = calendar.Due(at, kind, makeup);
      for (int i = 0; i < 20'000; ++i) {
        at += absl::Seconds(static_cast<int64_t>(random() % 7200));
        const DueTimes due = calendar.Due(at, kind, makeup);
        ASSERT_GE(due.effective, before.effective) << Show(at);
        ASSERT_GE(due.promise, before.promise) << Show(at);
        ASSERT_GE(due.budget, before.budget) << Show(at);
        ASSERT_GE(due.effective, at);
        ASSERT_TRUE(calendar.IsOpen(due.effective, makeup)) << Show(at);
        // Closing time itself is the end of an open minute.
        ASSERT_TRUE(calendar.IsOpen(due.budget - absl::Microseconds(1), makeup)) << Show(at);
        ASSERT_TRUE(calendar.IsOpen(due.promise - absl::Microseconds(1), makeup)) << Show(at);
        ASSERT_EQ(calendar.OpenTime(due.effective, due.budget, makeup),
                  absl::Minutes(kind == DueKind::kReview ? 960 : 480));
        before = due;
      }
    }
  }
}

TEST(WorkCalendar, DatesThatTouchAnUnpublishedYearAreProvisional) {
  const WorkCalendar calendar = Load();
  EXPECT_FALSE(calendar.Due(China("2026-12-28 10:00"), DueKind::kReview, false).provisional);
  EXPECT_TRUE(calendar.Due(China("2026-12-30 12:00"), DueKind::kReview, false).provisional);
  EXPECT_TRUE(calendar.Due(China("2027-03-01 12:00"), DueKind::kReview, false).provisional);
}

TEST(WorkCalendar, ADeadlineOfDaysEndsAtClosingTime) {
  const WorkCalendar calendar = Load();
  EXPECT_EQ(Show(calendar.CloseAfter(China("2026-03-10 10:00"), 3, false)), "2026-03-13 17:00");
  EXPECT_EQ(Show(calendar.CloseAfter(China("2026-04-30 17:00"), 1, false)), "2026-05-07 17:00");
  EXPECT_EQ(Show(calendar.AddOpenTime(China("2026-03-13 16:30"), absl::Hours(1), false)),
            "2026-03-16 09:30");
}

TEST(WorkCalendar, OpensAtNineToTheSecondAndIsClosedAtFive) {
  const WorkCalendar calendar = Load();
  EXPECT_FALSE(calendar.IsOpen(China("2026-03-10 09:00") - absl::Milliseconds(1), false));
  EXPECT_TRUE(calendar.IsOpen(China("2026-03-10 09:00"), false));
  EXPECT_TRUE(calendar.IsOpen(China("2026-03-10 17:00") - absl::Milliseconds(1), false));
  EXPECT_FALSE(calendar.IsOpen(China("2026-03-10 17:00"), false));
  EXPECT_FALSE(calendar.IsOpen(China("2026-05-09 10:00"), false));  // a make-up Saturday
  EXPECT_TRUE(calendar.IsOpen(China("2026-05-09 10:00"), true));
}

TEST(WorkCalendar, RetouchIsBudgetedAtOneDay) {
  const DueTimes due = Load().Due(China("2026-03-10 10:30"), DueKind::kRetouch, false);
  EXPECT_EQ(Show(due.budget), "2026-03-11 10:30");
  EXPECT_EQ(Show(due.promise), "2026-03-12 17:00");
}

TEST(WorkCalendar, FourOpenHoursFromTheAfternoonEndTheNextWorkingMorning) {
  const WorkCalendar calendar = Load();
  const auto after = [&](const char* from) {
    return Show(calendar.AddOpenTime(China(from), absl::Hours(4), false));
  };
  EXPECT_EQ(after("2026-03-12 10:00"), "2026-03-12 14:00");
  EXPECT_EQ(after("2026-03-12 13:00"), "2026-03-12 17:00");  // ends at closing, not next morning
  EXPECT_EQ(after("2026-03-13 16:00"), "2026-03-16 12:00");  // Friday to Monday
  EXPECT_EQ(after("2026-03-12 20:00"), "2026-03-13 13:00");  // closed: counts from the opening
}

TEST(WorkCalendar, OpenTimeOverAHolidayCountsOnlyOfficeHours) {
  const WorkCalendar calendar = Load();
  EXPECT_EQ(calendar.OpenTime(China("2026-09-30 16:00"), China("2026-10-08 10:00"), false),
            absl::Hours(2));
  EXPECT_EQ(calendar.OpenTime(China("2026-10-08 10:00"), China("2026-09-30 16:00"), false),
            absl::ZeroDuration());
}

TEST(WorkCalendar, ABrokenFileIsRefusedNamingTheYear) {
  const auto load = [](const char* text) {
    return WorkCalendar::FromJson(*ParseJson(text, "test")).status();
  };
  const Status backwards = load(
      R"({"version":"x","years":{"2026":{"status":"published","holidays":[{"from":"2026-02-03","to":"2026-02-01"}]}}})");
  EXPECT_EQ(ReasonOf(backwards), "BAD_CALENDAR");
  EXPECT_NE(MessageOf(backwards).find("2026"), std::string::npos);
  EXPECT_EQ(ReasonOf(load(R"({"version":"x","years":{"26":{}}})")), "BAD_CALENDAR");
}

}  // namespace
}  // namespace zhaojian
