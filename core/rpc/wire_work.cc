// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/wire.h"

// Requests, bundles and queue values; the shared resources are in wire.cc.
namespace zhaojian::rpc {

void ToWire(const QueueCount& in, v1::Queue* out) {
  out->set_kind(ToWire(in.kind));
  out->set_queued(in.queued);
  out->set_reserved(in.reserved);
  out->set_overdue(in.overdue);
  out->set_near_due(in.near_due);
  out->set_leased(in.leased);
  out->set_staged(in.staged);
  out->set_parked(in.parked);
  out->set_escalated(in.escalated);
  if (in.oldest_create_time) ToWire(*in.oldest_create_time, out->mutable_oldest_create_time());
  if (in.earliest_due_time) ToWire(*in.earliest_due_time, out->mutable_earliest_due_time());
  for (const QueueClassCount& count : in.classes) {
    v1::QueueClass* wire = out->add_classes();
    wire->set_work_class(count.work_class);
    wire->set_queued(count.queued);
    wire->set_overdue(count.overdue);
    wire->set_near_due(count.near_due);
  }
  out->set_order(in.order);
  if (in.order_time) ToWire(*in.order_time, out->mutable_order_time());
  out->set_people_present(in.people_present);
  out->set_people_needed(in.people_needed);
  if (in.breach_time) ToWire(*in.breach_time, out->mutable_breach_time());
}

QueueCount FromWire(const v1::Queue& in) {
  QueueCount out;
  out.kind = FromWire(in.kind());
  out.queued = in.queued();
  out.reserved = in.reserved();
  out.overdue = in.overdue();
  out.near_due = in.near_due();
  out.leased = in.leased();
  out.staged = in.staged();
  out.parked = in.parked();
  out.escalated = in.escalated();
  if (in.has_oldest_create_time()) out.oldest_create_time = FromWire(in.oldest_create_time());
  if (in.has_earliest_due_time()) out.earliest_due_time = FromWire(in.earliest_due_time());
  for (const v1::QueueClass& wire : in.classes()) {
    out.classes.push_back({wire.work_class(), wire.queued(), wire.overdue(), wire.near_due()});
  }
  out.order = in.order();
  if (in.has_order_time()) out.order_time = FromWire(in.order_time());
  out.people_present = in.people_present();
  out.people_needed = in.people_needed();
  if (in.has_breach_time()) out.breach_time = FromWire(in.breach_time());
  return out;
}

void ToWire(const LeaseRef& in, v1::LeaseRef* out) {
  out->set_name(in.work_item);
  out->set_fence(in.fence);
  ToWire(in.idle, out->mutable_idle());
}

LeaseRef FromWire(const v1::LeaseRef& in) { return {in.name(), in.fence(), FromWire(in.idle())}; }

void ToWire(const LeaseStatus& in, v1::LeaseStatus* out) {
  out->set_name(in.work_item);
  out->set_outcome(ToWire(in.outcome));
  if (in.lease) ToWire(*in.lease, out->mutable_lease());
}

LeaseStatus FromWire(const v1::LeaseStatus& in) {
  LeaseStatus out{in.name(), FromWire(in.outcome()), {}};
  if (in.has_lease()) out.lease = FromWire(in.lease());
  return out;
}

void ToWire(const School& in, v1::School* out) {
  out->set_code(in.code);
  out->set_name(in.name);
  out->set_profile(in.profile);
  out->set_policy(in.policy);
  out->set_overtime(in.overtime);
  out->set_payment(in.payment);
  out->set_quality_sampling(in.quality_sampling);
  out->set_feature_code(in.feature_code);
  out->set_delivery_name(in.delivery_name);
  out->set_settings_json(in.settings_json);
}

School FromWire(const v1::School& in) {
  return {in.code(),          in.name(),         in.profile(),          in.policy(),
          in.overtime(),      in.payment(),      in.quality_sampling(), in.feature_code(),
          in.delivery_name(), in.settings_json()};
}

void ToWire(const Staff& in, v1::Staff* out) {
  out->set_code(in.code);
  for (const std::string& role : in.roles) out->add_roles(role);
  for (const std::string& skill : in.skills) out->add_skills(skill);
  out->set_paused(in.paused);
}

Staff FromWire(const v1::Staff& in) {
  return {in.code(),
          {in.roles().begin(), in.roles().end()},
          in.paused(),
          {in.skills().begin(), in.skills().end()}};
}

void ToWire(const DecisionRequest& in, v1::SubmitDecisionRequest* out) {
  out->set_work_item(in.work_item);
  out->set_fence(in.fence);
  out->set_epoch(in.epoch);
  out->set_verdict(ToWire(in.verdict));
  ToWireAll(in.reasons, out->mutable_reasons());
  out->set_comment(in.comment);
  ToWire(in.seen, out->mutable_seen());
  out->set_request_id(in.request_id);
}

DecisionRequest FromWire(const v1::SubmitDecisionRequest& in) {
  DecisionRequest out;
  out.work_item = in.work_item();
  out.fence = in.fence();
  out.epoch = in.epoch();
  out.verdict = FromWire(in.verdict());
  out.reasons = FromWireAll<Reason>(in.reasons());
  out.comment = in.comment();
  out.seen = FromWire(in.seen());
  out.request_id = in.request_id();
  return out;
}

void ToWire(const DecisionFilter& in, v1::ListDecisionsRequest* out) {
  out->set_page_size(in.page_size);
  out->set_page_token(in.page_token);
  out->set_actor(in.actor);
  out->set_order_tail(in.order_tail);
  out->set_reason(in.reason);
  out->set_verdict(ToWire(in.verdict));
  if (in.from) ToWire(*in.from, out->mutable_from());
  if (in.until) ToWire(*in.until, out->mutable_until());
  out->set_school(in.school);
}

DecisionFilter FromWire(const v1::ListDecisionsRequest& in) {
  DecisionFilter out;
  out.page_size = in.page_size();
  out.page_token = in.page_token();
  out.actor = in.actor();
  out.order_tail = in.order_tail();
  out.reason = in.reason();
  out.verdict = FromWire(in.verdict());
  if (in.has_from()) out.from = FromWire(in.from());
  if (in.has_until()) out.until = FromWire(in.until());
  out.school = in.school();
  return out;
}

void ToWire(const ReviewBundle& in, v1::ReviewBundle* out) {
  ToWire(in.work_item, out->mutable_work_item());
  out->set_school(in.school);
  out->set_school_name(in.school_name);
  out->set_profile(in.profile);
  ToWire(in.due_time, out->mutable_due_time());
  ToWire(in.submit_time, out->mutable_submit_time());
  out->set_photo_sha256(in.photo_sha256);
  out->set_standard_sha256(in.standard_sha256);
  out->set_standard_reason(in.standard_reason);
  out->set_report_json(in.report_json);
  if (in.crop) {
    out->mutable_crop()->set_scale(in.crop->scale);
    out->mutable_crop()->set_offset_x(in.crop->offset_x);
    out->mutable_crop()->set_offset_y(in.crop->offset_y);
  }
  ToWireAll(in.previous_decisions, out->mutable_previous_decisions());
  ToWire(in.undo_window, out->mutable_undo_window());
}

ReviewBundle FromWire(const v1::ReviewBundle& in) {
  ReviewBundle out;
  out.work_item = FromWire(in.work_item());
  out.school = in.school();
  out.school_name = in.school_name();
  out.profile = in.profile();
  out.due_time = FromWire(in.due_time());
  out.submit_time = FromWire(in.submit_time());
  out.photo_sha256 = in.photo_sha256();
  out.standard_sha256 = in.standard_sha256();
  out.standard_reason = in.standard_reason();
  out.report_json = in.report_json();
  if (in.has_crop()) out.crop = Crop{in.crop().scale(), in.crop().offset_x(), in.crop().offset_y()};
  out.previous_decisions = FromWireAll<Decision>(in.previous_decisions());
  out.undo_window = FromWire(in.undo_window());
  return out;
}

void ToWire(const RetouchBundle& in, v1::RetouchBundle* out) {
  ToWire(in.work_item, out->mutable_work_item());
  out->set_school(in.school);
  out->set_school_name(in.school_name);
  out->set_profile(in.profile);
  out->set_policy(in.policy);
  ToWire(in.due_time, out->mutable_due_time());
  out->set_photo_sha256(in.photo_sha256);
  out->set_recipe(in.recipe);
  out->set_draft_revision(in.draft_revision);
  ToWireAll(in.work_order, out->mutable_work_order());
  out->set_comment(in.comment);
  out->set_report_json(in.report_json);
  out->set_profile_document(in.profile_document);
}

RetouchBundle FromWire(const v1::RetouchBundle& in) {
  RetouchBundle out;
  out.work_item = FromWire(in.work_item());
  out.school = in.school();
  out.school_name = in.school_name();
  out.profile = in.profile();
  out.policy = in.policy();
  out.due_time = FromWire(in.due_time());
  out.photo_sha256 = in.photo_sha256();
  out.recipe = in.recipe();
  out.draft_revision = in.draft_revision();
  out.work_order = FromWireAll<Reason>(in.work_order());
  out.comment = in.comment();
  out.report_json = in.report_json();
  out.profile_document = in.profile_document();
  return out;
}

void ToWire(const CommitResult& in, v1::CommitRetouchResponse* out) {
  out->set_committed(in.committed);
  out->set_gate_json(in.gate_json);
  out->set_delivered_sha256(in.delivered_sha256);
  out->set_jpeg_quality(in.jpeg_quality);
  out->set_bytes(in.bytes);
}

CommitResult FromWire(const v1::CommitRetouchResponse& in) {
  return {in.committed(), in.gate_json(), in.delivered_sha256(), in.jpeg_quality(), in.bytes()};
}

void ToWire(const UploadResult& in, v1::UploadPhotoResponse* out) {
  ToWire(in.order, out->mutable_order());
  out->set_report_json(in.report_json);
  out->set_has_standard(in.has_standard);
  out->set_standard_reason(in.standard_reason);
}

UploadResult FromWire(const v1::UploadPhotoResponse& in) {
  return {FromWire(in.order()), in.report_json(), in.has_standard(), in.standard_reason()};
}

void ToWire(const Trail& in, v1::Trail* out) {
  out->set_order_tail(in.order_tail);
  out->set_state(OrderStateOf(in.state));
  for (const TrailEvent& event : in.events) {
    v1::TrailEvent* wire = out->add_events();
    wire->set_sequence(event.sequence);
    ToWire(event.time, wire->mutable_time());
    wire->set_actor(event.actor);
    wire->set_role(event.role);
    wire->set_action(event.action);
    wire->set_detail_json(event.detail_json);
  }
}

Trail FromWire(const v1::Trail& in) {
  Trail out{in.order_tail(), OrderStateWord(in.state()), {}};
  for (const v1::TrailEvent& event : in.events()) {
    out.events.push_back({event.sequence(), FromWire(event.time()), event.actor(), event.role(),
                          event.action(), event.detail_json()});
  }
  return out;
}

}  // namespace zhaojian::rpc
