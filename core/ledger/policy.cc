// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/policy.h"

#include "core/base/json.h"

namespace zhaojian {

StatusOr<LedgerPolicy> LoadLedgerPolicy(const std::filesystem::path& assets) {
  LedgerPolicy policy;
  ZJ_ASSIGN_OR_RETURN(const Json orders, ReadJsonFile(assets / "policy/order_transitions.json"));
  ZJ_ASSIGN_OR_RETURN(policy.orders, TransitionTable::FromJson(orders));
  ZJ_ASSIGN_OR_RETURN(const Json work, ReadJsonFile(assets / "policy/work_item_transitions.json"));
  ZJ_ASSIGN_OR_RETURN(policy.work, WorkTable::FromJson(work));
  ZJ_ASSIGN_OR_RETURN(const Json clocks, ReadJsonFile(assets / "policy/clocks.json"));
  ZJ_ASSIGN_OR_RETURN(policy.clocks, ClockPolicy::FromJson(clocks));
  ZJ_ASSIGN_OR_RETURN(const Json queue, ReadJsonFile(assets / "policy/queue.json"));
  ZJ_ASSIGN_OR_RETURN(policy.queue, QueuePolicy::FromJson(queue));
  ZJ_ASSIGN_OR_RETURN(const Json stages, ReadJsonFile(assets / "policy/order_clocks.json"));
  ZJ_ASSIGN_OR_RETURN(policy.order_clocks, OrderClocks::FromJson(stages));
  ZJ_ASSIGN_OR_RETURN(const Json calendar, ReadJsonFile(assets / "calendar/workdays_cn.json"));
  ZJ_ASSIGN_OR_RETURN(policy.calendar, WorkCalendar::FromJson(calendar));
  ZJ_ASSIGN_OR_RETURN(const Json reasons, ReadJsonFile(assets / "reasons/reasons.json"));
  ZJ_ASSIGN_OR_RETURN(policy.reasons, ReasonCatalogue::FromJson(reasons));
  ZJ_ASSIGN_OR_RETURN(const Json view, ReadJsonFile(assets / "policy/student_view.json"));
  ZJ_ASSIGN_OR_RETURN(policy.student_view, StudentView::FromJson(view));
  return policy;
}

}  // namespace zhaojian
