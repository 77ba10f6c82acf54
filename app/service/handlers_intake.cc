// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/base/crypto.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

// A student is never told that somebody is looking at the photo right now.
OrderState Shown(OrderState state) {
  if (state == OrderState::kInReview) return OrderState::kReviewPending;
  if (state == OrderState::kInRetouch) return OrderState::kRetouchPending;
  return state;
}

Status Answer(const ServiceContext& context, const StatusOr<OrderRow>& row, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(row.status());
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(row->school));
  OrderRow shown = *row;
  shown.state = Shown(row->state);
  shown.hold = false;
  rpc::ToWire(ToRpc(shown, school.profile), response);
  return absl::OkStatus();
}

template <typename Request>
OrderCommand CommandOf(const Request& request) {
  return {{kStudentActor, request.request_id()}, request.order(), {}};
}

OrderCommand WishOf(const v1::StudentWishRequest& request) {
  OrderCommand command = CommandOf(request);
  command.comment = request.comment();
  return command;
}

// Refuses what the ledger would refuse anyway before anything is analysed or stored; the ledger has
// the last word. The photo that the order has already may be a repeated request: its stored answer
// is found in the ledger only.
Status CheckMayUpload(const ServiceContext& context, const OrderRow& order, const School& school,
                      const std::string& bytes) {
  const auto attempt = context.ledger.GetAttempt(order.number, order.attempt);
  if (attempt.ok() && attempt->photo_sha256 == Sha256Hex(bytes)) return absl::OkStatus();
  const absl::Time now = context.clock.Now();
  GuardFacts facts = {"not_rejected_before"};
  if ((!school.opens || now >= *school.opens) && (!school.closes || now < *school.closes)) {
    facts.insert("window_open");
  }
  if (order.attempt < school.max_attempts) facts.insert("attempts_left");
  return context.order_table.Next(order.state, OrderEvent::kUploadPhoto, {Actor::kStudent}, facts)
      .status();
}

}  // namespace

Status CreateOrder(const ServiceContext& context, const Caller& caller,
                   const v1::CreateOrderRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  CreateOrderCommand command;
  command.meta = {kStudentActor, request.request_id()};
  command.collection_code = request.collection_code();
  command.last_four = request.id_last4();
  command.feature_code = request.feature_code();
  command.consent = request.consents();
  command.consent_version = request.consent_version();
  command.confirm_later = request.confirm_later();
  return Answer(context, context.ledger.CreateOrder(command), response);
}

Status ConfirmInfo(const ServiceContext& context, const Caller& caller,
                   const v1::ConfirmInfoRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context,
                context.ledger.ConfirmInfo({{kStudentActor, request.request_id()},
                                            request.order(),
                                            request.id_last4(),
                                            request.consents(),
                                            request.consent_version()}),
                response);
}

Status SetContact(const ServiceContext& context, const Caller& caller,
                  const v1::SetContactRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context,
                context.ledger.SetContact({{kStudentActor, request.request_id()},
                                           request.order(),
                                           request.email(),
                                           request.file_name()}),
                response);
}

Status GetProgress(const ServiceContext& context, const Caller& caller,
                   const v1::GetOrderRequest& request, v1::Progress* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  ZJ_ASSIGN_OR_RETURN(const OrderRow row, context.ledger.GetOrder(request.order()));
  ZJ_ASSIGN_OR_RETURN(const auto events, context.ledger.ListOrderEvents(row.number));
  ZJ_RETURN_IF_ERROR(Answer(context, row, response->mutable_order()));
  for (const OrderEventRow& event : events) {
    const std::string label = StudentStepKey(event.event);
    if (label.empty()) continue;
    v1::ProgressStep* step = response->add_steps();
    step->set_label(label);
    rpc::ToWire(event.time, step->mutable_time());
  }
  if (row.promise) {
    response->set_promise_label(row.provisional ? "student.promise.provisional"
                                                : "student.promise");
  } else if (row.state == OrderState::kAwaitingConfirmation) {
    response->set_promise_label("student.promise.confirm");
  }
  return absl::OkStatus();
}

Status GetOrder(const ServiceContext& context, const Caller& caller,
                const v1::GetOrderRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.GetOrder(request.order()), response);
}

Status UploadPhoto(const ServiceContext& context, const Caller& caller,
                   const v1::UploadHeader& header, const std::string& bytes,
                   v1::UploadPhotoResponse* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  if (header.request_id().empty()) {
    return MakeError(StatusCode::kInvalidArgument, "REQUEST_ID_REQUIRED",
                     "An upload needs a request id.", "request_id");
  }
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.GetOrder(header.order()));
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(order.school));
  ZJ_RETURN_IF_ERROR(CheckMayUpload(context, order, school, bytes));
  // The order's time, not now: a repeated upload must give the same recipe, or its request id would
  // look like another request.
  ZJ_ASSIGN_OR_RETURN(const PreparedPhoto photo,
                      context.photos.Prepare(bytes, school.profile, order.created));
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
  ZJ_RETURN_IF_ERROR(context.ledger.PutBlob(order.number, bytes).status());
  for (const auto& [variant, picture] : photo.pictures) {
    ZJ_ASSIGN_OR_RETURN(command.variants[variant], context.ledger.PutBlob(order.number, picture));
  }
  ZJ_RETURN_IF_ERROR(
      Answer(context, context.ledger.UploadPhoto(command), response->mutable_order()));
  response->set_report_json(photo.report_json);
  response->set_has_standard(!photo.recipe.empty());
  response->set_standard_reason(photo.standard_reason);
  return absl::OkStatus();
}

Status SubmitAttempt(const ServiceContext& context, const Caller& caller,
                     const v1::SubmitAttemptRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.Submit(CommandOf(request)), response);
}

Status RetakePhoto(const ServiceContext& context, const Caller& caller,
                   const v1::RetakePhotoRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.Retake(CommandOf(request)), response);
}

Status WithdrawAttempt(const ServiceContext& context, const Caller& caller,
                       const v1::WithdrawAttemptRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.Withdraw(CommandOf(request)), response);
}

Status RequestRecollection(const ServiceContext& context, const Caller& caller,
                           const v1::StudentWishRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.RequestRecollection(WishOf(request)), response);
}

Status RequestRedo(const ServiceContext& context, const Caller& caller,
                   const v1::StudentWishRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.RequestRedo(WishOf(request)), response);
}

Status CancelOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StudentWishRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return Answer(context, context.ledger.Cancel(WishOf(request)), response);
}

Status ConfirmPhoto(const ServiceContext& context, const Caller& caller,
                    const v1::ConfirmPhotoRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  ConfirmCommand command;
  command.meta = {kStudentActor, request.request_id()};
  command.order = request.order();
  command.output_sha256 = request.delivered_sha256();
  return Answer(context, context.ledger.Confirm(command), response);
}

}  // namespace zhaojian
