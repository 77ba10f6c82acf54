// SPDX-License-Identifier: Apache-2.0
#include "core/base/page_pool.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

namespace zhaojian {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

TEST(PagePool, BlocksNeverOverlapAndKeepTheirBytes) {
  struct Block {
    unsigned char* at;
    size_t bytes;
    unsigned char mark;
  };
  PagePool pool(64 * kMiB);
  std::mt19937 random(7);
  std::vector<Block> blocks;
  for (int step = 0; step < 2000; ++step) {
    if (blocks.size() < 12 && random() % 3 != 0) {
      const size_t bytes = 1 + random() % (9 * kMiB);
      auto* at = static_cast<unsigned char*>(pool.Take(bytes));
      ASSERT_NE(at, nullptr);
      ASSERT_EQ(reinterpret_cast<uintptr_t>(at) % 64, 0u);
      const auto mark = static_cast<unsigned char>(step);
      at[0] = at[bytes / 2] = at[bytes - 1] = mark;
      blocks.push_back({at, bytes, mark});
    } else if (!blocks.empty()) {
      const size_t which = random() % blocks.size();
      const Block block = blocks[which];
      ASSERT_EQ(block.at[0], block.mark);
      ASSERT_EQ(block.at[block.bytes / 2], block.mark);
      ASSERT_EQ(block.at[block.bytes - 1], block.mark);
      std::memset(block.at, 0xAA, block.bytes);
      pool.Give(block.at, block.bytes);
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(which));
    }
  }
  for (const Block& block : blocks) pool.Give(block.at, block.bytes);
  EXPECT_LE(pool.MappedBytes(), 64 * kMiB);
}

TEST(PagePool, TheSameWorkAgainTakesNothingNew) {
  PagePool pool(128 * kMiB);
  const auto photo = [&] {
    std::vector<std::pair<void*, size_t>> planes;
    for (const size_t mib : {36, 15, 4, 15, 1}) planes.emplace_back(pool.Take(mib * kMiB), mib);
    for (const auto& [at, mib] : planes) pool.Give(at, mib * kMiB);
  };
  photo();
  const size_t after_one = pool.MappedBytes();
  for (int i = 0; i < 50; ++i) photo();
  EXPECT_EQ(pool.MappedBytes(), after_one);
}

TEST(PagePool, WhatIsMoreThanItKeepsGoesBack) {
  PagePool pool(64 * kMiB);
  void* a = pool.Take(300 * kMiB);
  void* b = pool.Take(10 * kMiB);
  EXPECT_GE(pool.MappedBytes(), 310 * kMiB);
  pool.Give(a, 300 * kMiB);
  EXPECT_LE(pool.MappedBytes(), 64 * kMiB);
  pool.Give(b, 10 * kMiB);
  EXPECT_LE(pool.MappedBytes(), 64 * kMiB);
}

TEST(PagePool, AnImpossibleSizeIsRefused) {
  PagePool pool(kMiB);
  EXPECT_EQ(pool.Take(size_t{1} << 60), nullptr);
  EXPECT_EQ(pool.MappedBytes(), 0u);
}

}  // namespace
}  // namespace zhaojian
