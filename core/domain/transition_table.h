// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/domain/order.h"

namespace zhaojian {

/// A condition of a row, by its id in the table; the command that fires the event states which
/// hold.
using GuardFacts = std::set<std::string>;

/// One row of the order table.
struct Transition {
  OrderState from = OrderState::kCreated;
  OrderEvent event = OrderEvent::kConfirmInfo;
  std::set<Actor> actors;
  /// Ids of guards that must all hold.
  std::vector<std::string> guards;
  OrderState to = OrderState::kCreated;
  /// True when whatever holds the older epoch (lease, timer, draft) loses.
  bool bumps_epoch = false;
};

/// What a failed guard answers.
struct GuardRefusal {
  StatusCode code = StatusCode::kFailedPrecondition;
  /// Stable error name, for example ORDER_ON_HOLD.
  std::string reason;
  /// The condition in words.
  std::string words;
};

/// The order machine as data (assets/policy/order_transitions.json). The service runs on it and the
/// illegal-transition tests are generated from it. Immutable, thread-safe.
class TransitionTable {
 public:
  /// An empty table: every transition is illegal.
  TransitionTable() = default;

  /// Errors: kInvalidArgument BAD_POLICY naming the row: unknown state, event, actor or guard; two
  /// rows for one (state, event) without a guard that tells them apart.
  static StatusOr<TransitionTable> FromJson(const Json& json);

  /// The transition that fires. A row applies when one of `actors` is allowed and all guards hold.
  /// Errors, in this order: kFailedPrecondition ILLEGAL_TRANSITION {state, event} when the pair has
  /// no row; kPermissionDenied ROLE_MISSING when no row allows an actor; the refusal of the first
  /// guard that does not hold.
  StatusOr<Transition> Next(OrderState state, OrderEvent event, const std::set<Actor>& actors,
                            const GuardFacts& facts) const;

  /// All rows in the order of the file.
  const std::vector<Transition>& Rows() const { return rows_; }
  /// What each guard answers when it fails, by guard id.
  const std::map<std::string, GuardRefusal>& Guards() const { return guards_; }

 private:
  std::vector<Transition> rows_;
  std::map<std::string, GuardRefusal> guards_;
};

}  // namespace zhaojian
