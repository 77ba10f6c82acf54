// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <mutex>

#include "app/service/reactors.h"

namespace zhaojian {

/// What a stream ends with when the service stops.
inline Status ShuttingDown() {
  return MakeError(StatusCode::kUnavailable, "SHUTTING_DOWN", "The service is stopping.");
}

/// A server stream of events that come when they come: queues them and writes one at a time. The
/// derived class says in OnDone what becomes of it. Thread safety: thread-safe.
template <typename Event>
class EventStream : public grpc::ServerWriteReactor<Event> {
 public:
  /// Ends the stream when its last write is over; what still waits is dropped. Does not block.
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

 protected:
  /// Lets `add` change the queue alone, unless the stream is ending. Does not block.
  void Queue(const std::function<void(std::deque<Event>& waiting)>& add) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (ending_) return;
    add(waiting_);
    Next();
  }

 private:
  // One operation at a time. The lock is held.
  void Next() {
    if (writing_ || finished_) return;
    if (ending_) {
      finished_ = true;
      this->Finish(status_);
      return;
    }
    if (waiting_.empty()) return;
    current_ = std::move(waiting_.front());
    waiting_.pop_front();
    writing_ = true;
    this->StartWrite(&current_);
  }

  std::mutex mutex_;
  std::deque<Event> waiting_;
  Event current_;
  bool writing_ = false;
  bool ending_ = false;
  bool finished_ = false;
  grpc::Status status_;
};

}  // namespace zhaojian
