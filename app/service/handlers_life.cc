// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/base/crypto.h"
#include "core/rpc/wire.h"

// What staff, the gateway and the receiver do to an order; cases.
namespace zhaojian {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kLargestPage = 1000;

Status Answer(const ServiceContext& context, const StatusOr<OrderRow>& row, v1::Order* response) {
  ZJ_RETURN_IF_ERROR(row.status());
  context.wake_timers();
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(row->school));
  rpc::ToWire(ToRpc(*row, school.profile, context.student_view), response);
  return absl::OkStatus();
}

// A command of a member of staff; the ledger asks for the role.
StatusOr<StaffOrderCommand> CommandOf(const ServiceContext& context, const Caller& caller,
                                      const v1::StaffOrderRequest& request) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  return StaffOrderCommand{
      {staff.code, request.request_id()}, request.order(), request.justification(), request.etag()};
}

using OrderCall = StatusOr<OrderRow> (Ledger::*)(const StaffOrderCommand&);

Status RunOrderCall(const ServiceContext& context, const Caller& caller,
                    const v1::StaffOrderRequest& request, OrderCall call, v1::Order* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffOrderCommand command, CommandOf(context, caller, request));
  return Answer(context, (context.ledger.*call)(command), response);
}

bool IsStudent(const Caller& caller) { return caller.staff.empty(); }

StatusOr<RequestMeta> MetaOf(const ServiceContext& context, const Caller& caller,
                             const std::string& request_id) {
  if (IsStudent(caller)) return RequestMeta{kStudentActor, request_id};
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  return RequestMeta{staff.code, request_id};
}

// The student's side sees the cases of an order whose number it knows, and no others.
Status CheckCaseOf(const ServiceContext& context, const Caller& caller, int64_t id,
                   const std::string& order) {
  if (!IsStudent(caller)) {
    return RequireRole(context.ledger, caller,
                       {Role::kCustomerService, Role::kSupervisor, Role::kAuditor})
        .status();
  }
  const auto row = context.ledger.GetCase(id);
  if (row.ok() && !order.empty() && row->order == order) return absl::OkStatus();
  return MakeError(StatusCode::kNotFound, "NOT_FOUND", "The case does not exist.", "name");
}

Status AnswerCase(const ServiceContext& context, const Caller& caller, const StatusOr<CaseRow>& row,
                  v1::Case* response) {
  ZJ_RETURN_IF_ERROR(row.status());
  rpc::ToWire(ToRpc(*row, IsStudent(caller), context.clock.Now()), response);
  return absl::OkStatus();
}

}  // namespace

Status HoldOrder(const ServiceContext& context, const Caller& caller,
                 const v1::StaffOrderRequest& request, v1::Order* response) {
  return RunOrderCall(context, caller, request, &Ledger::HoldOrder, response);
}

Status ReleaseHold(const ServiceContext& context, const Caller& caller,
                   const v1::StaffOrderRequest& request, v1::Order* response) {
  return RunOrderCall(context, caller, request, &Ledger::ReleaseHold, response);
}

Status RefundOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StaffOrderRequest& request, v1::Order* response) {
  return RunOrderCall(context, caller, request, &Ledger::RefundOrder, response);
}

Status RecallOrder(const ServiceContext& context, const Caller& caller,
                   const v1::StaffOrderRequest& request, v1::Order* response) {
  return RunOrderCall(context, caller, request, &Ledger::RecallOrder, response);
}

Status RetryDelivery(const ServiceContext& context, const Caller& caller,
                     const v1::StaffOrderRequest& request, v1::Order* response) {
  return RunOrderCall(context, caller, request, &Ledger::RetryDelivery, response);
}

Status EraseOrder(const ServiceContext& context, const Caller& caller,
                  const v1::StaffOrderRequest& request, v1::Order* response) {
  return RunOrderCall(context, caller, request, &Ledger::EraseOrder, response);
}

Status FailDelivery(const ServiceContext& context, const Caller& caller,
                    const v1::FailDeliveryRequest& request, v1::Order* response) {
  ZJ_ASSIGN_OR_RETURN(
      const std::string actor,
      OperatorOr(context.ledger, caller, {Role::kSupervisor, Role::kAdministrator}));
  return Answer(
      context,
      context.ledger.FailDelivery({{actor, request.request_id()}, request.order(), request.why()}),
      response);
}

Status RejectByReceiver(const ServiceContext& context, const Caller& caller,
                        const v1::RejectByReceiverRequest& request, v1::Order* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ReceiverRejectionCommand command;
  command.meta = {staff.code, request.request_id()};
  command.order = request.order();
  command.reasons = ReasonsOf(rpc::FromWireAll<rpc::Reason>(request.reasons()));
  command.comment = request.comment();
  return Answer(context, context.ledger.RejectByReceiver(command), response);
}

Status NotifyPayment(const ServiceContext& context, const Caller&,
                     const v1::NotifyPaymentRequest& request, v1::Order* response) {
  ZJ_ASSIGN_OR_RETURN(const PaymentNotice notice,
                      context.payments.Read(request.body(), request.signature()));
  // The gateway sends again until it is answered: its own words are the request.
  const RequestMeta meta = {kSystemActor, request.request_id().empty()
                                              ? "payment-" + Sha256Hex(request.body())
                                              : request.request_id()};
  if (notice.kind == PaymentNotice::Kind::kRefunded) {
    return Answer(
        context,
        context.ledger.SettleRefund({meta, notice.order, notice.transaction, notice.amount_fen}),
        response);
  }
  return Answer(
      context,
      context.ledger.SettlePayment({meta, notice.order, notice.transaction, notice.amount_fen}),
      response);
}

Status OpenCase(const ServiceContext& context, const Caller& caller,
                const v1::OpenCaseRequest& request, v1::Case* response) {
  OpenCaseCommand command;
  ZJ_ASSIGN_OR_RETURN(command.meta, MetaOf(context, caller, request.request_id()));
  command.order = request.order();
  ZJ_ASSIGN_OR_RETURN(command.kind, CaseKindFromName(request.kind()));
  command.text = request.text();
  return AnswerCase(context, caller, context.ledger.OpenCase(command), response);
}

Status PostMessage(const ServiceContext& context, const Caller& caller,
                   const v1::PostMessageRequest& request, v1::Case* response) {
  PostMessageCommand command;
  ZJ_ASSIGN_OR_RETURN(command.meta, MetaOf(context, caller, request.request_id()));
  ZJ_ASSIGN_OR_RETURN(command.id, CaseId(request.name()));
  ZJ_RETURN_IF_ERROR(CheckCaseOf(context, caller, command.id, request.order()));
  command.text = request.text();
  return AnswerCase(context, caller, context.ledger.PostMessage(command), response);
}

Status ResolveCase(const ServiceContext& context, const Caller& caller,
                   const v1::ResolveCaseRequest& request, v1::Case* response) {
  ResolveCaseCommand command;
  ZJ_ASSIGN_OR_RETURN(command.meta, MetaOf(context, caller, request.request_id()));
  ZJ_ASSIGN_OR_RETURN(command.id, CaseId(request.name()));
  ZJ_RETURN_IF_ERROR(CheckCaseOf(context, caller, command.id, request.order()));
  ZJ_ASSIGN_OR_RETURN(command.outcome, CaseStateFromName(request.outcome()));
  command.reply = request.reply();
  command.etag = request.etag();
  const auto row = context.ledger.ResolveCase(command);
  if (row.ok()) context.wake_timers();
  return AnswerCase(context, caller, row, response);
}

Status GetCase(const ServiceContext& context, const Caller& caller,
               const v1::GetCaseRequest& request, v1::Case* response) {
  ZJ_ASSIGN_OR_RETURN(const int64_t id, CaseId(request.name()));
  ZJ_RETURN_IF_ERROR(CheckCaseOf(context, caller, id, request.order()));
  return AnswerCase(context, caller, context.ledger.GetCase(id), response);
}

Status ListCases(const ServiceContext& context, const Caller& caller,
                 const v1::ListCasesRequest& request, v1::ListCasesResponse* response) {
  if (IsStudent(caller) && request.order().empty()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_NAME", "Name the order.", "order");
  }
  if (!IsStudent(caller)) {
    ZJ_RETURN_IF_ERROR(RequireRole(context.ledger, caller,
                                   {Role::kCustomerService, Role::kSupervisor, Role::kAuditor})
                           .status());
  }
  CaseFilter filter;
  filter.order = request.order();
  filter.school = request.school();
  filter.open_only = request.open_only();
  if (!request.kind().empty()) {
    ZJ_ASSIGN_OR_RETURN(filter.kind, CaseKindFromName(request.kind()));
  }
  if (!request.page_token().empty()) {
    ZJ_ASSIGN_OR_RETURN(filter.after, CaseId(request.page_token()));
  }
  filter.limit =
      request.page_size() <= 0 ? kDefaultPage : std::min(request.page_size(), kLargestPage);
  ZJ_ASSIGN_OR_RETURN(const auto rows, context.ledger.ListCases(filter));
  for (const CaseRow& row : rows) {
    rpc::ToWire(ToRpc(row, IsStudent(caller), context.clock.Now()), response->add_cases());
  }
  if (static_cast<int>(rows.size()) == filter.limit) {
    response->set_next_page_token("cases/" + std::to_string(rows.back().id));
  }
  return absl::OkStatus();
}

}  // namespace zhaojian
