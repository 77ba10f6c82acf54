// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

const std::set<Role>& AdministrationRoles() {
  static const std::set<Role> roles = {Role::kAdministrator, Role::kSupervisor};
  return roles;
}

}  // namespace

StatusOr<School> DoPutSchool(Step& step, const PutSchoolCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole(AdministrationRoles()));
  ZJ_RETURN_IF_ERROR(CheckSchool(command.school));
  ZJ_RETURN_IF_ERROR(CheckTakesPayment(step, command.school));
  const std::string& code = command.school.code;
  if (command.create_only && step.txn.GetSchool(code).ok()) {
    return MakeError(StatusCode::kAlreadyExists, "SCHOOL_EXISTS",
                     "school " + code + " exists; use `zj school edit`", "code");
  }
  const auto before = step.txn.GetSchool(code);
  ZJ_RETURN_IF_ERROR(step.txn.PutSchool(command.school));
  if (before.ok() && before->closes != command.school.closes) {
    // The orders that wait inside the window look at it anew.
    for (const OrderState state :
         {OrderState::kCreated, OrderState::kAwaitingPayment, OrderState::kAwaitingPhoto,
          OrderState::kPrepared, OrderState::kRecollectRequired}) {
      ZJ_RETURN_IF_ERROR(step.txn.WakeOrders(code, state, step.now));
    }
  }
  ZJ_RETURN_IF_ERROR(
      step.Audit("school.put", "schools/" + code, "", 0, 0, SchoolToJson(command.school)));
  return command.school;
}

StatusOr<StaffMember> DoPutStaff(Step& step, const PutStaffCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole(AdministrationRoles()));
  ZJ_RETURN_IF_ERROR(CheckStaff(command.staff));
  const std::string& code = command.staff.code;
  ZJ_ASSIGN_OR_RETURN(const auto present, step.txn.FindStaff(code));
  if (command.create_only && present) {
    return MakeError(StatusCode::kAlreadyExists, "STAFF_EXISTS", "staff " + code + " exists",
                     "code");
  }
  ZJ_RETURN_IF_ERROR(step.txn.PutStaff(command.staff));
  ZJ_RETURN_IF_ERROR(
      step.Audit("staff.put", "staff/" + code, "", 0, 0, StaffToJson(command.staff)));
  return command.staff;
}

StatusOr<StaffMember> DoPauseStaff(Step& step, const PauseStaffCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole(AdministrationRoles()));
  ZJ_ASSIGN_OR_RETURN(auto staff, step.txn.FindStaff(command.code));
  if (!staff) {
    return MakeError(StatusCode::kNotFound, "NOT_FOUND",
                     "staff " + command.code + " does not exist", "code");
  }
  staff->paused = command.paused;
  ZJ_RETURN_IF_ERROR(step.txn.PutStaff(*staff));
  ZJ_RETURN_IF_ERROR(step.Audit(command.paused ? "staff.pause" : "staff.resume",
                                "staff/" + command.code, "", 0, 0,
                                {{"justification", command.justification}}));
  return *staff;
}

}  // namespace zhaojian
