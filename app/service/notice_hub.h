// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "core/ledger/ledger.h"
#include "zhaojian/v1/work_queue.pb.h"

namespace zhaojian {

/// Carries the ledger's notices to the consoles that watch. A watcher that is slow gets counts only
/// once, and misses nothing that its next heartbeat would not tell. Thread safety: thread-safe.
class NoticeHub {
 public:
  /// Becomes the ledger's listener. @param ledger outlives the hub.
  static std::unique_ptr<NoticeHub> Create(Ledger& ledger);
  /// Close must have been called and the server must be gone.
  virtual ~NoticeHub() = default;
  /// A stream of this person's notices, beginning with the counts. gRPC owns it.
  virtual grpc::ServerWriteReactor<v1::AssignmentEvent>* Watch(const std::string& staff) = 0;
  /// A stream that fails at once.
  virtual grpc::ServerWriteReactor<v1::AssignmentEvent>* Refuse(const Status& status) = 0;
  /// Ends all streams and takes no new ones.
  virtual void Close() = 0;
};

}  // namespace zhaojian
