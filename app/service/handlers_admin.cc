// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kLargestPage = 1000;
// A line has at most about 300 bytes, so that a page stays far below gRPC's 4 MiB.
constexpr int kDeliverablePage = 200;

StatusOr<std::string> AdminActor(const ServiceContext& context, const Caller& caller) {
  return OperatorOr(context.ledger, caller, {Role::kAdministrator, Role::kSupervisor});
}

}  // namespace

Status AddSchool(const ServiceContext& context, const Caller& caller,
                 const v1::AddSchoolRequest& request, v1::School* response) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor, AdminActor(context, caller));
  School base;
  if (request.replace()) {
    ZJ_ASSIGN_OR_RETURN(base, context.ledger.GetSchool(request.school().code()));
  }
  PutSchoolCommand command;
  command.meta = {actor, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.school, SchoolOf(rpc::FromWire(request.school()), std::move(base)));
  command.create_only = !request.replace();
  // Found now and not by the first student whose photo cannot be judged.
  ZJ_RETURN_IF_ERROR(context.photos.CheckProfile(command.school.profile));
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.PutSchool(command));
  rpc::ToWire(ToRpc(school), response);
  return absl::OkStatus();
}

Status ListSchools(const ServiceContext& context, const Caller& caller,
                   const v1::ListSchoolsRequest&, v1::ListSchoolsResponse* response) {
  ZJ_RETURN_IF_ERROR(AdminActor(context, caller).status());
  ZJ_ASSIGN_OR_RETURN(const auto schools, context.ledger.ListSchools());
  for (const School& school : schools) rpc::ToWire(ToRpc(school), response->add_schools());
  return absl::OkStatus();
}

Status AddStaff(const ServiceContext& context, const Caller& caller,
                const v1::AddStaffRequest& request, v1::Staff* response) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor, AdminActor(context, caller));
  PutStaffCommand command;
  command.meta = {actor, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.staff, StaffMemberOf(rpc::FromWire(request.staff())));
  command.create_only = !request.replace();
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, context.ledger.PutStaff(command));
  rpc::ToWire(ToRpc(staff), response);
  return absl::OkStatus();
}

Status ListStaff(const ServiceContext& context, const Caller& caller, const v1::ListStaffRequest&,
                 v1::ListStaffResponse* response) {
  ZJ_RETURN_IF_ERROR(AdminActor(context, caller).status());
  ZJ_ASSIGN_OR_RETURN(const auto people, context.ledger.ListStaff());
  for (const StaffMember& staff : people) rpc::ToWire(ToRpc(staff), response->add_staff());
  return absl::OkStatus();
}

Status PauseStaff(const ServiceContext& context, const Caller& caller,
                  const v1::PauseStaffRequest& request, v1::Staff* response) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor, AdminActor(context, caller));
  PauseStaffCommand command;
  command.meta = {actor, request.request_id()};
  command.code = request.code();
  command.paused = request.paused();
  command.justification = request.justification();
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, context.ledger.PauseStaff(command));
  rpc::ToWire(ToRpc(staff), response);
  return absl::OkStatus();
}

Status GetMe(const ServiceContext& context, const Caller& caller, const v1::GetMeRequest&,
             v1::Staff* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  rpc::ToWire(ToRpc(staff), response);
  return absl::OkStatus();
}

Status ListOrders(const ServiceContext& context, const Caller& caller,
                  const v1::ListOrdersRequest& request, v1::ListOrdersResponse* response) {
  ZJ_RETURN_IF_ERROR(AdminActor(context, caller).status());
  OrderFilter filter;
  filter.school = request.school();
  if (request.state() != v1::Order::STATE_UNSPECIFIED) {
    ZJ_ASSIGN_OR_RETURN(filter.state, OrderStateFromName(rpc::OrderStateWord(request.state())));
  }
  filter.after = request.page_token();
  filter.limit =
      request.page_size() <= 0 ? kDefaultPage : std::min(request.page_size(), kLargestPage);
  ZJ_ASSIGN_OR_RETURN(const auto orders, context.ledger.ListOrders(filter));
  for (const OrderRow& order : orders) {
    ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(order.school));
    rpc::ToWire(ToRpc(order, school.profile, context.student_view), response->add_orders());
  }
  if (static_cast<int>(orders.size()) == filter.limit) {
    response->set_next_page_token(orders.back().number);
  }
  return absl::OkStatus();
}

Status ListDeliverable(const ServiceContext& context, const Caller& caller,
                       const v1::ListDeliverableRequest& request,
                       v1::ListDeliverableResponse* response) {
  ZJ_RETURN_IF_ERROR(AdminActor(context, caller).status());
  const int limit =
      request.page_size() <= 0 ? kDeliverablePage : std::min(request.page_size(), kLargestPage);
  ZJ_ASSIGN_OR_RETURN(const auto rows, context.ledger.ListDeliverable(request.school(),
                                                                      request.page_token(), limit));
  if (static_cast<int>(rows.size()) == limit) response->set_next_page_token(rows.back().order);
  for (const DeliveryRow& row : rows) {
    v1::Deliverable* file = response->add_files();
    file->set_order(row.order);
    file->set_school(row.school);
    file->set_file_name(row.file_name);
    file->set_sha256(row.output_sha256);
    file->set_size(row.output_bytes);
    rpc::ToWire(row.confirmed, file->mutable_confirm_time());
  }
  return absl::OkStatus();
}

Status ImportCalendar(const ServiceContext& context, const Caller& caller,
                      const v1::ImportCalendarRequest& request,
                      v1::ImportCalendarResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ZJ_ASSIGN_OR_RETURN(
      const std::string version,
      context.ledger.ImportCalendar(
          {{staff.code, request.request_id()}, request.json(), request.justification()}));
  response->set_version(version);
  return absl::OkStatus();
}

Status RecomputeDue(const ServiceContext& context, const Caller& caller,
                    const v1::RecomputeDueRequest& request, v1::RecomputeDueResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  ZJ_ASSIGN_OR_RETURN(
      const int64_t changed,
      context.ledger.RecomputeDue(
          {{staff.code, request.request_id()}, request.school(), request.justification()}));
  response->set_changed(changed);
  return absl::OkStatus();
}

Status MarkDelivered(const ServiceContext& context, const Caller& caller,
                     const v1::MarkDeliveredRequest& request, v1::Order* response) {
  ZJ_ASSIGN_OR_RETURN(const std::string actor, AdminActor(context, caller));
  DeliverCommand command;
  command.meta = {actor, request.request_id()};
  command.order = request.order();
  command.output_sha256 = request.sha256();
  command.file_name = request.file_name();
  command.receipt = request.receipt();
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, context.ledger.Deliver(command));
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(order.school));
  rpc::ToWire(ToRpc(order, school.profile, context.student_view), response);
  return absl::OkStatus();
}

}  // namespace zhaojian
