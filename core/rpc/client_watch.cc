// SPDX-License-Identifier: Apache-2.0
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/rpc/client_internal.h"
#include "core/rpc/wire.h"

// The push stream. A lost stream is opened again after a pause; nothing is assumed about the gap,
// because heartbeats bring the same news.
namespace zhaojian::rpc {
namespace {

AssignmentEvent EventOf(const v1::AssignmentEvent& in) {
  AssignmentEvent out;
  if (in.has_lease()) out.lease = FromWire(in.lease());
  if (in.has_queues()) out.queues = FromWireAll<QueueCount>(in.queues().queues());
  return out;
}

class WatchThread final : public ServiceClient::Watch {
 public:
  WatchThread(
      std::function<std::unique_ptr<grpc::ClientReader<v1::AssignmentEvent>>(grpc::ClientContext*)>
          open,
      std::function<void(const AssignmentEvent&)> on_event)
      : open_(std::move(open)), on_event_(std::move(on_event)), thread_([this] { Run(); }) {}

  ~WatchThread() override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
      if (context_ != nullptr) context_->TryCancel();
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  void Run() {
    std::chrono::milliseconds pause(kFirstPause);
    while (true) {
      grpc::ClientContext context;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (stopping_) return;
        context_ = &context;
      }
      const auto reader = open_(&context);
      v1::AssignmentEvent event;
      while (reader->Read(&event)) {
        pause = kFirstPause;
        on_event_(EventOf(event));
      }
      reader->Finish();
      std::unique_lock<std::mutex> lock(mutex_);
      context_ = nullptr;
      if (changed_.wait_for(lock, pause, [this] { return stopping_; })) return;
      pause = std::min(pause * 2, kLongestPause);
    }
  }

  // As for retries of calls: 0.2 s doubling to 5 s.
  static constexpr std::chrono::milliseconds kFirstPause{200};
  static constexpr std::chrono::milliseconds kLongestPause{5000};

  const std::function<std::unique_ptr<grpc::ClientReader<v1::AssignmentEvent>>(
      grpc::ClientContext*)>
      open_;
  const std::function<void(const AssignmentEvent&)> on_event_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  grpc::ClientContext* context_ = nullptr;
  std::thread thread_;
};

}  // namespace

std::unique_ptr<ServiceClient::Watch> ServiceClient::WatchAssignments(
    std::function<void(const AssignmentEvent&)> on_event) {
  // A connection of its own reference keeps the stream valid even while the client goes away.
  auto stub = std::make_shared<v1::WorkQueueService::Stub>(impl_->channel);
  auto staff = impl_->options.staff;
  return std::make_unique<WatchThread>(
      [stub, staff](grpc::ClientContext* context) {
        if (!staff.empty()) context->AddMetadata(kStaffKey, staff);
        return stub->WatchAssignments(context, v1::WatchAssignmentsRequest());
      },
      std::move(on_event));
}

}  // namespace zhaojian::rpc
