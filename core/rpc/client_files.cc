// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/crypto.h"
#include "core/rpc/client_internal.h"
#include "core/rpc/limits.h"
#include "core/rpc/wire.h"

// Calls that move files, in pieces, on a connection of their own.
namespace zhaojian::rpc {
namespace {

using v1::AdminService;

Status Corrupt() {
  return MakeError(StatusCode::kDataLoss, "ASSET_CORRUPT",
                   "The file did not arrive as the service keeps it; try again.");
}

// Takes one piece; pieces must follow each other without gaps.
Status TakeChunk(const v1::AssetChunk& chunk, Asset& asset) {
  const auto received = static_cast<int64_t>(asset.bytes.size());
  if (chunk.offset() != received || chunk.total_size() > kMaxFileBytes ||
      received + static_cast<int64_t>(chunk.data().size()) > chunk.total_size()) {
    return Corrupt();
  }
  if (asset.sha256.empty()) {
    asset.sha256 = chunk.sha256();
    asset.mime_type = chunk.mime_type();
    asset.file_name = chunk.file_name();
    asset.bytes.reserve(static_cast<size_t>(chunk.total_size()));
  } else if (asset.sha256 != chunk.sha256()) {
    return Corrupt();
  }
  asset.bytes += chunk.data();
  return absl::OkStatus();
}

}  // namespace

StatusOr<Asset> ServiceClient::Impl::ReadFile(
    absl::Duration limit,
    const std::function<std::unique_ptr<grpc::ClientReader<v1::AssetChunk>>(grpc::ClientContext*,
                                                                            int64_t)>& open) const {
  Asset file;
  const Status status = Retry(limit, [&](grpc::ClientContext& context) {
    const auto reader = open(&context, static_cast<int64_t>(file.bytes.size()));
    v1::AssetChunk chunk;
    Status taken = absl::OkStatus();
    while (taken.ok() && reader->Read(&chunk)) taken = TakeChunk(chunk, file);
    if (!taken.ok()) context.TryCancel();
    const Status finished = FromGrpc(reader->Finish());
    return taken.ok() ? finished : taken;
  });
  if (!status.ok()) return status;
  if (Sha256Hex(file.bytes) != file.sha256) return Corrupt();
  return file;
}

StatusOr<Asset> ServiceClient::Impl::ReadVariant(v1::ReadAssetRequest request, AssetVariant variant,
                                                 const std::string& purpose) {
  request.set_variant(static_cast<v1::ReadAssetRequest::Variant>(static_cast<int>(variant) + 1));
  request.set_purpose(purpose);
  return ReadFile(options.deadlines.asset, [&](grpc::ClientContext* context, int64_t offset) {
    request.set_offset(offset);
    return asset.ReadAsset(context, request);
  });
}

StatusOr<Asset> ServiceClient::ReadAsset(const std::string& work_item, int64_t fence,
                                         AssetVariant variant, const std::string& purpose,
                                         int attempt) {
  v1::ReadAssetRequest request;
  request.set_attempt(attempt);
  request.set_work_item(work_item);
  request.set_fence(fence);
  return impl_->ReadVariant(std::move(request), variant, purpose);
}

StatusOr<Asset> ServiceClient::ReadDecisionAsset(const std::string& decision, AssetVariant variant,
                                                 const std::string& purpose) {
  v1::ReadAssetRequest request;
  request.set_decision(decision);
  return impl_->ReadVariant(std::move(request), variant, purpose);
}

StatusOr<Asset> ServiceClient::ReadOrderAsset(const std::string& order, AssetVariant variant,
                                              const std::string& purpose) {
  v1::ReadAssetRequest request;
  request.set_order(order);
  return impl_->ReadVariant(std::move(request), variant, purpose);
}

StatusOr<Asset> ServiceClient::Download(const std::string& order) {
  v1::DownloadPhotoRequest request;
  request.set_order(order);
  return impl_->ReadFile(impl_->options.deadlines.asset,
                         [&](grpc::ClientContext* context, int64_t offset) {
                           request.set_offset(offset);
                           return impl_->intake_assets.DownloadPhoto(context, request);
                         });
}

namespace {

UploadState FromUpload(const v1::Upload& in) {
  return {in.upload(), in.received(), in.size(), FromWire(in.expire_time())};
}

}  // namespace

StatusOr<UploadState> ServiceClient::StartUpload(const std::string& order, int64_t size,
                                                 const std::string& sha256) {
  v1::StartUploadRequest request;
  request.set_order(order);
  request.set_size(size);
  request.set_sha256(sha256);
  ZJ_ASSIGN_OR_RETURN(const v1::Upload upload,
                      impl_->Call(impl_->intake_assets, &v1::IntakeService::Stub::StartUpload,
                                  request, impl_->options.deadlines.decision));
  return FromUpload(upload);
}

StatusOr<UploadState> ServiceClient::GetUpload(const std::string& order,
                                               const std::string& upload) {
  v1::GetUploadRequest request;
  request.set_order(order);
  request.set_upload(upload);
  ZJ_ASSIGN_OR_RETURN(const v1::Upload state,
                      impl_->Call(impl_->intake_assets, &v1::IntakeService::Stub::GetUpload,
                                  request, impl_->options.deadlines.metadata));
  return FromUpload(state);
}

// One try: asks how much is there, sends the rest.
Status ServiceClient::Impl::SendPhoto(grpc::ClientContext& context, v1::UploadHeader header,
                                      const std::string& bytes,
                                      const std::function<void(int64_t, int64_t)>& on_progress,
                                      v1::UploadPhotoResponse& response) {
  v1::StartUploadRequest start;
  start.set_order(header.order());
  start.set_size(header.size());
  start.set_sha256(header.sha256());
  v1::Upload upload;
  grpc::ClientContext asking;
  Prepare(asking, absl::FromChrono(context.deadline()));
  ZJ_RETURN_IF_ERROR(FromGrpc(intake_assets.StartUpload(&asking, start, &upload)));
  header.set_upload(upload.upload());
  header.set_offset(upload.received());
  response.Clear();
  const auto writer = intake_assets.UploadPhoto(&context, &response);
  v1::UploadPhotoRequest message;
  *message.mutable_header() = header;
  bool open = writer->Write(message);
  auto at = static_cast<size_t>(std::clamp<int64_t>(upload.received(), 0, header.size()));
  const auto tell = [&] {
    if (on_progress) on_progress(static_cast<int64_t>(at), header.size());
  };
  tell();
  while (open && at < bytes.size()) {
    message.set_data(bytes.substr(at, kChunkBytes));
    open = writer->Write(message);
    at += message.data().size();
    if (open) tell();
  }
  if (open) writer->WritesDone();
  return FromGrpc(writer->Finish());
}

StatusOr<UploadResult> ServiceClient::UploadPhoto(
    const std::string& order, const std::string& bytes, const std::string& request_id,
    const std::function<void(int64_t sent, int64_t size)>& on_progress) {
  v1::UploadHeader header;
  header.set_order(order);
  header.set_size(static_cast<int64_t>(bytes.size()));
  header.set_sha256(Sha256Hex(bytes));
  header.set_request_id(request_id);
  v1::UploadPhotoResponse response;
  const Status status =
      impl_->Retry(impl_->options.deadlines.upload, [&](grpc::ClientContext& context) {
        return impl_->SendPhoto(context, header, bytes, on_progress, response);
      });
  if (!status.ok()) return status;
  return FromWire(response);
}

StatusOr<DeliveredFile> ServiceClient::Impl::ReadDelivery(const v1::Deliverable& entry) {
  v1::ReadDeliverableRequest read;
  read.set_order(entry.order());
  ZJ_ASSIGN_OR_RETURN(Asset file, ReadFile(options.deadlines.asset,
                                           [&](grpc::ClientContext* context, int64_t offset) {
                                             read.set_offset(offset);
                                             return admin_assets.ReadDeliverable(context, read);
                                           }));
  // What was confirmed is what leaves: both sides say its hash.
  if (file.sha256 != entry.sha256()) return Corrupt();
  DeliveredFile delivered;
  delivered.order = entry.order();
  delivered.file_name = entry.file_name();
  delivered.sha256 = file.sha256;
  delivered.school = entry.school();
  delivered.confirm_time = FromWire(entry.confirm_time());
  delivered.bytes = std::move(file.bytes);
  return delivered;
}

Status ServiceClient::Impl::MarkDelivered(const DeliveredFile& file, const std::string& receipt) {
  v1::MarkDeliveredRequest mark;
  mark.set_order(file.order);
  mark.set_sha256(file.sha256);
  mark.set_file_name(file.file_name);
  mark.set_receipt(receipt);
  mark.set_request_id(RandomUuid());
  return Call(admin, &AdminService::Stub::MarkDelivered, mark, options.deadlines.decision).status();
}

Status ServiceClient::ExportDeliveries(const std::string& school,
                                       const std::function<Status(DeliveredFile&)>& on_file) {
  DeliverySink sink;
  sink.on_file = on_file;
  return ExportDeliveries(school, sink);
}

Status ServiceClient::ExportDeliveries(const std::string& school, const DeliverySink& sink) {
  std::vector<DeliveredFile> waiting;
  const auto mark_all = [&]() -> Status {
    if (sink.on_batch && !waiting.empty()) ZJ_RETURN_IF_ERROR(sink.on_batch());
    for (const DeliveredFile& file : waiting) {
      ZJ_RETURN_IF_ERROR(impl_->MarkDelivered(file, sink.receipt));
    }
    waiting.clear();
    return absl::OkStatus();
  };
  v1::ListDeliverableRequest list;
  list.set_school(school);
  do {
    ZJ_ASSIGN_OR_RETURN(const auto page,
                        impl_->Call(impl_->admin, &AdminService::Stub::ListDeliverable, list,
                                    impl_->options.deadlines.export_all));
    for (const v1::Deliverable& entry : page.files()) {
      ZJ_ASSIGN_OR_RETURN(DeliveredFile file, impl_->ReadDelivery(entry));
      ZJ_RETURN_IF_ERROR(sink.on_file(file));
      file.bytes.clear();
      waiting.push_back(std::move(file));
      const bool full = static_cast<int>(waiting.size()) >= kDeliveryBatch;
      if (full || !sink.on_batch) ZJ_RETURN_IF_ERROR(mark_all());
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  return mark_all();
}

Status ServiceClient::ExportAudit(const std::function<Status(const std::string&)>& on_text) {
  grpc::ClientContext context;
  impl_->Prepare(context, absl::Now() + impl_->options.deadlines.export_all);
  v1::ExportAuditRequest request;
  const auto reader = impl_->audit.ExportAudit(&context, request);
  v1::AuditChunk chunk;
  Status taken = absl::OkStatus();
  while (taken.ok() && reader->Read(&chunk)) taken = on_text(chunk.data());
  if (!taken.ok()) context.TryCancel();
  const Status finished = impl_->FromGrpc(reader->Finish());
  return taken.ok() ? finished : taken;
}

}  // namespace zhaojian::rpc
