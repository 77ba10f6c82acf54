// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

// Names what rendered a file, so that a replay knows which build to use.
constexpr char kEngine[] = "zhaojian " ZJ_VERSION " cpu";

// A commit renders for a while; whoever lost the lease is told before that. An item that is no
// longer leased goes on: a repeated request gets its stored answer, everything else the ledger's
// refusal.
Status CheckHolder(const WorkItemRow& item, const StaffMember& staff, int64_t fence) {
  if (item.state != WorkState::kLeased) return absl::OkStatus();
  if (item.holder == staff.code && item.fence == fence) return absl::OkStatus();
  return MakeError(StatusCode::kAborted, "LEASE_LOST",
                   "Somebody else holds this work now; your draft is kept.", "fence",
                   {{"work_item", ItemName(item.id)},
                    {"fence_given", std::to_string(fence)},
                    {"fence_now", std::to_string(item.fence)}});
}

StatusOr<RenderedPhoto> RenderItem(const ServiceContext& context, const WorkItemRow& item,
                                   const AttemptRow& attempt, const std::string& recipe,
                                   bool supervisor) {
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(item.school));
  RenderTask task;
  ZJ_ASSIGN_OR_RETURN(task.original, context.ledger.GetBlob(item.order, attempt.photo_sha256));
  task.recipe = recipe;
  task.automatic_recipe = attempt.recipe;
  task.profile = attempt.profile;
  task.policy = school.policy;
  task.supervisor = supervisor;
  return context.photos.Render(task);
}

}  // namespace

Status GetRetouchBundle(const ServiceContext& context, const Caller& caller,
                        const v1::GetRetouchBundleRequest& request, v1::RetouchBundle* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  LeaseCommand command;
  command.meta.actor = staff.code;
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.name()));
  command.fence = request.fence();
  ZJ_ASSIGN_OR_RETURN(const BundleRow row, context.ledger.GetBundle(command));
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(row.order.school));
  rpc::RetouchBundle bundle;
  bundle.work_item = ToRpc(row.item);
  bundle.school = school.code;
  bundle.school_name = school.name;
  bundle.profile = row.attempt.profile;
  bundle.policy = school.policy;
  bundle.due_time = row.item.promise;
  bundle.photo_sha256 = row.attempt.photo_sha256;
  bundle.recipe = row.draft ? row.draft->recipe : row.attempt.recipe;
  bundle.draft_revision = row.draft ? row.draft->revision : 0;
  bundle.work_order = ToRpc(row.item.reasons);
  bundle.comment = row.item.note;
  bundle.report_json = row.attempt.report_json;
  rpc::ToWire(bundle, response);
  return absl::OkStatus();
}

Status SaveDraft(const ServiceContext& context, const Caller& caller,
                 const v1::SaveDraftRequest& request, v1::SaveDraftResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  SaveDraftCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.work_item()));
  command.fence = request.fence();
  command.recipe = request.recipe();
  command.etag = std::to_string(request.base_revision());
  ZJ_ASSIGN_OR_RETURN(const DraftRow draft, context.ledger.SaveDraft(command));
  response->set_revision(draft.revision);
  rpc::ToWire(draft.updated, response->mutable_save_time());
  return absl::OkStatus();
}

Status CommitRetouch(const ServiceContext& context, const Caller& caller,
                     const v1::CommitRetouchRequest& request, v1::CommitRetouchResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff,
                      RequireRole(context.ledger, caller, {Role::kRetoucher, Role::kSupervisor}));
  ZJ_ASSIGN_OR_RETURN(const int64_t id, ItemId(request.work_item()));
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow item, context.ledger.GetWorkItem(id));
  ZJ_RETURN_IF_ERROR(CheckHolder(item, staff, request.fence()));
  ZJ_ASSIGN_OR_RETURN(const AttemptRow attempt,
                      context.ledger.GetAttempt(item.order, item.attempt));
  ZJ_ASSIGN_OR_RETURN(const RenderedPhoto photo,
                      RenderItem(context, item, attempt, request.recipe(),
                                 staff.roles.count(Role::kSupervisor) > 0));
  rpc::CommitResult result{false, photo.gate_json, photo.sha256, photo.jpeg_quality,
                           static_cast<int64_t>(photo.jpeg.size())};
  if (photo.gate_green && !request.validate_only()) {
    ZJ_RETURN_IF_ERROR(context.ledger.PutBlob(item.order, photo.jpeg).status());
    CommitRetouchCommand command;
    command.meta = {staff.code, request.request_id()};
    command.item = id;
    command.fence = request.fence();
    command.epoch = request.epoch();
    command.source_sha256 = attempt.photo_sha256;
    command.output_sha256 = photo.sha256;
    command.output_bytes = result.bytes;
    command.recipe = photo.recipe;
    command.engine = kEngine;
    command.gate_json = photo.gate_json;
    command.gate_green = true;
    ZJ_RETURN_IF_ERROR(context.ledger.CommitRetouch(command).status());
    context.wake_timers();
    result.committed = true;
  }
  rpc::ToWire(result, response);
  return absl::OkStatus();
}

Status ReturnToReview(const ServiceContext& context, const Caller& caller,
                      const v1::ReturnToReviewRequest& request, v1::WorkItem* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ReturnToReviewCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.work_item()));
  command.fence = request.fence();
  command.reasons = ReasonsOf(rpc::FromWireAll<rpc::Reason>(request.reasons()));
  command.comment = request.comment();
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow row, context.ledger.ReturnToReview(command));
  context.wake_timers();
  rpc::ToWire(ToRpc(row), response);
  return absl::OkStatus();
}

}  // namespace zhaojian
