// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/status.h"
#include "core/domain/order.h"
#include "core/domain/queue_order.h"
#include "core/domain/transition_table.h"
#include "core/domain/work_item.h"

namespace zhaojian {

/// Where an order stands, as far as the trail tells it.
struct OrderStand {
  OrderState state = OrderState::kCreated;
  int64_t epoch = 1;
  PaymentState payment = PaymentState::kNotRequired;
  bool hold = false;
  int attempt = 0;
};

/// Where a work item stands, as far as the trail tells it.
struct ItemStand {
  std::string order;
  WorkKind kind = WorkKind::kReview;
  WorkState state = WorkState::kQueued;
  int64_t fence = 0;
};

/// SHA-256 over all orders by number and all items by id, one line each, orders first. The store
/// and a folded trail that say the same give the same hash.
class StateDigest {
 public:
  /// Orders come in order of number.
  void AddOrder(const std::string& number, const OrderStand& order);
  /// Items come in order of id, after all orders.
  void AddItem(int64_t id, const ItemStand& item);
  /// 64 hex digits.
  std::string Hash() const;

 private:
  std::string chain_;
};

/// A rule that the trail breaks.
struct AuditViolation {
  /// I1 .. I15 of review queue reference §2e, or X14 of §2d.
  std::string rule;
  int64_t sequence = 0;
  std::string what;
};

/// What folding a trail gives.
struct AuditCheck {
  int64_t events = 0;
  std::string state_hash;
  /// Items that wait or are held at the end of the trail.
  int64_t open_items = 0;
  std::vector<AuditViolation> violations;
};

/// Reads an export (audit.h) and nothing else, and checks what it tells against the rules:
/// I1 one open item per order, photos numbered without a gap · I2 one live lease per item, fences
/// grow · I3 one effective decision per item · I4 every step begins where the last one ended and is
/// in the table · I5 nothing is delivered without pass, commit and confirmation of that picture ·
/// I6 the delivered picture is the confirmed one · I7 the events of one request lie together · I8
/// nothing unpaid is reviewed, unless the fee was waived · I9 nobody judges one photo twice · I10
/// due times name their calendar · I12 nothing happens to a purged order · I13 notices are
/// delivered in order, and only those that were queued · I11 nobody sees one test photo (an item
/// that is enqueued with "golden": its id) twice, and X14 it moves no order, notice or payment ·
/// I14 an item that waits past its due time is in the alarm list ("item.overdue") within 5 s of the
/// timers' first sign of life after that time · I15 whoever is handed work gets what is due first,
/// of all that is open to them, at least once in `queue.oldest_every` grants of a kind.
/// Errors: kDataLoss HASH_CHAIN_BROKEN when the export is not whole.
StatusOr<AuditCheck> CheckAuditTrail(std::string_view text, const TransitionTable& orders,
                                     const WorkTable& work, const QueuePolicy& queue);

}  // namespace zhaojian
