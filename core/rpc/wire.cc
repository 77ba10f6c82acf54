// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/wire.h"

namespace zhaojian::rpc {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;

std::vector<std::string> Strings(const google::protobuf::RepeatedPtrField<std::string>& in) {
  return {in.begin(), in.end()};
}

// Plain enumerations are declared in the order of the wire's numbers, so that a cast converts them.
template <typename Plain>
Plain PlainEnum(int number, Plain last) {
  return number >= 0 && number <= static_cast<int>(last) ? static_cast<Plain>(number) : Plain{};
}

}  // namespace

void ToWire(absl::Time time, google::protobuf::Timestamp* out) {
  const int64_t nanos = absl::ToUnixNanos(time);
  int64_t seconds = nanos / kNanosPerSecond;
  int64_t rest = nanos % kNanosPerSecond;
  if (rest < 0) {
    rest += kNanosPerSecond;
    --seconds;
  }
  out->set_seconds(seconds);
  out->set_nanos(static_cast<int32_t>(rest));
}

absl::Time FromWire(const google::protobuf::Timestamp& in) {
  return absl::FromUnixSeconds(in.seconds()) + absl::Nanoseconds(in.nanos());
}

void ToWire(absl::Duration duration, google::protobuf::Duration* out) {
  const int64_t nanos = absl::ToInt64Nanoseconds(duration);
  out->set_seconds(nanos / kNanosPerSecond);
  out->set_nanos(static_cast<int32_t>(nanos % kNanosPerSecond));
}

absl::Duration FromWire(const google::protobuf::Duration& in) {
  return absl::Seconds(in.seconds()) + absl::Nanoseconds(in.nanos());
}

v1::WorkItem::Kind ToWire(WorkKind kind) { return static_cast<v1::WorkItem::Kind>(kind); }
WorkKind FromWire(v1::WorkItem::Kind kind) { return PlainEnum(kind, WorkKind::kAudit); }
v1::Decision::Verdict ToWire(Verdict verdict) {
  return static_cast<v1::Decision::Verdict>(verdict);
}
Verdict FromWire(v1::Decision::Verdict verdict) { return PlainEnum(verdict, Verdict::kEscalate); }
v1::Decision::Status ToWire(DecisionStatus status) {
  return static_cast<v1::Decision::Status>(status);
}
DecisionStatus FromWire(v1::Decision::Status status) {
  return PlainEnum(status, DecisionStatus::kDropped);
}
v1::LeaseStatus::Outcome ToWire(LeaseOutcome outcome) {
  return static_cast<v1::LeaseStatus::Outcome>(outcome);
}
LeaseOutcome FromWire(v1::LeaseStatus::Outcome outcome) {
  return PlainEnum(outcome, LeaseOutcome::kIdle);
}

std::string OrderStateWord(v1::Order::State state) {
  const std::string& word = v1::Order::State_Name(state);
  return word.empty() ? "STATE_" + std::to_string(static_cast<int>(state)) : word;
}

v1::Order::State OrderStateOf(const std::string& word) {
  v1::Order::State state = v1::Order::STATE_UNSPECIFIED;
  v1::Order::State_Parse(word, &state);
  return state;
}

void ToWire(const WorkItem& in, v1::WorkItem* out) {
  out->set_name(in.name);
  out->set_kind(ToWire(in.kind));
  v1::WorkItem::State state = v1::WorkItem::STATE_UNSPECIFIED;
  v1::WorkItem::State_Parse(in.state, &state);
  out->set_state(state);
  out->set_order_tail(in.order_tail);
  out->set_attempt(in.attempt);
  out->set_epoch(in.epoch);
  out->set_fence(in.fence);
  ToWire(in.due_time, out->mutable_due_time());
  out->set_expiry_count(in.expiry_count);
}

WorkItem FromWire(const v1::WorkItem& in) {
  WorkItem out;
  out.name = in.name();
  out.kind = FromWire(in.kind());
  out.state = v1::WorkItem::State_Name(in.state());
  out.order_tail = in.order_tail();
  out.attempt = in.attempt();
  out.epoch = in.epoch();
  out.fence = in.fence();
  out.due_time = FromWire(in.due_time());
  out.expiry_count = in.expiry_count();
  return out;
}

void ToWire(const Lease& in, v1::Lease* out) {
  out->set_fence(in.fence);
  ToWire(in.expire_time, out->mutable_expire_time());
  ToWire(in.server_time, out->mutable_server_time());
  ToWire(in.max_hold_time, out->mutable_max_hold_time());
  ToWire(in.ttl, out->mutable_ttl());
  ToWire(in.heartbeat, out->mutable_heartbeat_interval());
}

Lease FromWire(const v1::Lease& in) {
  Lease out;
  out.fence = in.fence();
  out.expire_time = FromWire(in.expire_time());
  out.server_time = FromWire(in.server_time());
  out.max_hold_time = FromWire(in.max_hold_time());
  out.ttl = FromWire(in.ttl());
  out.heartbeat = FromWire(in.heartbeat_interval());
  return out;
}

void ToWire(const Grant& in, v1::Grant* out) {
  ToWire(in.work_item, out->mutable_work_item());
  ToWire(in.lease, out->mutable_lease());
  out->set_reserved(in.reserved);
}

Grant FromWire(const v1::Grant& in) {
  return {FromWire(in.work_item()), FromWire(in.lease()), in.reserved()};
}

void ToWire(const Reason& in, v1::ReasonRef* out) {
  out->set_code(in.code);
  out->set_note(in.note);
  if (in.region) {
    v1::Region* region = out->mutable_region();
    region->set_x(in.region->x);
    region->set_y(in.region->y);
    region->set_width(in.region->width);
    region->set_height(in.region->height);
  }
  out->set_measure(in.measure);
  if (in.measured) out->set_measured(*in.measured);
}

Reason FromWire(const v1::ReasonRef& in) {
  Reason out;
  out.code = in.code();
  out.note = in.note();
  if (in.has_region()) {
    out.region =
        Region{in.region().x(), in.region().y(), in.region().width(), in.region().height()};
  }
  out.measure = in.measure();
  if (in.has_measured()) out.measured = in.measured();
  return out;
}

void ToWire(const SeenProof& in, v1::SeenProof* out) {
  out->set_photo_sha256(in.photo_sha256);
  out->set_standard_sha256(in.standard_sha256);
  out->set_profile_version(in.profile_version);
  for (const std::string& overlay : in.overlays) out->add_overlays(overlay);
  out->set_max_zoom(in.max_zoom);
  ToWire(in.visible, out->mutable_visible());
  ToWire(in.active, out->mutable_active());
  out->set_console_build(in.console_build);
}

SeenProof FromWire(const v1::SeenProof& in) {
  SeenProof out;
  out.photo_sha256 = in.photo_sha256();
  out.standard_sha256 = in.standard_sha256();
  out.profile_version = in.profile_version();
  out.overlays = Strings(in.overlays());
  out.max_zoom = in.max_zoom();
  out.visible = FromWire(in.visible());
  out.active = FromWire(in.active());
  out.console_build = in.console_build();
  return out;
}

void ToWire(const Decision& in, v1::Decision* out) {
  out->set_name(in.name);
  out->set_work_item(in.work_item);
  out->set_order_tail(in.order_tail);
  out->set_school(in.school);
  out->set_attempt(in.attempt);
  out->set_verdict(ToWire(in.verdict));
  out->set_status(ToWire(in.status));
  ToWireAll(in.reasons, out->mutable_reasons());
  out->set_comment(in.comment);
  ToWire(in.seen, out->mutable_seen());
  ToWire(in.decide_time, out->mutable_decide_time());
  ToWire(in.effective_time, out->mutable_effective_time());
  out->set_actor(in.actor);
  out->set_overturns(in.overturns);
  out->set_etag(in.etag);
}

Decision FromWire(const v1::Decision& in) {
  Decision out;
  out.name = in.name();
  out.work_item = in.work_item();
  out.order_tail = in.order_tail();
  out.school = in.school();
  out.attempt = in.attempt();
  out.verdict = FromWire(in.verdict());
  out.status = FromWire(in.status());
  out.reasons = FromWireAll<Reason>(in.reasons());
  out.comment = in.comment();
  out.seen = FromWire(in.seen());
  out.decide_time = FromWire(in.decide_time());
  out.effective_time = FromWire(in.effective_time());
  out.actor = in.actor();
  out.overturns = in.overturns();
  out.etag = in.etag();
  return out;
}

void ToWire(const Order& in, v1::Order* out) {
  out->set_number(in.number);
  out->set_state(OrderStateOf(in.state));
  out->set_student_label(in.student_label);
  out->set_school(in.school);
  out->set_profile(in.profile);
  out->set_attempt(in.attempt);
  out->set_epoch(in.epoch);
  if (in.due_time) ToWire(*in.due_time, out->mutable_due_time());
  if (in.promise_time) ToWire(*in.promise_time, out->mutable_promise_time());
  ToWire(in.create_time, out->mutable_create_time());
  ToWire(in.update_time, out->mutable_update_time());
  out->set_delivered_sha256(in.delivered_sha256);
  ToWireAll(in.reasons, out->mutable_reasons());
  out->set_provisional(in.provisional);
  out->set_payment(in.payment);
  out->set_hold(in.hold);
  out->set_fee_waived(in.fee_waived);
  if (in.confirm_by_time) ToWire(*in.confirm_by_time, out->mutable_confirm_by_time());
  out->set_etag(in.etag);
}

Order FromWire(const v1::Order& in) {
  Order out;
  out.number = in.number();
  out.state = OrderStateWord(in.state());
  out.student_label = in.student_label();
  out.school = in.school();
  out.profile = in.profile();
  out.attempt = in.attempt();
  out.epoch = in.epoch();
  if (in.has_due_time()) out.due_time = FromWire(in.due_time());
  if (in.has_promise_time()) out.promise_time = FromWire(in.promise_time());
  out.create_time = FromWire(in.create_time());
  out.update_time = FromWire(in.update_time());
  out.delivered_sha256 = in.delivered_sha256();
  out.reasons = FromWireAll<Reason>(in.reasons());
  out.provisional = in.provisional();
  out.payment = in.payment();
  out.hold = in.hold();
  out.fee_waived = in.fee_waived();
  if (in.has_confirm_by_time()) out.confirm_by_time = FromWire(in.confirm_by_time());
  out.etag = in.etag();
  return out;
}

}  // namespace zhaojian::rpc
