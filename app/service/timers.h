// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace zhaojian {

/// Runs a turn of the ledger's timers five times a second, and at once when woken. What is due is
/// decided by the ledger's clock; this only asks. Thread safety: Wake is thread-safe.
class Timers {
 public:
  /// @param turn must not throw.
  explicit Timers(std::function<void()> turn);
  /// Waits for a running turn.
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;
  /// Asks for a turn now.
  void Wake();

 private:
  void Run();
  const std::function<void()> turn_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace zhaojian
