// SPDX-License-Identifier: Apache-2.0
#include "app/service/student_view.h"
#include "core/imaging/photo.h"
#include "core/rpc/wire.h"

// A photo on its way from the student's phone into the order.
namespace zhaojian {
namespace {

// Refuses what the ledger would refuse anyway before anything is analysed or stored; the ledger has
// the last word. The photo that the order has already may be a repeated request: its stored answer
// is found in the ledger only.
Status CheckMayUpload(const ServiceContext& context, const std::string& number, int64_t size,
                      const std::string& sha256) {
  if (size > static_cast<int64_t>(kMaxPhotoBytes)) {
    return MakeError(StatusCode::kResourceExhausted, "FILE-01",
                     "The photo has more than 30 MB; send it as the camera made it.", "size");
  }
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(number));
  const auto attempt = context.ledger.GetAttempt(order.number, order.attempt);
  if (attempt.ok() && attempt->photo_sha256 == sha256) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(order.school));
  const absl::Time now = context.clock.Now();
  GuardFacts facts = {"not_rejected_before"};
  if ((!school.opens || now >= *school.opens) && (!school.closes || now < *school.closes)) {
    facts.insert("window_open");
  }
  if (order.attempt < school.max_attempts) facts.insert("attempts_left");
  return context.order_table.Next(order.state, OrderEvent::kUploadPhoto, {Actor::kStudent}, facts)
      .status();
}

Status AnswerUpload(const StatusOr<UploadRow>& row, v1::Upload* response) {
  ZJ_RETURN_IF_ERROR(row.status());
  response->set_upload(row->id);
  response->set_received(row->received);
  response->set_size(row->size);
  rpc::ToWire(row->expires, response->mutable_expire_time());
  return absl::OkStatus();
}

// Another word for the same photo: only coded anew, made smaller or cut a little.
Status CheckNotRejectedBefore(const PreparedPhoto& photo,
                              const std::vector<RejectedPhotoRow>& rejected) {
  // The same bytes are the ledger's affair, which also knows a repeated request.
  for (const RejectedPhotoRow& row : rejected) {
    if (row.sha256 == photo.photo_sha256) return absl::OkStatus();
  }
  if (!photo.rejected_before) return absl::OkStatus();
  return MakeError(StatusCode::kInvalidArgument, "DUPLICATE_OF_REJECTED",
                   "This is a photo that was rejected before, saved anew, resized or cropped; take "
                   "a new one as the guidance says.",
                   "data");
}

Status Store(const ServiceContext& context, const v1::UploadHeader& header,
             const std::string& bytes, v1::UploadPhotoResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(header.order()));
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(order.school));
  ZJ_ASSIGN_OR_RETURN(const auto rejected, context.ledger.RejectedPhotos(order.number));
  // The order's time, not now: a repeated upload must give the same recipe, or its request id would
  // look like another request.
  ZJ_ASSIGN_OR_RETURN(const PreparedPhoto photo,
                      context.photos.Prepare(bytes, school.profile, order.created, rejected));
  ZJ_RETURN_IF_ERROR(CheckNotRejectedBefore(photo, rejected));
  UploadPhotoCommand command;
  command.meta = {kStudentActor, header.request_id()};
  command.order = order.number;
  command.photo_sha256 = photo.photo_sha256;
  command.photo_bytes = static_cast<int64_t>(bytes.size());
  command.mime = photo.mime;
  command.width = photo.width;
  command.height = photo.height;
  command.profile = photo.profile;
  command.report_json = photo.report_json;
  command.plan_json = photo.plan_json;
  command.recipe = photo.recipe;
  command.perceptual_hash = photo.perceptual_hash;
  ZJ_RETURN_IF_ERROR(context.ledger.PutBlob(order.number, bytes).status());
  for (const auto& [variant, picture] : photo.pictures) {
    ZJ_ASSIGN_OR_RETURN(command.variants[variant], context.ledger.PutBlob(order.number, picture));
  }
  ZJ_RETURN_IF_ERROR(
      AnswerStudent(context, context.ledger.UploadPhoto(command), response->mutable_order()));
  response->set_report_json(photo.report_json);
  response->set_has_standard(!photo.recipe.empty());
  response->set_standard_reason(photo.standard_reason);
  return absl::OkStatus();
}

// What is worth another try with the bytes that are here.
bool MayBeTriedAgain(const Status& status) {
  return absl::IsUnavailable(status) || absl::IsInternal(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsCancelled(status);
}

}  // namespace

Status StartUpload(const ServiceContext& context, const Caller& caller,
                   const v1::StartUploadRequest& request, v1::Upload* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  ZJ_RETURN_IF_ERROR(CheckMayUpload(context, request.order(), request.size(), request.sha256()));
  return AnswerUpload(context.ledger.StartUpload(request.order(), request.size(), request.sha256()),
                      response);
}

Status GetUpload(const ServiceContext& context, const Caller& caller,
                 const v1::GetUploadRequest& request, v1::Upload* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerUpload(context.ledger.GetUpload(request.order(), request.upload()), response);
}

Status BeginUpload(const ServiceContext& context, const Caller& caller, v1::UploadHeader& header) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  if (header.request_id().empty()) {
    return MakeError(StatusCode::kInvalidArgument, "REQUEST_ID_REQUIRED",
                     "An upload needs a request id.", "request_id");
  }
  ZJ_RETURN_IF_ERROR(CheckMayUpload(context, header.order(), header.size(), header.sha256()));
  ZJ_ASSIGN_OR_RETURN(const UploadRow row,
                      context.ledger.StartUpload(header.order(), header.size(), header.sha256()));
  if (!header.upload().empty() && header.upload() != row.id) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_UPLOAD",
                     "This upload began for another photo or order; start it again.", "upload");
  }
  if (header.offset() < 0 || header.offset() > row.received) {
    return MakeError(StatusCode::kOutOfRange, "BAD_OFFSET",
                     "The service has not got that far; ask how much is here.", "offset",
                     {{"received", std::to_string(row.received)}});
  }
  header.set_upload(row.id);
  return absl::OkStatus();
}

Status UploadPhoto(const ServiceContext& context, const Caller& caller,
                   const v1::UploadHeader& header, v1::UploadPhotoResponse* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  const auto bytes = context.ledger.ReadUpload(header.order(), header.upload());
  if (!bytes.ok()) return bytes.status();
  const Status stored = Store(context, header, *bytes, response);
  if (!MayBeTriedAgain(stored)) context.ledger.DropUpload(header.order(), header.upload());
  return stored;
}

}  // namespace zhaojian
