// SPDX-License-Identifier: Apache-2.0
#include "core/base/page_pool.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace zhaojian {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;
/// Address space is taken in these steps; pages are touched only when they are used.
constexpr size_t kRegion = size_t{64} << 20;

size_t RoundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

#if defined(__linux__)
char* MapPages(size_t bytes) {
  // One huge page more, so that the region can start on one.
  void* raw = mmap(nullptr, bytes + kHugePage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                   -1, 0);
  if (raw == MAP_FAILED) return nullptr;
  char* begin = static_cast<char*>(raw);
  const size_t before = RoundUp(reinterpret_cast<uintptr_t>(begin), kHugePage) -
                        reinterpret_cast<uintptr_t>(begin);
  if (before > 0) munmap(begin, before);
  if (before < kHugePage) munmap(begin + before + bytes, kHugePage - before);
  madvise(begin + before, bytes, MADV_HUGEPAGE);  // refused: ordinary pages do as well
  return begin + before;
}
void UnmapPages(char* region, size_t bytes) { munmap(region, bytes); }
#else
char* MapPages(size_t bytes) { return static_cast<char*>(std::aligned_alloc(kHugePage, bytes)); }
void UnmapPages(char* region, size_t) { std::free(region); }
#endif

}  // namespace

PagePool::PagePool(size_t keep_bytes) : keep_bytes_(keep_bytes) {}

PagePool::~PagePool() {
  for (const auto& [region, bytes] : regions_) UnmapPages(region, bytes);
}

bool PagePool::Map(size_t bytes) {
  const size_t size = std::max(kRegion, RoundUp(bytes, kHugePage));
  char* region = MapPages(size);
  if (region == nullptr) return false;
  regions_.emplace(region, size);
  free_.emplace(region, size);
  return true;
}

void* PagePool::Take(size_t bytes) {
  const size_t size = RoundUp(std::max<size_t>(bytes, 1), kAlignment);
  const std::scoped_lock lock(mutex_);
  // The tightest fit, the lowest of equals: large gaps stay for large planes.
  const auto tightest = [&] {
    auto best = free_.end();
    for (auto gap = free_.begin(); gap != free_.end(); ++gap) {
      if (gap->second >= size && (best == free_.end() || gap->second < best->second)) best = gap;
    }
    return best;
  };
  auto gap = tightest();
  if (gap == free_.end()) {
    if (!Map(size)) return nullptr;
    gap = tightest();
  }
  char* block = gap->first;
  const size_t left = gap->second - size;
  free_.erase(gap);
  if (left > 0) free_.emplace(block + size, left);
  return block;
}

void PagePool::Give(void* block, size_t bytes) {
  char* begin = static_cast<char*>(block);
  size_t size = RoundUp(std::max<size_t>(bytes, 1), kAlignment);
  const std::scoped_lock lock(mutex_);
  const auto next = free_.lower_bound(begin);
  if (next != free_.end() && next->first == begin + size && !regions_.contains(next->first)) {
    size += next->second;
    free_.erase(next);
  }
  const auto after = free_.lower_bound(begin);
  if (after != free_.begin() && !regions_.contains(begin)) {
    const auto before = std::prev(after);
    if (before->first + before->second == begin) {
      before->second += size;
      UnmapIdle();
      return;
    }
  }
  free_.emplace(begin, size);
  UnmapIdle();
}

void PagePool::UnmapIdle() {
  size_t idle = 0;
  for (auto region = regions_.begin(); region != regions_.end();) {
    const auto gap = free_.find(region->first);
    if (gap == free_.end() || gap->second != region->second) {
      ++region;
      continue;
    }
    idle += region->second;
    if (idle <= keep_bytes_) {
      ++region;
      continue;
    }
    idle -= region->second;
    UnmapPages(region->first, region->second);
    free_.erase(gap);
    region = regions_.erase(region);
  }
}

size_t PagePool::mapped_bytes() const {
  const std::scoped_lock lock(mutex_);
  size_t sum = 0;
  for (const auto& [region, bytes] : regions_) sum += bytes;
  return sum;
}

}  // namespace zhaojian
