// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// What kind of human work an item is.
enum class WorkKind { kReview, kRetouch, kQc, kSecondLook, kAppeal, kAudit };

/// Where a work item stands; its own small machine beside the order's.
enum class WorkState {
  kQueued,
  kReserved,
  kLeased,
  kStaged,
  kParked,
  kDone,
  kCancelled,
  kEscalated,
};

/// What can happen to a work item.
enum class WorkEvent {
  kReserve,
  kGrant,
  kReserveExpired,
  kRenew,
  kRelease,
  kExpire,
  kLastExpire,
  kPark,
  kResume,
  kParkExpired,
  kStageDecision,
  kUndo,
  kEffect,
  kComplete,
  kCancel,
  kRequeue,
};

/// Why a lease was given back by its holder.
enum class ReleaseCause { kSkip, kBreak, kConflictOfInterest, kNeedsSkill, kWellbeing, kShutdown };

/// Stable names, for example "REVIEW".
const char* Name(WorkKind kind);
/// Stable names, for example "LEASED".
const char* Name(WorkState state);
/// Stable names, for example "stage_decision".
const char* Name(WorkEvent event);
/// Stable names, for example "SKIP".
const char* Name(ReleaseCause cause);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<WorkKind> WorkKindFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<WorkState> WorkStateFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<WorkEvent> WorkEventFromName(const std::string& name);
/// Errors: kInvalidArgument BAD_NAME.
StatusOr<ReleaseCause> ReleaseCauseFromName(const std::string& name);
/// All states, in order of declaration.
const std::vector<WorkState>& AllWorkStates();
/// All events, in order of declaration.
const std::vector<WorkEvent>& AllWorkEvents();

/// True while somebody may still work on the item (not DONE, not CANCELLED).
bool IsOpen(WorkState state);

/// The work-item machine as data (assets/policy/work_item_transitions.json). Immutable,
/// thread-safe.
class WorkTable {
 public:
  /// An empty table: every transition is illegal.
  WorkTable() = default;
  /// Errors: kInvalidArgument BAD_POLICY naming the row.
  static StatusOr<WorkTable> FromJson(const Json& json);
  /// Errors: kFailedPrecondition ILLEGAL_TRANSITION {state, event}.
  StatusOr<WorkState> Next(WorkState state, WorkEvent event) const;

 private:
  std::map<std::pair<WorkState, WorkEvent>, WorkState> rows_;
};

/// The three clocks of a human lease, and how often to call home.
struct LeaseClocks {
  /// Liveness: a lease runs out this long after its last renewal.
  absl::Duration ttl;
  /// How often the console renews.
  absl::Duration heartbeat;
  /// A late renewal or decision is still accepted this long after the lease ran out.
  absl::Duration grace;
  /// Human idle: a lease whose person has not touched anything for this long is not extended.
  absl::Duration idle;
  /// Longest time one person may hold an item, renewals included.
  absl::Duration max_hold;
};

/// All clocks and small limits of the queue (assets/policy/clocks.json).
struct ClockPolicy {
  LeaseClocks review;
  LeaseClocks retouch;
  /// A decision takes effect this long after it was staged, unless it is undone.
  absl::Duration undo_window;
  /// Items one person may hold in reserve beside the active one.
  int max_reserved = 0;
  /// An item whose lease ran out this often goes to the supervisor.
  int max_expiries = 0;
  /// Wrong last-4 answers before a collection code is locked, and for how long.
  int max_code_failures = 0;
  absl::Duration code_lock;
  /// Pause between two looks at an empty queue.
  absl::Duration retry_after;
  /// What is due within this much open time counts as near its deadline.
  absl::Duration near_due;

  /// Errors: kInvalidArgument BAD_POLICY naming the key.
  static StatusOr<ClockPolicy> FromJson(const Json& json);
  /// Retouch clocks for kRetouch, review clocks for everything else.
  const LeaseClocks& For(WorkKind kind) const;
};

}  // namespace zhaojian
