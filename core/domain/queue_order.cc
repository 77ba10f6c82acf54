// SPDX-License-Identifier: Apache-2.0
#include "core/domain/queue_order.h"

#include <algorithm>
#include <tuple>

#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<WorkClass>& ClassNames() {
  static const NameTable<WorkClass> table = {{WorkClass::kAppeal, "APPEAL"},
                                             {WorkClass::kSchoolDeadline, "SCHOOL_DEADLINE"},
                                             {WorkClass::kRecollection, "RECOLLECTION"},
                                             {WorkClass::kNew, "NEW"}};
  return table;
}

const NameTable<QueueMode>& ModeNames() {
  static const NameTable<QueueMode> table = {{QueueMode::kDeadline, "DEADLINE"},
                                             {QueueMode::kClass, "CLASS"}};
  return table;
}

// A school whose photos take much longer than others is still visited for one of them in a few
// rounds, and a quick one cannot take a round for itself.
constexpr int kCostSpan = 4;

Status BadPolicy(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY", "queue: " + what);
}

StatusOr<double> Number(const Json& json, const std::string& key, double least, double most) {
  const auto entry = json.find(key);
  if (entry == json.end() || !entry->is_object()) return BadPolicy(key + " is missing");
  ZJ_ASSIGN_OR_RETURN(const double value, JsonNumber(*entry, "value", "queue " + key));
  if (value < least || value > most) {
    return BadPolicy(key + " must be from " + std::to_string(least) + " to " +
                     std::to_string(most));
  }
  return value;
}

// A month is longer than any of these may sensibly be.
constexpr double kMostMinutes = 31 * 24 * 60;

Status ReadMinutes(const Json& json, const std::string& key, double least, absl::Duration& value) {
  ZJ_ASSIGN_OR_RETURN(const double minutes, Number(json, key, least, kMostMinutes));
  value = absl::Minutes(minutes);
  return absl::OkStatus();
}

Status ReadSeconds(const Json& json, const std::string& key, absl::Duration& value) {
  ZJ_ASSIGN_OR_RETURN(const double seconds, Number(json, key, 1, kMostMinutes * 60));
  value = absl::Seconds(seconds);
  return absl::OkStatus();
}

Status ReadCount(const Json& json, const std::string& key, int& value) {
  ZJ_ASSIGN_OR_RETURN(const double count, Number(json, key, 1, 1e6));
  value = static_cast<int>(count);
  return absl::OkStatus();
}

absl::Duration CostOf(const SchoolTurn& school, absl::Duration quantum) {
  if (school.cost <= absl::ZeroDuration()) return quantum;
  return std::clamp(school.cost, quantum / kCostSpan, quantum * kCostSpan);
}

}  // namespace

const char* Name(WorkClass work_class) { return FindName(ClassNames(), work_class); }
const char* Name(QueueMode mode) { return FindName(ModeNames(), mode); }

StatusOr<WorkClass> WorkClassFromName(const std::string& name) {
  return FindValue(ClassNames(), name, "class of work");
}

StatusOr<QueueMode> QueueModeFromName(const std::string& name) {
  return FindValue(ModeNames(), name, "order of a queue");
}

StatusOr<QueuePolicy> QueuePolicy::FromJson(const Json& json) {
  QueuePolicy policy;
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "slot_minutes", 1, policy.slot));
  ZJ_RETURN_IF_ERROR(ReadCount(json, "oldest_every", policy.oldest_every));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "sticky_minutes", 0, policy.sticky));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "present_minutes", 1, policy.present));
  ZJ_RETURN_IF_ERROR(ReadSeconds(json, "test_every_s", policy.test_every));
  ZJ_ASSIGN_OR_RETURN(policy.utilisation, Number(json, "utilisation", 0.01, 1));
  ZJ_ASSIGN_OR_RETURN(policy.return_share, Number(json, "return_share", 0.01, 1));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "class_stay_minutes", 0, policy.class_stay));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "appeal_minutes", 1, policy.appeal));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "recollection_minutes", 1, policy.recollection));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "deadline_least_minutes", 1, policy.deadline_least));
  ZJ_RETURN_IF_ERROR(ReadMinutes(json, "deadline_span_minutes", 1, policy.deadline_span));
  ZJ_RETURN_IF_ERROR(ReadSeconds(json, "review_service_s", policy.review_service));
  ZJ_RETURN_IF_ERROR(ReadSeconds(json, "retouch_service_s", policy.retouch_service));
  ZJ_RETURN_IF_ERROR(ReadSeconds(json, "other_service_s", policy.other_service));
  ZJ_RETURN_IF_ERROR(ReadCount(json, "assumed_items", policy.assumed_items));
  ZJ_RETURN_IF_ERROR(ReadCount(json, "pace_items", policy.pace_items));
  ZJ_RETURN_IF_ERROR(ReadCount(json, "school_pace_items", policy.school_pace_items));
  return policy;
}

absl::Duration QueuePolicy::ServiceOf(WorkKind kind) const {
  if (kind == WorkKind::kReview) return review_service;
  return kind == WorkKind::kRetouch ? retouch_service : other_service;
}

WorkClass ClassOf(const QueuePolicy& policy, const WorkCalendar& calendar, const ClassFacts& facts,
                  absl::Time now) {
  if (facts.contested) return WorkClass::kAppeal;
  const bool closes_soon =
      facts.window_closes && now < *facts.window_closes &&
      calendar.OpenTime(now, *facts.window_closes, facts.makeup_days) <= policy.deadline_span;
  if (closes_soon) return WorkClass::kSchoolDeadline;
  return facts.again ? WorkClass::kRecollection : WorkClass::kNew;
}

absl::Time DueOfClass(const QueuePolicy& policy, const WorkCalendar& calendar, WorkClass work_class,
                      const ClassFacts& facts, absl::Time from, absl::Time due) {
  const auto within = [&](absl::Duration open) {
    return calendar.AddOpenTime(from, open, facts.makeup_days);
  };
  switch (work_class) {
    case WorkClass::kAppeal:
      return std::min(due, within(policy.appeal));
    case WorkClass::kSchoolDeadline:
      return std::min(due,
                      std::max(facts.window_closes.value_or(due), within(policy.deadline_least)));
    case WorkClass::kRecollection:
      return std::min(due, within(policy.recollection));
    case WorkClass::kNew:
      break;
  }
  return due;
}

absl::Time SlotOf(const QueuePolicy& policy, absl::Time due) {
  return absl::UnixEpoch() + absl::Floor(due - absl::UnixEpoch(), policy.slot);
}

std::optional<WorkGroup> EarliestGroup(const ClassHeads& heads) {
  std::optional<WorkGroup> earliest;
  for (size_t i = 0; i < heads.size(); ++i) {
    const auto& first = heads.at(i).first;
    if (first && (!earliest || *first < earliest->slot)) earliest = {kWorkClasses.at(i), *first};
  }
  return earliest;
}

std::optional<WorkGroup> NextGroup(QueueMode mode, const ClassHeads& heads) {
  if (mode == QueueMode::kDeadline) return EarliestGroup(heads);
  for (size_t i = 0; i < heads.size(); ++i) {
    const ClassHead& head = heads.at(i);
    if (head.first) return WorkGroup{kWorkClasses.at(i), head.in_time.value_or(*head.first)};
  }
  return std::nullopt;
}

size_t NextSchool(std::vector<SchoolTurn>& schools, absl::Duration quantum, int64_t& round) {
  const auto before = [](const SchoolTurn& a, const SchoolTurn& b) {
    return std::tie(b.visiting, a.turn, a.school) < std::tie(a.visiting, b.turn, b.school);
  };
  for (;;) {
    const auto next = std::min_element(schools.begin(), schools.end(), before);
    const absl::Duration cost = CostOf(*next, quantum);
    next->changed = true;
    if (!next->visiting) {
      next->turn = ++round;
      next->deficit += quantum;
    }
    const bool served = next->deficit >= cost;
    if (served) next->deficit -= cost;
    next->visiting = next->deficit >= cost;
    if (served) return static_cast<size_t>(next - schools.begin());
  }
}

Demand TestDemand(const QueuePolicy& policy, const WorkCalendar& calendar,
                  std::vector<SlotCount> slots, absl::Time now, int present,
                  absl::Duration service) {
  std::sort(slots.begin(), slots.end(),
            [](const SlotCount& a, const SlotCount& b) { return a.slot < b.slot; });
  const double item = absl::ToDoubleSeconds(service);
  Demand demand;
  double work = -present * item;
  for (const SlotCount& slot : slots) {
    work += static_cast<double>(slot.count) * item;
    const absl::Time until = slot.slot + policy.slot;
    const double open = absl::ToDoubleSeconds(calendar.OpenTime(now, until, false));
    if (open <= 0 || work <= 0) continue;
    const double needed = work / (policy.utilisation * open);
    demand.needed = std::max(demand.needed, needed);
    if (needed > present && demand.feasible) {
      demand.feasible = false;
      demand.breach = slot.slot;
    }
  }
  return demand;
}

QueueMode NextMode(const QueuePolicy& policy, QueueMode mode, const Demand& demand, int present,
                   absl::Duration stayed) {
  if (mode == QueueMode::kDeadline) {
    return demand.feasible ? QueueMode::kDeadline : QueueMode::kClass;
  }
  if (stayed < policy.class_stay) return QueueMode::kClass;
  return demand.needed <= policy.return_share * present ? QueueMode::kDeadline : QueueMode::kClass;
}

absl::Duration MovePace(absl::Duration mean, absl::Duration value, int items, int64_t& samples) {
  ++samples;
  return mean + (value - mean) / std::min<int64_t>(samples, items);
}

absl::Duration MoveQueuePace(const QueuePolicy& policy, WorkKind kind, absl::Duration mean,
                             absl::Duration value, int64_t& samples) {
  if (samples == 0) {
    mean = policy.ServiceOf(kind);
    samples = policy.assumed_items;
  }
  return MovePace(mean, value, policy.pace_items, samples);
}

}  // namespace zhaojian
