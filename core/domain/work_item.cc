// SPDX-License-Identifier: Apache-2.0
#include "core/domain/work_item.h"

#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<WorkKind>& KindNames() {
  static const NameTable<WorkKind> table = {
      {WorkKind::kReview, "REVIEW"}, {WorkKind::kRetouch, "RETOUCH"},
      {WorkKind::kQc, "QC"},         {WorkKind::kSecondLook, "SECOND_LOOK"},
      {WorkKind::kAppeal, "APPEAL"}, {WorkKind::kAudit, "AUDIT"},
  };
  return table;
}

const NameTable<WorkState>& StateNames() {
  static const NameTable<WorkState> table = {
      {WorkState::kQueued, "QUEUED"},       {WorkState::kReserved, "RESERVED"},
      {WorkState::kLeased, "LEASED"},       {WorkState::kStaged, "STAGED"},
      {WorkState::kParked, "PARKED"},       {WorkState::kDone, "DONE"},
      {WorkState::kCancelled, "CANCELLED"}, {WorkState::kEscalated, "ESCALATED"},
  };
  return table;
}

const NameTable<WorkEvent>& EventNames() {
  static const NameTable<WorkEvent> table = {
      {WorkEvent::kReserve, "reserve"},
      {WorkEvent::kGrant, "grant"},
      {WorkEvent::kReserveExpired, "reserve_expired"},
      {WorkEvent::kRenew, "renew"},
      {WorkEvent::kRelease, "release"},
      {WorkEvent::kExpire, "expire"},
      {WorkEvent::kLastExpire, "last_expire"},
      {WorkEvent::kPark, "park"},
      {WorkEvent::kResume, "resume"},
      {WorkEvent::kParkExpired, "park_expired"},
      {WorkEvent::kStageDecision, "stage_decision"},
      {WorkEvent::kUndo, "undo"},
      {WorkEvent::kEffect, "effect"},
      {WorkEvent::kComplete, "complete"},
      {WorkEvent::kCancel, "cancel"},
      {WorkEvent::kRequeue, "requeue"},
  };
  return table;
}

const NameTable<ReleaseCause>& CauseNames() {
  static const NameTable<ReleaseCause> table = {
      {ReleaseCause::kSkip, "SKIP"},
      {ReleaseCause::kBreak, "BREAK"},
      {ReleaseCause::kConflictOfInterest, "CONFLICT_OF_INTEREST"},
      {ReleaseCause::kNeedsSkill, "NEEDS_SKILL"},
      {ReleaseCause::kWellbeing, "WELLBEING"},
      {ReleaseCause::kShutdown, "SHUTDOWN"},
  };
  return table;
}

Status BadPolicy(const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY", what);
}

// Numbers stand as {"value": n, "source": "..."} so that each keeps where it comes from.
StatusOr<double> PolicyNumber(const Json& json, const std::string& key, double least) {
  const auto entry = json.find(key);
  if (entry == json.end() || !entry->is_object()) {
    return BadPolicy("clocks: " + key + " is missing");
  }
  ZJ_ASSIGN_OR_RETURN(const double value, JsonNumber(*entry, "value", "clocks " + key));
  if (value < least) {
    return BadPolicy("clocks: " + key + " must be at least " + std::to_string(least));
  }
  return value;
}

StatusOr<LeaseClocks> ParseClocks(const Json& json, const std::string& key) {
  const auto part = json.find(key);
  if (part == json.end() || !part->is_object()) return BadPolicy("clocks: " + key + " is missing");
  LeaseClocks clocks;
  ZJ_ASSIGN_OR_RETURN(const double ttl, PolicyNumber(*part, "ttl_s", 1));
  ZJ_ASSIGN_OR_RETURN(const double heartbeat, PolicyNumber(*part, "heartbeat_s", 1));
  ZJ_ASSIGN_OR_RETURN(const double grace, PolicyNumber(*part, "grace_s", 0));
  ZJ_ASSIGN_OR_RETURN(const double idle, PolicyNumber(*part, "idle_s", 1));
  ZJ_ASSIGN_OR_RETURN(const double max_hold, PolicyNumber(*part, "max_hold_s", 1));
  // A lease must outlive three heartbeats, or one lost packet costs the reviewer the photo.
  if (ttl <= 3 * heartbeat) return BadPolicy("clocks: " + key + ".ttl_s must exceed 3 heartbeats");
  clocks.ttl = absl::Seconds(ttl);
  clocks.heartbeat = absl::Seconds(heartbeat);
  clocks.grace = absl::Seconds(grace);
  clocks.idle = absl::Seconds(idle);
  clocks.max_hold = absl::Seconds(max_hold);
  return clocks;
}

}  // namespace

const char* Name(WorkKind kind) { return FindName(KindNames(), kind); }
const char* Name(WorkState state) { return FindName(StateNames(), state); }
const char* Name(WorkEvent event) { return FindName(EventNames(), event); }
const char* Name(ReleaseCause cause) { return FindName(CauseNames(), cause); }

StatusOr<WorkKind> WorkKindFromName(const std::string& name) {
  return FindValue(KindNames(), name, "kind of work");
}

StatusOr<WorkState> WorkStateFromName(const std::string& name) {
  return FindValue(StateNames(), name, "work-item state");
}

StatusOr<WorkEvent> WorkEventFromName(const std::string& name) {
  return FindValue(EventNames(), name, "work-item event");
}

StatusOr<ReleaseCause> ReleaseCauseFromName(const std::string& name) {
  return FindValue(CauseNames(), name, "cause of a release");
}

const std::vector<WorkState>& AllWorkStates() {
  static const std::vector<WorkState> all = ValuesOf(StateNames());
  return all;
}

const std::vector<WorkEvent>& AllWorkEvents() {
  static const std::vector<WorkEvent> all = ValuesOf(EventNames());
  return all;
}

bool IsOpen(WorkState state) { return state != WorkState::kDone && state != WorkState::kCancelled; }

StatusOr<WorkTable> WorkTable::FromJson(const Json& json) {
  const auto rows = json.find("rows");
  if (rows == json.end() || !rows->is_array()) {
    return BadPolicy("work_item_transitions: rows are missing");
  }
  WorkTable table;
  for (size_t i = 0; i < rows->size(); ++i) {
    const std::string where = "work_item_transitions row " + std::to_string(i);
    const Json& row = (*rows)[i];
    ZJ_ASSIGN_OR_RETURN(const std::string from_name, JsonString(row, "from", where));
    ZJ_ASSIGN_OR_RETURN(const std::string event_name, JsonString(row, "event", where));
    ZJ_ASSIGN_OR_RETURN(const std::string to_name, JsonString(row, "to", where));
    const auto from = WorkStateFromName(from_name);
    const auto event = WorkEventFromName(event_name);
    const auto to = WorkStateFromName(to_name);
    if (!from.ok() || !event.ok() || !to.ok()) return BadPolicy(where + " has an unknown name");
    if (!table.rows_.insert({{*from, *event}, *to}).second) {
      return BadPolicy(where + " stands twice");
    }
  }
  return table;
}

StatusOr<WorkState> WorkTable::Next(WorkState state, WorkEvent event) const {
  const auto row = rows_.find({state, event});
  if (row == rows_.end()) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     std::string(Name(event)) + " is not possible for an item in " + Name(state),
                     "", {{"state", Name(state)}, {"event", Name(event)}});
  }
  return row->second;
}

StatusOr<ClockPolicy> ClockPolicy::FromJson(const Json& json) {
  ClockPolicy policy;
  ZJ_ASSIGN_OR_RETURN(policy.review, ParseClocks(json, "review"));
  ZJ_ASSIGN_OR_RETURN(policy.retouch, ParseClocks(json, "retouch"));
  ZJ_ASSIGN_OR_RETURN(const double undo, PolicyNumber(json, "undo_window_s", 0));
  ZJ_ASSIGN_OR_RETURN(const double reserved, PolicyNumber(json, "max_reserved", 0));
  ZJ_ASSIGN_OR_RETURN(const double expiries, PolicyNumber(json, "max_expiries", 1));
  ZJ_ASSIGN_OR_RETURN(const double failures, PolicyNumber(json, "max_code_failures", 1));
  ZJ_ASSIGN_OR_RETURN(const double lock, PolicyNumber(json, "code_lock_s", 1));
  ZJ_ASSIGN_OR_RETURN(const double retry, PolicyNumber(json, "retry_after_s", 0));
  ZJ_ASSIGN_OR_RETURN(const double near, PolicyNumber(json, "near_due_s", 0));
  policy.near_due = absl::Seconds(near);
  policy.undo_window = absl::Seconds(undo);
  policy.max_reserved = static_cast<int>(reserved);
  policy.max_expiries = static_cast<int>(expiries);
  policy.max_code_failures = static_cast<int>(failures);
  policy.code_lock = absl::Seconds(lock);
  policy.retry_after = absl::Seconds(retry);
  return policy;
}

const LeaseClocks& ClockPolicy::For(WorkKind kind) const {
  return kind == WorkKind::kRetouch ? retouch : review;
}

}  // namespace zhaojian
