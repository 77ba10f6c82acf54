// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/cli/connection.h"
#include "core/base/status.h"

namespace zhaojian {

/// Staff that the demo seeds: a reviewer, a retoucher, a supervisor and one person with all roles.
inline constexpr char kDemoReviewer[] = "R-001";
inline constexpr char kDemoRetoucher[] = "T-001";
inline constexpr char kDemoSupervisor[] = "S-001";
inline constexpr char kDemoEveryRole[] = "D-001";
inline constexpr char kDemoSchool[] = "DEMO";

/// Creates the demo school (overtime on, payment off, no quality sampling) and its staff, and
/// submits the first `limit` demo photos. Returns the order numbers in the order of the photos.
/// Prints progress to standard error. Errors: the first call that fails.
StatusOr<std::vector<std::string>> SeedDemo(const Connection& connection, int limit);

/// What an unattended run did; every count comes from what the service answered.
struct DemoSummary {
  int submitted = 0;
  int passed = 0;
  int rejected = 0;
  int delivered = 0;
  /// First reason of each rejection -> how often.
  std::map<std::string, int> reasons;
  bool audit_ok = false;
  double seconds = 0;
};

/// How to drive the demo.
struct DriveOptions {
  std::filesystem::path out;
  /// Console program that takes the screenshots, or empty for none.
  std::string console;
  /// Address the console connects to.
  std::string address;
  std::vector<std::string> orders;
};

/// Reviews every waiting photo by its measured verdict, retouches with the automatic recipe,
/// commits, confirms and delivers; leaves delivered/*.jpg, screens/*.png and audit.jsonl in `out`.
StatusOr<DemoSummary> DriveDemo(const Connection& connection, const DriveOptions& options);

}  // namespace zhaojian
