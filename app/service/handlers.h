// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "app/service/caller.h"
#include "app/service/photo_pipeline.h"
#include "core/base/clock.h"
#include "core/domain/payment.h"
#include "core/domain/student_view.h"
#include "core/domain/transition_table.h"
#include "core/ledger/ledger.h"
#include "zhaojian/v1/admin.pb.h"
#include "zhaojian/v1/asset.pb.h"
#include "zhaojian/v1/audit.pb.h"
#include "zhaojian/v1/case.pb.h"
#include "zhaojian/v1/intake.pb.h"
#include "zhaojian/v1/order.pb.h"
#include "zhaojian/v1/retouch.pb.h"
#include "zhaojian/v1/review.pb.h"
#include "zhaojian/v1/supervision.pb.h"
#include "zhaojian/v1/work_queue.pb.h"

/// One free function per RPC: who may, convert, one command of the ledger, convert back. They know
/// nothing of gRPC, so that tests call them directly. Errors: those of the ledger's command, plus
/// kUnauthenticated STAFF_REQUIRED / UNKNOWN_STAFF, kPermissionDenied ROLE_MISSING / STUDENT_ONLY
/// and kInvalidArgument BAD_NAME, BAD_KIND, BAD_VERDICT, BAD_PAGE_TOKEN for what the wire brought.
namespace zhaojian {

/// What every handler works on. Not owned.
struct ServiceContext {
  Ledger& ledger;
  PhotoPipeline& photos;
  const Clock& clock;
  ClockPolicy clocks;
  /// The order machine that the ledger runs on.
  TransitionTable order_table;
  /// What students see of it.
  const StudentView& student_view;
  /// How long a decision can be taken back.
  absl::Duration undo_window;
  /// Lets what is due happen now instead of at the next turn of the timers.
  std::function<void()> wake_timers;
  /// Reads what the payment gateway sends.
  const PaymentGateway& payments;
};

/// A whole file on its way out.
struct FileContent {
  std::string bytes;
  std::string sha256;
  std::string mime;
  /// What the file is called, made safe; only of a student's download.
  std::string name;
};

/// Gets pieces in order and may stop by an error.
using TextSink = std::function<Status(const std::string&)>;

/// Queue: counts, leases and their ends.
Status ListQueues(const ServiceContext& context, const Caller& caller,
                  const v1::ListQueuesRequest& request, v1::ListQueuesResponse* response);
Status ClaimWorkItems(const ServiceContext& context, const Caller& caller,
                      const v1::ClaimWorkItemsRequest& request,
                      v1::ClaimWorkItemsResponse* response);
Status ActivateWorkItem(const ServiceContext& context, const Caller& caller,
                        const v1::ActivateWorkItemRequest& request, v1::Grant* response);
Status ResumeWorkItem(const ServiceContext& context, const Caller& caller,
                      const v1::ActivateWorkItemRequest& request, v1::Grant* response);
Status ListHeldItems(const ServiceContext& context, const Caller& caller,
                     const v1::ListHeldItemsRequest& request, v1::ListHeldItemsResponse* response);
Status RenewLeases(const ServiceContext& context, const Caller& caller,
                   const v1::RenewLeasesRequest& request, v1::RenewLeasesResponse* response);
Status ReleaseWorkItem(const ServiceContext& context, const Caller& caller,
                       const v1::ReleaseWorkItemRequest& request, v1::WorkItem* response);
Status ParkWorkItem(const ServiceContext& context, const Caller& caller,
                    const v1::ParkWorkItemRequest& request, v1::WorkItem* response);

/// Review: what is judged, the decision, and taking it back.
Status GetReviewBundle(const ServiceContext& context, const Caller& caller,
                       const v1::GetReviewBundleRequest& request, v1::ReviewBundle* response);
Status SubmitDecision(const ServiceContext& context, const Caller& caller,
                      const v1::SubmitDecisionRequest& request, v1::Decision* response);
Status UndoDecision(const ServiceContext& context, const Caller& caller,
                    const v1::UndoDecisionRequest& request, v1::Grant* response);
Status ListDecisions(const ServiceContext& context, const Caller& caller,
                     const v1::ListDecisionsRequest& request, v1::ListDecisionsResponse* response);

/// Retouch: drafts are kept, commits are rendered here and gated.
Status GetRetouchBundle(const ServiceContext& context, const Caller& caller,
                        const v1::GetRetouchBundleRequest& request, v1::RetouchBundle* response);
Status SaveDraft(const ServiceContext& context, const Caller& caller,
                 const v1::SaveDraftRequest& request, v1::SaveDraftResponse* response);
Status CommitRetouch(const ServiceContext& context, const Caller& caller,
                     const v1::CommitRetouchRequest& request, v1::CommitRetouchResponse* response);
Status ReturnToReview(const ServiceContext& context, const Caller& caller,
                      const v1::ReturnToReviewRequest& request, v1::WorkItem* response);

/// Photos: the view is recorded before the bytes are returned.
StatusOr<FileContent> ReadAsset(const ServiceContext& context, const Caller& caller,
                                const v1::ReadAssetRequest& request);
StatusOr<FileContent> DownloadPhoto(const ServiceContext& context, const Caller& caller,
                                    const v1::DownloadPhotoRequest& request);
StatusOr<FileContent> ReadDeliverable(const ServiceContext& context, const Caller& caller,
                                      const v1::ReadDeliverableRequest& request);

/// Supervision: replacing a decision, and what happened to its order.
Status OverturnDecision(const ServiceContext& context, const Caller& caller,
                        const v1::OverturnDecisionRequest& request, v1::Decision* response);
Status GetTrail(const ServiceContext& context, const Caller& caller,
                const v1::GetTrailRequest& request, v1::Trail* response);

/// The student's side. States that would tell that somebody is looking are shown as waiting.
Status CreateOrder(const ServiceContext& context, const Caller& caller,
                   const v1::CreateOrderRequest& request, v1::Order* response);
Status GetOrder(const ServiceContext& context, const Caller& caller,
                const v1::GetOrderRequest& request, v1::Order* response);
/// What the ledger would refuse is refused before anything is stored, also kResourceExhausted
/// FILE-01 above 30 MiB.
Status StartUpload(const ServiceContext& context, const Caller& caller,
                   const v1::StartUploadRequest& request, v1::Upload* response);
Status GetUpload(const ServiceContext& context, const Caller& caller,
                 const v1::GetUploadRequest& request, v1::Upload* response);
/// The first message of a stream; fills in the id of an upload that begins with it.
Status BeginUpload(const ServiceContext& context, const Caller& caller, v1::UploadHeader& header);
/// All bytes are here: prepares the photo outside of any transaction and stores it.
Status UploadPhoto(const ServiceContext& context, const Caller& caller,
                   const v1::UploadHeader& header, v1::UploadPhotoResponse* response);
Status SubmitAttempt(const ServiceContext& context, const Caller& caller,
                     const v1::SubmitAttemptRequest& request, v1::Order* response);
Status RetakePhoto(const ServiceContext& context, const Caller& caller,
                   const v1::RetakePhotoRequest& request, v1::Order* response);
Status WithdrawAttempt(const ServiceContext& context, const Caller& caller,
                       const v1::WithdrawAttemptRequest& request, v1::Order* response);
Status RequestRecollection(const ServiceContext& context, const Caller& caller,
                           const v1::StudentWishRequest& request, v1::Order* response);
Status RequestRedo(const ServiceContext& context, const Caller& caller,
                   const v1::StudentWishRequest& request, v1::Order* response);
Status CancelOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StudentWishRequest& request, v1::Order* response);
Status ConfirmPhoto(const ServiceContext& context, const Caller& caller,
                    const v1::ConfirmPhotoRequest& request, v1::Order* response);

/// The data of the student, and what the student sees of the way.
Status ConfirmInfo(const ServiceContext& context, const Caller& caller,
                   const v1::ConfirmInfoRequest& request, v1::Order* response);
Status SetContact(const ServiceContext& context, const Caller& caller,
                  const v1::SetContactRequest& request, v1::Order* response);
Status GetProgress(const ServiceContext& context, const Caller& caller,
                   const v1::GetOrderRequest& request, v1::Progress* response);

/// What staff, the gateway and the receiver do to an order.
Status HoldOrder(const ServiceContext& context, const Caller& caller,
                 const v1::StaffOrderRequest& request, v1::Order* response);
Status ReleaseHold(const ServiceContext& context, const Caller& caller,
                   const v1::StaffOrderRequest& request, v1::Order* response);
Status RefundOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StaffOrderRequest& request, v1::Order* response);
Status RecallOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StaffOrderRequest& request, v1::Order* response);
Status RetryDelivery(const ServiceContext& context, const Caller& caller,
                     const v1::StaffOrderRequest& request, v1::Order* response);
Status EraseOrder(const ServiceContext& context, const Caller& caller,
                  const v1::StaffOrderRequest& request, v1::Order* response);
Status FailDelivery(const ServiceContext& context, const Caller& caller,
                    const v1::FailDeliveryRequest& request, v1::Order* response);
Status RejectByReceiver(const ServiceContext& context, const Caller& caller,
                        const v1::RejectByReceiverRequest& request, v1::Order* response);
/// Whoever forwards the gateway's message needs no staff code; its signature is what counts.
Status NotifyPayment(const ServiceContext& context, const Caller& caller,
                     const v1::NotifyPaymentRequest& request, v1::Order* response);

/// Cases. Without a staff code it is the student's side, which names the order.
Status OpenCase(const ServiceContext& context, const Caller& caller,
                const v1::OpenCaseRequest& request, v1::Case* response);
Status PostMessage(const ServiceContext& context, const Caller& caller,
                   const v1::PostMessageRequest& request, v1::Case* response);
Status ResolveCase(const ServiceContext& context, const Caller& caller,
                   const v1::ResolveCaseRequest& request, v1::Case* response);
Status GetCase(const ServiceContext& context, const Caller& caller,
               const v1::GetCaseRequest& request, v1::Case* response);
Status ListCases(const ServiceContext& context, const Caller& caller,
                 const v1::ListCasesRequest& request, v1::ListCasesResponse* response);

/// Administration: schools, people, orders, deliveries.
Status AddSchool(const ServiceContext& context, const Caller& caller,
                 const v1::AddSchoolRequest& request, v1::School* response);
Status ListSchools(const ServiceContext& context, const Caller& caller,
                   const v1::ListSchoolsRequest& request, v1::ListSchoolsResponse* response);
Status AddStaff(const ServiceContext& context, const Caller& caller,
                const v1::AddStaffRequest& request, v1::Staff* response);
Status ListStaff(const ServiceContext& context, const Caller& caller,
                 const v1::ListStaffRequest& request, v1::ListStaffResponse* response);
Status PauseStaff(const ServiceContext& context, const Caller& caller,
                  const v1::PauseStaffRequest& request, v1::Staff* response);
Status GetMe(const ServiceContext& context, const Caller& caller, const v1::GetMeRequest& request,
             v1::Staff* response);
Status ListOrders(const ServiceContext& context, const Caller& caller,
                  const v1::ListOrdersRequest& request, v1::ListOrdersResponse* response);
Status ListDeliverable(const ServiceContext& context, const Caller& caller,
                       const v1::ListDeliverableRequest& request,
                       v1::ListDeliverableResponse* response);
Status ImportCalendar(const ServiceContext& context, const Caller& caller,
                      const v1::ImportCalendarRequest& request,
                      v1::ImportCalendarResponse* response);
Status RecomputeDue(const ServiceContext& context, const Caller& caller,
                    const v1::RecomputeDueRequest& request, v1::RecomputeDueResponse* response);
Status MarkDelivered(const ServiceContext& context, const Caller& caller,
                     const v1::MarkDeliveredRequest& request, v1::Order* response);

/// The whole trail as JSON lines, in pieces.
Status ExportAudit(const ServiceContext& context, const Caller& caller,
                   const v1::ExportAuditRequest& request, const TextSink& write);

}  // namespace zhaojian
