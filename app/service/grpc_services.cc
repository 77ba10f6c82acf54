// SPDX-License-Identifier: Apache-2.0
#include "app/service/grpc_services.h"

#include <atomic>

#include "app/service/reactors.h"
#include "app/service/upload.h"
#include "zhaojian/v1/admin.grpc.pb.h"
#include "zhaojian/v1/asset.grpc.pb.h"
#include "zhaojian/v1/audit.grpc.pb.h"
#include "zhaojian/v1/case.grpc.pb.h"
#include "zhaojian/v1/intake.grpc.pb.h"
#include "zhaojian/v1/order.grpc.pb.h"
#include "zhaojian/v1/retouch.grpc.pb.h"
#include "zhaojian/v1/review.grpc.pb.h"
#include "zhaojian/v1/supervision.grpc.pb.h"
#include "zhaojian/v1/work_queue.grpc.pb.h"

// Which RPC runs which handler on which pool, and nothing else.
namespace zhaojian {
namespace {

// A unary RPC and the free function of the same name.
#define ZJ_UNARY(method, pool, Request, Response)                                                \
  grpc::ServerUnaryReactor* method(grpc::CallbackServerContext* context, const Request* request, \
                                   Response* response) override {                                \
    Calls& calls = calls_;                                                                       \
    const Caller caller = CallerOf(*context);                                                    \
    return RunUnary(context, calls.pool, [&calls, caller, request, response] {                   \
      return zhaojian::method(calls.context, caller, *request, response);                        \
    });                                                                                          \
  }

// A streamed file and the free function that opens it. The request is copied: gRPC frees it when
// the method returns.
#define ZJ_FILE(method, Request)                                                              \
  grpc::ServerWriteReactor<v1::AssetChunk>* method(grpc::CallbackServerContext* context,      \
                                                   const Request* request) override {         \
    Calls& calls = calls_;                                                                    \
    const Caller caller = CallerOf(*context);                                                 \
    return PieceWriter<v1::AssetChunk>::Start(                                                \
        calls.files, [&calls, caller, copy = *request](PieceWriter<v1::AssetChunk>& writer) { \
          const auto file = zhaojian::method(calls.context, caller, copy);                    \
          if (!file.ok()) return file.status();                                               \
          return WriteFilePieces(*file, copy.offset(), writer);                               \
        });                                                                                   \
  }

class WorkQueueServiceCalls final : public v1::WorkQueueService::CallbackService {
 public:
  explicit WorkQueueServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(ListQueues, commands, v1::ListQueuesRequest, v1::ListQueuesResponse)
  ZJ_UNARY(ClaimWorkItems, commands, v1::ClaimWorkItemsRequest, v1::ClaimWorkItemsResponse)
  ZJ_UNARY(ActivateWorkItem, commands, v1::ActivateWorkItemRequest, v1::Grant)
  ZJ_UNARY(ResumeWorkItem, commands, v1::ActivateWorkItemRequest, v1::Grant)
  ZJ_UNARY(ListHeldItems, commands, v1::ListHeldItemsRequest, v1::ListHeldItemsResponse)
  ZJ_UNARY(RenewLeases, commands, v1::RenewLeasesRequest, v1::RenewLeasesResponse)
  ZJ_UNARY(ReleaseWorkItem, commands, v1::ReleaseWorkItemRequest, v1::WorkItem)
  ZJ_UNARY(ParkWorkItem, commands, v1::ParkWorkItemRequest, v1::WorkItem)
  grpc::ServerWriteReactor<v1::AssignmentEvent>* WatchAssignments(
      grpc::CallbackServerContext* context, const v1::WatchAssignmentsRequest*) override {
    return calls_.notices.Watch(CallerOf(*context));
  }

 private:
  Calls& calls_;
};

class ReviewServiceCalls final : public v1::ReviewService::CallbackService {
 public:
  explicit ReviewServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(GetReviewBundle, commands, v1::GetReviewBundleRequest, v1::ReviewBundle)
  ZJ_UNARY(SubmitDecision, commands, v1::SubmitDecisionRequest, v1::Decision)
  ZJ_UNARY(UndoDecision, commands, v1::UndoDecisionRequest, v1::Grant)
  ZJ_UNARY(ListDecisions, commands, v1::ListDecisionsRequest, v1::ListDecisionsResponse)

 private:
  Calls& calls_;
};

class RetouchServiceCalls final : public v1::RetouchService::CallbackService {
 public:
  explicit RetouchServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(GetRetouchBundle, commands, v1::GetRetouchBundleRequest, v1::RetouchBundle)
  ZJ_UNARY(SaveDraft, commands, v1::SaveDraftRequest, v1::SaveDraftResponse)
  ZJ_UNARY(CommitRetouch, photos, v1::CommitRetouchRequest, v1::CommitRetouchResponse)
  ZJ_UNARY(ReturnToReview, commands, v1::ReturnToReviewRequest, v1::WorkItem)

 private:
  Calls& calls_;
};

class SupervisionServiceCalls final : public v1::SupervisionService::CallbackService {
 public:
  explicit SupervisionServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(OverturnDecision, commands, v1::OverturnDecisionRequest, v1::Decision)
  ZJ_UNARY(GetTrail, commands, v1::GetTrailRequest, v1::Trail)

 private:
  Calls& calls_;
};

class IntakeServiceCalls final : public v1::IntakeService::CallbackService {
 public:
  explicit IntakeServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(CreateOrder, commands, v1::CreateOrderRequest, v1::Order)
  ZJ_UNARY(GetOrder, commands, v1::GetOrderRequest, v1::Order)
  ZJ_UNARY(SubmitAttempt, commands, v1::SubmitAttemptRequest, v1::Order)
  ZJ_UNARY(RetakePhoto, commands, v1::RetakePhotoRequest, v1::Order)
  ZJ_UNARY(WithdrawAttempt, commands, v1::WithdrawAttemptRequest, v1::Order)
  ZJ_UNARY(RequestRecollection, commands, v1::StudentWishRequest, v1::Order)
  ZJ_UNARY(RequestRedo, commands, v1::StudentWishRequest, v1::Order)
  ZJ_UNARY(CancelOrder, commands, v1::StudentWishRequest, v1::Order)
  ZJ_UNARY(ConfirmPhoto, commands, v1::ConfirmPhotoRequest, v1::Order)
  grpc::ServerReadReactor<v1::UploadPhotoRequest>* UploadPhoto(
      grpc::CallbackServerContext* context, v1::UploadPhotoResponse* response) override {
    Calls& calls = calls_;
    const Caller caller = CallerOf(*context);
    return ReceiveUpload(
        {[&calls, caller](v1::UploadHeader& header) {
           return BeginUpload(calls.context, caller, header);
         },
         [&calls](const v1::UploadHeader& header, int64_t offset, const std::string& bytes) {
           return calls.context.ledger.PutUploadPiece(header.order(), header.upload(), offset,
                                                      bytes);
         },
         [&calls, caller, response](const v1::UploadHeader& header) {
           return zhaojian::UploadPhoto(calls.context, caller, header, response);
         },
         calls.files, calls.photos},
        uploads_);
  }
  ZJ_UNARY(StartUpload, commands, v1::StartUploadRequest, v1::Upload)
  ZJ_UNARY(GetUpload, commands, v1::GetUploadRequest, v1::Upload)
  ZJ_FILE(DownloadPhoto, v1::DownloadPhotoRequest)
  ZJ_UNARY(ConfirmInfo, commands, v1::ConfirmInfoRequest, v1::Order)
  ZJ_UNARY(SetContact, commands, v1::SetContactRequest, v1::Order)
  ZJ_UNARY(GetProgress, commands, v1::GetOrderRequest, v1::Progress)
  grpc::ServerWriteReactor<v1::OrderEvent>* WatchOrderEvents(
      grpc::CallbackServerContext*, const v1::WatchOrderEventsRequest* request) override {
    return calls_.orders.Watch(request->order(), request->after_sequence());
  }

 private:
  Calls& calls_;
  std::atomic<int> uploads_{0};
};

class AdminServiceCalls final : public v1::AdminService::CallbackService {
 public:
  explicit AdminServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(AddSchool, commands, v1::AddSchoolRequest, v1::School)
  ZJ_UNARY(ListSchools, commands, v1::ListSchoolsRequest, v1::ListSchoolsResponse)
  ZJ_UNARY(AddStaff, commands, v1::AddStaffRequest, v1::Staff)
  ZJ_UNARY(ListStaff, commands, v1::ListStaffRequest, v1::ListStaffResponse)
  ZJ_UNARY(PauseStaff, commands, v1::PauseStaffRequest, v1::Staff)
  ZJ_UNARY(GetMe, commands, v1::GetMeRequest, v1::Staff)
  ZJ_UNARY(ListOrders, commands, v1::ListOrdersRequest, v1::ListOrdersResponse)
  ZJ_UNARY(ListDeliverable, commands, v1::ListDeliverableRequest, v1::ListDeliverableResponse)
  ZJ_UNARY(ImportCalendar, commands, v1::ImportCalendarRequest, v1::ImportCalendarResponse)
  ZJ_UNARY(RecomputeDue, commands, v1::RecomputeDueRequest, v1::RecomputeDueResponse)
  ZJ_UNARY(MarkDelivered, commands, v1::MarkDeliveredRequest, v1::Order)
  ZJ_FILE(ReadDeliverable, v1::ReadDeliverableRequest)

 private:
  Calls& calls_;
};

class OrderServiceCalls final : public v1::OrderService::CallbackService {
 public:
  explicit OrderServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(HoldOrder, commands, v1::StaffOrderRequest, v1::Order)
  ZJ_UNARY(ReleaseHold, commands, v1::StaffOrderRequest, v1::Order)
  ZJ_UNARY(RefundOrder, commands, v1::StaffOrderRequest, v1::Order)
  ZJ_UNARY(RecallOrder, commands, v1::StaffOrderRequest, v1::Order)
  ZJ_UNARY(RetryDelivery, commands, v1::StaffOrderRequest, v1::Order)
  ZJ_UNARY(EraseOrder, commands, v1::StaffOrderRequest, v1::Order)
  ZJ_UNARY(FailDelivery, commands, v1::FailDeliveryRequest, v1::Order)
  ZJ_UNARY(RejectByReceiver, commands, v1::RejectByReceiverRequest, v1::Order)
  ZJ_UNARY(NotifyPayment, commands, v1::NotifyPaymentRequest, v1::Order)

 private:
  Calls& calls_;
};

class CaseServiceCalls final : public v1::CaseService::CallbackService {
 public:
  explicit CaseServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_UNARY(OpenCase, commands, v1::OpenCaseRequest, v1::Case)
  ZJ_UNARY(PostMessage, commands, v1::PostMessageRequest, v1::Case)
  ZJ_UNARY(ResolveCase, commands, v1::ResolveCaseRequest, v1::Case)
  ZJ_UNARY(GetCase, commands, v1::GetCaseRequest, v1::Case)
  ZJ_UNARY(ListCases, commands, v1::ListCasesRequest, v1::ListCasesResponse)

 private:
  Calls& calls_;
};

class AssetServiceCalls final : public v1::AssetService::CallbackService {
 public:
  explicit AssetServiceCalls(Calls& calls) : calls_(calls) {}
  ZJ_FILE(ReadAsset, v1::ReadAssetRequest)

 private:
  Calls& calls_;
};

class AuditServiceCalls final : public v1::AuditService::CallbackService {
 public:
  explicit AuditServiceCalls(Calls& calls) : calls_(calls) {}
  grpc::ServerWriteReactor<v1::AuditChunk>* ExportAudit(
      grpc::CallbackServerContext* context, const v1::ExportAuditRequest* request) override {
    Calls& calls = calls_;
    const Caller caller = CallerOf(*context);
    return PieceWriter<v1::AuditChunk>::Start(
        calls.files, [&calls, caller, copy = *request](PieceWriter<v1::AuditChunk>& writer) {
          return zhaojian::ExportAudit(calls.context, caller, copy, [&](const std::string& text) {
            v1::AuditChunk chunk;
            chunk.set_data(text);
            return writer.Write(chunk);
          });
        });
  }

 private:
  Calls& calls_;
};

#undef ZJ_UNARY
#undef ZJ_FILE

}  // namespace

std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(Calls& calls) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<WorkQueueServiceCalls>(calls));
  services.push_back(std::make_unique<ReviewServiceCalls>(calls));
  services.push_back(std::make_unique<RetouchServiceCalls>(calls));
  services.push_back(std::make_unique<SupervisionServiceCalls>(calls));
  services.push_back(std::make_unique<IntakeServiceCalls>(calls));
  services.push_back(std::make_unique<AdminServiceCalls>(calls));
  services.push_back(std::make_unique<AssetServiceCalls>(calls));
  services.push_back(std::make_unique<AuditServiceCalls>(calls));
  services.push_back(std::make_unique<OrderServiceCalls>(calls));
  services.push_back(std::make_unique<CaseServiceCalls>(calls));
  return services;
}

}  // namespace zhaojian
