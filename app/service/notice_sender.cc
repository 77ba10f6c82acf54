// SPDX-License-Identifier: Apache-2.0
#include "app/service/notice_sender.h"

#include <chrono>

#include "core/base/log.h"

namespace zhaojian {
namespace {

// Whatever waits for its next try, or for the end of the quiet hours, is looked at this often.
constexpr std::chrono::seconds kTurn(1);
// Messages per look; more would only keep a stopping service waiting.
constexpr int kBatch = 32;

}  // namespace

NoticeSender::NoticeSender(Ledger& ledger, NoticeTexts texts,
                           std::vector<std::unique_ptr<NoticeSink>> sinks)
    : ledger_(ledger), texts_(std::move(texts)), sinks_(std::move(sinks)) {
  for (const auto& sink : sinks_) {
    threads_.emplace_back([this, &sink = *sink] { Run(sink); });
  }
}

NoticeSender::~NoticeSender() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void NoticeSender::Wake() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

// Sends one batch; true when more may wait.
bool NoticeSender::SendDue(NoticeSink& sink) {
  const auto due = ledger_.DueNotices(sink.Name(), kBatch);
  if (!due.ok()) return false;
  for (const OutboxRow& notice : *due) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (stopping_) return false;
    }
    NoticeAnswer answer;
    const auto message = texts_.Compose(ledger_, notice);
    if (message.ok()) {
      answer = sink.Send(ledger_, *message);
    } else {
      answer.why = ReasonOf(message.status());
    }
    const Status marked =
        ledger_.MarkNotice({notice.sequence, sink.Name(), answer.outcome, answer.why});
    if (!marked.ok()) {
      Log(LogLevel::kError, "notices", "not marked reason=" + ReasonOf(marked));
      return false;
    }
  }
  return !due->empty();
}

void NoticeSender::Run(NoticeSink& sink) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    const uint64_t seen = wakes_;
    lock.unlock();
    const bool more = SendDue(sink);
    lock.lock();
    if (more || stopping_) continue;
    changed_.wait_for(lock, kTurn, [&] { return stopping_ || wakes_ != seen; });
  }
}

}  // namespace zhaojian
