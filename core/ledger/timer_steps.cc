// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

void TellHolder(Step& step, const WorkItemRow& item) {
  LedgerNotice notice;
  notice.kind = LedgerNotice::Kind::kLeaseRevoked;
  notice.order = item.order;
  notice.item = item.id;
  notice.holder = item.holder;
  notice.outcome = RenewOutcome::kLost;
  step.notices.push_back(notice);
}

// The person is gone. Each time counts; an item that nobody finishes must not circle unseen.
Status ExpireLease(Step& step, WorkItemRow item, TickResult& result) {
  TellHolder(step, item);
  ++item.expiry_count;
  const bool last = item.expiry_count >= step.policy.clocks.max_expiries;
  const Json detail = {{"holder", item.holder}, {"expiry_count", item.expiry_count}};
  ClearLease(item);
  ZJ_RETURN_IF_ERROR(step.Move(item, last ? WorkEvent::kLastExpire : WorkEvent::kExpire, detail));
  ++result.expired;
  if (last) ++result.escalated;
  if (item.kind != WorkKind::kReview && item.kind != WorkKind::kRetouch) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  return step.Fire(order, OrderEvent::kLeaseExpired, {Actor::kSystem}, {}, {{"item", item.id}});
}

// Nobody had begun, so nothing is counted against the item.
Status ExpireReservation(Step& step, WorkItemRow item, TickResult& result) {
  TellHolder(step, item);
  const Json detail = {{"holder", item.holder}};
  ClearLease(item);
  ++result.expired;
  return step.Move(item, WorkEvent::kReserveExpired, detail);
}

Status EndParking(Step& step, WorkItemRow item, TickResult& result) {
  TellHolder(step, item);
  ClearLease(item);
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kParkExpired, {}));
  ++result.expired;
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  return step.Fire(order, OrderEvent::kLeaseExpired, {Actor::kSystem}, {}, {{"item", item.id}});
}

}  // namespace

Status DoWake(Step& step, WorkItemRow item, TickResult& result) {
  switch (item.state) {
    case WorkState::kStaged: {
      ZJ_ASSIGN_OR_RETURN(auto decision, step.txn.LastDecisionOf(item.id));
      if (!decision || decision->state != DecisionState::kStaged) break;
      ++result.effects;
      return ApplyDecision(step, std::move(item), *std::move(decision));
    }
    case WorkState::kLeased:
      return ExpireLease(step, std::move(item), result);
    case WorkState::kReserved:
      return ExpireReservation(step, std::move(item), result);
    case WorkState::kParked:
      return EndParking(step, std::move(item), result);
    case WorkState::kQueued:
      ++result.overdue;
      return step.RaiseAlarm(item);
    default:
      break;
  }
  // Nothing to wait for: the timer must not ring again.
  item.wakes.reset();
  return step.txn.UpdateItem(item);
}

}  // namespace zhaojian
