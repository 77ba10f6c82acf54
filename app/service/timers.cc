// SPDX-License-Identifier: Apache-2.0
#include "app/service/timers.h"

#include <chrono>

namespace zhaojian {
namespace {

// The undo window is 10 s and a withdrawal must be seen within 300 ms.
constexpr std::chrono::milliseconds kTurn(200);

}  // namespace

Timers::Timers(std::function<void()> turn) : turn_(std::move(turn)), thread_([this] { Run(); }) {}

Timers::~Timers() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Timers::Wake() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void Timers::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    changed_.wait_for(lock, kTurn, [this] { return woken_ || stopping_; });
    if (stopping_) return;
    woken_ = false;
    lock.unlock();
    turn_();
    lock.lock();
  }
}

}  // namespace zhaojian
