// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/rpc/client_internal.h"
#include "core/rpc/wire.h"

// Calls of the order's life beside its work: progress, what staff do to an order, cases.
namespace zhaojian::rpc {
namespace {

using v1::CaseService;
using v1::IntakeService;
using v1::OrderService;

StatusOr<Order> OrderOf(const StatusOr<v1::Order>& response) {
  if (!response.ok()) return response.status();
  return FromWire(*response);
}

StatusOr<Case> CaseOf(const StatusOr<v1::Case>& response) {
  if (!response.ok()) return response.status();
  return FromWire(*response);
}

v1::StaffOrderRequest About(const std::string& order, const std::string& why,
                            const std::string& etag = {}) {
  v1::StaffOrderRequest request;
  request.set_order(order);
  request.set_justification(why);
  request.set_etag(etag);
  request.set_request_id(RandomUuid());
  return request;
}

}  // namespace

StatusOr<Order> ServiceClient::ConfirmInfo(const std::string& order, const NewOrder& data) {
  v1::ConfirmInfoRequest request;
  request.set_order(order);
  request.set_id_last4(data.id_last4);
  request.set_consents(data.consents);
  request.set_consent_version(data.consent_version);
  request.set_request_id(RandomUuid());
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::ConfirmInfo, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::SetContact(const std::string& order, const std::string& email,
                                          const std::string& file_name) {
  v1::SetContactRequest request;
  request.set_order(order);
  request.set_email(email);
  request.set_file_name(file_name);
  request.set_request_id(RandomUuid());
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::SetContact, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Progress> ServiceClient::GetProgress(const std::string& order) {
  v1::GetOrderRequest request;
  request.set_order(order);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->intake, &IntakeService::Stub::GetProgress, request,
                                  impl_->options.deadlines.metadata));
  return FromWire(response);
}

Status ServiceClient::WatchOrder(const std::string& order, int64_t after, absl::Duration limit,
                                 const std::function<bool(const ProgressStep&)>& on_step) {
  v1::WatchOrderEventsRequest request;
  request.set_order(order);
  request.set_after_sequence(after);
  bool enough = false;
  const Status status = impl_->Retry(limit, [&](grpc::ClientContext& context) {
    const auto reader = impl_->intake.WatchOrderEvents(&context, request);
    v1::OrderEvent event;
    while (!enough && reader->Read(&event)) {
      // The resume token: after a cut the stream goes on behind it.
      request.set_after_sequence(event.sequence());
      enough = !on_step({event.sequence(), event.label(), FromWire(event.time())});
    }
    if (enough) context.TryCancel();
    const Status finished = impl_->FromGrpc(reader->Finish());
    return enough ? absl::OkStatus() : finished;
  });
  return status;
}

StatusOr<Order> ServiceClient::NotifyPayment(const std::string& body, const std::string& signature,
                                             const std::string& request_id) {
  v1::NotifyPaymentRequest request;
  request.set_body(body);
  request.set_signature(signature);
  request.set_request_id(request_id);
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::NotifyPayment, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::HoldOrder(const std::string& order, const std::string& why,
                                         const std::string& etag) {
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::HoldOrder, About(order, why, etag),
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::ReleaseHold(const std::string& order, const std::string& why) {
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::ReleaseHold, About(order, why),
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::RefundOrder(const std::string& order, const std::string& why) {
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::RefundOrder, About(order, why),
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::RecallOrder(const std::string& order, const std::string& why) {
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::RecallOrder, About(order, why),
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::RetryDelivery(const std::string& order, const std::string& why) {
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::RetryDelivery, About(order, why),
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::EraseOrder(const std::string& order, const std::string& why) {
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::EraseOrder, About(order, why),
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::FailDelivery(const std::string& order, const std::string& why) {
  v1::FailDeliveryRequest request;
  request.set_order(order);
  request.set_why(why);
  request.set_request_id(RandomUuid());
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::FailDelivery, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::RejectByReceiver(const std::string& order,
                                                const std::vector<Reason>& reasons,
                                                const std::string& comment) {
  v1::RejectByReceiverRequest request;
  request.set_order(order);
  ToWireAll(reasons, request.mutable_reasons());
  request.set_comment(comment);
  request.set_request_id(RandomUuid());
  return OrderOf(impl_->Call(impl_->order, &OrderService::Stub::RejectByReceiver, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Case> ServiceClient::OpenCase(const std::string& order, const std::string& kind,
                                       const std::string& text) {
  v1::OpenCaseRequest request;
  request.set_order(order);
  request.set_kind(kind);
  request.set_text(text);
  request.set_request_id(RandomUuid());
  return CaseOf(impl_->Call(impl_->cases, &CaseService::Stub::OpenCase, request,
                            impl_->options.deadlines.decision));
}

StatusOr<Case> ServiceClient::PostMessage(const std::string& name, const std::string& text,
                                          const std::string& order) {
  v1::PostMessageRequest request;
  request.set_name(name);
  request.set_text(text);
  request.set_order(order);
  request.set_request_id(RandomUuid());
  return CaseOf(impl_->Call(impl_->cases, &CaseService::Stub::PostMessage, request,
                            impl_->options.deadlines.decision));
}

StatusOr<Case> ServiceClient::ResolveCase(const std::string& name, const std::string& outcome,
                                          const std::string& reply, const std::string& order) {
  v1::ResolveCaseRequest request;
  request.set_name(name);
  request.set_outcome(outcome);
  request.set_reply(reply);
  request.set_order(order);
  request.set_request_id(RandomUuid());
  return CaseOf(impl_->Call(impl_->cases, &CaseService::Stub::ResolveCase, request,
                            impl_->options.deadlines.decision));
}

StatusOr<Case> ServiceClient::GetCase(const std::string& name, const std::string& order) {
  v1::GetCaseRequest request;
  request.set_name(name);
  request.set_order(order);
  return CaseOf(impl_->Call(impl_->cases, &CaseService::Stub::GetCase, request,
                            impl_->options.deadlines.metadata));
}

StatusOr<std::vector<Case>> ServiceClient::ListCases(const std::string& order,
                                                     const std::string& school, bool open_only) {
  v1::ListCasesRequest request;
  request.set_order(order);
  request.set_school(school);
  request.set_open_only(open_only);
  request.set_page_size(1000);
  ZJ_ASSIGN_OR_RETURN(const auto response, impl_->Call(impl_->cases, &CaseService::Stub::ListCases,
                                                       request, impl_->options.deadlines.metadata));
  return FromWireAll<Case>(response.cases());
}

}  // namespace zhaojian::rpc
