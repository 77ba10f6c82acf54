// SPDX-License-Identifier: Apache-2.0
#include "core/base/page_pool.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace zhaojian {
namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kPage = 4096;
/// Address space is taken in these steps; pages are touched only when they are used.
constexpr size_t kRegion = size_t{64} << 20;

size_t RoundUp(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

#if defined(__linux__)
char* MapPages(size_t bytes) {
  void* region = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return region == MAP_FAILED ? nullptr : static_cast<char*>(region);
}
void UnmapPages(char* region, size_t bytes) { munmap(region, bytes); }
void AskForPages([[maybe_unused]] char* begin, [[maybe_unused]] char* end) {
#if defined(MADV_POPULATE_WRITE)
  // Refused by a kernel before 5.14: pages then come one by one as they are used.
  if (begin < end) madvise(begin, static_cast<size_t>(end - begin), MADV_POPULATE_WRITE);
#endif
}
#else
char* MapPages(size_t bytes) { return static_cast<char*>(std::aligned_alloc(kPage, bytes)); }
void UnmapPages(char* region, size_t) { std::free(region); }
void AskForPages(char*, char*) {}
#endif

}  // namespace

PagePool::PagePool(size_t keep_bytes) : keep_bytes_(keep_bytes) {}

PagePool::~PagePool() {
  for (const auto& [at, region] : regions_) UnmapPages(at, region.bytes);
}

bool PagePool::Map(size_t bytes) {
  const size_t size = std::max(kRegion, RoundUp(bytes, kPage));
  char* region = MapPages(size);
  if (region == nullptr) return false;
  regions_.emplace(region, Region{size, region});
  free_.emplace(region, size);
  return true;
}

char* PagePool::Cut(size_t size) {
  // The tightest fit, the lowest of equals: large gaps stay for large planes.
  auto best = free_.end();
  for (auto gap = free_.begin(); gap != free_.end(); ++gap) {
    if (gap->second >= size && (best == free_.end() || gap->second < best->second)) best = gap;
  }
  if (best == free_.end()) return nullptr;
  char* block = best->first;
  const size_t left = best->second - size;
  free_.erase(best);
  if (left > 0) free_.emplace(block + size, left);
  return block;
}

void* PagePool::Take(size_t bytes) {
  const size_t size = RoundUp(std::max<size_t>(bytes, 1), kAlignment);
  char* block = nullptr;
  char* fresh = nullptr;
  char* end = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    block = Cut(size);
    if (block == nullptr) {
      if (!Map(size)) return nullptr;
      block = Cut(size);
    }
    auto& [at, region] = *std::prev(regions_.upper_bound(block));
    fresh = region.touched;
    end = at + RoundUp(static_cast<size_t>(block + size - at), kPage);
    region.touched = std::max(region.touched, end);
  }
  AskForPages(fresh, end);
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
    if (gap == free_.end() || gap->second != region->second.bytes) {
      ++region;
      continue;
    }
    idle += region->second.bytes;
    if (idle <= keep_bytes_) {
      ++region;
      continue;
    }
    idle -= region->second.bytes;
    UnmapPages(region->first, region->second.bytes);
    free_.erase(gap);
    region = regions_.erase(region);
  }
}

size_t PagePool::MappedBytes() const {
  const std::scoped_lock lock(mutex_);
  size_t sum = 0;
  for (const auto& [at, region] : regions_) sum += region.bytes;
  return sum;
}

}  // namespace zhaojian
