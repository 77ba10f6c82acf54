// SPDX-License-Identifier: Apache-2.0
#include "core/domain/calendar.h"

#include "core/base/clock.h"

namespace zhaojian {
namespace {

// Office hours of the service guide: 9:00-17:00 without a break.
constexpr int kOpens = 9;
constexpr int kCloses = 17;
// Photo standard reference §6: 2 working days; the retouch stage aims at 1.
constexpr int kPromiseDays = 2;
constexpr int kReviewBudgetMinutes = 960;
constexpr int kRetouchBudgetMinutes = 480;

absl::CivilDay DayOf(absl::Time time) {
  return absl::CivilDay(absl::ToCivilSecond(time, ServiceZone()));
}

absl::Time At(absl::CivilDay day, int hour) {
  return absl::FromCivil(absl::CivilHour(day.year(), day.month(), day.day(), hour), ServiceZone());
}

Status BadCalendar(const std::string& year, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_CALENDAR",
                   "calendar year " + year + ": " + what, year);
}

StatusOr<absl::CivilDay> ParseDay(const Json& json, const std::string& year,
                                  const std::string& key) {
  absl::CivilDay day;
  if (!json.is_string() || !absl::ParseCivilTime(json.get<std::string>(), &day)) {
    return BadCalendar(year, key + " must look like 2026-10-01");
  }
  return day;
}

Status ReadYear(const std::string& name, const Json& year, std::set<absl::CivilDay>& holidays,
                std::set<absl::CivilDay>& makeup) {
  const auto blocks = year.find("holidays");
  if (blocks == year.end() || !blocks->is_array()) return BadCalendar(name, "holidays are missing");
  for (const Json& block : *blocks) {
    if (!block.is_object() || !block.contains("from") || !block.contains("to")) {
      return BadCalendar(name, "a holiday has from and to");
    }
    ZJ_ASSIGN_OR_RETURN(const absl::CivilDay from, ParseDay(block["from"], name, "from"));
    ZJ_ASSIGN_OR_RETURN(const absl::CivilDay to, ParseDay(block["to"], name, "to"));
    // The longest block so far had 9 days; a month is a typing error.
    if (to < from || to - from > 31) return BadCalendar(name, "a holiday ends before it begins");
    for (absl::CivilDay day = from; day <= to; ++day) holidays.insert(day);
  }
  const auto days = year.find("makeup_workdays");
  if (days == year.end()) return absl::OkStatus();
  for (const Json& entry : *days) {
    ZJ_ASSIGN_OR_RETURN(const absl::CivilDay day, ParseDay(entry, name, "makeup_workdays"));
    makeup.insert(day);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<WorkCalendar> WorkCalendar::FromJson(const Json& json) {
  WorkCalendar calendar;
  const auto years = json.find("years");
  if (years == json.end() || !years->is_object()) return BadCalendar("-", "years are missing");
  ZJ_ASSIGN_OR_RETURN(calendar.version_, JsonString(json, "version", "calendar"));
  for (const auto& [name, year] : years->items()) {
    if (name.size() != 4 || name.find_first_not_of("0123456789") != std::string::npos) {
      return BadCalendar(name, "a year has four digits");
    }
    ZJ_ASSIGN_OR_RETURN(const std::string status, JsonString(year, "status", "calendar " + name));
    if (status == "published") {
      calendar.published_years_.insert(std::stoi(name));
    } else if (status != "provisional") {
      return BadCalendar(name, "status is published or provisional");
    }
    ZJ_RETURN_IF_ERROR(ReadYear(name, year, calendar.holidays_, calendar.makeup_));
  }
  return calendar;
}

bool WorkCalendar::IsWorkDay(absl::CivilDay day, bool makeup_days) const {
  if (makeup_days && makeup_.count(day)) return true;
  const absl::Weekday weekday = absl::GetWeekday(day);
  if (weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday) return false;
  return holidays_.count(day) == 0;
}

bool WorkCalendar::IsOpen(absl::Time time, bool makeup_days) const {
  const absl::CivilDay day = DayOf(time);
  return IsWorkDay(day, makeup_days) && time >= At(day, kOpens) && time < At(day, kCloses);
}

absl::CivilDay WorkCalendar::NextWorkDay(absl::CivilDay day, bool makeup_days) const {
  do {
    ++day;
  } while (!IsWorkDay(day, makeup_days));
  return day;
}

absl::Time WorkCalendar::NextOpen(absl::Time time, bool makeup_days) const {
  if (IsOpen(time, makeup_days)) return time;
  const absl::CivilDay day = DayOf(time);
  if (IsWorkDay(day, makeup_days) && time < At(day, kOpens)) return At(day, kOpens);
  return At(NextWorkDay(day, makeup_days), kOpens);
}

bool WorkCalendar::IsProvisional(absl::CivilDay from, absl::CivilDay to) const {
  for (absl::civil_year_t year = from.year(); year <= to.year(); ++year) {
    if (published_years_.count(static_cast<int>(year)) == 0) return true;
  }
  return false;
}

bool WorkCalendar::IsProvisional(absl::Time from, absl::Time to) const {
  return IsProvisional(DayOf(from), DayOf(to));
}

absl::Time WorkCalendar::CloseAfter(absl::Time from, int days, bool makeup_days) const {
  absl::CivilDay day = DayOf(NextOpen(from, makeup_days));
  for (int i = 0; i < days; ++i) day = NextWorkDay(day, makeup_days);
  return At(day, kCloses);
}

absl::Time WorkCalendar::AddOpenTime(absl::Time from, absl::Duration open, bool makeup_days) const {
  absl::Time at = NextOpen(from, makeup_days);
  absl::CivilDay today = DayOf(at);
  while (open > At(today, kCloses) - at) {
    open -= At(today, kCloses) - at;
    today = NextWorkDay(today, makeup_days);
    at = At(today, kOpens);
  }
  return at + open;
}

DueTimes WorkCalendar::Due(absl::Time submitted, DueKind kind, bool makeup_days) const {
  DueTimes due;
  due.effective = NextOpen(submitted, makeup_days);
  due.promise = CloseAfter(submitted, kPromiseDays, makeup_days);
  due.provisional = IsProvisional(submitted, due.promise);
  const int minutes = kind == DueKind::kReview ? kReviewBudgetMinutes : kRetouchBudgetMinutes;
  due.budget = AddOpenTime(submitted, absl::Minutes(minutes), makeup_days);
  return due;
}

absl::Duration WorkCalendar::OpenTime(absl::Time from, absl::Time to, bool makeup_days) const {
  absl::Duration open = absl::ZeroDuration();
  if (to <= from) return open;
  const absl::CivilDay last = DayOf(to);
  for (absl::CivilDay day = DayOf(from); day <= last; ++day) {
    if (!IsWorkDay(day, makeup_days)) continue;
    const absl::Time begin = std::max(from, At(day, kOpens));
    const absl::Time end = std::min(to, At(day, kCloses));
    if (end > begin) open += end - begin;
  }
  return open;
}

}  // namespace zhaojian
