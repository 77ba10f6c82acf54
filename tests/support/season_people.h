// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/school.h"
#include "tests/support/season.h"

namespace zhaojian::testing {

/// One student of a season.
struct SeasonStudent {
  absl::Time arrives;
  int school = 0;
};

/// What a season is made of, before anybody has done anything.
struct SeasonPlan {
  SeasonOptions options;
  std::vector<School> schools;
  std::vector<SeasonStudent> students;
  int reviewers = 0;
  int retouchers = 0;
  absl::Duration review_mean;
  absl::Duration retouch_mean;
};

/// Draws the season. @param calendar the days on which people work.
SeasonPlan PlanSeason(const SeasonOptions& options, const LedgerPolicy& policy);

/// A piece of work in somebody's hands.
struct SeasonJob {
  int student = 0;
  int attempt = 1;
  WorkKind kind = WorkKind::kReview;
  WorkClass work_class = WorkClass::kNew;
  absl::Time created;
  absl::Time due;
  /// What the office needs to find it again.
  int64_t item = 0;
  int64_t fence = 0;
  int64_t epoch = 0;
};

/// How a job ends.
enum class SeasonVerdict { kPass, kReject, kReturn, kCommit };

/// A queue with whatever stands behind it.
class SeasonOffice {
 public:
  virtual ~SeasonOffice() = default;
  /// A student hands in a photo. @param appeal an appeal is opened before. False: not taken (the
  /// window is closed).
  virtual StatusOr<bool> HandIn(int student, bool appeal, absl::Time now) = 0;
  /// The student asks for another retouch.
  virtual Status AskRedo(int student, absl::Time now) = 0;
  /// The student accepts the picture.
  virtual Status Accept(int student, absl::Time now) = 0;
  /// The next job of a person.
  virtual StatusOr<std::optional<SeasonJob>> Claim(const std::string& person, WorkKind kind,
                                                   absl::Time now) = 0;
  /// A job is done.
  virtual Status Finish(const std::string& person, const SeasonJob& job, SeasonVerdict verdict,
                        absl::Time now) = 0;
  /// Time has come to `now`; always before one of the others.
  virtual Status Pass(absl::Time now) = 0;
  /// What the office knows beside the scores.
  virtual Status Close(SeasonOutcome& outcome) = 0;
};

/// The service's ledger in memory.
StatusOr<std::unique_ptr<SeasonOffice>> OpenServiceOffice(const SeasonPlan& plan,
                                                          const LedgerPolicy& policy,
                                                          bool keep_trail);

/// Lets the people of the plan live until all work is done.
StatusOr<SeasonOutcome> LiveSeason(const SeasonPlan& plan, const LedgerPolicy& policy,
                                   SeasonOffice& office);

}  // namespace zhaojian::testing
