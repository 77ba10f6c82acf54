// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/rpc/client.h"
#include "tests/support/service_process.h"

namespace zhaojian::testing {

/// A real service in a process of its own, with the school DEMO, the reviewer R-001 and the
/// supervisor and auditor S-001, for tests that kill things. Failures are test failures.
class DemoService {
 public:
  /// Starts it and adds school and people. Decisions can be taken back for an hour.
  DemoService();
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
  /// The exported trail.
  std::string Trail() const;
  const std::string& Address() const { return address_; }
  std::filesystem::path Folder() const { return folder_.Path(); }

 private:
  TemporaryFolder folder_;
  std::string address_;
  std::optional<ChildProcess> process_;
};

}  // namespace zhaojian::testing
