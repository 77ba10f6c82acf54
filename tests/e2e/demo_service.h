// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/rpc/client.h"
#include "tests/support/service_process.h"

namespace zhaojian::testing {

/// A real service in a process of its own, with the school DEMO, the reviewer R-001, the retoucher
/// T-001 and the supervisor and auditor S-001, for tests that kill things. Failures are test
/// failures.
class DemoService {
 public:
  /// Starts it and adds school and people.
  /// @param undo_window in which decisions can be taken back; an hour by default.
  explicit DemoService(absl::Duration undo_window = absl::Hours(1));
  /// Starts it again on the same data and waits until it serves.
  void Start();
  /// kill -9.
  void Kill() { process_->Kill(); }
  /// @param max_attempts tries per call.
  std::unique_ptr<rpc::ServiceClient> Client(const std::string& staff, int max_attempts = 4) const;
  /// A new student's order that waits for its photo; its number.
  std::string NewOrder();
  /// A new student's order whose photo waits for review.
  void SubmitOrder();
  /// A new student's order whose photo waits for a retoucher; needs an undo window of zero.
  void SubmitPassedOrder();
  /// Waits until so many photos wait for a retoucher.
  void AwaitRetouches(int64_t count) const;
  /// Moves the service's clock to this far from now; there it stands still.
  void SetClock(absl::Duration from_now) const;
  /// The exported trail.
  std::string Trail() const;
  const std::string& Address() const { return address_; }
  std::filesystem::path Folder() const { return folder_.Path(); }

 private:
  std::filesystem::path ClockFile() const { return folder_.Path() / "clock"; }

  TemporaryFolder folder_;
  std::string address_;
  absl::Duration undo_window_;
  std::optional<ChildProcess> process_;
};

}  // namespace zhaojian::testing
