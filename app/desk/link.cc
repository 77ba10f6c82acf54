// SPDX-License-Identifier: Apache-2.0
#include "app/desk/link.h"

#include <algorithm>

#include "app/desk/desk_service.h"

namespace zhaojian::desk {
namespace {
// Short cuts pass unnoticed below this; the bar then says how long it has lasted.
constexpr absl::Duration kOfflineAfter = absl::Seconds(10);
constexpr int kMaxBackoffSeconds = 8;
}  // namespace

bool IsUnreachable(const Status& status) {
  return status.code() == StatusCode::kUnavailable ||
         status.code() == StatusCode::kDeadlineExceeded;
}

bool IsFinal(const Status& status) {
  switch (status.code()) {
    case StatusCode::kOk:
    case StatusCode::kInvalidArgument:
    case StatusCode::kNotFound:
    case StatusCode::kAlreadyExists:
    case StatusCode::kPermissionDenied:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kAborted:
    case StatusCode::kOutOfRange:
      return true;
    default:
      return false;
  }
}

void Link::Note(const Status& status, absl::Duration took) {
  if (!IsUnreachable(status)) {
    latency_ = ever_ && failures_ == 0 ? latency_ * 0.8 + took * 0.2 : took;
    ever_ = true;
    failures_ = 0;
    down_since_ = absl::InfiniteFuture();
    next_attempt_ = absl::InfinitePast();
    return;
  }
  const absl::Time now = clock_->Now();
  if (failures_ == 0) down_since_ = now;
  const int backoff = std::min(kMaxBackoffSeconds, 1 << std::min(failures_, 3));
  ++failures_;
  next_attempt_ = now + absl::Seconds(backoff);
}

Link::State Link::state() const {
  if (failures_ == 0) return ever_ ? State::kConnected : State::kConnecting;
  return clock_->Now() - down_since_ < kOfflineAfter ? State::kReconnecting : State::kOffline;
}

}  // namespace zhaojian::desk
