// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace zhaojian {

/// A fixed pool of worker threads. Jobs run in the order they were posted.
/// Thread safety: Post is thread-safe. The destructor runs what is queued, then joins.
class Executor {
 public:
  /// @param threads 1..64.
  explicit Executor(int threads);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  /// Queues a job; it must not throw.
  void Post(std::function<void()> job);

 private:
  void Work();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

/// Results on their way back to one thread (the frame thread), which drains them between frames.
/// Thread safety: Post and SetWake are thread-safe; Drain is for the owning thread.
class MainQueue {
 public:
  /// Queues a job for the owning thread and wakes it.
  void Post(std::function<void()> job);
  /// Runs what was queued when the call began; returns how many jobs ran.
  size_t Drain();
  /// Called after each Post, for example glfwPostEmptyEvent. Must be thread-safe.
  void SetWake(std::function<void()> wake);

 private:
  std::mutex mutex_;
  std::vector<std::function<void()>> jobs_;
  std::function<void()> wake_;
};

}  // namespace zhaojian
