// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/clock.h>
#include <absl/time/time.h>

#include <mutex>

namespace zhaojian {

/// Where all time comes from, so that leases, undo windows and deadlines are tested without
/// waiting. Thread safety: thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  /// The present instant.
  virtual absl::Time Now() const = 0;
};

/// The system's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

/// A clock that stands still until it is moved. For tests and simulations.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time start) : now_(start) {}
  absl::Time Now() const override {
    const std::lock_guard<std::mutex> lock(mutex_);
    return now_;
  }
  /// Moves the clock forward by `step`.
  void Advance(absl::Duration step) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ += step;
  }
  /// Sets the clock to `instant`.
  void Set(absl::Time instant) {
    const std::lock_guard<std::mutex> lock(mutex_);
    now_ = instant;
  }

 private:
  mutable std::mutex mutex_;
  absl::Time now_;
};

/// The zone of all civil times: +08:00, no daylight saving (China has had none since 1991).
absl::TimeZone ServiceZone();

/// `2026-05-07T17:00:00+08:00`, never Z.
std::string FormatServiceTime(absl::Time time);

}  // namespace zhaojian
