// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "app/service/caller.h"
#include "app/service/order_watch.h"
#include "core/ledger/ledger.h"
#include "zhaojian/v1/work_queue.pb.h"

namespace zhaojian {

/// Carries the ledger's notices to the consoles that watch. A watcher that is slow gets counts only
/// once, and misses nothing that its next heartbeat would not tell. Thread safety: thread-safe.
class NoticeHub {
 public:
  /// Becomes the ledger's listener. @param ledger outlives the hub. @param orders is told which
  /// orders change; outlives the hub.
  static std::unique_ptr<NoticeHub> Create(Ledger& ledger, OrderWatch& orders);
  /// Close must have been called and the server must be gone.
  virtual ~NoticeHub() = default;
  /// A stream of this person's notices, beginning with the counts; it ends with the error of
  /// StaffOf for an unknown caller, who is looked up on the hub's own thread. gRPC owns it. Does
  /// not block.
  virtual grpc::ServerWriteReactor<v1::AssignmentEvent>* Watch(const Caller& caller) = 0;
  /// Ends all streams and takes no new ones.
  virtual void Close() = 0;
};

}  // namespace zhaojian
