// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/base/json.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

class CalendarImportTest : public LedgerTest {
 protected:
  // The shipped calendar with Wednesday 2026-03-11 off, as a government notice might have it.
  static std::string WithWednesdayOff(const std::string& version) {
    Json json = *ReadJsonFile(AssetsForTests() / "calendar" / "workdays_cn.json");
    json["version"] = version;
    json["years"]["2026"]["holidays"].push_back(
        {{"name", "临时放假"}, {"from", "2026-03-11"}, {"to", "2026-03-11"}});
    return JsonLine(json);
  }
  void TearDown() override { CheckTrail(); }
};
INSTANTIATE_TEST_SUITE_P(All, CalendarImportTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(CalendarImportTest, NewHolidaysCountForWhatComesNextAndForTheRestOnlyWhenAskedFor) {
  const OrderRow before = Submitted();
  EXPECT_EQ(FormatServiceTime(*before.promise), "2026-03-12T17:00:00+08:00");
  EXPECT_EQ(
      ReasonOf(ledger_->ImportCalendar({Meta("R-001"), WithWednesdayOff("r2"), "通知"}).status()),
      "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(ledger_->ImportCalendar({Meta("S-001"), WithWednesdayOff("r2"), ""}).status()),
            "COMMENT_REQUIRED");
  EXPECT_EQ(ReasonOf(ledger_->ImportCalendar({Meta("S-001"), "{}", "通知"}).status()),
            "BAD_CALENDAR");
  EXPECT_EQ(
      ReasonOf(ledger_->ImportCalendar({Meta("S-001"), WithWednesdayOff("cn-2026-r1"), "通知"})
                   .status()),
      "CALENDAR_KNOWN");
  const auto version = ledger_->ImportCalendar({Meta("S-001"), WithWednesdayOff("r2"), "通知"});
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(*version, "r2");
  EXPECT_EQ(*ledger_->GetOrder(before.number)->promise, *before.promise)
      << "a promise is a promise";
  const OrderRow after = Submitted();
  EXPECT_EQ(FormatServiceTime(*after.promise), "2026-03-13T17:00:00+08:00");
  EXPECT_EQ(after.calendar_version, "r2");
  Reopen();  // the imported calendar outlives the service
  EXPECT_EQ(FormatServiceTime(*Submitted().promise), "2026-03-13T17:00:00+08:00");
  const auto changed = ledger_->RecomputeDue({Meta("S-001"), "", "按新通知"});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(*changed, 1);
  EXPECT_EQ(FormatServiceTime(*ledger_->GetOrder(before.number)->promise),
            "2026-03-13T17:00:00+08:00");
  AuditFilter filter;
  filter.order = before.number;
  filter.action = "order.due";
  ASSERT_EQ(ledger_->ListAudit(filter)->size(), 1U);
  EXPECT_EQ(ledger_->ListAudit(filter)->front().detail["calendar"], "r2");
  EXPECT_EQ(ClaimOne("R-001").item.due, *ledger_->GetOrder(before.number)->due);
}

}  // namespace
}  // namespace zhaojian::testing
