// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_name.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/file.h"

namespace zhaojian {
namespace {

TEST(SafeFileName, KeepsWhatEveryFileSystemTakes) {
  EXPECT_EQ(SafeFileName("张三 照片", "x"), "张三 照片");
  EXPECT_EQ(SafeFileName("照片 (副本) 100%", "x"), "照片 (副本) 100%");
  EXPECT_EQ(SafeFileName("ñandú 𠮷", "x"), "ñandú 𠮷");
}

TEST(SafeFileName, ReplacesWhatSomeFileSystemDoesNotTake) {
  EXPECT_EQ(SafeFileName("a/b\\c:d*e?f\"g<h>i|j", "x"), "a_b_c_d_e_f_g_h_i_j");
  EXPECT_EQ(SafeFileName("../../etc/passwd", "x"), "_.._etc_passwd");
  EXPECT_EQ(SafeFileName("one\ntwo\x7f", "x"), "one_two_");
  EXPECT_EQ(SafeFileName(std::string("a\0b", 3), "x"), "a_b");
  EXPECT_EQ(SafeFileName("name. . ", "x"), "name");
  EXPECT_EQ(SafeFileName("con", "x"), "_con");
  EXPECT_EQ(SafeFileName("LPT1.old", "x"), "_LPT1.old");
  EXPECT_EQ(SafeFileName("console", "x"), "console");
  EXPECT_EQ(SafeFileName("\xff\xfe", "x"), "__");
}

TEST(SafeFileName, FallsBackWhenNothingIsLeft) {
  EXPECT_EQ(SafeFileName("", "XSJC"), "XSJC");
  EXPECT_EQ(SafeFileName(" .. ", "XSJC"), "XSJC");
}

TEST(SafeFileName, CutsLongNamesBetweenCharactersAndTheDiskTakesThem) {
  std::string name;
  for (int i = 0; i < 200; ++i) name += "照";
  const std::string safe = SafeFileName(name, "x");
  EXPECT_EQ(safe.size(), 180U);
  const auto folder = TemporaryFolder::Create();
  ASSERT_TRUE(folder.ok());
  EXPECT_TRUE(WriteFileAtomically(folder->Path() / (safe + ".jpg"), "photo").ok());
}

}  // namespace
}  // namespace zhaojian
