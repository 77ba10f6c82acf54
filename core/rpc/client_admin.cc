// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/rpc/client_internal.h"
#include "core/rpc/wire.h"

// Calls of the student's side and of administration that carry no file.
namespace zhaojian::rpc {
namespace {

using v1::AdminService;
using v1::IntakeService;

StatusOr<Order> OrderOf(const StatusOr<v1::Order>& response) {
  if (!response.ok()) return response.status();
  return FromWire(*response);
}

template <typename Request>
Request ForOrder(const std::string& order) {
  Request request;
  request.set_order(order);
  request.set_request_id(RandomUuid());
  return request;
}

}  // namespace

StatusOr<Order> ServiceClient::CreateOrder(const NewOrder& order, const std::string& request_id) {
  v1::CreateOrderRequest request;
  request.set_feature_code(order.feature_code);
  request.set_collection_code(order.collection_code);
  request.set_id_last4(order.id_last4);
  request.set_consents(order.consents);
  request.set_consent_version(order.consent_version);
  request.set_confirm_later(order.confirm_later);
  request.set_phone_token(order.phone_token);
  request.set_request_id(request_id);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::CreateOrder, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::GetOrder(const std::string& order) {
  v1::GetOrderRequest request;
  request.set_order(order);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::GetOrder, request,
                             impl_->options.deadlines.metadata));
}

StatusOr<Order> ServiceClient::Submit(const std::string& order) {
  auto request = ForOrder<v1::SubmitAttemptRequest>(order);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::SubmitAttempt, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::Retake(const std::string& order) {
  auto request = ForOrder<v1::RetakePhotoRequest>(order);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::RetakePhoto, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::Withdraw(const std::string& order) {
  auto request = ForOrder<v1::WithdrawAttemptRequest>(order);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::WithdrawAttempt, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::RequestRecollection(const std::string& order,
                                                   const std::string& comment) {
  auto request = ForOrder<v1::StudentWishRequest>(order);
  request.set_comment(comment);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::RequestRecollection, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::RequestRedo(const std::string& order, const std::string& comment) {
  auto request = ForOrder<v1::StudentWishRequest>(order);
  request.set_comment(comment);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::RequestRedo, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::Cancel(const std::string& order) {
  auto request = ForOrder<v1::StudentWishRequest>(order);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::CancelOrder, request,
                             impl_->options.deadlines.decision));
}

StatusOr<Order> ServiceClient::Confirm(const std::string& order,
                                       const std::string& delivered_sha256) {
  auto request = ForOrder<v1::ConfirmPhotoRequest>(order);
  request.set_delivered_sha256(delivered_sha256);
  return OrderOf(impl_->Call(impl_->intake, &IntakeService::Stub::ConfirmPhoto, request,
                             impl_->options.deadlines.decision));
}

StatusOr<School> ServiceClient::AddSchool(const School& school, bool replace) {
  v1::AddSchoolRequest request;
  ToWire(school, request.mutable_school());
  request.set_replace(replace);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response, impl_->Call(impl_->admin, &AdminService::Stub::AddSchool,
                                                       request, impl_->options.deadlines.decision));
  return FromWire(response);
}

StatusOr<std::vector<School>> ServiceClient::ListSchools() {
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::ListSchools,
                                  v1::ListSchoolsRequest(), impl_->options.deadlines.metadata));
  return FromWireAll<School>(response.schools());
}

StatusOr<Staff> ServiceClient::AddStaff(const Staff& staff, bool replace) {
  v1::AddStaffRequest request;
  ToWire(staff, request.mutable_staff());
  request.set_replace(replace);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response, impl_->Call(impl_->admin, &AdminService::Stub::AddStaff,
                                                       request, impl_->options.deadlines.decision));
  return FromWire(response);
}

StatusOr<std::vector<Staff>> ServiceClient::ListStaff() {
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::ListStaff,
                                  v1::ListStaffRequest(), impl_->options.deadlines.metadata));
  return FromWireAll<Staff>(response.staff());
}

StatusOr<Staff> ServiceClient::PauseStaff(const std::string& code, bool paused,
                                          const std::string& justification) {
  v1::PauseStaffRequest request;
  request.set_code(code);
  request.set_paused(paused);
  request.set_justification(justification);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::PauseStaff, request,
                                  impl_->options.deadlines.decision));
  return FromWire(response);
}

StatusOr<Staff> ServiceClient::GetMe() {
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::GetMe, v1::GetMeRequest(),
                                  impl_->options.deadlines.metadata));
  return FromWire(response);
}

StatusOr<OrderPage> ServiceClient::ListOrders(const std::string& school, const std::string& state,
                                              int page_size, const std::string& page_token) {
  v1::ListOrdersRequest request;
  request.set_school(school);
  request.set_state(OrderStateOf(state));
  if (!state.empty() && request.state() == v1::Order::STATE_UNSPECIFIED) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_NAME", "No such order state.", "state");
  }
  request.set_page_size(page_size);
  request.set_page_token(page_token);
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::ListOrders, request,
                                  impl_->options.deadlines.metadata));
  return OrderPage{FromWireAll<Order>(response.orders()), response.next_page_token()};
}

StatusOr<std::string> ServiceClient::ImportCalendar(const std::string& json,
                                                    const std::string& why) {
  v1::ImportCalendarRequest request;
  request.set_json(json);
  request.set_justification(why);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::ImportCalendar, request,
                                  impl_->options.deadlines.decision));
  return response.version();
}

StatusOr<int64_t> ServiceClient::RecomputeDue(const std::string& school, const std::string& why) {
  v1::RecomputeDueRequest request;
  request.set_school(school);
  request.set_justification(why);
  request.set_request_id(RandomUuid());
  ZJ_ASSIGN_OR_RETURN(const auto response,
                      impl_->Call(impl_->admin, &AdminService::Stub::RecomputeDue, request,
                                  impl_->options.deadlines.export_all));
  return response.changed();
}

}  // namespace zhaojian::rpc
