// SPDX-License-Identifier: Apache-2.0
#include "app/service/order_watch.h"

#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "app/service/reactors.h"
#include "core/base/executor.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

class Hub;

// One reader's stream. Deletes itself in OnDone; the hub knows it until then.
class Stream final : public grpc::ServerWriteReactor<v1::OrderEvent> {
 public:
  Stream(Hub& hub, std::string order, int64_t after)
      : hub_(hub), order_(std::move(order)), after_(after) {}

  const std::string& Order() const { return order_; }

  // Sends what the stream has not seen yet.
  void Push(const std::vector<OrderEventRow>& events) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ending_) return;
    for (const OrderEventRow& row : events) {
      if (row.sequence <= after_) continue;
      after_ = row.sequence;
      const std::string label = StudentStepKey(row.event);
      if (label.empty()) continue;
      v1::OrderEvent event;
      event.set_sequence(row.sequence);
      event.set_label(label);
      rpc::ToWire(row.time, event.mutable_time());
      waiting_.push_back(std::move(event));
    }
    Next();
  }

  void End(const Status& status) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ending_) return;
    ending_ = true;
    status_ = ToGrpc(status);
    Next();
  }

  void OnWriteDone(bool ok) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    writing_ = false;
    if (!ok && !ending_) {
      ending_ = true;
      status_ = grpc::Status::CANCELLED;
    }
    Next();
  }

  void OnCancel() override { End(absl::CancelledError("the reader is gone")); }
  void OnDone() override;

 private:
  // One operation at a time; an ending stream finishes when its last write is over.
  void Next() {
    if (writing_ || finished_) return;
    if (ending_) {
      finished_ = true;
      Finish(status_);
      return;
    }
    if (waiting_.empty()) return;
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    writing_ = true;
    StartWrite(&current_);
  }

  Hub& hub_;
  const std::string order_;
  std::mutex mutex_;
  int64_t after_;
  std::deque<v1::OrderEvent> waiting_;
  v1::OrderEvent current_;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;
  grpc::Status status_;
};

class Hub final : public OrderWatch {
 public:
  explicit Hub(Ledger& ledger) : ledger_(ledger), worker_(1) {}

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
  static Status ShuttingDown() {
    return MakeError(StatusCode::kUnavailable, "SHUTTING_DOWN", "The service is stopping.");
  }

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
        at->second->Push(*events);
      }
    }
  }

  Ledger& ledger_;
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

std::unique_ptr<OrderWatch> OrderWatch::Create(Ledger& ledger) {
  return std::make_unique<Hub>(ledger);
}

}  // namespace zhaojian
