// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"

#include <charconv>

#include "core/base/json.h"

namespace zhaojian {
namespace {

constexpr char kItemPrefix[] = "items/";
constexpr char kDecisionPrefix[] = "decisions/";

StatusOr<int64_t> IdOf(const std::string& name, const std::string& prefix, const char* field) {
  int64_t id = 0;
  if (name.rfind(prefix, 0) == 0) {
    const char* begin = name.data() + prefix.size();
    const char* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(begin, end, id);
    if (error == std::errc() && stop == end && begin != end && id > 0) return id;
  }
  return MakeError(StatusCode::kInvalidArgument, "BAD_NAME",
                   "A name of the form " + prefix + "NUMBER is expected.", field);
}

}  // namespace

std::string ItemName(int64_t id) { return kItemPrefix + std::to_string(id); }
std::string DecisionName(int64_t id) { return kDecisionPrefix + std::to_string(id); }
StatusOr<int64_t> ItemId(const std::string& name) { return IdOf(name, kItemPrefix, "work_item"); }
StatusOr<int64_t> DecisionId(const std::string& name) {
  return IdOf(name, kDecisionPrefix, "decision");
}

rpc::WorkKind ToRpc(WorkKind kind) {
  switch (kind) {
    case WorkKind::kReview:
      return rpc::WorkKind::kReview;
    case WorkKind::kRetouch:
      return rpc::WorkKind::kRetouch;
    case WorkKind::kQc:
      return rpc::WorkKind::kQc;
    case WorkKind::kSecondLook:
      return rpc::WorkKind::kSecondLook;
    case WorkKind::kAppeal:
      return rpc::WorkKind::kAppeal;
    case WorkKind::kAudit:
      return rpc::WorkKind::kAudit;
  }
  return rpc::WorkKind::kUnspecified;
}

StatusOr<WorkKind> KindOf(rpc::WorkKind kind) {
  switch (kind) {
    case rpc::WorkKind::kReview:
      return WorkKind::kReview;
    case rpc::WorkKind::kRetouch:
      return WorkKind::kRetouch;
    case rpc::WorkKind::kQc:
      return WorkKind::kQc;
    case rpc::WorkKind::kSecondLook:
      return WorkKind::kSecondLook;
    case rpc::WorkKind::kAppeal:
      return WorkKind::kAppeal;
    case rpc::WorkKind::kAudit:
      return WorkKind::kAudit;
    case rpc::WorkKind::kUnspecified:
      break;
  }
  return MakeError(StatusCode::kInvalidArgument, "BAD_KIND", "A kind of work is needed.", "kind");
}

rpc::Verdict ToRpc(DecisionVerdict verdict) {
  switch (verdict) {
    case DecisionVerdict::kPass:
      return rpc::Verdict::kPass;
    case DecisionVerdict::kReject:
      return rpc::Verdict::kReject;
    case DecisionVerdict::kEscalate:
      return rpc::Verdict::kEscalate;
  }
  return rpc::Verdict::kUnspecified;
}

StatusOr<DecisionVerdict> VerdictOf(rpc::Verdict verdict) {
  switch (verdict) {
    case rpc::Verdict::kPass:
      return DecisionVerdict::kPass;
    case rpc::Verdict::kReject:
      return DecisionVerdict::kReject;
    case rpc::Verdict::kEscalate:
      return DecisionVerdict::kEscalate;
    case rpc::Verdict::kUnspecified:
      break;
  }
  return MakeError(StatusCode::kInvalidArgument, "BAD_VERDICT",
                   "A decision passes, rejects or escalates.", "verdict");
}

rpc::LeaseOutcome ToRpc(RenewOutcome outcome) {
  switch (outcome) {
    case RenewOutcome::kRenewed:
      return rpc::LeaseOutcome::kRenewed;
    case RenewOutcome::kIdle:
      return rpc::LeaseOutcome::kIdle;
    case RenewOutcome::kMaxHoldReached:
      return rpc::LeaseOutcome::kMaxHoldReached;
    case RenewOutcome::kLost:
      return rpc::LeaseOutcome::kLost;
    case RenewOutcome::kRevokedWithdrawn:
      return rpc::LeaseOutcome::kRevokedWithdrawn;
    case RenewOutcome::kRevokedSupervisor:
      return rpc::LeaseOutcome::kRevokedSupervisor;
  }
  return rpc::LeaseOutcome::kUnspecified;
}

rpc::Reason ToRpc(const ReasonRef& reason) {
  rpc::Reason out;
  out.code = reason.code;
  out.note = reason.note;
  if (reason.region) {
    const auto& at = *reason.region;
    out.region = rpc::Region{at[0], at[1], at[2], at[3]};
  }
  out.measured = reason.measured;
  return out;
}

std::vector<rpc::Reason> ToRpc(const std::vector<ReasonRef>& reasons) {
  std::vector<rpc::Reason> out;
  for (const ReasonRef& reason : reasons) out.push_back(ToRpc(reason));
  return out;
}

std::vector<ReasonRef> ReasonsOf(const std::vector<rpc::Reason>& reasons) {
  std::vector<ReasonRef> out;
  for (const rpc::Reason& reason : reasons) {
    ReasonRef ref;
    ref.code = reason.code;
    ref.note = reason.note;
    if (reason.region) {
      const rpc::Region& at = *reason.region;
      ref.region = {at.x, at.y, at.width, at.height};
    }
    ref.measured = reason.measured;
    out.push_back(std::move(ref));
  }
  return out;
}

SeenProof SeenOf(const rpc::SeenProof& seen) {
  SeenProof out;
  out.photo_sha256 = seen.photo_sha256;
  out.standard_sha256 = seen.standard_sha256;
  out.profile = seen.profile_version;
  out.overlays = seen.overlays;
  out.max_zoom = seen.max_zoom;
  out.visible_ms = absl::ToInt64Milliseconds(seen.visible);
  out.active_ms = absl::ToInt64Milliseconds(seen.active);
  out.console = seen.console_build;
  return out;
}

rpc::SeenProof ToRpc(const SeenProof& seen) {
  rpc::SeenProof out;
  out.photo_sha256 = seen.photo_sha256;
  out.standard_sha256 = seen.standard_sha256;
  out.profile_version = seen.profile;
  out.overlays = seen.overlays;
  out.max_zoom = seen.max_zoom;
  out.visible = absl::Milliseconds(seen.visible_ms);
  out.active = absl::Milliseconds(seen.active_ms);
  out.console_build = seen.console;
  return out;
}

rpc::WorkItem ToRpc(const WorkItemRow& row) {
  rpc::WorkItem out;
  out.name = ItemName(row.id);
  out.kind = ToRpc(row.kind);
  out.state = Name(row.state);
  out.order_tail = OrderTail(row.order);
  out.attempt = row.attempt;
  out.epoch = row.epoch;
  out.fence = row.fence;
  out.due_time = row.due;
  out.expiry_count = row.expiry_count;
  return out;
}

rpc::Grant ToRpc(const Grant& grant) {
  rpc::Grant out;
  out.work_item = ToRpc(grant.item);
  out.reserved = grant.item.state == WorkState::kReserved;
  out.lease.fence = grant.item.fence;
  out.lease.server_time = grant.server_time;
  out.lease.expire_time = grant.item.lease_expires.value_or(grant.server_time);
  out.lease.max_hold_time =
      grant.item.held_since.value_or(grant.server_time) + grant.clocks.max_hold;
  out.lease.ttl = grant.clocks.ttl;
  out.lease.heartbeat = grant.clocks.heartbeat;
  return out;
}

rpc::Decision ToRpc(const DecisionRow& row) {
  rpc::Decision out;
  out.name = DecisionName(row.id);
  out.work_item = ItemName(row.item);
  out.order_tail = OrderTail(row.order);
  out.school = row.school;
  out.attempt = row.attempt;
  out.verdict = ToRpc(row.verdict);
  switch (row.state) {
    case DecisionState::kStaged:
      out.status = rpc::DecisionStatus::kStaged;
      break;
    case DecisionState::kEffective:
      out.status = rpc::DecisionStatus::kEffective;
      break;
    case DecisionState::kUndone:
      out.status = rpc::DecisionStatus::kUndone;
      break;
    case DecisionState::kDropped:
      out.status = rpc::DecisionStatus::kDropped;
      break;
  }
  out.reasons = ToRpc(row.reasons);
  out.comment = row.comment;
  out.seen = ToRpc(row.seen);
  out.decide_time = row.decided;
  out.effective_time = row.effective;
  out.actor = row.actor;
  if (row.overturns > 0) out.overturns = DecisionName(row.overturns);
  out.etag = std::to_string(row.version);
  return out;
}

rpc::QueueCount ToRpc(const QueueRow& row) {
  rpc::QueueCount out;
  out.kind = ToRpc(row.kind);
  out.queued = row.queued;
  out.reserved = row.reserved;
  out.leased = row.leased;
  out.staged = row.staged;
  out.parked = row.parked;
  out.escalated = row.escalated;
  out.overdue = row.overdue;
  out.near_due = row.near_due;
  out.oldest_create_time = row.oldest;
  out.earliest_due_time = row.earliest_due;
  for (const WorkClass work_class : kWorkClasses) {
    const ClassCount& count = row.classes.at(static_cast<size_t>(work_class));
    out.classes.push_back({Name(work_class), count.queued, count.overdue, count.near_due});
  }
  out.order = Name(row.order.mode);
  out.order_time = row.order.since;
  out.people_present = row.order.present;
  out.people_needed = row.order.needed;
  out.breach_time = row.order.breach;
  return out;
}

rpc::Order ToRpc(const OrderRow& row, const std::string& profile, const StudentView& view) {
  rpc::Order out;
  out.number = row.number;
  out.state = Name(row.state);
  out.student_label = view.Of(row.state).label;
  out.school = row.school;
  out.profile = profile;
  out.attempt = row.attempt;
  out.epoch = row.epoch;
  out.due_time = row.due;
  out.promise_time = row.promise;
  out.create_time = row.created;
  out.update_time = row.updated;
  out.delivered_sha256 = row.output_sha256;
  out.reasons = ToRpc(row.rejection);
  out.provisional = row.provisional;
  out.payment = Name(row.payment);
  out.hold = row.hold;
  out.fee_waived = row.fee_waived;
  if (row.state == OrderState::kAwaitingConfirmation) out.confirm_by_time = row.confirm_by;
  out.etag = std::to_string(row.version);
  return out;
}

rpc::School ToRpc(const School& school) {
  rpc::School out;
  out.code = school.code;
  out.name = school.name;
  out.profile = school.profile;
  out.policy = school.policy;
  out.overtime = school.overtime;
  out.payment = school.payment_enabled;
  out.quality_sampling = school.quality_sampling;
  out.feature_code = school.feature_code;
  out.delivery_name = school.delivery_name;
  out.settings_json = JsonLine(SchoolToJson(school));
  return out;
}

rpc::Staff ToRpc(const StaffMember& staff) {
  rpc::Staff out;
  out.code = staff.code;
  for (const Role role : staff.roles) out.roles.push_back(Name(role));
  out.paused = staff.paused;
  out.skills = {staff.skills.begin(), staff.skills.end()};
  return out;
}

rpc::Case ToRpc(const CaseRow& row, bool student, absl::Time now) {
  rpc::Case out;
  out.name = "cases/" + std::to_string(row.id);
  out.order = row.order;
  out.kind = Name(row.kind);
  out.state = Name(row.state);
  if (row.decision > 0 && !student) out.decision = DecisionName(row.decision);
  out.due_time = row.due;
  out.provisional = row.provisional;
  for (const CaseMessage& message : row.messages) {
    out.messages.push_back({message.time, message.from_student, message.text,
                            student ? std::string() : message.staff});
  }
  out.etag = std::to_string(row.version);
  // While it waits for the student nobody here is late.
  out.overdue = row.state == CaseState::kOpen && now > row.due;
  return out;
}

StatusOr<int64_t> CaseId(const std::string& name) { return IdOf(name, "cases/", "name"); }

StatusOr<School> SchoolOf(const rpc::School& in, School base) {
  if (!in.settings_json.empty()) {
    ZJ_ASSIGN_OR_RETURN(const Json changes, ParseJson(in.settings_json, "school"));
    if (!changes.is_object()) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_SCHOOL",
                       "The settings of a school are one JSON object.", "settings_json");
    }
    Json all = SchoolToJson(base);
    all.update(changes);
    all["code"] = in.code;
    return SchoolFromJson(all);
  }
  base.code = in.code;
  base.name = in.name;
  if (!in.profile.empty()) base.profile = in.profile;
  base.policy = in.policy;
  base.overtime = in.overtime;
  base.payment_enabled = in.payment;
  base.quality_sampling = in.quality_sampling;
  base.feature_code = in.feature_code;
  if (!in.delivery_name.empty()) base.delivery_name = in.delivery_name;
  return base;
}

StatusOr<StaffMember> StaffMemberOf(const rpc::Staff& in) {
  StaffMember out;
  out.code = in.code;
  for (const std::string& name : in.roles) {
    ZJ_ASSIGN_OR_RETURN(const Role role, RoleFromName(name));
    out.roles.insert(role);
  }
  out.paused = in.paused;
  out.skills = {in.skills.begin(), in.skills.end()};
  return out;
}

}  // namespace zhaojian
