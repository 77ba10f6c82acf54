// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace zhaojian::rpc {

/// Piece of a streamed file. 256 KiB was the fastest of 16 KB to 1 MB for a 3 MB photo on this
/// stack (stack reference §6) and leaves room under the 4 MiB limit of a message.
inline constexpr size_t kChunkBytes = 256u << 10;

/// Largest file on the wire, bytes: an original may have 30 MiB, prepared pictures are smaller.
inline constexpr int64_t kMaxFileBytes = int64_t{32} << 20;

}  // namespace zhaojian::rpc
