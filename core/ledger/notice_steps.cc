// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/ledger/command_steps.h"

namespace zhaojian {

Status DoMarkNotice(Step& step, const MarkNoticeCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const OutboxRow notice, step.txn.GetOutbox(command.sequence));
  ZJ_ASSIGN_OR_RETURN(NoticeRow row, step.txn.FindNotice(command.sequence, command.sink));
  if (row.state != "WAITING") return absl::OkStatus();
  ++row.tries;
  const bool delivered = command.outcome == MarkNoticeCommand::Outcome::kDelivered;
  const OrderClocks& clocks = step.policy.order_clocks;
  row.next_try.reset();
  if (delivered) {
    row.state = "DELIVERED";
  } else if (command.outcome == MarkNoticeCommand::Outcome::kSkipped) {
    row.state = "SKIPPED";
  } else if (row.tries >= clocks.notice_tries) {
    row.state = "GIVEN_UP";
  } else {
    absl::Duration pause = clocks.notice_backoff;
    for (int i = 1; i < row.tries && pause < clocks.notice_backoff_max; ++i) pause *= 2;
    row.next_try = step.now + std::min(pause, clocks.notice_backoff_max);
  }
  ZJ_RETURN_IF_ERROR(step.txn.PutNotice(row, notice.order));
  // A failed try is no fact about the order; that it was told, or never will be, is.
  if (row.state == "WAITING" || row.state == "SKIPPED") return absl::OkStatus();
  ZJ_RETURN_IF_ERROR(step.Audit(delivered ? "notice.delivered" : "notice.given_up",
                                "notices/" + std::to_string(notice.sequence), notice.order, 0, 0,
                                {{"kind", notice.kind},
                                 {"order", notice.order},
                                 {"sink", command.sink},
                                 {"tries", row.tries},
                                 {"why", command.why}}));
  if (!delivered || notice.kind != "notice.to_confirm") return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(notice.order));
  const bool present = order.state == OrderState::kAwaitingConfirmation &&
                       notice.detail.value("output_sha256", std::string()) == order.output_sha256;
  if (!present || order.told) return absl::OkStatus();
  order.told = true;
  // The confirmation may have waited for this notice: then it waits no longer.
  if (!order.wakes) order.wakes = std::max(step.now, order.confirm_by.value_or(step.now));
  return step.Save(order);
}

}  // namespace zhaojian
