// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/base/crypto.h"
#include "core/base/json.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

// An order sees some dozens of events; a trail beyond this is shown from its beginning.
constexpr int kLongestTrail = 1000;
constexpr int kAuditPiece = 64 << 10;

}  // namespace

Status OverturnDecision(const ServiceContext& context, const Caller& caller,
                        const v1::OverturnDecisionRequest& request, v1::Decision* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff,
                      RequireRole(context.ledger, caller, {Role::kSupervisor}));
  OverturnCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.decision, DecisionId(request.name()));
  ZJ_ASSIGN_OR_RETURN(command.verdict, VerdictOf(rpc::FromWire(request.verdict())));
  command.reasons = ReasonsOf(rpc::FromWireAll<rpc::Reason>(request.reasons()));
  command.justification = request.justification();
  command.etag = request.etag();
  ZJ_ASSIGN_OR_RETURN(const DecisionRow row, context.ledger.Overturn(command));
  context.wake_timers();
  rpc::ToWire(ToRpc(row), response);
  return absl::OkStatus();
}

Status GetTrail(const ServiceContext& context, const Caller& caller,
                const v1::GetTrailRequest& request, v1::Trail* response) {
  ZJ_RETURN_IF_ERROR(
      RequireRole(context.ledger, caller, {Role::kSupervisor, Role::kAuditor}).status());
  ZJ_ASSIGN_OR_RETURN(const int64_t id, DecisionId(request.decision()));
  ZJ_ASSIGN_OR_RETURN(const DecisionRow decision, context.ledger.GetDecision(id));
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(decision.order));
  AuditFilter filter;
  filter.order = decision.order;
  filter.limit = kLongestTrail;
  ZJ_ASSIGN_OR_RETURN(const auto rows, context.ledger.ListAudit(filter));
  rpc::Trail trail{OrderTail(order.number), Name(order.state), {}};
  for (const AuditRow& row : rows) {
    trail.events.push_back(
        {row.sequence, row.time, row.actor, row.role, row.action, JsonLine(row.detail)});
  }
  rpc::ToWire(trail, response);
  return absl::OkStatus();
}

Status ExportAudit(const ServiceContext& context, const Caller& caller,
                   const v1::ExportAuditRequest&, const TextSink& write) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor,
                      OperatorOr(context.ledger, caller, {Role::kSupervisor, Role::kAuditor}));
  // The ledger writes line by line; a message per line would cost more than its content.
  std::string piece;
  ZJ_RETURN_IF_ERROR(
      context.ledger.ExportAudit({actor, RandomUuid()}, [&](const std::string& text) {
        piece += text;
        if (piece.size() < kAuditPiece) return absl::OkStatus();
        const Status written = write(piece);
        piece.clear();
        return written;
      }));
  return piece.empty() ? absl::OkStatus() : write(piece);
}

}  // namespace zhaojian
