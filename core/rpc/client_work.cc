// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/rpc/client_internal.h"
#include "core/rpc/wire.h"

// Calls of the console: queue, review, retouch, supervision.
namespace zhaojian::rpc {

using v1::RetouchService;
using v1::ReviewService;
using v1::SupervisionService;
using v1::WorkQueueService;

StatusOr<ClaimResult> ServiceClient::Claim(WorkKind kind, int max_items) {
  v1::ClaimWorkItemsRequest request;
  request.set_kind(ToWire(kind));
  request.set_max_items(max_items);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->queue, &WorkQueueService::Stub::ClaimWorkItems, request,
                                  impl_->options.deadlines.claim));
  return ClaimResult{FromWireAll<Grant>(response.grants()), FromWire(response.retry_after())};
}

StatusOr<std::vector<Grant>> ServiceClient::ListHeld() {
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->queue, &WorkQueueService::Stub::ListHeldItems,
                                  v1::ListHeldItemsRequest(), impl_->options.deadlines.metadata));
  return FromWireAll<Grant>(response.grants());
}

StatusOr<Grant> ServiceClient::Activate(const std::string& work_item, int64_t fence) {
  v1::ActivateWorkItemRequest request;
  request.set_name(work_item);
  request.set_fence(fence);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->queue, &WorkQueueService::Stub::ActivateWorkItem, request,
                                  impl_->options.deadlines.claim));
  return FromWire(response);
}

StatusOr<Grant> ServiceClient::Resume(const std::string& work_item, int64_t fence) {
  v1::ActivateWorkItemRequest request;
  request.set_name(work_item);
  request.set_fence(fence);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->queue, &WorkQueueService::Stub::ResumeWorkItem, request,
                                  impl_->options.deadlines.claim));
  return FromWire(response);
}

StatusOr<std::vector<LeaseStatus>> ServiceClient::Renew(const std::vector<LeaseRef>& leases) {
  v1::RenewLeasesRequest request;
  ToWireAll(leases, request.mutable_leases());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->queue, &WorkQueueService::Stub::RenewLeases, request,
                                  impl_->options.deadlines.renew));
  return FromWireAll<LeaseStatus>(response.statuses());
}

Status ServiceClient::Release(const std::string& work_item, int64_t fence, ReleaseCause cause,
                              const std::string& comment) {
  v1::ReleaseWorkItemRequest request;
  request.set_name(work_item);
  request.set_fence(fence);
  request.set_request_id(RandomUuid());
  // The wire counts from 1; 0 says that no cause was given.
  request.set_cause(static_cast<v1::ReleaseWorkItemRequest::Cause>(static_cast<int>(cause) + 1));
  request.set_comment(comment);
  return impl_
      ->Call(impl_->queue, &WorkQueueService::Stub::ReleaseWorkItem, request,
             impl_->options.deadlines.claim)
      .status();
}

Status ServiceClient::Park(const std::string& work_item, int64_t fence, absl::Time resume_by) {
  v1::ParkWorkItemRequest request;
  request.set_name(work_item);
  request.set_fence(fence);
  request.set_request_id(RandomUuid());
  ToWire(resume_by, request.mutable_resume_by());
  return impl_
      ->Call(impl_->queue, &WorkQueueService::Stub::ParkWorkItem, request,
             impl_->options.deadlines.claim)
      .status();
}

StatusOr<std::vector<QueueCount>> ServiceClient::QueueCounts() {
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->queue, &WorkQueueService::Stub::ListQueues,
                                  v1::ListQueuesRequest(), impl_->options.deadlines.metadata));
  return FromWireAll<QueueCount>(response.queues());
}

StatusOr<ReviewBundle> ServiceClient::GetReviewBundle(const std::string& work_item, int64_t fence) {
  v1::GetReviewBundleRequest request;
  request.set_name(work_item);
  request.set_fence(fence);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->review, &ReviewService::Stub::GetReviewBundle, request,
                                  impl_->options.deadlines.metadata));
  return FromWire(response);
}

StatusOr<Decision> ServiceClient::SubmitDecision(const DecisionRequest& decision) {
  v1::SubmitDecisionRequest request;
  ToWire(decision, &request);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->review, &ReviewService::Stub::SubmitDecision, request,
                                  impl_->options.deadlines.decision));
  return FromWire(response);
}

StatusOr<Grant> ServiceClient::UndoDecision(const std::string& decision,
                                            const std::string& request_id) {
  v1::UndoDecisionRequest request;
  request.set_name(decision);
  request.set_request_id(request_id);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->review, &ReviewService::Stub::UndoDecision, request,
                                  impl_->options.deadlines.decision));
  return FromWire(response);
}

StatusOr<DecisionPage> ServiceClient::ListDecisions(const DecisionFilter& filter) {
  v1::ListDecisionsRequest request;
  ToWire(filter, &request);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->review, &ReviewService::Stub::ListDecisions, request,
                                  impl_->options.deadlines.metadata));
  return DecisionPage{FromWireAll<Decision>(response.decisions()), response.next_page_token()};
}

StatusOr<RetouchBundle> ServiceClient::GetRetouchBundle(const std::string& work_item,
                                                        int64_t fence) {
  v1::GetRetouchBundleRequest request;
  request.set_name(work_item);
  request.set_fence(fence);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->retouch, &RetouchService::Stub::GetRetouchBundle, request,
                                  impl_->options.deadlines.metadata));
  return FromWire(response);
}

StatusOr<int64_t> ServiceClient::SaveDraft(const std::string& work_item, int64_t fence,
                                           const std::string& recipe, int64_t base_revision) {
  v1::SaveDraftRequest request;
  request.set_work_item(work_item);
  request.set_fence(fence);
  request.set_recipe(recipe);
  request.set_base_revision(base_revision);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->retouch, &RetouchService::Stub::SaveDraft, request,
                                  impl_->options.deadlines.decision));
  return response.revision();
}

namespace {

v1::CommitRetouchRequest CommitRequest(const std::string& work_item, int64_t fence, int64_t epoch,
                                       const std::string& recipe) {
  v1::CommitRetouchRequest request;
  request.set_work_item(work_item);
  request.set_fence(fence);
  request.set_epoch(epoch);
  request.set_recipe(recipe);
  return request;
}

}  // namespace

StatusOr<CommitResult> ServiceClient::CommitRetouch(const std::string& work_item, int64_t fence,
                                                    int64_t epoch, const std::string& recipe,
                                                    const std::string& request_id) {
  v1::CommitRetouchRequest request = CommitRequest(work_item, fence, epoch, recipe);
  request.set_request_id(request_id);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->retouch, &RetouchService::Stub::CommitRetouch, request,
                                  impl_->options.deadlines.commit));
  return FromWire(response);
}

StatusOr<CommitResult> ServiceClient::PreviewCommit(const std::string& work_item, int64_t fence,
                                                    int64_t epoch, const std::string& recipe) {
  v1::CommitRetouchRequest request = CommitRequest(work_item, fence, epoch, recipe);
  request.set_validate_only(true);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->retouch, &RetouchService::Stub::CommitRetouch, request,
                                  impl_->options.deadlines.commit));
  return FromWire(response);
}

Status ServiceClient::ReturnToReview(const std::string& work_item, int64_t fence,
                                     const std::vector<Reason>& reasons,
                                     const std::string& comment) {
  v1::ReturnToReviewRequest request;
  request.set_work_item(work_item);
  request.set_fence(fence);
  ToWireAll(reasons, request.mutable_reasons());
  request.set_comment(comment);
  request.set_request_id(RandomUuid());
  return impl_
      ->Call(impl_->retouch, &RetouchService::Stub::ReturnToReview, request,
             impl_->options.deadlines.decision)
      .status();
}

StatusOr<Decision> ServiceClient::OverturnDecision(const std::string& decision, Verdict verdict,
                                                   const std::vector<Reason>& reasons,
                                                   const std::string& justification,
                                                   const std::string& etag) {
  v1::OverturnDecisionRequest request;
  request.set_name(decision);
  request.set_verdict(ToWire(verdict));
  ToWireAll(reasons, request.mutable_reasons());
  request.set_justification(justification);
  request.set_etag(etag);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->supervision, &SupervisionService::Stub::OverturnDecision,
                                  request, impl_->options.deadlines.decision));
  return FromWire(response);
}

StatusOr<Trail> ServiceClient::GetTrail(const std::string& decision) {
  v1::GetTrailRequest request;
  request.set_decision(decision);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->supervision, &SupervisionService::Stub::GetTrail, request,
                                  impl_->options.deadlines.metadata));
  return FromWire(response);
}

}  // namespace zhaojian::rpc
