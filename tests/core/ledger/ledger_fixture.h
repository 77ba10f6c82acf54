// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/ledger/audit_check.h"
#include "core/ledger/ledger.h"
#include "core/ledger/sqlite_ledger.h"

namespace zhaojian::testing {

/// A database under test. The same suite runs on each.
struct Backend {
  std::string name;
  StatusOr<std::unique_ptr<Ledger>> (*open)(LedgerOptions options);
};

/// All databases this build can test.
std::vector<Backend> Backends();

/// Name of a backend for gtest.
std::string BackendName(const ::testing::TestParamInfo<Backend>& info);

/// The rules of assets/, loaded once.
const LedgerPolicy& TestPolicy();

/// A Tuesday inside office hours: 2026-03-10 10:00 +08:00.
absl::Time Tuesday();

/// A ledger in a fresh folder with a school, four people and a clock that stands still.
class LedgerTest : public ::testing::TestWithParam<Backend> {
 protected:
  LedgerTest();
  void SetUp() override;

  /// Closes and opens the ledger again, as after a crash.
  void Reopen();
  LedgerOptions Options() const;
  /// A fresh request id for `actor`.
  RequestMeta Meta(const std::string& actor);

  /// An order that waits for its photo. Every call is another student.
  OrderRow NewOrder(const std::string& school = "DEMO");
  /// Uploads bytes made of `seed` and returns the order.
  StatusOr<OrderRow> Upload(const std::string& order, const std::string& seed);
  /// An order in REVIEW_PENDING.
  OrderRow Submitted(const std::string& school = "DEMO");
  /// One grant for `actor`; fails the test if there is none.
  Grant ClaimOne(const std::string& actor);
  /// The decision command for a grant with the right proof.
  StageDecisionCommand Decision(const Grant& grant, DecisionVerdict verdict,
                                const std::vector<std::string>& codes = {},
                                const std::string& comment = "");
  /// Submitted, passed by R-001, effect applied, in RETOUCH_PENDING.
  OrderRow Passed();
  /// Commit command for a retouch grant with a stored blob.
  CommitRetouchCommand Commit(const Grant& grant);
  /// Passed and committed by T-001, in AWAITING_CONFIRMATION.
  OrderRow Finished();
  /// Finished, confirmed and handed over.
  OrderRow Delivered();
  /// Changes the settings of the school DEMO.
  void ChangeSchool(const std::function<void(School&)>& change);
  /// Every notice that waits is delivered by the sink "test".
  void TellEverything();
  /// Moves the clock and lets the timers ring.
  void LetPass(absl::Duration time);
  /// A command of `actor` about `order`.
  StaffOrderCommand By(const std::string& actor, const std::string& order,
                       const std::string& words = "because");
  /// Folds the audit trail: no rule is broken, and it tells the same state as the store.
  AuditCheck CheckTrail();
  /// Lets the undo window pass and the timers run.
  void LetEffectsHappen();
  /// State of an order now.
  OrderState StateOf(const std::string& order);
  /// The whole export of the audit trail.
  std::string ExportText();

  TemporaryFolder folder_;
  ManualClock clock_{Tuesday()};
  std::unique_ptr<Ledger> ledger_;
  int requests_ = 0;
  int students_ = 0;
};

/// A demonstration code of the n-th student; the last four are LastFour(n).
std::string CodeOfStudent(int n, const std::string& school);
std::string LastFour(int n);

}  // namespace zhaojian::testing
