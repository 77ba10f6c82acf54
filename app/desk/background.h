// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "app/desk/desk_service.h"
#include "core/base/clock.h"
#include "core/base/executor.h"

namespace zhaojian::desk {

/// What every desk works with. All must outlive the desks; the executors end before the service.
struct Wiring {
  DeskService* service = nullptr;
  DecisionLog* journal = nullptr;
  /// One thread: what changes the record goes through it in the order of the keys.
  Executor* calls = nullptr;
  /// Bundles, pictures, gate previews.
  Executor* pictures = nullptr;
  /// One thread: interactive rendering.
  Executor* render = nullptr;
  MainQueue* main = nullptr;
  const Clock* clock = nullptr;
  /// One thread: a retoucher's steps on this machine's disk; nullptr: they are kept in memory only.
  /// Ends after `calls`.
  Executor* disk = nullptr;
};

/// Runs work elsewhere and brings the result back to the frame thread, unless its owner is gone by
/// then.
class Background {
 public:
  explicit Background(MainQueue* main) : main_(main), alive_(std::make_shared<char>()) {}
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// @param work runs on `executor` and must not touch the owner. @param then gets its result by
  /// reference on the frame thread.
  template <typename Work, typename Then>
  void Run(Executor* executor, Work work, Then then) {
    executor->Post([main = main_, owner = std::weak_ptr<char>(alive_), work = std::move(work),
                    then = std::move(then)]() mutable {
      using Result = decltype(work());
      auto result = std::make_shared<Result>(work());
      main->Post([owner, result, then = std::move(then)]() mutable {
        if (!owner.expired()) then(*result);
      });
    });
  }

 private:
  MainQueue* main_;
  std::shared_ptr<char> alive_;
};

}  // namespace zhaojian::desk
