// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/domain/order.h"
#include "core/domain/work_item.h"

namespace zhaojian {

/// What a staff member may do.
enum class Role { kReviewer, kRetoucher, kSupervisor, kCustomerService, kAuditor, kAdministrator };

/// Stable names: "reviewer", "retoucher", "supervisor", "customer_service", "auditor",
/// "administrator".
const char* Name(Role role);
/// Errors: kInvalidArgument BAD_ROLE.
StatusOr<Role> RoleFromName(const std::string& name);

/// One person who works here, known by a code and never by name.
struct StaffMember {
  /// 1-32 characters of [A-Za-z0-9._-], for example R-001.
  std::string code;
  std::set<Role> roles;
  std::set<std::string> skills;
  /// A paused person is granted nothing new and keeps what is held.
  bool paused = false;
  /// Most items granted per day; 0 = no cap.
  int daily_cap = 0;
};

/// JSON for store and audit: the fields by their names.
Json StaffToJson(const StaffMember& staff);
/// Undoes StaffToJson. Errors: kInvalidArgument naming the key.
StatusOr<StaffMember> StaffFromJson(const Json& json);

/// Errors: kInvalidArgument BAD_STAFF with the field: bad code, no role.
Status CheckStaff(const StaffMember& staff);

/// The actors of the order table that this person may be.
std::set<Actor> ActorsOf(const StaffMember& staff);

/// True if one of the person's roles works on items of this kind (review: reviewer, supervisor;
/// retouch: retoucher, supervisor; everything else: supervisor).
bool MayWorkOn(const StaffMember& staff, WorkKind kind);

/// What a claim is asked about.
struct ClaimFacts {
  WorkKind kind = WorkKind::kReview;
  std::set<std::string> required_skills;
  /// Staff codes that must not get the item.
  std::set<std::string> excluded;
  /// The item waits for a supervisor.
  bool supervisor_only = false;
  bool order_on_hold = false;
  bool queue_paused = false;
  /// Office hours, or the school's overtime flag.
  bool within_hours = true;
  int granted_today = 0;
};

/// May this person get this item now?
/// Errors: kPermissionDenied ROLE_MISSING, STAFF_PAUSED, SKILL_MISSING, FOUR_EYES;
/// kFailedPrecondition ORDER_ON_HOLD, QUEUE_PAUSED, OUTSIDE_BUSINESS_HOURS; kResourceExhausted
/// DAILY_CAP.
Status CheckClaim(const StaffMember& staff, const ClaimFacts& facts);

}  // namespace zhaojian
