// SPDX-License-Identifier: Apache-2.0
#include "core/base/line_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

namespace zhaojian {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr size_t kMost = 1 << 20;

class LineJournalTest : public ::testing::Test {
 protected:
  LineJournal::Content Read() const {
    const auto content = LineJournal::Read(File(), kMost);
    EXPECT_TRUE(content.ok()) << content.status();
    return content.value_or(LineJournal::Content{});
  }
  std::filesystem::path File() const { return folder_.Path() / "steps"; }
  std::string Bytes() const { return ReadFile(File(), kMost).value_or(""); }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(File(), std::ios::binary | std::ios::trunc) << bytes;
  }

  TemporaryFolder folder_ = TemporaryFolder::Create().value();
};

TEST_F(LineJournalTest, WhatWasAppendedIsReadBackInOrder) {
  const auto journal = LineJournal::Create(File(), {"first"});
  ASSERT_TRUE(journal.ok()) << journal.status();
  ASSERT_TRUE((*journal)->Append({"second", ""}).ok());
  ASSERT_TRUE((*journal)->Append({"第四"}).ok());
  const auto content = Read();
  EXPECT_THAT(content.lines, ElementsAre("first", "second", "", "第四"));
  EXPECT_EQ(content.damaged, 0);
  EXPECT_FALSE(content.torn);
}

TEST_F(LineJournalTest, OnlyItsOwnerMayReadIt) {
  ASSERT_TRUE(LineJournal::Create(File(), {"one"}).ok());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(File()).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(LineJournalTest, ATornEndAtAnyByteLosesThatLineAndNoOther) {
  const auto journal = LineJournal::Create(File(), {"first", "second"});
  ASSERT_TRUE(journal.ok());
  const size_t before = Bytes().size();
  ASSERT_TRUE((*journal)->Append({"third"}).ok());
  const std::string whole = Bytes();
  for (size_t length = before; length < whole.size(); ++length) {
    SetBytes(whole.substr(0, length));
    const auto content = Read();
    EXPECT_THAT(content.lines, ElementsAre("first", "second")) << length;
    EXPECT_EQ(content.damaged, 0) << length;
    EXPECT_EQ(content.torn, length > before) << length;
  }
}

TEST_F(LineJournalTest, AnyChangedByteIsNoticedAndTheOtherLinesStay) {
  ASSERT_TRUE(LineJournal::Create(File(), {"first", "second", "third"}).ok());
  const std::string whole = Bytes();
  const size_t begin = whole.find('\n') + 1;
  const size_t end = whole.find('\n', begin);
  for (size_t at = begin; at < end; ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    SetBytes(changed);
    const auto content = Read();
    EXPECT_THAT(content.lines, ElementsAre("first", "third")) << at;
    EXPECT_GE(content.damaged, 1) << at;
  }
}

TEST_F(LineJournalTest, CreatingReplacesWhatWasThere) {
  ASSERT_TRUE(LineJournal::Create(File(), {"old"}).ok());
  ASSERT_TRUE(LineJournal::Create(File(), {}).ok());
  EXPECT_THAT(Read().lines, IsEmpty());
}

TEST_F(LineJournalTest, AFileOpenedAgainGoesOnWhereItEnded) {
  ASSERT_TRUE(LineJournal::Create(File(), {"first"}).ok());
  for (const char* line : {"second", "third"}) {
    const auto journal = LineJournal::Open(File());
    ASSERT_TRUE(journal.ok()) << journal.status();
    ASSERT_TRUE((*journal)->Append({line}).ok());
  }
  EXPECT_THAT(Read().lines, ElementsAre("first", "second", "third"));
  std::filesystem::remove(File());
  EXPECT_TRUE(LineJournal::Open(File()).ok());
  EXPECT_THAT(Read().lines, IsEmpty()) << "made where there is none";
  EXPECT_EQ(ReasonOf(LineJournal::Open(folder_.Path() / "no" / "steps").status()),
            "FILE_UNWRITABLE");
}

TEST_F(LineJournalTest, ALineBreakIsRefusedAndNothingIsWritten) {
  const auto journal = LineJournal::Create(File(), {"first"});
  ASSERT_TRUE(journal.ok());
  EXPECT_EQ(ReasonOf((*journal)->Append({"good", "two\nlines"})), "BAD_LINE");
  EXPECT_THAT(Read().lines, ElementsAre("first"));
}

TEST_F(LineJournalTest, AFileThatCannotBeMadeOrReadIsAnError) {
  EXPECT_EQ(ReasonOf(LineJournal::Read(File(), kMost).status()), "FILE_NOT_FOUND");
  const auto nowhere = folder_.Path() / "none" / "steps";
  EXPECT_EQ(ReasonOf(LineJournal::Create(nowhere, {}).status()), "FILE_UNWRITABLE");
}

TEST_F(LineJournalTest, AfterADiskThatTookOnlyAPartTheNextLineIsWhole) {
  const auto journal = LineJournal::Create(File(), {"first"});
  ASSERT_TRUE(journal.ok());
  // A limit for the file's size ends a write in the middle, as a full disk does.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit tight = before;
  tight.rlim_cur = Bytes().size() + 5;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  EXPECT_EQ(ReasonOf((*journal)->Append({"lost"})), "FILE_UNWRITABLE");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_TRUE(Read().torn);
  ASSERT_TRUE((*journal)->Append({"second"}).ok());
  const auto content = Read();
  EXPECT_THAT(content.lines, ElementsAre("first", "second"));
  EXPECT_EQ(content.damaged, 0);
  EXPECT_FALSE(content.torn);
}

}  // namespace
}  // namespace zhaojian
