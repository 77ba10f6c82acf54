// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <string>

#include "core/base/executor.h"
#include "core/base/status.h"
#include "zhaojian/v1/intake.pb.h"

namespace zhaojian {

/// Uploads that may be under way at the same time; each holds one piece in memory, and the last
/// step of each holds a whole photo of up to 30 MB: half a gigabyte.
inline constexpr int kMaxUploads = 16;

/// What is kept at once. A megabyte is a second of a slow line (8 Mbit/s): no more than that is
/// sent again after a cut, and a photo of 3 MB costs three writes.
inline constexpr size_t kUploadPiece = size_t{1} << 20;

/// What an upload does with what arrives; each runs on the pool that its name stands beside.
struct UploadSteps {
  /// The first message; may complete it.
  std::function<Status(v1::UploadHeader& header)> begin;
  /// A piece of at most kUploadPiece plus one message.
  std::function<Status(const v1::UploadHeader& header, int64_t offset, const std::string& bytes)>
      keep;
  /// Everything is kept.
  std::function<Status(const v1::UploadHeader& header)> finish;
  /// For begin and keep.
  Executor& files;
  /// For finish.
  Executor& photos;
};

/// Receives an upload piece by piece. What arrived before a cut is kept.
/// @param uploads counts running uploads; beyond kMaxUploads: kUnavailable BUSY.
/// Errors of the stream: kInvalidArgument BAD_UPLOAD (no header, or more or fewer bytes than it
/// said); those of the steps.
grpc::ServerReadReactor<v1::UploadPhotoRequest>* ReceiveUpload(UploadSteps steps,
                                                               std::atomic<int>& uploads);

}  // namespace zhaojian
