// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/domain/calendar.h"
#include "core/domain/work_item.h"

namespace zhaojian {

/// How urgent a piece of work is, most urgent first. The student contested a decision; the school's
/// collection window is about to close; the student waits for the second time; everything else.
enum class WorkClass { kAppeal, kSchoolDeadline, kRecollection, kNew };
/// All classes, most urgent first.
constexpr std::array<WorkClass, 4> kWorkClasses = {WorkClass::kAppeal, WorkClass::kSchoolDeadline,
                                                   WorkClass::kRecollection, WorkClass::kNew};

/// What a queue is ordered by: the due time while everybody can be served in time, the class of the
/// work while that cannot be done.
enum class QueueMode { kDeadline, kClass };

/// Stable names: "APPEAL", "SCHOOL_DEADLINE", "RECOLLECTION", "NEW".
const char* Name(WorkClass work_class);
/// Stable names: "DEADLINE", "CLASS".
const char* Name(QueueMode mode);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<WorkClass> WorkClassFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<QueueMode> QueueModeFromName(const std::string& name);

/// The numbers of the queue's order (assets/policy/queue.json, each with its source).
struct QueuePolicy {
  /// Items whose due times fall into the same slot are due together: schools take turns there.
  absl::Duration slot;
  /// One of so many grants in a row to a person goes to whatever is due first, whatever the class,
  /// so that nothing waits for ever.
  int oldest_every = 1;
  /// Open time for which a redo waits for the retoucher who made the picture.
  absl::Duration sticky;
  /// Open time after a claim for which a person counts as present.
  absl::Duration present;
  /// Time between two tests whether everything can be done in time.
  absl::Duration test_every;
  /// Share of the open time that people spend on items, 0..1.
  double utilisation = 1;
  /// The queue goes back to due times when so large a share of the present staff would do, 0..1.
  double return_share = 1;
  /// Open time that the order of classes stays at least.
  absl::Duration class_stay;
  /// Open time from the start of the stage in which work of a class is due.
  absl::Duration appeal;
  absl::Duration recollection;
  /// Least open time that a closing collection window leaves for the work.
  absl::Duration deadline_least;
  /// Open time before the window closes from which on its work is of the class.
  absl::Duration deadline_span;
  /// Time that one item takes, before any was measured.
  absl::Duration review_service;
  absl::Duration retouch_service;
  absl::Duration other_service;
  /// Before the first is measured, the assumed time counts as so many.
  int assumed_items = 1;
  /// So many items make the moving average of the time that one takes: of a queue, of one school.
  int pace_items = 1;
  int school_pace_items = 1;

  /// Errors: kInvalidArgument BAD_POLICY naming the key.
  static StatusOr<QueuePolicy> FromJson(const Json& json);
  /// What one item of a kind takes before any was measured.
  absl::Duration ServiceOf(WorkKind kind) const;
};

/// What decides about the class of a piece of work.
struct ClassFacts {
  /// A decision was overturned for the student, or the student's appeal is open.
  bool contested = false;
  /// It comes back: re-collected, redone, returned or recalled.
  bool again = false;
  /// When the collection window closes; absent = never.
  std::optional<absl::Time> window_closes;
  bool makeup_days = false;
};

/// The class of work that is queued at `now`.
WorkClass ClassOf(const QueuePolicy& policy, const WorkCalendar& calendar, const ClassFacts& facts,
                  absl::Time now);

/// When work of a class is due, never later than the stage's own due time.
/// @param from when the stage began. @param due the stage's due time.
absl::Time DueOfClass(const QueuePolicy& policy, const WorkCalendar& calendar, WorkClass work_class,
                      const ClassFacts& facts, absl::Time from, absl::Time due);

/// Start of the slot that a due time falls into; slots begin at the Unix epoch.
absl::Time SlotOf(const QueuePolicy& policy, absl::Time due);

/// What one person could be given of one class: the earliest slot, and the earliest that can still
/// be met as a whole.
struct ClassHead {
  std::optional<absl::Time> first;
  std::optional<absl::Time> in_time;
};
using ClassHeads = std::array<ClassHead, kWorkClasses.size()>;

/// The items of one class that are due in one slot.
struct WorkGroup {
  WorkClass work_class = WorkClass::kNew;
  absl::Time slot;
};

/// The group that is due first; of two that are due together the more urgent class. Empty when
/// nothing waits.
std::optional<WorkGroup> EarliestGroup(const ClassHeads& heads);
/// The group whose turn it is. By due time: EarliestGroup. By class: the most urgent class, there
/// what can still be done in time before what cannot, then by due time (review queue reference §6).
std::optional<WorkGroup> NextGroup(QueueMode mode, const ClassHeads& heads);

/// Where a school stands in the round of one queue.
struct SchoolTurn {
  std::string school;
  /// Number of the last visit; the lowest comes next.
  int64_t turn = 0;
  /// Time it is owed, in terms of work.
  absl::Duration deficit;
  /// The round stands at this school: it spends its deficit before the next one is visited.
  bool visiting = false;
  /// What one of its items takes; zero = not measured.
  absl::Duration cost;
  /// NextSchool has changed it.
  bool changed = false;
};

/// Deficit round robin (Shreedhar and Varghese 1995): each visit gives a school `quantum` of work;
/// it is served while it can pay for an item, and what is left stays for its next visit. So a
/// school gets its share of people's time, however many photos it sends at once.
/// @param schools those with work in the group, at least one; the turns are moved on.
/// @param quantum what an item takes on average, above zero. @param round number of the last visit.
/// @return index of the school whose item is next.
size_t NextSchool(std::vector<SchoolTurn>& schools, absl::Duration quantum, int64_t& round);

/// How many items wait in a slot.
struct SlotCount {
  absl::Time slot;
  int64_t count = 0;
};

/// Can everything be done in time?
struct Demand {
  bool feasible = true;
  /// People who would do, 0 when nothing waits.
  double needed = 0;
  /// First due time that will not be met; absent when all are.
  std::optional<absl::Time> breach;
};

/// Demand-bound test (review queue reference §4.10): for every due time T the work due until T must
/// fit into the open time until T of the people who are present. What is past its due time has to
/// be done first and is no breach of its own. One item a person is let off: nobody is interrupted.
/// @param slots in any order, a slot may come twice. @param service what one item takes.
Demand TestDemand(const QueuePolicy& policy, const WorkCalendar& calendar,
                  std::vector<SlotCount> slots, absl::Time now, int present,
                  absl::Duration service);

/// The order after a test. @param stayed open time since the present order began.
QueueMode NextMode(const QueuePolicy& policy, QueueMode mode, const Demand& demand, int present,
                   absl::Duration stayed);

/// Moving average over about `items` values; the plain mean before there are so many.
/// @param mean so far. @param samples so far, counted up.
absl::Duration MovePace(absl::Duration mean, absl::Duration value, int items, int64_t& samples);

/// MovePace for a queue: the first measured item meets the assumed time, which counts as
/// `assumed_items`.
absl::Duration MoveQueuePace(const QueuePolicy& policy, WorkKind kind, absl::Duration mean,
                             absl::Duration value, int64_t& samples);

}  // namespace zhaojian
