// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "core/domain/student_view.h"
#include "core/ledger/ledger.h"
#include "zhaojian/v1/intake.pb.h"

namespace zhaojian {

/// Streams of what happens to single orders, in the student's words. A stream begins behind the
/// sequence it is given, so that a reader that was cut off misses nothing. Thread safety:
/// thread-safe.
class OrderWatch {
 public:
  /// @param ledger and view outlive the object.
  static std::unique_ptr<OrderWatch> Create(Ledger& ledger, const StudentView& view);
  /// Close must have been called and the server must be gone.
  virtual ~OrderWatch() = default;
  /// gRPC owns the stream. It ends with kNotFound NOT_FOUND for an unknown order. Does not block.
  virtual grpc::ServerWriteReactor<v1::OrderEvent>* Watch(const std::string& order,
                                                          int64_t after) = 0;
  /// An order has changed. Does not block and does not call the ledger.
  virtual void OnOrderChanged(const std::string& order) = 0;
  /// Ends all streams and takes no new ones.
  virtual void Close() = 0;
};

}  // namespace zhaojian
