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

StatusOr<UploadResult> ServiceClient::UploadPhoto(const std::string& order,
                                                  const std::string& bytes,
                                                  const std::string& request_id) {
  v1::UploadPhotoRequest first;
  first.mutable_header()->set_order(order);
  first.mutable_header()->set_size(static_cast<int64_t>(bytes.size()));
  first.mutable_header()->set_sha256(Sha256Hex(bytes));
  first.mutable_header()->set_request_id(request_id);
  v1::UploadPhotoResponse response;
  const Status status =
      impl_->Retry(impl_->options.deadlines.upload, [&](grpc::ClientContext& context) {
        response.Clear();
        const auto writer = impl_->intake_assets.UploadPhoto(&context, &response);
        bool open = writer->Write(first);
        v1::UploadPhotoRequest piece;
        for (size_t at = 0; open && at < bytes.size(); at += kChunkBytes) {
          piece.set_data(bytes.substr(at, kChunkBytes));
          open = writer->Write(piece);
        }
        if (open) writer->WritesDone();
        return impl_->FromGrpc(writer->Finish());
      });
  if (!status.ok()) return status;
  return FromWire(response);
}

Status ServiceClient::Impl::HandOver(const v1::Deliverable& entry,
                                     const std::function<Status(const DeliveredFile&)>& on_file) {
  v1::ReadDeliverableRequest read;
  read.set_order(entry.order());
  ZJ_ASSIGN_OR_RETURN(Asset file, ReadFile(options.deadlines.asset,
                                           [&](grpc::ClientContext* context, int64_t offset) {
                                             read.set_offset(offset);
                                             return admin_assets.ReadDeliverable(context, read);
                                           }));
  ZJ_RETURN_IF_ERROR(on_file({entry.order(), entry.file_name(), file.sha256, entry.school(),
                              FromWire(entry.confirm_time()), std::move(file.bytes)}));
  v1::MarkDeliveredRequest mark;
  mark.set_order(entry.order());
  mark.set_sha256(file.sha256);
  mark.set_file_name(entry.file_name());
  mark.set_receipt("folder");
  mark.set_request_id(RandomUuid());
  return Call(admin, &AdminService::Stub::MarkDelivered, mark, options.deadlines.decision).status();
}

Status ServiceClient::ExportDeliveries(const std::string& school,
                                       const std::function<Status(const DeliveredFile&)>& on_file) {
  v1::ListDeliverableRequest list;
  list.set_school(school);
  do {
    ZJ_ASSIGN_OR_RETURN(const auto page,
                        impl_->Call(impl_->admin, &AdminService::Stub::ListDeliverable, list,
                                    impl_->options.deadlines.export_all));
    for (const v1::Deliverable& entry : page.files()) {
      ZJ_RETURN_IF_ERROR(impl_->HandOver(entry, on_file));
    }
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  return absl::OkStatus();
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
