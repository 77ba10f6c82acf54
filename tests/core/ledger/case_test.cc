// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/base/file.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

class CaseTest : public LedgerTest {
 protected:
  StatusOr<CaseRow> Open(const std::string& order, CaseKind kind,
                         const std::string& text = "请帮忙") {
    return ledger_->OpenCase({Meta(kStudentActor), order, kind, text});
  }
  void TearDown() override { CheckTrail(); }
};
INSTANTIATE_TEST_SUITE_P(All, CaseTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(CaseTest, AQuestionIsAnsweredInTheWorkingDaysOfTheCalendar) {
  const OrderRow order = NewOrder();
  const auto opened = Open(order.number, CaseKind::kQuestion, "要等多久？");
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(FormatServiceTime(opened->due), "2026-03-12T17:00:00+08:00");
  EXPECT_EQ(ReasonOf(Open(order.number, CaseKind::kQuestion).status()), "OPEN_CASE_EXISTS");
  EXPECT_EQ(ReasonOf(ledger_->PostMessage({Meta("R-001"), opened->id, "我来答"}).status()),
            "ROLE_MISSING");
  const auto asked = ledger_->PostMessage({Meta("C-001"), opened->id, "哪个学校？"});
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->state, CaseState::kWaitingStudent);
  clock_.Advance(absl::Hours(24));
  const auto replied = ledger_->PostMessage({Meta(kStudentActor), opened->id, "演示学校"});
  EXPECT_EQ(replied->state, CaseState::kOpen);
  EXPECT_EQ(FormatServiceTime(replied->due), "2026-03-13T17:00:00+08:00");
  const auto answered =
      ledger_->ResolveCase({Meta("C-001"), opened->id, CaseState::kUpheld, "两个工作日", ""});
  ASSERT_TRUE(answered.ok()) << answered.status();
  ASSERT_EQ(answered->messages.size(), 4U);
  EXPECT_EQ(answered->messages[0].text, "要等多久？");
  EXPECT_TRUE(answered->messages[2].from_student);
  EXPECT_EQ(answered->messages[3].staff, "C-001");
  EXPECT_EQ(ReasonOf(ledger_->PostMessage({Meta(kStudentActor), opened->id, "谢谢"}).status()),
            "ILLEGAL_TRANSITION");
  EXPECT_TRUE(ledger_->ResolveCase({Meta("C-001"), opened->id, CaseState::kClosed, "", ""}).ok());
}

TEST_P(CaseTest, AnAppealIsDueInHalfADayAndAnsweredBySomebodyElse) {
  EXPECT_EQ(ReasonOf(Open(NewOrder().number, CaseKind::kAppeal).status()), "NOTHING_TO_APPEAL");
  const OrderRow order = Submitted();
  ASSERT_TRUE(
      ledger_->StageDecision(Decision(ClaimOne("A-001"), DecisionVerdict::kReject, {"EYE-01"}))
          .ok());
  LetEffectsHappen();
  const auto appeal = Open(order.number, CaseKind::kAppeal, "我睁着眼");
  ASSERT_TRUE(appeal.ok()) << appeal.status();
  EXPECT_EQ(FormatServiceTime(appeal->due), "2026-03-10T14:00:10+08:00");
  EXPECT_EQ(
      ReasonOf(
          ledger_->ResolveCase({Meta("C-001"), appeal->id, CaseState::kUpheld, "不", ""}).status()),
      "ROLE_MISSING");
  EXPECT_EQ(
      ReasonOf(
          ledger_->ResolveCase({Meta("A-001"), appeal->id, CaseState::kUpheld, "不", ""}).status()),
      "FOUR_EYES");
  OverturnCommand overturn;
  overturn.meta = Meta("S-001");
  overturn.decision = appeal->decision;
  overturn.verdict = DecisionVerdict::kPass;
  overturn.justification = "看错了";
  ASSERT_TRUE(ledger_->Overturn(overturn).ok());
  EXPECT_TRUE(
      ledger_->ResolveCase({Meta("S-001"), appeal->id, CaseState::kOverturned, "您说得对", ""})
          .ok());
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
}

TEST_P(CaseTest, TheStudentWithdrawsAndStaffAnswerNotTheOtherWayRound) {
  const auto opened = Open(NewOrder().number, CaseKind::kQuestion);
  EXPECT_EQ(
      ReasonOf(ledger_->ResolveCase({Meta("C-001"), opened->id, CaseState::kWithdrawn, "", ""})
                   .status()),
      "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(ledger_
                         ->ResolveCase(
                             {Meta(kStudentActor), opened->id, CaseState::kOverturned, "我对", ""})
                         .status()),
            "ROLE_MISSING");
  EXPECT_EQ(
      ReasonOf(ledger_->ResolveCase({Meta("C-001"), opened->id, CaseState::kUpheld, "不", "9"})
                   .status()),
      "ETAG_MISMATCH");
  EXPECT_TRUE(
      ledger_->ResolveCase({Meta(kStudentActor), opened->id, CaseState::kWithdrawn, "", ""}).ok());
}

TEST_P(CaseTest, AGrantedRedoSendsThePictureBackToTheRetoucher) {
  const OrderRow order = Finished();
  const auto redo = Open(order.number, CaseKind::kRedo, "太暗了");
  ASSERT_TRUE(redo.ok()) << redo.status();
  const auto granted =
      ledger_->ResolveCase({Meta("C-001"), redo->id, CaseState::kOverturned, "再修一次", ""});
  ASSERT_TRUE(granted.ok()) << granted.status();
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
}

TEST_P(CaseTest, AGrantedErasureMarksTheOrder) {
  const OrderRow order = NewOrder();
  ASSERT_TRUE(ledger_->Cancel({Meta(kStudentActor), order.number, ""}).ok());
  const auto erasure = Open(order.number, CaseKind::kErasure, "请删除我的照片");
  ASSERT_TRUE(
      ledger_->ResolveCase({Meta("S-001"), erasure->id, CaseState::kOverturned, "已删除", ""})
          .ok());
  LetPass(absl::Seconds(1));
  EXPECT_EQ(StateOf(order.number), OrderState::kPurged);
  EXPECT_TRUE(ledger_->GetCase(erasure->id)->messages.empty()) << "the words went with the key";
}

TEST_P(CaseTest, TheWordsOfACaseAreNowhereInClear) {
  ASSERT_TRUE(Open(NewOrder().number, CaseKind::kQuestion, "my telephone is 13800138000").ok());
  ledger_.reset();
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.Path() / "data")) {
    if (entry.is_regular_file()) all += *ReadFile(entry.path(), 64 << 20);
  }
  EXPECT_EQ(all.find("13800138000"), std::string::npos);
  Reopen();
}

}  // namespace
}  // namespace zhaojian::testing
