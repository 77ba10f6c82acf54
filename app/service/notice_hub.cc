// SPDX-License-Identifier: Apache-2.0
#include "app/service/notice_hub.h"

#include <atomic>
#include <mutex>
#include <set>

#include "app/service/convert.h"
#include "app/service/event_stream.h"
#include "core/base/executor.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

class Hub;

// One console's stream. Deletes itself in OnDone; the hub knows it until then.
class Watcher final : public EventStream<v1::AssignmentEvent> {
 public:
  Watcher(Hub& hub, Caller caller, uint64_t id) : hub_(hub), caller_(std::move(caller)), id_(id) {}

  const std::string& Staff() const { return caller_.staff; }
  uint64_t Id() const { return id_; }

  // Nothing is pushed before it is known who watches.
  void Admit() { admitted_ = true; }

  void Push(v1::AssignmentEvent event) {
    if (!admitted_) return;
    Queue([&](std::deque<v1::AssignmentEvent>& waiting) {
      if (event.has_queues()) DropOldCounts(waiting);
      waiting.push_back(std::move(event));
    });
  }

  void OnDone() override;

 private:
  static void DropOldCounts(std::deque<v1::AssignmentEvent>& waiting) {
    for (auto at = waiting.begin(); at != waiting.end(); ++at) {
      if (!at->has_queues()) continue;
      waiting.erase(at);
      return;
    }
  }

  Hub& hub_;
  const Caller caller_;
  const uint64_t id_;
  std::atomic<bool> admitted_{false};
};

// Ends at once and deletes itself.
class Refused final : public grpc::ServerWriteReactor<v1::AssignmentEvent> {
 public:
  explicit Refused(const Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

class Hub final : public NoticeHub {
 public:
  Hub(Ledger& ledger, OrderWatch& orders) : ledger_(ledger), orders_(orders), worker_(1) {
    ledger_.SetListener([this](const LedgerNotice& notice) { OnNotice(notice); });
  }
  ~Hub() override { ledger_.SetListener({}); }

  grpc::ServerWriteReactor<v1::AssignmentEvent>* Watch(const Caller& caller) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (closed_) return new Refused(ShuttingDown());
    auto* watcher = new Watcher(*this, caller, ++last_id_);
    watchers_.insert(watcher);
    worker_.Post([this, watcher, caller, id = last_id_] { Settle(watcher, id, caller); });
    return watcher;
  }

  void Close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    for (Watcher* watcher : watchers_) watcher->End(ShuttingDown());
  }

  void Remove(Watcher* watcher) {
    const std::lock_guard<std::mutex> lock(mutex_);
    watchers_.erase(watcher);
  }

 private:
  // Reads the ledger, hence not on gRPC's thread. The stream may be gone by now, and its address
  // another stream's.
  void Settle(Watcher* watcher, uint64_t id, const Caller& caller) {
    const Status known = StaffOf(ledger_, caller).status();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (watchers_.count(watcher) == 0 || watcher->Id() != id) return;
    if (!known.ok()) return watcher->End(known);
    watcher->Admit();
    CountLater();
  }

  // On the ledger's thread: must neither block nor call back.
  void OnNotice(const LedgerNotice& notice) {
    if (notice.kind == LedgerNotice::Kind::kOrderChanged) {
      return orders_.OnOrderChanged(notice.order);
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (watchers_.empty()) return;
    if (notice.kind == LedgerNotice::Kind::kQueueChanged) return CountLater();
    if (notice.kind != LedgerNotice::Kind::kLeaseRevoked) return;
    v1::AssignmentEvent event;
    rpc::ToWire(rpc::LeaseStatus{ItemName(notice.item), ToRpc(notice.outcome), {}},
                event.mutable_lease());
    for (Watcher* watcher : watchers_) {
      if (watcher->Staff() == notice.holder) watcher->Push(event);
    }
  }

  // Many changes, one count. The lock is held.
  void CountLater() {
    if (counting_) return;
    counting_ = true;
    worker_.Post([this] { Count(); });
  }

  void Count() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      counting_ = false;
    }
    const auto rows = ledger_.ListQueues();
    if (!rows.ok()) return;
    v1::AssignmentEvent event;
    for (const QueueRow& row : *rows) {
      rpc::ToWire(ToRpc(row), event.mutable_queues()->add_queues());
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    for (Watcher* watcher : watchers_) watcher->Push(event);
  }

  Ledger& ledger_;
  OrderWatch& orders_;
  std::mutex mutex_;
  std::set<Watcher*> watchers_;
  uint64_t last_id_ = 0;
  bool counting_ = false;
  bool closed_ = false;
  Executor worker_;  // last: joined before the rest goes
};

void Watcher::OnDone() {
  hub_.Remove(this);
  delete this;
}

}  // namespace

std::unique_ptr<NoticeHub> NoticeHub::Create(Ledger& ledger, OrderWatch& orders) {
  return std::make_unique<Hub>(ledger, orders);
}

}  // namespace zhaojian
