// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <set>
#include <string>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// A school and its settings.
struct School {
  /// 1-32 characters of [A-Za-z0-9._-].
  std::string code;
  std::string name;
  /// 特征码 the student types or scans; 6 characters [A-Za-z0-9], case as issued; empty = none.
  std::string feature_code;
  /// Photo standard, an id of assets/profiles.
  std::string profile = "cn.chsi.graduate.2017-99";
  /// Edit policy id; empty = the default policy.
  std::string policy;
  /// Work may be claimed outside office hours.
  bool overtime = false;
  /// Make-up Saturdays and Sundays count as working days.
  bool makeup_days = false;
  bool payment_enabled = false;
  /// Price in fen (1/100 CNY) when payment is enabled.
  int64_t price_fen = 0;
  /// Share of finished photos that a supervisor looks at again, 0..1.
  double quality_sampling = 0;
  /// Most photos that may be uploaded for one order.
  int max_attempts = 10;
  /// Most re-collections a student may ask for.
  int max_recollections = 2;
  /// Most times a student may ask for another retouch.
  int max_redos = 1;
  /// Collection window; absent = open.
  std::optional<absl::Time> opens;
  std::optional<absl::Time> closes;
  /// Skills that a person needs for this school's photos; none by default.
  std::set<std::string> required_skills;
  /// Name of a delivered file without extension; {order}, {uid}, {student_number} and {exam_number}
  /// are replaced. A student whose code brings no such number gets the order number in its place.
  std::string delivery_name = "{order}";
  /// True: one ZIP instead of a folder.
  bool delivery_zip = false;
};

/// JSON for store and audit: the fields by their names, times as 2026-05-07T17:00:00+08:00.
Json SchoolToJson(const School& school);
/// Undoes SchoolToJson; absent keys keep their defaults. Errors: kInvalidArgument BAD_SCHOOL naming
/// the key.
StatusOr<School> SchoolFromJson(const Json& json);

/// Errors: kInvalidArgument BAD_SCHOOL with the field that is out of range.
Status CheckSchool(const School& school);

}  // namespace zhaojian
