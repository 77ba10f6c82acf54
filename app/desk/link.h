// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include "core/base/clock.h"
#include "core/base/status.h"

namespace zhaojian::desk {

/// How the line to the service stands, for the top bar and for what may still be done.
class Link {
 public:
  enum class State { kConnecting, kConnected, kReconnecting, kOffline };
  explicit Link(const Clock* clock) : clock_(clock) {}

  /// A call came back. @param took its round trip.
  void Note(const Status& status, absl::Duration took);
  State state() const;
  /// Round trip of the last call that got through, smoothed.
  absl::Duration latency() const { return latency_; }
  /// Calls that failed in a row.
  int failures() const { return failures_; }
  /// Since when the line is down; InfiniteFuture when it is up.
  absl::Time down_since() const { return down_since_; }
  /// When the next attempt is due: 1, 2, 4, then every 8 s.
  absl::Time next_attempt() const { return next_attempt_; }

 private:
  const Clock* clock_;
  bool ever_ = false;
  int failures_ = 0;
  absl::Duration latency_;
  absl::Time down_since_ = absl::InfiniteFuture();
  absl::Time next_attempt_ = absl::InfinitePast();
};

}  // namespace zhaojian::desk
