// SPDX-License-Identifier: Apache-2.0
#include "core/domain/staff.h"

#include <gtest/gtest.h>

#include "core/domain/school.h"

namespace zhaojian {
namespace {

StaffMember Person(const std::set<Role>& roles) {
  StaffMember staff;
  staff.code = "P-001";
  staff.roles = roles;
  return staff;
}

std::string Refusal(const StaffMember& staff, const ClaimFacts& facts) {
  return ReasonOf(CheckClaim(staff, facts));
}

TEST(ClaimGuards, FollowTheRoles) {
  ClaimFacts review;
  ClaimFacts retouch;
  retouch.kind = WorkKind::kRetouch;
  ClaimFacts qc;
  qc.kind = WorkKind::kQc;
  EXPECT_EQ(Refusal(Person({Role::kReviewer}), review), "");
  EXPECT_EQ(Refusal(Person({Role::kReviewer}), retouch), "ROLE_MISSING");
  EXPECT_EQ(Refusal(Person({Role::kRetoucher}), retouch), "");
  EXPECT_EQ(Refusal(Person({Role::kRetoucher}), review), "ROLE_MISSING");
  EXPECT_EQ(Refusal(Person({Role::kReviewer, Role::kRetoucher}), qc), "ROLE_MISSING");
  EXPECT_EQ(Refusal(Person({Role::kSupervisor}), qc), "");
  EXPECT_EQ(Refusal(Person({Role::kAuditor}), review), "ROLE_MISSING");
  review.supervisor_only = true;
  EXPECT_EQ(Refusal(Person({Role::kReviewer}), review), "ROLE_MISSING");
  EXPECT_EQ(Refusal(Person({Role::kSupervisor}), review), "");
}

TEST(ClaimGuards, EachFactHasItsOwnRefusal) {
  const StaffMember reviewer = Person({Role::kReviewer});
  ClaimFacts facts;
  facts.excluded = {"P-001"};
  EXPECT_EQ(Refusal(reviewer, facts), "FOUR_EYES");
  facts = {};
  facts.required_skills = {"second_language"};
  EXPECT_EQ(Refusal(reviewer, facts), "SKILL_MISSING");
  facts = {};
  facts.order_on_hold = true;
  EXPECT_EQ(Refusal(reviewer, facts), "ORDER_ON_HOLD");
  facts = {};
  facts.queue_paused = true;
  EXPECT_EQ(Refusal(reviewer, facts), "QUEUE_PAUSED");
  facts = {};
  facts.within_hours = false;
  EXPECT_EQ(Refusal(reviewer, facts), "OUTSIDE_BUSINESS_HOURS");
  StaffMember capped = reviewer;
  capped.daily_cap = 3;
  facts = {};
  facts.granted_today = 2;
  EXPECT_EQ(Refusal(capped, facts), "");
  facts.granted_today = 3;
  EXPECT_EQ(Refusal(capped, facts), "DAILY_CAP");
  capped.paused = true;
  EXPECT_EQ(Refusal(capped, {}), "STAFF_PAUSED");
}

TEST(Staff, NeedsACodeAndARole) {
  EXPECT_EQ(ReasonOf(CheckStaff(Person({}))), "BAD_STAFF");
  StaffMember staff = Person({Role::kReviewer});
  EXPECT_TRUE(CheckStaff(staff).ok());
  for (const char* code : {"", "a b", "a/b", "system", "student", "张三"}) {
    staff.code = code;
    EXPECT_EQ(ReasonOf(CheckStaff(staff)), "BAD_STAFF") << code;
  }
  const auto back = StaffFromJson(StaffToJson(Person({Role::kReviewer, Role::kSupervisor})));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->roles, (std::set<Role>{Role::kReviewer, Role::kSupervisor}));
  EXPECT_EQ(ReasonOf(RoleFromName("king").status()), "BAD_ROLE");
}

TEST(School, KeepsItsSettingsThroughJson) {
  School school;
  school.code = "DEMO";
  school.name = "演示学校";
  school.overtime = true;
  school.quality_sampling = 0.25;
  school.closes = absl::FromUnixSeconds(1'800'000'000);
  const auto back = SchoolFromJson(SchoolToJson(school));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->name, "演示学校");
  EXPECT_TRUE(back->overtime);
  EXPECT_EQ(back->quality_sampling, 0.25);
  EXPECT_EQ(back->closes, school.closes);
  EXPECT_EQ(back->opens, std::nullopt);
}

TEST(School, SettingsOutOfRangeAreNamed) {
  School good;
  good.code = "DEMO";
  good.name = "演示学校";
  ASSERT_TRUE(CheckSchool(good).ok());
  const auto field = [](const School& school) {
    const auto detail = DetailOf(CheckSchool(school));
    return detail ? detail->field : std::string();
  };
  School school = good;
  school.quality_sampling = 1.5;
  EXPECT_EQ(field(school), "quality_sampling");
  school = good;
  school.payment_enabled = true;
  EXPECT_EQ(field(school), "price_fen");
  school = good;
  school.feature_code = "12345";
  EXPECT_EQ(field(school), "feature_code");
  school = good;
  school.delivery_name = "../{order}";
  EXPECT_EQ(field(school), "delivery_name");
  school.delivery_name = "photo";  // every file would have the same name
  EXPECT_EQ(field(school), "delivery_name");
}

}  // namespace
}  // namespace zhaojian
