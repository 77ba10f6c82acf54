// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/audit_queue_check.h"

#include <algorithm>
#include <utility>

#include "core/ledger/audit_detail.h"

namespace zhaojian {
namespace {

// I14: review queue reference §2e.
constexpr absl::Duration kAlarmWithin = absl::Seconds(5);

std::set<std::string> Texts(const AuditRow& row, const char* key) {
  std::set<std::string> texts;
  const auto at = row.detail.find(key);
  if (at == row.detail.end() || !at->is_array()) return texts;
  for (const Json& entry : *at) {
    if (entry.is_string()) texts.insert(entry.get<std::string>());
  }
  return texts;
}

absl::Time TimeAt(const AuditRow& row, const char* key) {
  return absl::FromUnixMicros(DetailNumber(row, key));
}

// The service's own clockwork: no request asked for it.
bool IsTimer(const AuditRow& row) {
  return row.request_id.empty() && row.actor == "system" &&
         (row.action.rfind("item.", 0) == 0 || row.action.rfind("order.", 0) == 0);
}

}  // namespace

bool QueueWatch::IsGolden(int64_t id) const {
  const auto item = items_.find(id);
  return item != items_.end() && !item->second.golden.empty();
}

std::vector<QueueWatch::Broken> QueueWatch::TakeBroken() {
  return std::exchange(broken_, std::vector<Broken>());
}

void QueueWatch::Take(const AuditRow& row) {
  CheckAlarms(row);
  CheckOrders(row);
  CheckAppeal(row);
  const std::string number = row.resource.substr(row.resource.find('/') + 1);
  if (row.action == "order.hold") held_.insert(number);
  if (row.action == "order.unhold") held_.erase(number);
  if (row.action == "staff.put") skills_[DetailText(row, "code")] = Texts(row, "skills");
  const auto item = items_.find(ResourceId(row.resource));
  if (row.action.rfind("item.", 0) != 0 || item == items_.end()) return;
  if (row.action == "item.overdue") {
    item->second.alarmed = true;
    silent_.erase({item->second.due, item->first});
    late_.erase(item->first);
  } else if (row.action == "item.due" || row.action == "item.class") {
    if (row.action == "item.class") item->second.work_class = DetailText(row, "class");
    const bool queued = item->second.queued;
    if (queued) Leave(item->first, item->second);
    item->second.due = TimeAt(row, "due_us");
    item->second.slot = TimeAt(row, "slot_us");
    item->second.alarmed = item->second.alarmed && item->second.due <= row.time;
    if (queued) Enter(item->first, item->second);
  }
}

void QueueWatch::Enqueue(const AuditRow& row, int64_t id, WorkKind kind) {
  // Trails of older stores say nothing about the class; their items are not watched.
  if (DetailText(row, "class").empty()) return;
  Waiting& item = items_[id];
  item.kind = kind;
  item.order = DetailText(row, "order");
  item.slot = TimeAt(row, "slot_us");
  item.due = TimeAt(row, "due_us");
  item.hours = DetailNumber(row, "hours");
  const auto only = row.detail.find("supervisor_only");
  item.supervisor_only = only != row.detail.end() && only->is_boolean() && only->get<bool>();
  item.excluded = Texts(row, "excluded");
  item.skills = Texts(row, "skills");
  item.sticky = DetailText(row, "sticky");
  item.sticky_until = TimeAt(row, "sticky_until_us");
  item.golden = DetailText(row, "golden");
  item.work_class = DetailText(row, "class");
  if (!item.golden.empty() && !DetailText(row, "order").empty()) {
    golden_orders_.insert(DetailText(row, "order"));
  }
  Enter(id, item);
}

void QueueWatch::Enter(int64_t id, Waiting& item) {
  item.queued = true;
  queued_[item.kind].insert({item.slot, id});
  if (!item.alarmed) silent_.insert({item.due, id});
}

void QueueWatch::Leave(int64_t id, Waiting& item) {
  item.queued = false;
  queued_[item.kind].erase({item.slot, id});
  silent_.erase({item.due, id});
  late_.erase(id);
}

void QueueWatch::Move(const AuditRow& row, int64_t id, WorkEvent event, WorkState from,
                      WorkState to) {
  const auto found = items_.find(id);
  if (found == items_.end()) return;
  Waiting& item = found->second;
  const bool handed = event == WorkEvent::kGrant || event == WorkEvent::kReserve;
  if (handed && from == WorkState::kQueued) CheckTurn(row, item);
  if (event == WorkEvent::kGrant && !item.golden.empty() &&
      !exposed_.insert({row.actor, item.golden}).second) {
    broken_.emplace_back("I11", "the same person saw a test photo twice");
  }
  if (event == WorkEvent::kStageDecision && !item.golden.empty()) {
    golden_decisions_.insert(DetailNumber(row, "decision"));
  }
  // Whoever gives an item back for good is not handed it again.
  const std::string cause = DetailText(row, "cause");
  if (event == WorkEvent::kRelease && cause != "BREAK" && cause != "SHUTDOWN") {
    item.excluded.insert(row.actor);
  }
  if (from == WorkState::kQueued && to != WorkState::kQueued) Leave(id, item);
  if (from != WorkState::kQueued && to == WorkState::kQueued) Enter(id, item);
}

void QueueWatch::CheckAlarms(const AuditRow& row) {
  for (auto late = late_.begin(); late != late_.end();) {
    if (row.time <= late->second) {
      ++late;
      continue;
    }
    broken_.emplace_back(
        "I14", "item " + std::to_string(late->first) + " waits past its due time without an alarm");
    late = late_.erase(late);
  }
  if (!IsTimer(row)) return;
  // The timers run: within five seconds they must have come to everything that is due now.
  while (!silent_.empty() && silent_.begin()->first <= row.time) {
    late_.emplace(silent_.begin()->second, row.time + kAlarmWithin);
    silent_.erase(silent_.begin());
  }
}

void QueueWatch::CheckOrders(const AuditRow& row) {
  if (golden_orders_.empty() && golden_decisions_.empty()) return;
  const bool order = row.action.rfind("order.", 0) == 0;
  const bool notice = row.action == "notice.queue";
  const bool money = row.action.rfind("payment.", 0) == 0;
  if (!order && !notice && !money) return;
  const std::string number =
      order ? row.resource.substr(row.resource.find('/') + 1) : DetailText(row, "order");
  const int64_t decision = DetailNumber(row, "decision");
  if (golden_orders_.count(number) > 0 || (order && golden_decisions_.count(decision) > 0)) {
    broken_.emplace_back("X14", row.action + " because of a test photo");
  }
}

void QueueWatch::CheckAppeal(const AuditRow& row) {
  if (!appeal_order_.empty() && row.action != "item.class") {
    for (const auto& [kind, queue] : queued_) {
      for (const auto& [slot, id] : queue) {
        const Waiting& item = items_.at(id);
        if (item.order != appeal_order_ || item.work_class == Name(WorkClass::kAppeal)) continue;
        broken_.emplace_back("I15", "item " + std::to_string(id) + " keeps its class in an appeal");
      }
    }
    appeal_order_.clear();
  }
  if (row.action == "case.open" && DetailText(row, "kind") == "APPEAL") {
    appeal_order_ = DetailText(row, "order");
  }
}

bool QueueWatch::MayTake(const AuditRow& row, const Waiting& item) const {
  if (item.hours < DetailNumber(row, "hours") || item.excluded.count(row.actor) > 0) return false;
  if (held_.count(item.order) > 0) return false;
  if (item.supervisor_only && row.role.find("supervisor") == std::string::npos) return false;
  const bool kept =
      !item.sticky.empty() && item.sticky != row.actor && row.time < item.sticky_until;
  if (kept) return false;
  if (item.skills.empty()) return true;
  const auto skills = skills_.find(row.actor);
  return skills != skills_.end() && std::includes(skills->second.begin(), skills->second.end(),
                                                  item.skills.begin(), item.skills.end());
}

void QueueWatch::CheckTurn(const AuditRow& row, const Waiting& granted) {
  int& passes = passes_[{row.actor, granted.kind}];
  bool passed = false;
  for (const auto& [slot, id] : queued_[granted.kind]) {
    passed = slot < granted.slot && MayTake(row, items_.at(id));
    if (passed || slot >= granted.slot) break;
  }
  passes = passed ? passes + 1 : 0;
  if (passes >= policy_.oldest_every) {
    broken_.emplace_back(
        "I15", "what was due first was passed over " + std::to_string(passes) + " times in a row");
  }
}

}  // namespace zhaojian
