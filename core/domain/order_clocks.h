// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include "core/base/json.h"
#include "core/base/status.h"

namespace zhaojian {

/// How long each waiting stage of an order lasts, and how often something is tried
/// (assets/policy/order_clocks.json, each number with its source).
struct OrderClocks {
  /// Working days a student has to confirm before the order is confirmed automatically.
  int confirm_days = 0;
  /// Open time that is left at least when a case that held up the confirmation ends.
  absl::Duration reprieve;
  /// An order stays open this long after hand-over.
  absl::Duration dispute;
  /// The receiver may reject a closed order this long after hand-over.
  absl::Duration external_rejection;
  /// Upload window of an order that the receiver rejected.
  absl::Duration recollection;
  /// Photos of closed and of cancelled orders are destroyed this long after their last change.
  absl::Duration retention_closed;
  absl::Duration retention_cancelled;
  /// Failed hand-overs before the delivery waits for a person.
  int delivery_tries = 0;
  /// Working days in which a case is answered.
  int case_days = 0;
  /// Open time in which an appeal is answered.
  absl::Duration appeal;
  /// Tries before a notice is given up, the first pause and the longest one.
  int notice_tries = 0;
  absl::Duration notice_backoff;
  absl::Duration notice_backoff_max;
  /// What arrived of an upload that was cut off is kept this long.
  absl::Duration half_upload;
  /// No notice leaves from this hour to that hour of the day (+08:00), 0-23.
  int quiet_from_hour = 0;
  int quiet_to_hour = 0;

  /// Errors: kInvalidArgument BAD_POLICY naming the key.
  static StatusOr<OrderClocks> FromJson(const Json& json);
  /// When a notice may leave that is ready at `time`: then, or when the quiet hours end.
  absl::Time NextNotice(absl::Time time) const;
};

}  // namespace zhaojian
