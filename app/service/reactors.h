// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

#include "app/service/caller.h"
#include "app/service/handlers.h"
#include "core/base/executor.h"
#include "core/rpc/limits.h"
#include "core/rpc/status_wire.h"
#include "zhaojian/v1/common.pb.h"

/// How gRPC's callbacks reach the handlers: calls arrive on gRPC's threads, which must not block,
/// and run on bounded pools of ours.
namespace zhaojian {

/// A status with its ErrorDetail as gRPC carries it.
inline grpc::Status ToGrpc(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), MessageOf(status),
                      rpc::EncodeDetails(status));
}

/// Who calls, from the call's metadata.
inline Caller CallerOf(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find(rpc::kStaffKey);
  if (found == context.client_metadata().end()) return {};
  return {std::string(found->second.data(), found->second.size())};
}

/// Runs a unary handler on a pool. A call that nobody waits for any more is not begun; one that
/// began is finished, because its request_id will be asked for again.
template <typename Handler>
grpc::ServerUnaryReactor* RunUnary(grpc::CallbackServerContext* context, Executor& pool,
                                   Handler handler) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  pool.Post([context, reactor, handler = std::move(handler)] {
    if (context->IsCancelled()) {
      reactor->Finish(grpc::Status(grpc::StatusCode::CANCELLED, "nobody waits for the answer"));
      return;
    }
    reactor->Finish(ToGrpc(handler()));
  });
  return reactor;
}

/// A server stream whose handler writes piece by piece from a pool thread. Deletes itself.
template <typename Message>
class PieceWriter final : public grpc::ServerWriteReactor<Message> {
 public:
  /// @param produce runs on `pool` and calls Write; its status ends the stream.
  static PieceWriter* Start(Executor& pool, std::function<Status(PieceWriter&)> produce) {
    auto* writer = new PieceWriter();
    pool.Post([writer, produce = std::move(produce)] { writer->End(produce(*writer)); });
    return writer;
  }

  /// Sends a message and waits until gRPC took it. Errors: kCancelled when the reader is gone.
  Status Write(const Message& message) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (gone_) return absl::CancelledError("the reader is gone");
    busy_ = true;
    lock.unlock();
    this->StartWrite(&message);
    lock.lock();
    changed_.wait(lock, [this] { return !busy_; });
    return gone_ ? absl::CancelledError("the reader is gone") : absl::OkStatus();
  }

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      busy_ = false;
      gone_ = gone_ || !ok;
    }
    changed_.notify_all();
  }

  void OnCancel() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    gone_ = true;
  }

  // Only after Finish, hence after the producer's last use.
  void OnDone() override { Unref(); }

 private:
  PieceWriter() = default;

  void End(const Status& status) {
    this->Finish(ToGrpc(status));
    Unref();
  }

  // The pool thread and gRPC each hold the writer until they are done with it.
  void Unref() {
    bool last = false;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      last = --holders_ == 0;
    }
    if (last) delete this;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool busy_ = false;
  bool gone_ = false;
  int holders_ = 2;
};

/// Streams a file from `offset` in pieces of kChunkBytes; every piece names the whole file's hash.
/// Errors: kOutOfRange BAD_OFFSET; kCancelled.
inline Status WriteFilePieces(const FileContent& file, int64_t offset,
                              PieceWriter<v1::AssetChunk>& writer) {
  const auto size = static_cast<int64_t>(file.bytes.size());
  if (offset < 0 || offset > size) {
    return MakeError(StatusCode::kOutOfRange, "BAD_OFFSET", "The file is shorter than that.",
                     "offset");
  }
  v1::AssetChunk chunk;
  chunk.set_total_size(size);
  chunk.set_sha256(file.sha256);
  chunk.set_mime_type(file.mime);
  chunk.set_file_name(file.name);
  int64_t at = offset;
  do {
    chunk.set_offset(at);
    chunk.set_data(file.bytes.substr(static_cast<size_t>(at), rpc::kChunkBytes));
    at += static_cast<int64_t>(chunk.data().size());
    ZJ_RETURN_IF_ERROR(writer.Write(chunk));
  } while (at < size);
  return absl::OkStatus();
}

}  // namespace zhaojian
