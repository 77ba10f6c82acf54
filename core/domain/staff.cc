// SPDX-License-Identifier: Apache-2.0
#include "core/domain/staff.h"

#include <algorithm>

#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<Role>& RoleNames() {
  static const NameTable<Role> table = {
      {Role::kReviewer, "reviewer"},     {Role::kRetoucher, "retoucher"},
      {Role::kSupervisor, "supervisor"}, {Role::kCustomerService, "customer_service"},
      {Role::kAuditor, "auditor"},       {Role::kAdministrator, "administrator"}};
  return table;
}

Status BadStaff(const std::string& field, const std::string& message) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_STAFF", message, field);
}

}  // namespace

const char* Name(Role role) { return FindName(RoleNames(), role); }

StatusOr<Role> RoleFromName(const std::string& name) {
  return FindValue(RoleNames(), name, "role", "BAD_ROLE");
}

Json StaffToJson(const StaffMember& staff) {
  Json roles = Json::array();
  for (const Role role : staff.roles) roles.push_back(Name(role));
  return {{"code", staff.code},
          {"roles", roles},
          {"skills", staff.skills},
          {"paused", staff.paused},
          {"daily_cap", staff.daily_cap}};
}

StatusOr<StaffMember> StaffFromJson(const Json& json) {
  StaffMember staff;
  ZJ_ASSIGN_OR_RETURN(staff.code, JsonString(json, "code", "staff"));
  const auto roles = json.find("roles");
  if (roles == json.end() || !roles->is_array()) return BadStaff("roles", "staff: no roles");
  for (const Json& name : *roles) {
    if (!name.is_string()) return BadStaff("roles", "staff: a role is a text");
    ZJ_ASSIGN_OR_RETURN(const Role role, RoleFromName(name.get<std::string>()));
    staff.roles.insert(role);
  }
  const auto skills = json.find("skills");
  if (skills != json.end() && skills->is_array()) {
    for (const Json& skill : *skills) {
      if (skill.is_string()) staff.skills.insert(skill.get<std::string>());
    }
  }
  const auto paused = json.find("paused");
  staff.paused = paused != json.end() && paused->is_boolean() && paused->get<bool>();
  const auto cap = json.find("daily_cap");
  if (cap != json.end() && cap->is_number_integer()) staff.daily_cap = cap->get<int>();
  return staff;
}

Status CheckStaff(const StaffMember& staff) {
  if (!IsCode(staff.code)) {
    return BadStaff("code", "a staff code has 1-32 characters of [A-Za-z0-9._-]");
  }
  // These two names mean somebody else in requests and in the audit trail.
  if (staff.code == "student" || staff.code == "system") {
    return BadStaff("code", "'" + staff.code + "' is reserved");
  }
  if (staff.roles.empty()) return BadStaff("roles", "a staff member needs at least one role");
  if (staff.daily_cap < 0) return BadStaff("daily_cap", "a daily cap is 0 (none) or more");
  return absl::OkStatus();
}

std::set<Actor> ActorsOf(const StaffMember& staff) {
  std::set<Actor> actors;
  if (staff.roles.count(Role::kReviewer)) actors.insert(Actor::kReviewer);
  if (staff.roles.count(Role::kRetoucher)) actors.insert(Actor::kRetoucher);
  if (staff.roles.count(Role::kSupervisor)) actors.insert(Actor::kSupervisor);
  if (staff.roles.count(Role::kCustomerService)) actors.insert(Actor::kCustomerService);
  return actors;
}

bool MayWorkOn(const StaffMember& staff, WorkKind kind) {
  if (staff.roles.count(Role::kSupervisor)) return true;
  if (kind == WorkKind::kReview) return staff.roles.count(Role::kReviewer) > 0;
  if (kind == WorkKind::kRetouch) return staff.roles.count(Role::kRetoucher) > 0;
  return false;
}

Status CheckClaim(const StaffMember& staff, const ClaimFacts& facts) {
  const auto denied = [](const std::string& reason, const std::string& message) {
    return MakeError(StatusCode::kPermissionDenied, reason, message, "", {{"rule", reason}});
  };
  const bool supervisor = staff.roles.count(Role::kSupervisor) > 0;
  if (!MayWorkOn(staff, facts.kind) || (facts.supervisor_only && !supervisor)) {
    return denied("ROLE_MISSING", "this person's roles do not cover this work");
  }
  if (staff.paused) return denied("STAFF_PAUSED", "a supervisor has paused this person");
  if (!std::includes(staff.skills.begin(), staff.skills.end(), facts.required_skills.begin(),
                     facts.required_skills.end())) {
    return denied("SKILL_MISSING", "this work needs a skill the person does not have");
  }
  if (facts.excluded.count(staff.code)) {
    return denied("FOUR_EYES", "this person has had this work before; somebody else must take it");
  }
  const auto refused = [](const std::string& reason, const std::string& message) {
    return MakeError(StatusCode::kFailedPrecondition, reason, message);
  };
  if (facts.order_on_hold) return refused("ORDER_ON_HOLD", "the order is on hold");
  if (facts.queue_paused) return refused("QUEUE_PAUSED", "the queue is paused");
  if (!facts.within_hours) {
    return refused("OUTSIDE_BUSINESS_HOURS", "work is handed out on working days, 9:00-17:00");
  }
  if (staff.daily_cap > 0 && facts.granted_today >= staff.daily_cap) {
    return MakeError(StatusCode::kResourceExhausted, "DAILY_CAP",
                     "the day's limit for this person is reached", "",
                     {{"limit", std::to_string(staff.daily_cap)}});
  }
  return absl::OkStatus();
}

}  // namespace zhaojian
