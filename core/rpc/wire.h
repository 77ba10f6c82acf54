// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/rpc/messages.h"
#include "zhaojian/v1/admin.pb.h"
#include "zhaojian/v1/case.pb.h"
#include "zhaojian/v1/common.pb.h"
#include "zhaojian/v1/intake.pb.h"
#include "zhaojian/v1/retouch.pb.h"
#include "zhaojian/v1/review.pb.h"
#include "zhaojian/v1/supervision.pb.h"
#include "zhaojian/v1/work_queue.pb.h"

/// Wire <-> plain values, the same functions for client and service. FromWire never fails: what an
/// older or newer peer left out or added becomes empty or kUnspecified, and the rules refuse it by
/// name.
namespace zhaojian::rpc {

/// Timestamps carry nanoseconds; absl::InfiniteFuture and InfinitePast are not representable.
void ToWire(absl::Time time, google::protobuf::Timestamp* out);
/// The instant of a timestamp.
absl::Time FromWire(const google::protobuf::Timestamp& in);
/// Durations with nanoseconds.
void ToWire(absl::Duration duration, google::protobuf::Duration* out);
/// The duration of a wire duration.
absl::Duration FromWire(const google::protobuf::Duration& in);

/// Enumerations in both directions; unknown numbers become kUnspecified.
v1::WorkItem::Kind ToWire(WorkKind kind);
WorkKind FromWire(v1::WorkItem::Kind kind);
v1::Decision::Verdict ToWire(Verdict verdict);
Verdict FromWire(v1::Decision::Verdict verdict);
v1::Decision::Status ToWire(DecisionStatus status);
DecisionStatus FromWire(v1::Decision::Status status);
v1::LeaseStatus::Outcome ToWire(LeaseOutcome outcome);
LeaseOutcome FromWire(v1::LeaseStatus::Outcome outcome);

/// The word of a state, for example IN_REVIEW; a number this build does not know becomes STATE_n.
std::string OrderStateWord(v1::Order::State state);
/// STATE_UNSPECIFIED for a word that is unknown.
v1::Order::State OrderStateOf(const std::string& word);

/// Resources in both directions.
void ToWire(const WorkItem& in, v1::WorkItem* out);
WorkItem FromWire(const v1::WorkItem& in);
void ToWire(const Lease& in, v1::Lease* out);
Lease FromWire(const v1::Lease& in);
void ToWire(const Grant& in, v1::Grant* out);
Grant FromWire(const v1::Grant& in);
void ToWire(const Reason& in, v1::ReasonRef* out);
Reason FromWire(const v1::ReasonRef& in);
void ToWire(const SeenProof& in, v1::SeenProof* out);
SeenProof FromWire(const v1::SeenProof& in);
void ToWire(const Decision& in, v1::Decision* out);
Decision FromWire(const v1::Decision& in);
void ToWire(const Order& in, v1::Order* out);
Order FromWire(const v1::Order& in);
void ToWire(const Case& in, v1::Case* out);
Case FromWire(const v1::Case& in);
void ToWire(const Progress& in, v1::Progress* out);
Progress FromWire(const v1::Progress& in);
void ToWire(const QueueCount& in, v1::Queue* out);
QueueCount FromWire(const v1::Queue& in);
void ToWire(const LeaseRef& in, v1::LeaseRef* out);
LeaseRef FromWire(const v1::LeaseRef& in);
void ToWire(const LeaseStatus& in, v1::LeaseStatus* out);
LeaseStatus FromWire(const v1::LeaseStatus& in);
void ToWire(const School& in, v1::School* out);
School FromWire(const v1::School& in);
void ToWire(const Staff& in, v1::Staff* out);
Staff FromWire(const v1::Staff& in);

/// Requests and bundles.
void ToWire(const DecisionRequest& in, v1::SubmitDecisionRequest* out);
DecisionRequest FromWire(const v1::SubmitDecisionRequest& in);
void ToWire(const DecisionFilter& in, v1::ListDecisionsRequest* out);
DecisionFilter FromWire(const v1::ListDecisionsRequest& in);
void ToWire(const ReviewBundle& in, v1::ReviewBundle* out);
ReviewBundle FromWire(const v1::ReviewBundle& in);
void ToWire(const RetouchBundle& in, v1::RetouchBundle* out);
RetouchBundle FromWire(const v1::RetouchBundle& in);
void ToWire(const CommitResult& in, v1::CommitRetouchResponse* out);
CommitResult FromWire(const v1::CommitRetouchResponse& in);
void ToWire(const UploadResult& in, v1::UploadPhotoResponse* out);
UploadResult FromWire(const v1::UploadPhotoResponse& in);
void ToWire(const Trail& in, v1::Trail* out);
Trail FromWire(const v1::Trail& in);

/// Repeated fields in both directions.
template <typename Plain, typename Field>
void ToWireAll(const std::vector<Plain>& in, Field* out) {
  for (const Plain& value : in) ToWire(value, out->Add());
}
/// @returns the plain values in the order of the wire.
template <typename Plain, typename Field>
std::vector<Plain> FromWireAll(const Field& in) {
  std::vector<Plain> out;
  out.reserve(static_cast<size_t>(in.size()));
  for (const auto& value : in) out.push_back(FromWire(value));
  return out;
}

}  // namespace zhaojian::rpc
