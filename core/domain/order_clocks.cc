// SPDX-License-Identifier: Apache-2.0
#include "core/domain/order_clocks.h"

#include "core/base/clock.h"

namespace zhaojian {
namespace {

Status BadPolicy(const std::string& key, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY", "order_clocks " + key + ": " + what,
                   key);
}

StatusOr<int> Number(const Json& json, const std::string& key, int least) {
  const auto entry = json.find(key);
  if (entry == json.end() || !entry->is_object()) return BadPolicy(key, "is missing");
  const auto value = entry->find("value");
  if (value == entry->end() || !value->is_number_integer())
    return BadPolicy(key, "no whole number");
  // A century in seconds: everything longer is a slip of the pen and would overflow.
  constexpr int64_t kMost = int64_t{3'200'000'000};
  const auto number = value->get<int64_t>();
  if (number < least || number > kMost) return BadPolicy(key, "out of range");
  return static_cast<int>(std::min<int64_t>(number, std::numeric_limits<int>::max()));
}

absl::Duration Days(int count) { return absl::Hours(24) * count; }

}  // namespace

StatusOr<OrderClocks> OrderClocks::FromJson(const Json& json) {
  OrderClocks clocks;
  ZJ_ASSIGN_OR_RETURN(clocks.confirm_days, Number(json, "confirm_days", 1));
  ZJ_ASSIGN_OR_RETURN(const int reprieve, Number(json, "reprieve_minutes", 0));
  ZJ_ASSIGN_OR_RETURN(const int dispute, Number(json, "dispute_days", 0));
  ZJ_ASSIGN_OR_RETURN(const int rejection, Number(json, "external_rejection_days", 0));
  ZJ_ASSIGN_OR_RETURN(const int recollection, Number(json, "recollection_days", 1));
  ZJ_ASSIGN_OR_RETURN(const int closed, Number(json, "retention_closed_days", 0));
  ZJ_ASSIGN_OR_RETURN(const int cancelled, Number(json, "retention_cancelled_days", 0));
  ZJ_ASSIGN_OR_RETURN(clocks.delivery_tries, Number(json, "delivery_tries", 1));
  ZJ_ASSIGN_OR_RETURN(clocks.case_days, Number(json, "case_days", 1));
  ZJ_ASSIGN_OR_RETURN(const int appeal, Number(json, "appeal_minutes", 1));
  ZJ_ASSIGN_OR_RETURN(clocks.notice_tries, Number(json, "notice_tries", 1));
  ZJ_ASSIGN_OR_RETURN(const int backoff, Number(json, "notice_backoff_s", 1));
  ZJ_ASSIGN_OR_RETURN(const int backoff_max, Number(json, "notice_backoff_max_s", 1));
  ZJ_ASSIGN_OR_RETURN(const int half_upload, Number(json, "half_upload_hours", 1));
  ZJ_ASSIGN_OR_RETURN(clocks.quiet_from_hour, Number(json, "quiet_from_hour", 0));
  ZJ_ASSIGN_OR_RETURN(clocks.quiet_to_hour, Number(json, "quiet_to_hour", 0));
  if (clocks.quiet_from_hour > 23) return BadPolicy("quiet_from_hour", "an hour is 0-23");
  if (clocks.quiet_to_hour > 23) return BadPolicy("quiet_to_hour", "an hour is 0-23");
  clocks.reprieve = absl::Minutes(reprieve);
  clocks.dispute = Days(dispute);
  clocks.external_rejection = Days(rejection);
  clocks.recollection = Days(recollection);
  clocks.retention_closed = Days(closed);
  clocks.retention_cancelled = Days(cancelled);
  clocks.appeal = absl::Minutes(appeal);
  clocks.half_upload = absl::Hours(half_upload);
  clocks.notice_backoff = absl::Seconds(backoff);
  clocks.notice_backoff_max = absl::Seconds(backoff_max);
  return clocks;
}

absl::Time OrderClocks::NextNotice(absl::Time time) const {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, ServiceZone());
  const int hour = civil.hour();
  const bool overnight = quiet_from_hour > quiet_to_hour;
  const bool quiet = overnight ? hour >= quiet_from_hour || hour < quiet_to_hour
                               : hour >= quiet_from_hour && hour < quiet_to_hour;
  if (!quiet) return time;
  absl::CivilDay day(civil);
  if (overnight && hour >= quiet_from_hour) ++day;
  return absl::FromCivil(absl::CivilHour(day) + quiet_to_hour, ServiceZone());
}

}  // namespace zhaojian
