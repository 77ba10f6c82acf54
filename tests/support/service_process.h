// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian::testing {

/// A program of this build running as a process of its own, so that it can really be killed.
class ChildProcess {
 public:
  /// Starts build/<preset>/bin/<program>; its output goes to `log`.
  static StatusOr<ChildProcess> Start(const std::string& program,
                                      const std::vector<std::string>& arguments,
                                      const std::filesystem::path& log);
  /// Starts a Python script of the source tree.
  static StatusOr<ChildProcess> StartScript(const std::string& script,
                                            const std::vector<std::string>& arguments,
                                            const std::filesystem::path& log);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  /// Kills it if it still runs.
  ~ChildProcess();
  /// kill -9, and waits until it is gone.
  void Kill();
  /// Waits for its end; the exit code, or 128 + signal.
  int Wait();

 private:
  static StatusOr<ChildProcess> StartPath(const std::string& path,
                                          const std::vector<std::string>& arguments,
                                          const std::filesystem::path& log);
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

/// Where this build's programs lie.
std::filesystem::path ProgramsForTests();

}  // namespace zhaojian::testing
