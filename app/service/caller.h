// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>

#include "core/base/status.h"
#include "core/domain/staff.h"
#include "core/ledger/ledger.h"

namespace zhaojian {

/// Who makes a call. On a Unix socket or loopback the peer is trusted and names a staff code;
/// without one it is the student's side or the operator of this machine.
struct Caller {
  /// Staff code; empty without one.
  std::string staff;
};

/// The staff record of a caller. Errors: kUnauthenticated STAFF_REQUIRED without a code,
/// UNKNOWN_STAFF for one that has no record.
StatusOr<StaffMember> StaffOf(Ledger& ledger, const Caller& caller);

/// The staff record, if it has one of the roles. Errors: as StaffOf; kPermissionDenied
/// ROLE_MISSING.
StatusOr<StaffMember> RequireRole(Ledger& ledger, const Caller& caller,
                                  std::initializer_list<Role> roles);

/// OK for the student's side. Errors: kPermissionDenied STUDENT_ONLY for a caller with a staff
/// code, so that no member of staff acts as a student.
Status RequireStudent(const Caller& caller);

/// The operator of this machine (no staff code), or a staff member with one of the roles. Returns
/// the actor for the ledger. Errors: as RequireRole.
StatusOr<std::string> OperatorOr(Ledger& ledger, const Caller& caller,
                                 std::initializer_list<Role> roles);

}  // namespace zhaojian
