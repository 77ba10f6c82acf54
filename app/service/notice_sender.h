// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "app/service/notice_sinks.h"
#include "app/service/notice_text.h"

namespace zhaojian {

/// Takes notices out of the outbox and gives them to the sinks, one thread per sink, so that a slow
/// mail server holds no web hook up. Thread safety: thread-safe.
class NoticeSender {
 public:
  /// @param ledger outlives the object.
  NoticeSender(Ledger& ledger, NoticeTexts texts, std::vector<std::unique_ptr<NoticeSink>> sinks);
  /// Waits for the tries that are under way.
  ~NoticeSender();
  NoticeSender(const NoticeSender&) = delete;
  NoticeSender& operator=(const NoticeSender&) = delete;
  /// Looks at the outbox now instead of at the next turn. Does not block.
  void Wake();

 private:
  void Run(NoticeSink& sink);
  bool SendDue(NoticeSink& sink);

  Ledger& ledger_;
  const NoticeTexts texts_;
  const std::vector<std::unique_ptr<NoticeSink>> sinks_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t wakes_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace zhaojian
