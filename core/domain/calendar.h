// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include <map>
#include <set>
#include <string>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// When a piece of work is due.
struct DueTimes {
  /// The submission, moved to the next open minute if it came outside office hours.
  absl::Time effective;
  /// What the student is promised: 17:00 of the n-th working day after the effective day.
  absl::Time promise;
  /// What the queue is ordered by: effective + so many open minutes.
  absl::Time budget;
  /// True when a day in the span belongs to a year whose holidays are not published yet.
  bool provisional = false;
};

/// Which promise is asked for.
enum class DueKind {
  /// Promise 2 working days, budget 960 open minutes (2 days of 8 hours).
  kReview,
  /// Promise 2 working days, budget 480 open minutes (target 1 day).
  kRetouch,
};

/// Working days in China: Monday to Friday except statutory holidays, 9:00-17:00 +08:00 without a
/// break; 17:00:00 itself is outside (assets/calendar/workdays_cn.json). Immutable, thread-safe.
class WorkCalendar {
 public:
  /// Without holidays; every Monday to Friday is open and provisional.
  WorkCalendar() = default;
  /// Errors: kInvalidArgument BAD_CALENDAR naming year and key.
  static StatusOr<WorkCalendar> FromJson(const Json& json);

  /// Is `day` a working day?
  /// @param makeup_days whether make-up weekend days count.
  bool IsWorkDay(absl::CivilDay day, bool makeup_days) const;
  /// Is the office open at `time`?
  bool IsOpen(absl::Time time, bool makeup_days) const;
  /// The same instant if open, else the next opening.
  absl::Time NextOpen(absl::Time time, bool makeup_days) const;
  /// Effective, promised and budgeted times of something handed in at `submitted`.
  DueTimes Due(absl::Time submitted, DueKind kind, bool makeup_days) const;
  /// 17:00 of the `days`-th working day after the effective day of `from`; days >= 0.
  absl::Time CloseAfter(absl::Time from, int days, bool makeup_days) const;
  /// The instant when `open` of open time has passed since the effective time of `from`. A span
  /// that ends at closing time ends that day.
  absl::Time AddOpenTime(absl::Time from, absl::Duration open, bool makeup_days) const;
  /// True when a day from one instant to the other belongs to a year without published holidays.
  bool IsProvisional(absl::Time from, absl::Time to) const;
  /// Open minutes between two instants, as a duration; zero when `to` is before `from`.
  absl::Duration OpenTime(absl::Time from, absl::Time to, bool makeup_days) const;
  /// Name of the data in use, stored beside every due time, for example "cn-2027p".
  const std::string& Version() const { return version_; }

 private:
  absl::CivilDay NextWorkDay(absl::CivilDay day, bool makeup_days) const;
  bool IsProvisional(absl::CivilDay from, absl::CivilDay to) const;

  std::set<absl::CivilDay> holidays_;
  std::set<absl::CivilDay> makeup_;
  std::set<int> published_years_;
  std::string version_ = "none";
};

}  // namespace zhaojian
