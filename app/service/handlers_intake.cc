// SPDX-License-Identifier: Apache-2.0
#include "app/service/convert.h"
#include "app/service/student_view.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

template <typename Request>
OrderCommand CommandOf(const Request& request) {
  return {{kStudentActor, request.request_id()}, request.order(), {}};
}

void AddStages(const std::vector<StudentProgressStage>& stages,
               google::protobuf::RepeatedPtrField<v1::ProgressStage>* out) {
  for (const StudentProgressStage& stage : stages) {
    v1::ProgressStage* added = out->Add();
    added->set_label(stage.label);
    added->set_done(stage.done);
    added->set_present(stage.present);
  }
}

OrderCommand WishOf(const v1::StudentWishRequest& request) {
  OrderCommand command = CommandOf(request);
  command.comment = request.comment();
  return command;
}

}  // namespace

Status AnswerStudent(const ServiceContext& context, const StatusOr<OrderRow>& row,
                     v1::Order* response) {
  ZJ_RETURN_IF_ERROR(row.status());
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(row->school));
  OrderRow shown = *row;
  shown.state = context.student_view.Of(row->state).shown_as;
  shown.hold = false;
  rpc::ToWire(ToRpc(shown, school.profile, context.student_view), response);
  return absl::OkStatus();
}

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
  command.phone_token = request.phone_token();
  return AnswerStudent(context, context.ledger.CreateOrder(command), response);
}

Status ConfirmInfo(const ServiceContext& context, const Caller& caller,
                   const v1::ConfirmInfoRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context,
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
  return AnswerStudent(context,
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
  ZJ_RETURN_IF_ERROR(AnswerStudent(context, row, response->mutable_order()));
  for (const OrderEventRow& event : events) {
    const std::string& label = context.student_view.StepOf(event.event);
    if (label.empty()) continue;
    v1::ProgressStep* step = response->add_steps();
    step->set_label(label);
    rpc::ToWire(event.time, step->mutable_time());
  }
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(row.school));
  const StudentView& view = context.student_view;
  AddStages(view.Collection(row.state, school.payment_enabled), response->mutable_collection());
  AddStages(view.Review(row.state), response->mutable_review());
  const StudentPromise promise = view.Of(row.state).promise;
  if (promise == StudentPromise::kWork && row.promise) {
    response->set_promise_label(row.provisional ? "student.promise.provisional"
                                                : "student.promise");
  } else if (promise == StudentPromise::kConfirm) {
    response->set_promise_label("student.promise.confirm");
  }
  return absl::OkStatus();
}

Status GetOrder(const ServiceContext& context, const Caller& caller,
                const v1::GetOrderRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.GetOrder(request.order()), response);
}

Status SubmitAttempt(const ServiceContext& context, const Caller& caller,
                     const v1::SubmitAttemptRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.Submit(CommandOf(request)), response);
}

Status RetakePhoto(const ServiceContext& context, const Caller& caller,
                   const v1::RetakePhotoRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.Retake(CommandOf(request)), response);
}

Status WithdrawAttempt(const ServiceContext& context, const Caller& caller,
                       const v1::WithdrawAttemptRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.Withdraw(CommandOf(request)), response);
}

Status RequestRecollection(const ServiceContext& context, const Caller& caller,
                           const v1::StudentWishRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.RequestRecollection(WishOf(request)), response);
}

Status RequestRedo(const ServiceContext& context, const Caller& caller,
                   const v1::StudentWishRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.RequestRedo(WishOf(request)), response);
}

Status CancelOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StudentWishRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  return AnswerStudent(context, context.ledger.Cancel(WishOf(request)), response);
}

Status ConfirmPhoto(const ServiceContext& context, const Caller& caller,
                    const v1::ConfirmPhotoRequest& request, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(RequireStudent(caller));
  ConfirmCommand command;
  command.meta = {kStudentActor, request.request_id()};
  command.order = request.order();
  command.output_sha256 = request.delivered_sha256();
  return AnswerStudent(context, context.ledger.Confirm(command), response);
}

}  // namespace zhaojian
