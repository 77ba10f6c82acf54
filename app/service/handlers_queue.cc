// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

StatusOr<LeaseCommand> LeaseOf(const ServiceContext& context, const Caller& caller,
                               const v1::ActivateWorkItemRequest& request) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  LeaseCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.name()));
  command.fence = request.fence();
  return command;
}

}  // namespace

// Counts name nobody, so anyone on this machine may see them.
Status ListQueues(const ServiceContext& context, const Caller&, const v1::ListQueuesRequest&,
                  v1::ListQueuesResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const auto rows, context.ledger.ListQueues());
  for (const QueueRow& row : rows) rpc::ToWire(ToRpc(row), response->add_queues());
  return absl::OkStatus();
}

Status ClaimWorkItems(const ServiceContext& context, const Caller& caller,
                      const v1::ClaimWorkItemsRequest& request,
                      v1::ClaimWorkItemsResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ClaimCommand command;
  command.meta = {staff.code, request.request_id()};
  if (request.kind() != v1::WorkItem::KIND_UNSPECIFIED) {
    ZJ_ASSIGN_OR_RETURN(const WorkKind kind, KindOf(rpc::FromWire(request.kind())));
    command.kinds = {kind};
  }
  command.max_items = request.max_items();
  ZJ_ASSIGN_OR_RETURN(const ClaimResult result, context.ledger.Claim(command));
  for (const Grant& grant : result.grants) rpc::ToWire(ToRpc(grant), response->add_grants());
  rpc::ToWire(result.retry_after, response->mutable_retry_after());
  return absl::OkStatus();
}

Status ActivateWorkItem(const ServiceContext& context, const Caller& caller,
                        const v1::ActivateWorkItemRequest& request, v1::Grant* response) {
  ZJ_ASSIGN_OR_RETURN(const LeaseCommand command, LeaseOf(context, caller, request));
  ZJ_ASSIGN_OR_RETURN(const Grant grant, context.ledger.Activate(command));
  rpc::ToWire(ToRpc(grant), response);
  return absl::OkStatus();
}

Status ResumeWorkItem(const ServiceContext& context, const Caller& caller,
                      const v1::ActivateWorkItemRequest& request, v1::Grant* response) {
  ZJ_ASSIGN_OR_RETURN(const LeaseCommand command, LeaseOf(context, caller, request));
  ZJ_ASSIGN_OR_RETURN(const Grant grant, context.ledger.Resume(command));
  rpc::ToWire(ToRpc(grant), response);
  return absl::OkStatus();
}

Status ListHeldItems(const ServiceContext& context, const Caller& caller,
                     const v1::ListHeldItemsRequest&, v1::ListHeldItemsResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ZJ_ASSIGN_OR_RETURN(const auto grants, context.ledger.ListHeld(staff.code));
  for (const Grant& grant : grants) rpc::ToWire(ToRpc(grant), response->add_grants());
  return absl::OkStatus();
}

Status RenewLeases(const ServiceContext& context, const Caller& caller,
                   const v1::RenewLeasesRequest& request, v1::RenewLeasesResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  std::vector<LeaseRef> leases;
  for (const v1::LeaseRef& wire : request.leases()) {
    const rpc::LeaseRef lease = rpc::FromWire(wire);
    ZJ_ASSIGN_OR_RETURN(const int64_t item, ItemId(lease.work_item));
    leases.push_back({item, lease.fence, lease.idle});
  }
  ZJ_ASSIGN_OR_RETURN(const auto statuses, context.ledger.Renew(staff.code, leases));
  const absl::Time now = context.clock.Now();
  for (const LeaseStatus& status : statuses) {
    rpc::LeaseStatus out{ItemName(status.item), ToRpc(status.outcome), {}};
    if (status.outcome == RenewOutcome::kRenewed || status.outcome == RenewOutcome::kIdle ||
        status.outcome == RenewOutcome::kMaxHoldReached) {
      rpc::Lease lease;
      lease.fence = status.fence_now;
      lease.expire_time = status.expires;
      lease.server_time = now;
      lease.max_hold_time = status.expires;
      lease.ttl = std::max(status.expires - now, absl::ZeroDuration());
      out.lease = lease;
    }
    rpc::ToWire(out, response->add_statuses());
  }
  rpc::ToWire(now, response->mutable_server_time());
  return absl::OkStatus();
}

Status ReleaseWorkItem(const ServiceContext& context, const Caller& caller,
                       const v1::ReleaseWorkItemRequest& request, v1::WorkItem* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ReleaseCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.name()));
  command.fence = request.fence();
  switch (request.cause()) {
    case v1::ReleaseWorkItemRequest::SKIP:
      command.cause = ReleaseCause::kSkip;
      break;
    case v1::ReleaseWorkItemRequest::BREAK:
      command.cause = ReleaseCause::kBreak;
      break;
    case v1::ReleaseWorkItemRequest::CONFLICT_OF_INTEREST:
      command.cause = ReleaseCause::kConflictOfInterest;
      break;
    case v1::ReleaseWorkItemRequest::NEEDS_SKILL:
      command.cause = ReleaseCause::kNeedsSkill;
      break;
    case v1::ReleaseWorkItemRequest::WELLBEING:
      command.cause = ReleaseCause::kWellbeing;
      break;
    default:
      return MakeError(StatusCode::kInvalidArgument, "CAUSE_REQUIRED",
                       "Giving work back needs a cause.", "cause");
  }
  command.comment = request.comment();
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow row, context.ledger.Release(command));
  rpc::ToWire(ToRpc(row), response);
  return absl::OkStatus();
}

Status ParkWorkItem(const ServiceContext& context, const Caller& caller,
                    const v1::ParkWorkItemRequest& request, v1::WorkItem* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ParkCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.name()));
  command.fence = request.fence();
  command.until = rpc::FromWire(request.resume_by());
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow row, context.ledger.Park(command));
  rpc::ToWire(ToRpc(row), response);
  return absl::OkStatus();
}

}  // namespace zhaojian
