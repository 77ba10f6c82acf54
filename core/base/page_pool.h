// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <mutex>

namespace zhaojian {

/// Large blocks of memory that stay with the process when they are given back. A photo passes
/// through some fifty planes of 1 to 15 MB; taking each from the system as fresh 4 KiB pages cost a
/// quarter of a render. Regions are mapped in large steps, and a block's new pages are asked for in
/// one call. Not on 2 MiB pages: they halve the cost again where memory is at hand, but where a
/// host takes idle memory back each one must be won anew (128 MiB: 12 to 530 ms, against 55 ms so).
/// Thread-safe.
class PagePool {
 public:
  /// Keeps at most `keep_bytes` of regions that nobody uses.
  explicit PagePool(size_t keep_bytes);
  ~PagePool();
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;

  /// A block aligned to 64 bytes, its contents undefined; nullptr when the system has no memory.
  void* Take(size_t bytes);
  /// Gives back a block of Take with the size that was asked for.
  void Give(void* block, size_t bytes);
  /// Bytes mapped now, used or not.
  size_t MappedBytes() const;

 private:
  struct Region {
    size_t bytes = 0;
    /// Pages up to here were handed out before.
    char* touched = nullptr;
  };
  bool Map(size_t bytes);
  char* Cut(size_t size);
  void UnmapIdle();

  const size_t keep_bytes_;
  mutable std::mutex mutex_;
  std::map<char*, Region> regions_;
  std::map<char*, size_t> free_;  // neighbours are joined, but never across two regions
};

}  // namespace zhaojian
