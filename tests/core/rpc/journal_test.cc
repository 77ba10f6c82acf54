// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace zhaojian::rpc {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

JournalEntry Entry(const std::string& id, const std::string& staff = "R-001") {
  JournalEntry entry;
  entry.staff = staff;
  entry.time = absl::FromUnixMicros(1'773'108'000'000'001);
  entry.decision.request_id = id;
  entry.decision.work_item = "items/" + id;
  entry.decision.verdict = Verdict::kReject;
  entry.decision.comment = "第一行\n第二行";
  return entry;
}

std::vector<std::string> Ids(const DecisionJournal& journal) {
  std::vector<std::string> ids;
  for (const auto& entry : journal.Pending()) ids.push_back(entry.decision.request_id);
  return ids;
}

std::string Content(const fs::path& file) { return ReadFile(file, 1 << 20).value_or(""); }

void Overwrite(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

class Journal : public ::testing::Test {
 protected:
  std::unique_ptr<DecisionJournal> Open() {
    auto journal = DecisionJournal::Open(file_);
    EXPECT_TRUE(journal.ok()) << journal.status();
    return *std::move(journal);
  }

  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  fs::path file_ = folder_.Path() / "decisions.journal";
};

TEST_F(Journal, WhatWasWrittenIsThereAfterTheProgramIsGone) {
  ASSERT_TRUE(Open()->Append(Entry("a")).ok());
  const auto again = Open();
  ASSERT_THAT(Ids(*again), ElementsAre("a"));
  const JournalEntry entry = again->Pending()[0];
  EXPECT_EQ(entry.staff, "R-001");
  EXPECT_EQ(entry.time, Entry("a").time);
  EXPECT_EQ(entry.decision.comment, "第一行\n第二行");
  EXPECT_EQ(entry.decision.verdict, Verdict::kReject);
}

TEST_F(Journal, TheSameKeyPressIsKeptOnce) {
  const auto journal = Open();
  ASSERT_TRUE(journal->Append(Entry("a")).ok());
  ASSERT_TRUE(journal->Append(Entry("a")).ok());
  EXPECT_THAT(Ids(*journal), ElementsAre("a"));
  EXPECT_THAT(Ids(*Open()), ElementsAre("a"));
}

TEST_F(Journal, AnsweredDecisionsAreForgottenAndTheFileShrinks) {
  {
    const auto journal = Open();
    for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(journal->Append(Entry(id)).ok());
    ASSERT_TRUE(journal->Acknowledge("b").ok());
    ASSERT_TRUE(journal->Acknowledge("unknown").ok());
  }
  const auto before = Content(file_).size();
  EXPECT_THAT(Ids(*Open()), ElementsAre("a", "c"));
  EXPECT_LT(Content(file_).size(), before);
}

TEST_F(Journal, ADecisionWithoutRequestIdIsRefused) {
  EXPECT_EQ(ReasonOf(Open()->Append(Entry(""))), "REQUEST_ID_REQUIRED");
}

// A crash may leave any prefix of what was written. Every entry whose append had returned must be
// there, nothing half may be, and the journal must go on working.
TEST_F(Journal, ACrashAtAnyByteLosesNothingThatWasAcknowledged) {
  std::vector<std::pair<size_t, std::vector<std::string>>> durable;  // file size -> pending
  {
    const auto journal = Open();
    durable.push_back({Content(file_).size(), {}});
    const auto step = [&](const Status& status) {
      ASSERT_TRUE(status.ok());
      durable.push_back({Content(file_).size(), Ids(*journal)});
    };
    step(journal->Append(Entry("a")));
    step(journal->Append(Entry("b")));
    step(journal->Acknowledge("a"));
    step(journal->Append(Entry("c")));
  }
  const std::string whole = Content(file_);
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    // Every byte next to a boundary, and samples in between: each turn costs fsyncs.
    const bool near = std::any_of(durable.begin(), durable.end(), [cut](const auto& state) {
      return cut + 2 >= state.first && cut <= state.first + 2;
    });
    if (!near && cut % 97 != 0) continue;
    Overwrite(file_, whole.substr(0, cut));
    std::vector<std::string> want;
    for (const auto& [size, ids] : durable) {
      if (size <= cut) want = ids;
    }
    const auto journal = Open();
    ASSERT_EQ(Ids(*journal), want) << "cut at byte " << cut;
    ASSERT_EQ(journal->DamagedLines(), 0) << "cut at byte " << cut;
    ASSERT_TRUE(journal->Append(Entry("later")).ok());
    want.push_back("later");
    ASSERT_EQ(Ids(*Open()), want) << "cut at byte " << cut;
  }
}

TEST_F(Journal, ADamagedLineCostsOnlyItselfAndTheFileIsKept) {
  {
    const auto journal = Open();
    for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(journal->Append(Entry(id)).ok());
  }
  std::string bytes = Content(file_);
  const size_t second = bytes.find('\n') + 30;
  bytes[second] = static_cast<char>(bytes[second] ^ 1);
  Overwrite(file_, bytes);
  const auto journal = Open();
  EXPECT_THAT(Ids(*journal), ElementsAre("a", "c"));
  EXPECT_EQ(journal->DamagedLines(), 1);
  EXPECT_EQ(Content(file_.string() + ".damaged-1"), bytes);
}

StatusOr<Decision> Taken(const DecisionRequest& request) {
  Decision decision;
  decision.name = "decisions/" + request.request_id;
  return decision;
}

TEST_F(Journal, ReplayingSendsInOrderAndForgetsWhatWasAnswered) {
  const auto journal = Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(journal->Append(Entry(id)).ok());
  const auto outcomes = ReplayJournal(*journal, "R-001", [](const DecisionRequest& request) {
    if (request.request_id != "b") return Taken(request);
    return StatusOr<Decision>(MakeError(StatusCode::kAborted, "LEASE_LOST", "Gone."));
  });
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].decision.name, "decisions/a");
  // A refusal is an answer too: it is shown, and not sent again.
  EXPECT_EQ(ReasonOf(outcomes[1].status), "LEASE_LOST");
  EXPECT_TRUE(outcomes[2].status.ok());
  EXPECT_THAT(Ids(*Open()), IsEmpty());
}

TEST_F(Journal, ReplayingStopsWhereTheServiceCannotBeReached) {
  const auto journal = Open();
  for (const char* id : {"a", "b", "c"}) ASSERT_TRUE(journal->Append(Entry(id)).ok());
  const auto outcomes = ReplayJournal(*journal, "R-001", [](const DecisionRequest& request) {
    if (request.request_id == "a") return Taken(request);
    return StatusOr<Decision>(MakeError(StatusCode::kUnavailable, "SERVICE_UNREACHABLE", "Off."));
  });
  EXPECT_EQ(outcomes.size(), 1u);
  EXPECT_THAT(Ids(*journal), ElementsAre("b", "c"));
}

TEST_F(Journal, NobodyReplaysAnotherPersonsDecisions) {
  const auto journal = Open();
  ASSERT_TRUE(journal->Append(Entry("mine", "R-001")).ok());
  ASSERT_TRUE(journal->Append(Entry("theirs", "R-002")).ok());
  EXPECT_EQ(ReplayJournal(*journal, "R-001", Taken).size(), 1u);
  EXPECT_THAT(Ids(*journal), ElementsAre("theirs"));
}

TEST(FinalAnswer, OnlyRulesSettleADecision) {
  EXPECT_TRUE(IsFinalAnswer(absl::OkStatus()));
  EXPECT_TRUE(IsFinalAnswer(absl::AbortedError("")));
  EXPECT_TRUE(IsFinalAnswer(absl::FailedPreconditionError("")));
  for (const Status& open :
       {absl::UnavailableError(""), absl::DeadlineExceededError(""), absl::CancelledError(""),
        absl::InternalError(""), absl::UnauthenticatedError(""), absl::UnknownError("")}) {
    EXPECT_FALSE(IsFinalAnswer(open)) << open;
  }
}

}  // namespace
}  // namespace zhaojian::rpc
