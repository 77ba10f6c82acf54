// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/audit.h"

#include <gmock/gmock.h>

#include <sstream>

#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

class AuditTest : public LedgerTest {
 protected:
  std::vector<std::string> ExportLines() {
    std::istringstream text(ExportText());
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }
  static std::string Join(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }
  // The sequence the verifier names; empty when it finds nothing wrong.
  static std::string FirstBad(const std::string& text) {
    const auto verdict = VerifyAuditExport(text);
    if (verdict.ok()) return "";
    EXPECT_EQ(ReasonOf(verdict.status()), "HASH_CHAIN_BROKEN");
    return DetailOf(verdict.status())->metadata.at("sequence");
  }
};
INSTANTIATE_TEST_SUITE_P(All, AuditTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(AuditTest, AnUntouchedExportVerifiesFromItsTextAlone) {
  Finished();
  const std::string text = ExportText();
  const auto verdict = VerifyAuditExport(text);
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_GT(verdict->events, 20);
  EXPECT_EQ(verdict->events, std::count(text.begin(), text.end(), '\n') - 1);
}

TEST_P(AuditTest, EveryFlippedByteIsFoundAtItsEvent) {
  Submitted();
  const std::string text = ExportText();
  int64_t line = 1;
  for (size_t i = 0; i < text.size(); ++i) {
    // The head line stands after the events; a flip there is a flip too.
    if (i % 7 == 0 && text[i] != '\n') {
      std::string flipped = text;
      flipped[i] = static_cast<char>(flipped[i] ^ 1);
      const std::string bad = FirstBad(flipped);
      ASSERT_FALSE(bad.empty()) << "byte " << i << " of line " << line;
      const bool head = text.compare(text.rfind('\n', i) + 1, 8, "{\"head\":") == 0;
      if (!head) {
        ASSERT_EQ(bad, std::to_string(line)) << i;
      }
    }
    if (text[i] == '\n') ++line;
  }
}

TEST_P(AuditTest, NumbersThatNoInt64HoldsAreRefused) {
  Submitted();
  std::vector<std::string> lines = ExportLines();
  const std::string events = std::to_string(lines.size() - 1);
  for (const char* count : {"1e300", "-1e300"}) {
    std::vector<std::string> changed = lines;
    std::string& head = changed.back();
    const size_t at = head.find("\"events\":" + events);
    ASSERT_NE(at, std::string::npos);
    head.replace(at + 9, events.size(), count);
    EXPECT_EQ(FirstBad(Join(changed)), std::to_string(lines.size())) << count;
  }
  const std::string stored = R"({"action":"x","seq":1e300,"time_us":0})";
  EXPECT_EQ(FirstBad(AuditExportLine(stored, AuditHash(stored))), "1");
}

TEST_P(AuditTest, DroppedSwappedRepeatedAndCutEventsAreNamed) {
  Submitted();
  const std::vector<std::string> lines = ExportLines();
  ASSERT_GT(lines.size(), 8U);
  std::vector<std::string> changed = lines;
  changed.erase(changed.begin() + 4);
  EXPECT_EQ(FirstBad(Join(changed)), "5");
  changed = lines;
  std::swap(changed[2], changed[3]);
  EXPECT_EQ(FirstBad(Join(changed)), "3");
  changed = lines;
  changed.insert(changed.begin() + 6, changed[5]);
  EXPECT_EQ(FirstBad(Join(changed)), "7");
  changed = lines;
  changed.erase(changed.end() - 2);  // the last event, with the head line kept
  EXPECT_EQ(FirstBad(Join(changed)), std::to_string(lines.size() - 1));
  changed = lines;
  changed.pop_back();  // the head line
  EXPECT_EQ(FirstBad(Join(changed)), std::to_string(lines.size()));
  changed = lines;
  changed.erase(changed.begin(), changed.begin() + 3);  // the beginning
  EXPECT_EQ(FirstBad(Join(changed)), "1");
  EXPECT_EQ(FirstBad(""), "1");
  const std::string whole = Join(lines);
  for (size_t cut = 1; cut < whole.size(); cut += 97) {
    EXPECT_NE(FirstBad(whole.substr(0, cut)), "") << cut;
  }
}

TEST_P(AuditTest, ARewrittenEventBreaksTheChainEvenWithANewHash) {
  Submitted();
  std::vector<std::string> lines = ExportLines();
  const auto rows = ledger_->ListAudit({});
  AuditRow forged = (*rows)[2];
  forged.actor = "R-002";
  const std::string bytes = AuditRecordBytes(forged);
  std::string line = AuditExportLine(bytes, AuditHash(bytes));
  line.pop_back();
  lines[2] = line;
  EXPECT_EQ(FirstBad(Join(lines)), "4");
}

TEST_P(AuditTest, TheExportIsItselfAnEventAndNeedsARole) {
  Submitted();
  ExportText();
  AuditFilter filter;
  filter.action = "audit.export";
  EXPECT_EQ(ledger_->ListAudit(filter)->size(), 1U);
  const auto write = [](const std::string&) { return absl::OkStatus(); };
  EXPECT_EQ(ReasonOf(ledger_->ExportAudit(Meta("R-001"), write)), "ROLE_MISSING");
}

TEST_P(AuditTest, TheTrailOfAnOrderTellsWhoDidWhat) {
  const OrderRow order = Finished();
  AuditFilter filter;
  filter.order = order.number;
  filter.limit = 100;
  std::vector<std::string> lines;
  for (const auto list = ledger_->ListAudit(filter); const AuditRow& row : *list)
    lines.push_back(row.actor + " " + row.action);
  EXPECT_THAT(lines,
              ::testing::IsSupersetOf({"student order.create", "student order.submit",
                                       "R-001 item.grant", "R-001 order.claim",
                                       "R-001 item.stage_decision", "system order.decide_pass",
                                       "T-001 order.commit_retouch", "T-001 order.qc_skip"}));
}

TEST_P(AuditTest, ARefusedCommandLeavesNoEvent) {
  const OrderRow order = Submitted();
  AuditFilter filter;
  filter.limit = 1000;
  const size_t before = ledger_->ListAudit(filter)->size();
  EXPECT_FALSE(ledger_->Submit({Meta(kStudentActor), order.number, ""}).ok());
  EXPECT_FALSE(ledger_->Confirm({Meta(kStudentActor), order.number, ""}).ok());
  EXPECT_EQ(ledger_->ListAudit(filter)->size(), before);
}

}  // namespace
}  // namespace zhaojian::testing
