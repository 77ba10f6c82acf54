// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_steps.h"

// How a piece of work enters the queue: class, due time, and who is asked first.
namespace zhaojian {
namespace {

StatusOr<bool> IsContested(Step& step, const OrderRow& order) {
  CaseFilter filter;
  filter.order = order.number;
  filter.kind = CaseKind::kAppeal;
  filter.open_only = true;
  filter.limit = 1;
  ZJ_ASSIGN_OR_RETURN(const auto appeals, step.txn.ListCases(filter));
  return !appeals.empty();
}

StatusOr<bool> WasRejected(Step& step, const OrderRow& order) {
  if (order.recollections > 0 || order.redos > 0 || order.fee_waived) return true;
  DecisionFilter filter;
  filter.order = order.number;
  filter.verdict = DecisionVerdict::kReject;
  filter.state = DecisionState::kEffective;
  filter.limit = 1;
  ZJ_ASSIGN_OR_RETURN(const auto rejections, step.txn.ListDecisions(filter));
  return !rejections.empty();
}

ClassFacts WindowOf(const OrderRow& order, const School& school) {
  ClassFacts facts;
  facts.window_closes = order.window_until ? order.window_until : school.closes;
  facts.makeup_days = school.makeup_days;
  return facts;
}

// The retoucher of the picture that is to be done again, if they can still be given work.
StatusOr<std::string> RetoucherOf(Step& step, const OrderRow& order) {
  const auto version = step.txn.LastVersion(order.number);
  if (absl::IsNotFound(version.status())) return std::string();
  ZJ_RETURN_IF_ERROR(version.status());
  if (version->attempt != order.attempt) return std::string();
  ZJ_ASSIGN_OR_RETURN(const auto staff, step.txn.FindStaff(version->actor));
  const bool may = staff && !staff->paused && MayWorkOn(*staff, WorkKind::kRetouch);
  return may ? staff->code : std::string();
}

StatusOr<WorkClass> ClassOfWork(Step& step, const OrderRow& order, const School& school,
                                const NewWork& work, bool redo) {
  if (work.work_class) return *work.work_class;
  ClassFacts facts = WindowOf(order, school);
  facts.contested = work.contested;
  if (!facts.contested) {
    ZJ_ASSIGN_OR_RETURN(facts.contested, IsContested(step, order));
  }
  facts.again = work.again || redo;
  if (!facts.again) {
    ZJ_ASSIGN_OR_RETURN(facts.again, WasRejected(step, order));
  }
  return ClassOf(step.policy.queue, step.policy.calendar, facts, step.now);
}

// What the trail says beside the due time, so that whoever reads it can tell who could take it.
Json DetailOf(const OrderRow& order, const WorkItemRow& item) {
  Json detail = {{"kind", Name(item.kind)},
                 {"order", order.number},
                 {"attempt", item.attempt},
                 {"school", item.school},
                 {"class", Name(item.work_class)},
                 {"due_us", absl::ToUnixMicros(item.due)},
                 {"slot_us", absl::ToUnixMicros(item.slot)},
                 {"hours", HoursOf(item)},
                 {"calendar", order.calendar_version}};
  if (item.supervisor_only) detail["supervisor_only"] = true;
  if (!item.excluded.empty()) detail["excluded"] = item.excluded;
  if (!item.skills.empty()) detail["skills"] = item.skills;
  if (!item.sticky.empty()) {
    detail["sticky"] = item.sticky;
    detail["sticky_until_us"] = absl::ToUnixMicros(*item.sticky_until);
  }
  return detail;
}

}  // namespace

absl::Time DueOfWork(const Step& step, const OrderRow& order, const School& school,
                     WorkClass work_class) {
  return DueOfClass(step.policy.queue, step.policy.calendar, work_class, WindowOf(order, school),
                    order.clock_from.value_or(step.now), order.due.value_or(step.now));
}

Status Step::Enqueue(const OrderRow& order, const NewWork& work) {
  ZJ_ASSIGN_OR_RETURN(const School school, txn.GetSchool(order.school));
  WorkItemRow item;
  item.kind = work.kind;
  item.order = order.number;
  item.school = order.school;
  item.attempt = order.attempt;
  item.epoch = order.epoch;
  if (work.kind == WorkKind::kRetouch) {
    ZJ_ASSIGN_OR_RETURN(item.sticky, RetoucherOf(*this, order));
  }
  if (!item.sticky.empty()) {
    item.sticky_until = policy.calendar.AddOpenTime(now, policy.queue.sticky, school.makeup_days);
  }
  ZJ_ASSIGN_OR_RETURN(item.work_class,
                      ClassOfWork(*this, order, school, work, !item.sticky.empty()));
  item.due = DueOfWork(*this, order, school, item.work_class);
  item.slot = SlotOf(policy.queue, item.due);
  item.promise = order.promise.value_or(now);
  item.wakes = item.due;
  item.overtime = school.overtime;
  item.makeup_days = school.makeup_days;
  item.skills.assign(school.required_skills.begin(), school.required_skills.end());
  item.supervisor_only = work.supervisor_only;
  item.excluded = work.excluded;
  item.note = work.note;
  item.reasons = work.reasons;
  item.created = now;
  item.updated = now;
  item.version = 1;
  ZJ_ASSIGN_OR_RETURN(item.id, txn.InsertItem(item));
  LedgerNotice notice;
  notice.kind = LedgerNotice::Kind::kQueueChanged;
  notice.order = order.number;
  notice.item = item.id;
  notices.push_back(notice);
  ZJ_RETURN_IF_ERROR(Audit("item.enqueue", "items/" + std::to_string(item.id), order.number,
                           order.epoch, 0, DetailOf(order, item)));
  return RaiseAlarm(item);
}

Status Step::Contest(const OrderRow& order) {
  ZJ_ASSIGN_OR_RETURN(const School school, txn.GetSchool(order.school));
  ZJ_ASSIGN_OR_RETURN(auto items, txn.OpenItems(order.number));
  for (WorkItemRow& item : items) {
    if (item.work_class == WorkClass::kAppeal || item.state == WorkState::kStaged) continue;
    const WorkClass was = item.work_class;
    item.work_class = WorkClass::kAppeal;
    // From now, not from when the stage began: the appeal is new, and nobody is late with it yet.
    item.due = DueOfClass(policy.queue, policy.calendar, item.work_class, WindowOf(order, school),
                          now, item.due);
    item.slot = SlotOf(policy.queue, item.due);
    if (item.state == WorkState::kQueued && !item.overdue) item.wakes = item.due;
    item.updated = now;
    ++item.version;
    ZJ_RETURN_IF_ERROR(txn.UpdateItem(item));
    LedgerNotice notice;
    notice.kind = LedgerNotice::Kind::kQueueChanged;
    notice.order = order.number;
    notice.item = item.id;
    notices.push_back(notice);
    ZJ_RETURN_IF_ERROR(Audit("item.class", "items/" + std::to_string(item.id), order.number,
                             item.epoch, item.fence,
                             {{"from", Name(was)},
                              {"class", Name(item.work_class)},
                              {"due_us", absl::ToUnixMicros(item.due)},
                              {"slot_us", absl::ToUnixMicros(item.slot)}}));
  }
  return absl::OkStatus();
}

Status Step::RaiseAlarm(WorkItemRow& item) {
  if (item.state != WorkState::kQueued || item.overdue || item.due > now) return absl::OkStatus();
  item.overdue = true;
  item.wakes.reset();
  ++item.version;
  ZJ_RETURN_IF_ERROR(txn.UpdateItem(item));
  LedgerNotice notice;
  notice.kind = LedgerNotice::Kind::kQueueChanged;
  notice.order = item.order;
  notice.item = item.id;
  notices.push_back(notice);
  return Audit("item.overdue", "items/" + std::to_string(item.id), item.order, item.epoch,
               item.fence, {{"due_us", absl::ToUnixMicros(item.due)}});
}

}  // namespace zhaojian
