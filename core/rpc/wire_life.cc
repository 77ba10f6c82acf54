// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/wire.h"

// Cases and progress.
namespace zhaojian::rpc {

void ToWire(const Case& in, v1::Case* out) {
  out->set_name(in.name);
  out->set_order(in.order);
  out->set_kind(in.kind);
  out->set_state(in.state);
  out->set_decision(in.decision);
  ToWire(in.due_time, out->mutable_due_time());
  out->set_provisional(in.provisional);
  for (const CaseMessage& message : in.messages) {
    v1::CaseMessage* added = out->add_messages();
    ToWire(message.time, added->mutable_time());
    added->set_from_student(message.from_student);
    added->set_text(message.text);
    added->set_staff(message.staff);
  }
  out->set_etag(in.etag);
  out->set_overdue(in.overdue);
}

Case FromWire(const v1::Case& in) {
  Case out;
  out.name = in.name();
  out.order = in.order();
  out.kind = in.kind();
  out.state = in.state();
  out.decision = in.decision();
  out.due_time = FromWire(in.due_time());
  out.provisional = in.provisional();
  for (const v1::CaseMessage& message : in.messages()) {
    out.messages.push_back(
        {FromWire(message.time()), message.from_student(), message.text(), message.staff()});
  }
  out.etag = in.etag();
  out.overdue = in.overdue();
  return out;
}

namespace {

void AddStages(const std::vector<ProgressStage>& in,
               google::protobuf::RepeatedPtrField<v1::ProgressStage>* out) {
  for (const ProgressStage& stage : in) {
    v1::ProgressStage* added = out->Add();
    added->set_label(stage.label);
    added->set_done(stage.done);
    added->set_present(stage.present);
  }
}

std::vector<ProgressStage> StagesOf(
    const google::protobuf::RepeatedPtrField<v1::ProgressStage>& in) {
  std::vector<ProgressStage> stages;
  for (const v1::ProgressStage& stage : in) {
    stages.push_back({stage.label(), stage.done(), stage.present()});
  }
  return stages;
}

}  // namespace

void ToWire(const Progress& in, v1::Progress* out) {
  AddStages(in.collection, out->mutable_collection());
  AddStages(in.review, out->mutable_review());
  ToWire(in.order, out->mutable_order());
  for (const ProgressStep& step : in.steps) {
    v1::ProgressStep* added = out->add_steps();
    added->set_label(step.label);
    ToWire(step.time, added->mutable_time());
  }
  out->set_promise_label(in.promise_label);
}

Progress FromWire(const v1::Progress& in) {
  Progress out;
  out.collection = StagesOf(in.collection());
  out.review = StagesOf(in.review());
  out.order = FromWire(in.order());
  for (const v1::ProgressStep& step : in.steps()) {
    out.steps.push_back({0, step.label(), FromWire(step.time())});
  }
  out.promise_label = in.promise_label();
  return out;
}

}  // namespace zhaojian::rpc
