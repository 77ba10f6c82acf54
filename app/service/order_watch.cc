// SPDX-License-Identifier: Apache-2.0
#include "app/service/order_watch.h"

#include <map>
#include <mutex>
#include <set>

#include "app/service/event_stream.h"
#include "core/base/executor.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

class Hub;

// One reader's stream. Deletes itself in OnDone; the hub knows it until then.
class Stream final : public EventStream<v1::OrderEvent> {
 public:
  Stream(Hub& hub, std::string order, int64_t after)
      : hub_(hub), order_(std::move(order)), after_(after) {}

  const std::string& Order() const { return order_; }

  // Sends what the stream has not seen yet.
  void Push(const std::vector<OrderEventRow>& events, const StudentView& view) {
    Queue([&](std::deque<v1::OrderEvent>& waiting) {
      for (const OrderEventRow& row : events) {
        if (row.sequence <= after_) continue;
        after_ = row.sequence;
        const std::string& label = view.StepOf(row.event);
        if (label.empty()) continue;
        v1::OrderEvent event;
        event.set_sequence(row.sequence);
        event.set_label(label);
        rpc::ToWire(row.time, event.mutable_time());
        waiting.push_back(std::move(event));
      }
    });
  }

  void OnDone() override;

 private:
  Hub& hub_;
  const std::string order_;
  int64_t after_;  // changed inside Queue only
};

class Hub final : public OrderWatch {
 public:
  Hub(Ledger& ledger, const StudentView& view) : ledger_(ledger), view_(view), worker_(1) {}

  grpc::ServerWriteReactor<v1::OrderEvent>* Watch(const std::string& order,
                                                  int64_t after) override {
    auto* stream = new Stream(*this, order, after);
    const std::lock_guard<std::mutex> lock(mutex_);
    streams_.insert({order, stream});
    if (closed_) {
      stream->End(ShuttingDown());
    } else {
      ReadLater(order);
    }
    return stream;
  }

  void OnOrderChanged(const std::string& order) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (streams_.count(order) > 0) ReadLater(order);
  }

  void Close() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
    for (const auto& [order, stream] : streams_) stream->End(ShuttingDown());
  }

  void Remove(Stream* stream) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto [from, to] = streams_.equal_range(stream->Order());
    for (auto at = from; at != to; ++at) {
      if (at->second != stream) continue;
      streams_.erase(at);
      return;
    }
  }

 private:
  // Many changes, one look. The lock is held.
  void ReadLater(const std::string& order) {
    if (!reading_.insert(order).second) return;
    worker_.Post([this, order] { Read(order); });
  }

  void Read(const std::string& order) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      reading_.erase(order);
    }
    const Status known = ledger_.GetOrder(order).status();
    const auto events = ledger_.ListOrderEvents(order);
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto [from, to] = streams_.equal_range(order);
    for (auto at = from; at != to; ++at) {
      if (!known.ok() || !events.ok()) {
        at->second->End(known.ok() ? events.status() : known);
      } else {
        at->second->Push(*events, view_);
      }
    }
  }

  Ledger& ledger_;
  const StudentView& view_;
  std::mutex mutex_;
  std::multimap<std::string, Stream*> streams_;
  std::set<std::string> reading_;
  bool closed_ = false;
  Executor worker_;  // last: joined before the rest goes
};

void Stream::OnDone() {
  hub_.Remove(this);
  delete this;
}

}  // namespace

std::unique_ptr<OrderWatch> OrderWatch::Create(Ledger& ledger, const StudentView& view) {
  return std::make_unique<Hub>(ledger, view);
}

}  // namespace zhaojian
