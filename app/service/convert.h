// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/domain/student_view.h"
#include "core/ledger/ledger.h"
#include "core/rpc/messages.h"

/// Rows of the ledger <-> plain values of the wire.
namespace zhaojian {

/// "items/42" and "decisions/7".
std::string ItemName(int64_t id);
std::string DecisionName(int64_t id);
/// Errors: kInvalidArgument BAD_NAME with `field` when the text is no such name.
StatusOr<int64_t> ItemId(const std::string& name);
StatusOr<int64_t> DecisionId(const std::string& name);

/// Kinds and verdicts. Errors: kInvalidArgument BAD_KIND / BAD_VERDICT for kUnspecified.
rpc::WorkKind ToRpc(WorkKind kind);
StatusOr<WorkKind> KindOf(rpc::WorkKind kind);
rpc::Verdict ToRpc(DecisionVerdict verdict);
StatusOr<DecisionVerdict> VerdictOf(rpc::Verdict verdict);
rpc::LeaseOutcome ToRpc(RenewOutcome outcome);

/// Values with their parts.
rpc::Reason ToRpc(const ReasonRef& reason);
std::vector<rpc::Reason> ToRpc(const std::vector<ReasonRef>& reasons);
std::vector<ReasonRef> ReasonsOf(const std::vector<rpc::Reason>& reasons);
SeenProof SeenOf(const rpc::SeenProof& seen);
rpc::SeenProof ToRpc(const SeenProof& seen);
rpc::WorkItem ToRpc(const WorkItemRow& row);
rpc::Grant ToRpc(const Grant& grant);
rpc::Decision ToRpc(const DecisionRow& row);
rpc::QueueCount ToRpc(const QueueRow& row);
/// @param profile of the order's school. @param view gives the student's words for the state.
rpc::Order ToRpc(const OrderRow& row, const std::string& profile, const StudentView& view);
rpc::School ToRpc(const School& school);
rpc::Staff ToRpc(const StaffMember& staff);
/// @param student leaves out who answered and which decision it is about.
/// @param now says whether it is overdue.
rpc::Case ToRpc(const CaseRow& row, bool student, absl::Time now);
/// Errors: kInvalidArgument BAD_NAME unless the text is cases/NUMBER.
StatusOr<int64_t> CaseId(const std::string& name);
/// Settings that the wire does not carry keep the values of `base`. Errors: kInvalidArgument
/// BAD_SCHOOL naming a key of the JSON settings.
StatusOr<School> SchoolOf(const rpc::School& in, School base);
/// Errors: kInvalidArgument BAD_ROLE.
StatusOr<StaffMember> StaffMemberOf(const rpc::Staff& in);

}  // namespace zhaojian
