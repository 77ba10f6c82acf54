// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

TEST(File, AtomicWriteReplacesTheWholeContent) {
  const TemporaryFolder folder = TemporaryFolder::Create().value();
  const auto path = folder.Path() / "名字 (副本) 100%.txt";
  ASSERT_TRUE(WriteFileAtomically(path, "a long first text").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "short").ok());
  EXPECT_EQ(ReadFile(path, 100).value(), "short");
}

TEST(File, PrivateFilesAreReadableByTheirOwnerOnly) {
  const TemporaryFolder folder = TemporaryFolder::Create().value();
  ASSERT_TRUE(WriteFileAtomically(folder.Path() / "journal", "x").ok());
  ASSERT_TRUE(WriteFileAtomically(folder.Path() / "photo", "x", FileRights::kHandedOn).ok());
  using std::filesystem::perms;
  const auto others = perms::group_all | perms::others_all;
  EXPECT_EQ(std::filesystem::status(folder.Path() / "journal").permissions() & others, perms::none);
  EXPECT_NE(std::filesystem::status(folder.Path() / "photo").permissions() & perms::others_read,
            perms::none);
}

TEST(File, TooLargeAFileIsRefusedByName) {
  const TemporaryFolder folder = TemporaryFolder::Create().value();
  ASSERT_TRUE(WriteFileAtomically(folder.Path() / "f", "12345").ok());
  EXPECT_EQ(ReasonOf(ReadFile(folder.Path() / "f", 4).status()), "FILE_TOO_LARGE");
  EXPECT_EQ(ReasonOf(ReadFile(folder.Path() / "g", 4).status()), "FILE_NOT_FOUND");
}

TEST(File, SecondLockOfAFolderNamesTheFirstOwner) {
  const TemporaryFolder folder = TemporaryFolder::Create().value();
  auto first = FolderLock::Acquire(folder.Path(), "zhaojian pid 7");
  ASSERT_TRUE(first.ok());
  const auto second = FolderLock::Acquire(folder.Path(), "zj pid 8");
  EXPECT_EQ(ReasonOf(second.status()), "STORE_IN_USE");
  EXPECT_NE(MessageOf(second.status()).find("zhaojian pid 7"), std::string::npos);
  first->reset();
  EXPECT_TRUE(FolderLock::Acquire(folder.Path(), "zj pid 8").ok());
}

}  // namespace
}  // namespace zhaojian
