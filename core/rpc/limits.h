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

/// Largest draft of a recipe, bytes: half of the 4 MiB limit of a message, because a bundle carries
/// the draft beside the report and the work order. 200 k stroke vertices of 8 bytes fit.
inline constexpr size_t kMaxDraftBytes = size_t{2} << 20;

}  // namespace zhaojian::rpc
