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

/// Uploads that may be in memory at the same time; 16 x 30 MB is half a gigabyte.
inline constexpr int kMaxUploads = 16;

/// Collects an upload and hands the whole file to `handle`, which runs on `pool`.
/// @param uploads counts running uploads; beyond kMaxUploads: kUnavailable BUSY.
/// Errors of the stream: kInvalidArgument BAD_UPLOAD (no header, or more or fewer bytes than it
/// said) or SHA_MISMATCH; kResourceExhausted FILE-01 above 30 MiB, told as soon as it is known.
grpc::ServerReadReactor<v1::UploadPhotoRequest>* ReceiveUpload(
    Executor& pool, std::atomic<int>& uploads,
    std::function<Status(const v1::UploadHeader& header, const std::string& bytes)> handle);

}  // namespace zhaojian
