// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <array>
#include <map>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/ledger/policy.h"

namespace zhaojian::testing {

/// A season of students and staff on a virtual clock. Whatever people do is drawn from the seed,
/// per student and attempt, so that two orders of the queue meet the same people.
struct SeasonOptions {
  int orders = 15000;
  /// Working days on which students send photos; the first is Monday 2026-03-09.
  int days = 6;
  int schools = 40;
  /// Work over what the staff can do in those days: 1 = just enough.
  double load = 0.9;
  /// The same for retouchers; 0 = as `load`. While the review is overloaded it lets no more through
  /// than it can do, so that the retouch is overloaded only where its own load is the higher one.
  double retouch_load = 0;
  /// The first school sends a quarter of everything on the second day.
  bool burst = true;
  /// Days swell to twice the mean in the middle of the season.
  bool swell = false;
  uint64_t seed = 1;
};

/// How the work of one class, or of one school, fared at one stage.
struct SeasonScore {
  int64_t done = 0;
  int64_t late = 0;
  /// Open time from the moment it was queued to the moment it was finished.
  absl::Duration longest;
  absl::Duration total;
  /// Share of what was finished after its due time, 0..1.
  double LateShare() const;
};

/// How one stage fared.
struct StageScore {
  SeasonScore all;
  std::array<SeasonScore, kWorkClasses.size()> classes;
  /// New work only: a school is not to wait for the work of another class.
  std::map<std::string, SeasonScore> schools;
  /// Jain's index over the schools' mean waits, 1 = all wait alike.
  double Fairness() const;
};

/// How one order of the queue fared.
struct SeasonOutcome {
  StageScore review;
  StageScore retouch;
  int64_t submissions = 0;
  /// Announced switches between due time and class.
  int switches = 0;
  /// Second looks that went to somebody who had judged the photo before.
  int broken_exclusions = 0;
  /// Redos, and how many of them went to the same retoucher.
  int redos = 0;
  int same_retoucher = 0;
  /// The whole audit trail; the service only.
  std::string trail;
  /// Hash of the store's state; the service only.
  std::string state_hash;
  double cpu_s = 0;
};

/// Runs the season through the service's own ledger in memory.
/// @param keep_trail whether `trail` is filled: about 10 kB an order.
StatusOr<SeasonOutcome> RunThroughService(const SeasonOptions& options, const LedgerPolicy& policy,
                                          bool keep_trail);

/// Runs the same season first come, first served, with the same due times.
StatusOr<SeasonOutcome> RunFirstCome(const SeasonOptions& options, const LedgerPolicy& policy);

}  // namespace zhaojian::testing
