// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

// Orders that are read at once; a season's open orders are walked through in pages.
constexpr int kPage = 500;

Status RecomputeItems(Step& step, const OrderRow& order) {
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  ZJ_ASSIGN_OR_RETURN(auto items, step.txn.OpenItems(order.number));
  for (WorkItemRow& item : items) {
    item.due = DueOfWork(step, order, school, item.work_class);
    item.slot = SlotOf(step.policy.queue, item.due);
    item.overdue = item.overdue && item.due <= step.now;
    if (item.state == WorkState::kQueued && !item.overdue) item.wakes = item.due;
    item.promise = *order.promise;
    ++item.version;
    ZJ_RETURN_IF_ERROR(step.txn.UpdateItem(item));
    ZJ_RETURN_IF_ERROR(step.Audit("item.due", "items/" + std::to_string(item.id), order.number,
                                  item.epoch, item.fence,
                                  {{"due_us", absl::ToUnixMicros(item.due)},
                                   {"slot_us", absl::ToUnixMicros(item.slot)},
                                   {"calendar", order.calendar_version}}));
  }
  return absl::OkStatus();
}

// True when the due time is another one.
StatusOr<bool> Recompute(Step& step, OrderRow order) {
  if (!order.due || !order.clock_from) return false;
  const absl::Time was = *order.due;
  const std::optional<absl::Time> promised = order.promise;
  const bool provisional = order.provisional;
  ZJ_RETURN_IF_ERROR(step.StartClock(
      order, order.clock_retouch ? DueKind::kRetouch : DueKind::kReview, *order.clock_from));
  if (*order.due == was && order.promise == promised && order.provisional == provisional) {
    return false;
  }
  ZJ_RETURN_IF_ERROR(RecomputeItems(step, order));
  ZJ_RETURN_IF_ERROR(step.Audit("order.due", "orders/" + order.number, order.number, order.epoch, 0,
                                {{"was_us", absl::ToUnixMicros(was)},
                                 {"due_us", absl::ToUnixMicros(*order.due)},
                                 {"calendar", order.calendar_version}}));
  return true;
}

}  // namespace

StatusOr<std::string> DoImportCalendar(Step& step, const ImportCalendarCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kSupervisor, Role::kAdministrator}));
  ZJ_RETURN_IF_ERROR(CheckWords(command.justification, "justification"));
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(command.json, "calendar"));
  ZJ_ASSIGN_OR_RETURN(const WorkCalendar calendar, WorkCalendar::FromJson(json));
  if (calendar.Version() == step.policy.calendar.Version()) {
    return MakeError(StatusCode::kAlreadyExists, "CALENDAR_KNOWN",
                     "the calendar in use has this version; give the new file a new one",
                     "version");
  }
  ZJ_RETURN_IF_ERROR(step.txn.PutCalendar(command.json));
  ZJ_RETURN_IF_ERROR(step.Audit("calendar.import", "calendar", "", 0, 0,
                                {{"version", calendar.Version()},
                                 {"was", step.policy.calendar.Version()},
                                 {"sha256", Sha256Hex(command.json)},
                                 {"justification", command.justification}}));
  return calendar.Version();
}

StatusOr<int64_t> DoRecomputeDue(Step& step, const RecomputeDueCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kSupervisor, Role::kAdministrator}));
  ZJ_RETURN_IF_ERROR(CheckWords(command.justification, "justification"));
  ZJ_RETURN_IF_ERROR(step.Audit("calendar.recompute", "calendar", "", 0, 0,
                                {{"version", step.policy.calendar.Version()},
                                 {"school", command.school},
                                 {"justification", command.justification}}));
  int64_t changed = 0;
  for (const OrderState state : {OrderState::kReviewPending, OrderState::kInReview,
                                 OrderState::kRetouchPending, OrderState::kInRetouch}) {
    OrderFilter filter{command.school, state, "", kPage};
    for (;;) {
      ZJ_ASSIGN_OR_RETURN(const auto orders, step.txn.ListOrders(filter));
      for (const OrderRow& order : orders) {
        ZJ_ASSIGN_OR_RETURN(const bool other, Recompute(step, order));
        changed += other ? 1 : 0;
      }
      if (static_cast<int>(orders.size()) < kPage) break;
      filter.after = orders.back().number;
    }
  }
  return changed;
}

}  // namespace zhaojian
