// SPDX-License-Identifier: Apache-2.0
#include "app/service/caller.h"

namespace zhaojian {

StatusOr<StaffMember> StaffOf(Ledger& ledger, const Caller& caller) {
  if (caller.staff.empty()) {
    return MakeError(StatusCode::kUnauthenticated, "STAFF_REQUIRED",
                     "This needs a staff member; name one with --as.", "zj-staff");
  }
  auto staff = ledger.GetStaff(caller.staff);
  if (absl::IsNotFound(staff.status())) {
    return MakeError(StatusCode::kUnauthenticated, "UNKNOWN_STAFF",
                     "There is no staff member with this code; add one or correct --as.",
                     "zj-staff");
  }
  return staff;
}

StatusOr<StaffMember> RequireRole(Ledger& ledger, const Caller& caller,
                                  std::initializer_list<Role> roles) {
  ZJ_ASSIGN_OR_RETURN(StaffMember staff, StaffOf(ledger, caller));
  std::string needed;
  for (const Role role : roles) {
    if (staff.roles.count(role) > 0) return staff;
    needed += (needed.empty() ? "" : " or ") + std::string(Name(role));
  }
  return MakeError(StatusCode::kPermissionDenied, "ROLE_MISSING",
                   "This needs the role " + needed + ".", "", {{"rule", needed}});
}

Status RequireStudent(const Caller& caller) {
  if (caller.staff.empty()) return absl::OkStatus();
  return MakeError(StatusCode::kPermissionDenied, "STUDENT_ONLY",
                   "Only the student may do this; leave out --as.", "zj-staff",
                   {{"rule", "STUDENT_ONLY"}});
}

StatusOr<std::string> OperatorOr(Ledger& ledger, const Caller& caller,
                                 std::initializer_list<Role> roles) {
  if (caller.staff.empty()) return std::string(kSystemActor);
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, RequireRole(ledger, caller, roles));
  return staff.code;
}

}  // namespace zhaojian
