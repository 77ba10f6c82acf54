// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/audit_check.h"

#include <map>
#include <set>

#include "core/base/crypto.h"
#include "core/ledger/audit.h"
#include "core/ledger/audit_detail.h"
#include "core/ledger/audit_queue_check.h"

namespace zhaojian {
namespace {

// What the rules remember about one order.
struct OrderMemory {
  OrderStand stand;
  bool waived = false;
  bool passed = false;
  std::set<std::string> committed;
  std::string confirmed;
  std::set<std::string> deciders;
  std::set<int64_t> open_items;
  std::set<int64_t> effective;
};

struct ItemMemory {
  ItemStand stand;
  int effects = 0;
};

struct StagedDecision {
  std::string actor;
  std::string verdict;
};

bool Has(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

class Fold {
 public:
  Fold(const TransitionTable& orders, const WorkTable& work, const QueuePolicy& queue)
      : table_(orders), work_(work), queue_(queue) {}

  void Take(const AuditRow& row) {
    row_ = &row;
    CheckRequest();
    queue_.Take(row);
    TakeKind();
    for (const auto& [rule, what] : queue_.TakeBroken()) Broken(rule, what);
  }

  AuditCheck Finish(int64_t events) {
    StateDigest digest;
    for (const auto& [number, order] : orders_) digest.AddOrder(number, order.stand);
    for (const auto& [id, item] : items_) {
      digest.AddItem(id, item.stand);
      check_.open_items += IsOpen(item.stand.state) ? 1 : 0;
    }
    check_.events = events;
    check_.state_hash = digest.Hash();
    return std::move(check_);
  }

 private:
  void TakeKind() {
    const std::string& action = row_->action;
    if (Has(action, "order.")) return TakeOrder();
    if (Has(action, "item.")) return TakeItem();
    if (Has(action, "notice.")) return TakeNotice();
    if (action == "photo.view" && Has(row_->resource, "orders/")) CheckNotPurged(OrderHere());
  }

  void Broken(const char* rule, const std::string& what) {
    check_.violations.push_back({rule, row_->sequence, what});
  }

  OrderMemory& OrderHere() { return orders_[row_->resource.substr(sizeof("orders/") - 1)]; }

  void CheckNotPurged(const OrderMemory& order) {
    if (order.stand.state == OrderState::kPurged) {
      Broken("I12", row_->action + " of a purged order");
    }
  }

  // A request that is refused leaves no mark but a counted wrong answer, which may come again.
  void CheckRequest() {
    if (row_->request_id.empty() || row_->action == "code.refused") return;
    const auto [at, fresh] = requests_.try_emplace(row_->request_id, row_->sequence);
    if (!fresh && at->second != row_->sequence - 1) Broken("I7", "a request took effect twice");
    at->second = row_->sequence;
  }

  void TakeOrder() {
    OrderMemory& order = OrderHere();
    CheckNotPurged(order);
    const std::string word = row_->action.substr(sizeof("order.") - 1);
    const std::string payment = DetailText(*row_, "payment");
    const auto paid = PaymentStateFromName(payment);
    if (!payment.empty() && paid.ok()) order.stand.payment = *paid;
    if (row_->epoch < order.stand.epoch) Broken("I4", "the epoch went back");
    if (row_->epoch > 0) order.stand.epoch = row_->epoch;
    if (word == "hold" || word == "unhold") order.stand.hold = word == "hold";
    const auto event = OrderEventFromName(word);
    if (event.ok()) TakeStep(order, *event);
  }

  void TakeStep(OrderMemory& order, OrderEvent event) {
    const std::string from = DetailText(*row_, "from");
    const std::string to = DetailText(*row_, "to");
    if (from != Name(order.stand.state)) Broken("I4", "the step does not begin where it stood");
    bool known = false;
    for (const Transition& row : table_.Rows()) {
      known = known || (from == Name(row.from) && row.event == event && to == Name(row.to));
    }
    if (!known) Broken("I4", "the table has no such step");
    const auto state = OrderStateFromName(to);
    if (state.ok()) order.stand.state = *state;
    TakeMeaning(order, event);
    const bool fine = order.stand.payment == PaymentState::kNotRequired ||
                      order.stand.payment == PaymentState::kPaid || order.waived;
    if (order.stand.state == OrderState::kReviewPending && !fine) Broken("I8", "not paid");
  }

  void TakeMeaning(OrderMemory& order, OrderEvent event) {
    switch (event) {
      case OrderEvent::kUploadPhoto: {
        const int attempt = static_cast<int>(DetailNumber(*row_, "attempt"));
        if (attempt != order.stand.attempt + 1) Broken("I1", "photos are not numbered one by one");
        order.stand.attempt = attempt;
        order.passed = false;
        order.committed.clear();
        order.deciders.clear();
        break;
      }
      case OrderEvent::kExternalRejection:
        order.waived = true;
        break;
      case OrderEvent::kDecidePass:
      case OrderEvent::kDecideReject:
        order.passed = event == OrderEvent::kDecidePass;
        if (order.effective.count(DetailNumber(*row_, "decision")) == 0) {
          Broken("I3", "the decision did not take effect on an item of this order");
        }
        break;
      case OrderEvent::kOverturnToPass:
      case OrderEvent::kOverturnToReject:
        order.passed = event == OrderEvent::kOverturnToPass;
        CheckFreshEyes(order, row_->actor);
        break;
      case OrderEvent::kCommitRetouch:
        if (!order.passed) Broken("I5", "retouched without a pass");
        order.committed.insert(DetailText(*row_, "output_sha256"));
        break;
      case OrderEvent::kConfirm:
      case OrderEvent::kAutoConfirm:
        order.confirmed = DetailText(*row_, "output_sha256");
        if (order.committed.count(order.confirmed) == 0) Broken("I5", "confirmed, not committed");
        break;
      case OrderEvent::kDeliverOk:
        if (!order.passed || order.committed.count(DetailText(*row_, "output_sha256")) == 0) {
          Broken("I5", "delivered without pass and commit");
        }
        if (DetailText(*row_, "output_sha256") != order.confirmed) Broken("I6", "another picture");
        break;
      default:
        break;
    }
  }

  void CheckFreshEyes(OrderMemory& order, const std::string& actor) {
    if (!order.deciders.insert(actor).second) Broken("I9", "the same person judged it twice");
  }

  void TakeItem() {
    const int64_t id = ResourceId(row_->resource);
    if (row_->action == "item.enqueue") return TakeNewItem(id);
    ItemMemory& item = items_[id];
    OrderMemory& order = orders_[item.stand.order];
    CheckNotPurged(order);
    const auto event = WorkEventFromName(row_->action.substr(sizeof("item.") - 1));
    if (!event.ok()) return;
    CheckFence(item.stand, *event);
    const auto next = work_.Next(item.stand.state, *event);
    if (!next.ok()) return Broken("I2", "the item's table has no such step");
    queue_.Move(*row_, id, *event, item.stand.state, *next);
    item.stand.state = *next;
    item.stand.fence = row_->fence;
    // A test photo is nobody's order.
    if (queue_.IsGolden(id)) return;
    if (!IsOpen(*next)) order.open_items.erase(id);
    if (*event == WorkEvent::kStageDecision) {
      staged_[DetailNumber(*row_, "decision")] = {row_->actor, DetailText(*row_, "verdict")};
    }
    if (*event == WorkEvent::kEffect) TakeEffect(item, order);
  }

  void TakeNewItem(int64_t id) {
    ItemMemory& item = items_[id];
    item.stand.order = DetailText(*row_, "order");
    const auto kind = WorkKindFromName(DetailText(*row_, "kind"));
    if (kind.ok()) item.stand.kind = *kind;
    queue_.Enqueue(*row_, id, item.stand.kind);
    if (queue_.IsGolden(id)) return;
    OrderMemory& order = orders_[item.stand.order];
    CheckNotPurged(order);
    order.open_items.insert(id);
    if (order.open_items.size() > 1) Broken("I1", "two open items for one order");
    if (DetailText(*row_, "calendar").empty()) Broken("I10", "a due time without its calendar");
  }

  // Whoever is handed an item anew gets a new number; whoever keeps it keeps the number.
  void CheckFence(const ItemStand& item, WorkEvent event) {
    const bool fresh = event == WorkEvent::kReserve || event == WorkEvent::kResume ||
                       (event == WorkEvent::kGrant && item.state != WorkState::kReserved);
    const int64_t expected = item.fence + (fresh ? 1 : 0);
    if (row_->fence != expected) Broken("I2", "the fence is not the next one");
  }

  void TakeEffect(ItemMemory& item, OrderMemory& order) {
    if (++item.effects > 1) Broken("I3", "two decisions took effect");
    const int64_t decision = DetailNumber(*row_, "decision");
    order.effective.insert(decision);
    const StagedDecision& staged = staged_[decision];
    if (staged.verdict != "ESCALATE") CheckFreshEyes(order, staged.actor);
  }

  void TakeNotice() {
    const int64_t sequence = ResourceId(row_->resource);
    if (row_->action == "notice.queue") {
      queued_.insert(sequence);
      return;
    }
    if (queued_.count(sequence) == 0) Broken("I13", "a notice that was never queued");
    int64_t& last = told_[{DetailText(*row_, "order"), DetailText(*row_, "sink")}];
    if (sequence <= last) Broken("I13", "notices out of order");
    last = sequence;
  }

  const TransitionTable& table_;
  const WorkTable& work_;
  QueueWatch queue_;
  const AuditRow* row_ = nullptr;
  AuditCheck check_;
  std::map<std::string, OrderMemory> orders_;
  std::map<int64_t, ItemMemory> items_;
  std::map<int64_t, StagedDecision> staged_;
  std::map<std::string, int64_t> requests_;
  std::set<int64_t> queued_;
  std::map<std::pair<std::string, std::string>, int64_t> told_;
};

}  // namespace

void StateDigest::AddOrder(const std::string& number, const OrderStand& order) {
  chain_ = Sha256(chain_ + number + "|" + Name(order.state) + "|" + std::to_string(order.epoch) +
                  "|" + Name(order.payment) + "|" + (order.hold ? "1" : "0") + "|" +
                  std::to_string(order.attempt));
}

void StateDigest::AddItem(int64_t id, const ItemStand& item) {
  chain_ = Sha256(chain_ + std::to_string(id) + "|" + item.order + "|" + Name(item.kind) + "|" +
                  Name(item.state) + "|" + std::to_string(item.fence));
}

std::string StateDigest::Hash() const { return HexEncode(chain_); }

StatusOr<AuditCheck> CheckAuditTrail(std::string_view text, const TransitionTable& orders,
                                     const WorkTable& work, const QueuePolicy& queue) {
  ZJ_ASSIGN_OR_RETURN(const AuditVerdict verdict, VerifyAuditExport(text));
  Fold fold(orders, work, queue);
  size_t at = 0;
  for (int64_t i = 0; i < verdict.events; ++i) {
    const size_t end = text.find('\n', at);
    // The line is whole and has its hash: VerifyAuditExport has just seen it.
    ZJ_ASSIGN_OR_RETURN(const AuditRow row,
                        AuditFromBytes(std::string(text.substr(at, end - at)), ""));
    fold.Take(row);
    at = end + 1;
  }
  return fold.Finish(verdict.events);
}

}  // namespace zhaojian
