// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/retouch/policy.h"
#include "core/retouch/recipe.h"
#include "core/rpc/limits.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

// Names what rendered a file, so that a replay knows which build to use.
constexpr char kEngine[] = "zhaojian " ZJ_VERSION " cpu";

// What a commit works on. `done` is the caller's own finished item: a repeated request renders
// again and gets its stored answer, everything else the ledger's refusal.
struct CommitSource {
  WorkItemRow item;
  AttemptRow attempt;
  std::string draft;
  bool done = false;
};

Status NotOpenForRetouch(const WorkItemRow& item) {
  return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                   "This item is not open for retouching in front of you.", "",
                   {{"state", Name(item.state)}, {"event", "commit_retouch"}});
}

// Only the holder's own retouch is decrypted and rendered, also for a trial. The ledger's errors
// NOT_HOLDER, LEASE_LOST and ALREADY_DECIDED pass through.
StatusOr<CommitSource> SourceOfCommit(const ServiceContext& context, const StaffMember& staff,
                                      const v1::CommitRetouchRequest& request) {
  LeaseCommand lease;
  lease.meta.actor = staff.code;
  ZJ_ASSIGN_OR_RETURN(lease.item, ItemId(request.work_item()));
  lease.fence = request.fence();
  CommitSource source;
  const auto bundle = context.ledger.GetBundle(lease);
  if (bundle.ok()) {
    if (bundle->item.kind != WorkKind::kRetouch || bundle->item.state != WorkState::kLeased) {
      return NotOpenForRetouch(bundle->item);
    }
    source.item = bundle->item;
    source.attempt = bundle->attempt;
    if (bundle->draft) source.draft = bundle->draft->recipe;
    return source;
  }
  if (ReasonOf(bundle.status()) != "ALREADY_DECIDED" || request.validate_only()) {
    return bundle.status();
  }
  ZJ_ASSIGN_OR_RETURN(source.item, context.ledger.GetWorkItem(lease.item));
  if (source.item.kind != WorkKind::kRetouch) return NotOpenForRetouch(source.item);
  ZJ_ASSIGN_OR_RETURN(source.attempt,
                      context.ledger.GetAttempt(source.item.order, source.item.attempt));
  source.done = true;
  return source;
}

Status AlreadyDone(const WorkItemRow& item) {
  return MakeError(StatusCode::kFailedPrecondition, "ALREADY_DECIDED",
                   "This item is finished already.", "", {{"id", std::to_string(item.id)}});
}

// A draft that cannot be read, for example one of a newer build, must not lock the photo.
std::string StartingRecipe(const BundleRow& row) {
  if (row.draft && ParseRecipe(row.draft->recipe).ok()) return row.draft->recipe;
  return row.attempt.recipe;
}

bool IsSupervisor(const StaffMember& staff) { return staff.roles.count(Role::kSupervisor) > 0; }

// A recipe as it came, with what the service knows about its photo. A finished item keeps no draft
// and gets its stored answer for the same request only: authors were looked at the first time.
StatusOr<RenderTask> TaskOf(const ServiceContext& context, const StaffMember& staff,
                            const CommitSource& source, const std::string& recipe) {
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(source.item.school));
  RenderTask task;
  task.recipe = recipe;
  task.automatic_recipe = source.attempt.recipe;
  task.profile = source.attempt.profile;
  task.policy = school.policy;
  task.supervisor = IsSupervisor(staff);
  task.photo_sha256 = source.attempt.photo_sha256;
  task.draft = source.draft;
  if (!source.done) task.staff = staff.code;
  return task;
}

// Whoever does not hold the item learns about the lease first, as everywhere else.
Status CheckDraft(const ServiceContext& context, const StaffMember& staff,
                  const v1::SaveDraftRequest& request) {
  LeaseCommand lease;
  lease.meta.actor = staff.code;
  ZJ_ASSIGN_OR_RETURN(lease.item, ItemId(request.work_item()));
  lease.fence = request.fence();
  const auto bundle = context.ledger.GetBundle(lease);
  // The ledger says what is wrong with the lease, and answers a repeated request.
  if (!bundle.ok()) return absl::OkStatus();
  CommitSource source{bundle->item, bundle->attempt,
                      bundle->draft ? bundle->draft->recipe : std::string()};
  ZJ_ASSIGN_OR_RETURN(RenderTask task, TaskOf(context, staff, source, request.recipe()));
  const auto recipe = ParseRecipe(request.recipe());
  if (recipe.ok() && HasSourceStrokes(*recipe)) {
    ZJ_ASSIGN_OR_RETURN(task.original,
                        context.ledger.GetBlob(source.item.order, task.photo_sha256));
  }
  return context.photos.CheckRecipe(task);
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
  ZJ_ASSIGN_OR_RETURN(bundle.profile_document, context.photos.ProfileDocument(row.attempt.profile));
  bundle.policy = school.policy;
  bundle.due_time = row.item.promise;
  bundle.photo_sha256 = row.attempt.photo_sha256;
  bundle.recipe = StartingRecipe(row);
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
  if (request.recipe().size() > rpc::kMaxDraftBytes) {
    return MakeError(StatusCode::kResourceExhausted, "RECIPE_TOO_LARGE",
                     "The draft is larger than 2 MiB.", "recipe");
  }
  ZJ_RETURN_IF_ERROR(ParseRecipe(request.recipe()).status());
  ZJ_RETURN_IF_ERROR(CheckDraft(context, staff, request));
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
  ZJ_ASSIGN_OR_RETURN(const CommitSource source, SourceOfCommit(context, staff, request));
  const WorkItemRow& item = source.item;
  const AttemptRow& attempt = source.attempt;
  ZJ_ASSIGN_OR_RETURN(RenderTask task, TaskOf(context, staff, source, request.recipe()));
  ZJ_ASSIGN_OR_RETURN(task.original, context.ledger.GetBlob(item.order, attempt.photo_sha256));
  ZJ_ASSIGN_OR_RETURN(const RenderedPhoto photo, context.photos.Render(task));
  // The stored answer of a finished item is a green one of a picture that is stored already.
  if (source.done && !photo.gate_green) return AlreadyDone(item);
  rpc::CommitResult result{false, photo.gate_json, photo.sha256, photo.jpeg_quality,
                           static_cast<int64_t>(photo.jpeg.size())};
  if (photo.gate_green && !request.validate_only()) {
    if (!source.done) ZJ_RETURN_IF_ERROR(context.ledger.PutBlob(item.order, photo.jpeg).status());
    CommitRetouchCommand command;
    command.meta = {staff.code, request.request_id()};
    command.item = item.id;
    command.fence = request.fence();
    command.epoch = request.epoch();
    command.source_sha256 = attempt.photo_sha256;
    command.output_sha256 = photo.sha256;
    command.output_bytes = result.bytes;
    command.recipe = photo.recipe;
    command.engine = kEngine;
    command.gate_json = photo.gate_json;
    command.gate_green = true;
    const Status committed = context.ledger.CommitRetouch(command).status();
    if (source.done && ReasonOf(committed) == "BLOB_MISSING") return AlreadyDone(item);
    ZJ_RETURN_IF_ERROR(committed);
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
