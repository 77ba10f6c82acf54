// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "core/base/status.h"
#include "core/rpc/client.h"
#include "core/rpc/status_wire.h"
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

// Inside of ServiceClient; included by client*.cc only, so that gRPC stays out of every other
// header.
namespace zhaojian::rpc {

/// Waits between the tries of one call: 0.2 s doubling to 5 s, half of it jitter, and never past
/// the call's deadline (numbers: error table of the review-queue reference).
class Backoff {
 public:
  Backoff(const ClientOptions& options, absl::Time deadline)
      : options_(options), deadline_(deadline) {}
  /// Counts a failed try. False when there must be no further one; else waits and returns true.
  bool WaitForNext();

 private:
  const ClientOptions& options_;
  absl::Time deadline_;
  int tries_ = 0;
  absl::Duration next_ = absl::Milliseconds(200);
};

/// Connections and stubs of one client, and how its calls are made.
struct ServiceClient::Impl {
  explicit Impl(ClientOptions client_options);

  /// Deadline, wait-for-ready off, staff code.
  void Prepare(grpc::ClientContext& context, absl::Time deadline) const;
  /// A status of ours, with SERVICE_UNREACHABLE and DEADLINE named when the service could not.
  Status FromGrpc(const grpc::Status& status) const;
  /// Calls `once(context)` until it succeeds, fails for good or time is up.
  template <typename Once>
  Status Retry(absl::Duration limit, Once once) const {
    const absl::Time deadline = absl::Now() + limit;
    Backoff backoff(options, deadline);
    while (true) {
      grpc::ClientContext context;
      Prepare(context, deadline);
      const Status status = once(context);
      if (!absl::IsUnavailable(status) || !backoff.WaitForNext()) return status;
    }
  }
  /// A unary call with retries; `request` must carry its request_id already.
  template <typename Stub, typename Request, typename Response>
  StatusOr<Response> Call(Stub& stub,
                          grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                       Response*),
                          const Request& request, absl::Duration limit) const {
    Response response;
    const Status status = Retry(limit, [&](grpc::ClientContext& context) {
      response.Clear();
      return FromGrpc((stub.*method)(&context, request, &response));
    });
    if (!status.ok()) return status;
    return response;
  }
  /// Reads a file in pieces, going on after a cut where it stopped, and checks its hash.
  /// @param open starts the stream at an offset.
  StatusOr<Asset> ReadVariant(v1::ReadAssetRequest request, AssetVariant variant,
                              const std::string& purpose);
  StatusOr<Asset> ReadFile(absl::Duration limit,
                           const std::function<std::unique_ptr<grpc::ClientReader<v1::AssetChunk>>(
                               grpc::ClientContext*, int64_t)>& open) const;

  /// One try to upload a photo; goes on behind what the service keeps already.
  Status SendPhoto(grpc::ClientContext& context, v1::UploadHeader header, const std::string& bytes,
                   const std::function<void(int64_t, int64_t)>& on_progress,
                   v1::UploadPhotoResponse& response);

  /// One confirmed file.
  StatusOr<DeliveredFile> ReadDelivery(const v1::Deliverable& entry);
  /// It is where the school wants it.
  Status MarkDelivered(const DeliveredFile& file, const std::string& receipt);

  const ClientOptions options;
  std::shared_ptr<grpc::Channel> channel;
  /// A download must never delay a heartbeat.
  std::shared_ptr<grpc::Channel> asset_channel;
  v1::WorkQueueService::Stub queue;
  v1::ReviewService::Stub review;
  v1::RetouchService::Stub retouch;
  v1::SupervisionService::Stub supervision;
  v1::IntakeService::Stub intake;
  v1::AdminService::Stub admin;
  v1::AssetService::Stub asset;
  v1::IntakeService::Stub intake_assets;
  v1::AdminService::Stub admin_assets;
  v1::AuditService::Stub audit;
  v1::OrderService::Stub order;
  v1::CaseService::Stub cases;
};

}  // namespace zhaojian::rpc
