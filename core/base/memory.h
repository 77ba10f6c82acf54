// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace zhaojian {

/// Keeps freed memory in the process instead of giving it back at once. A photo passes through some
/// fifty planes of 1 to 10 MB; fresh pages for each cost a fifth of the whole render. For programs
/// that end after their work.
void KeepFreedMemory();

}  // namespace zhaojian
