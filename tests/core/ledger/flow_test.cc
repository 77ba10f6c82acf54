// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "core/base/crypto.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace zhaojian::testing {
namespace {

class FlowTest : public LedgerTest {};
INSTANTIATE_TEST_SUITE_P(All, FlowTest, ::testing::ValuesIn(Backends()), BackendName);

TEST_P(FlowTest, AnOrderGoesFromCodeToDelivery) {
  const OrderRow order = Finished();
  EXPECT_EQ(order.state, OrderState::kAwaitingConfirmation);
  ConfirmCommand confirm{Meta(kStudentActor), order.number, order.output_sha256};
  ASSERT_TRUE(ledger_->Confirm(confirm).ok());
  const auto rows = ledger_->ListDeliverable("DEMO");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().file_name, order.number + ".jpg");
  EXPECT_EQ(*ledger_->GetBlob(order.number, rows->front().output_sha256),
            "finished " + order.number + "2");
  DeliverCommand deliver{Meta(kSystemActor), order.number, order.output_sha256,
                         rows->front().file_name, "folder"};
  const auto delivered = ledger_->Deliver(deliver);
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  EXPECT_EQ(delivered->state, OrderState::kDelivered);
  EXPECT_TRUE(ledger_->ListDeliverable("DEMO")->empty());

  std::vector<std::string> events;
  for (const auto list = ledger_->ListOrderEvents(order.number);
       const OrderEventRow& event : *list) {
    events.emplace_back(Name(event.event));
  }
  EXPECT_THAT(events, ::testing::ElementsAre("confirm_info", "upload_photo", "submit", "claim",
                                             "decide_pass", "claim", "commit_retouch", "qc_skip",
                                             "confirm", "deliver_ok"));
  std::vector<std::string> notices;
  for (const auto list = ledger_->ListOutbox(0, 50); const OutboxRow& notice : *list)
    notices.push_back(notice.kind);
  EXPECT_THAT(notices,
              ::testing::ElementsAre("notice.passed", "notice.to_confirm", "notice.delivered"));
}

TEST_P(FlowTest, ARejectedPhotoIsNotTakenASecondTime) {
  const OrderRow order = Submitted();
  ASSERT_TRUE(ledger_
                  ->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kReject,
                                           {"PROC-03", "ID-01", "EYE-01"}))
                  .ok());
  LetEffectsHappen();
  const auto rejected = ledger_->GetOrder(order.number);
  EXPECT_EQ(rejected->state, OrderState::kRecollectRequired);
  ASSERT_EQ(rejected->rejection.size(), 3U);
  EXPECT_EQ(rejected->rejection.front().code, "ID-01");  // the heaviest is told first
  const auto again = Upload(order.number, order.number);
  EXPECT_EQ(ReasonOf(again.status()), "DUPLICATE_OF_REJECTED");
  EXPECT_EQ(again.status().code(), StatusCode::kInvalidArgument);
  const auto other = Upload(order.number, "another photo");
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(other->attempt, 2);
  EXPECT_EQ(other->epoch, order.epoch + 1);
}

TEST_P(FlowTest, TheServerAsksForReasonsWhateverTheConsoleSent) {
  Submitted();
  const Grant grant = ClaimOne("R-001");
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(Decision(grant, DecisionVerdict::kReject)).status()),
            "REASON_REQUIRED");
  EXPECT_EQ(
      ReasonOf(
          ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass, {"EYE-01"})).status()),
      "REASON_BLOCKS_PASS");
  StageDecisionCommand wrong = Decision(grant, DecisionVerdict::kPass);
  wrong.seen.photo_sha256 = Sha256Hex("another photo");
  EXPECT_EQ(ReasonOf(ledger_->StageDecision(wrong).status()), "SHA_MISMATCH");
  // None of the refusals cost the reviewer the lease.
  EXPECT_TRUE(ledger_->StageDecision(Decision(grant, DecisionVerdict::kPass)).ok());
}

TEST_P(FlowTest, AnEscalationReachesASupervisorAndNotTheSameReviewer) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("R-001");
  ASSERT_TRUE(
      ledger_->StageDecision(Decision(grant, DecisionVerdict::kEscalate, {}, "像是翻拍")).ok());
  LetEffectsHappen();
  EXPECT_EQ(StateOf(order.number), OrderState::kReviewPending);
  for (const char* reviewer : {"R-001", "R-002"}) {
    ClaimCommand claim;
    claim.meta = Meta(reviewer);
    EXPECT_TRUE(ledger_->Claim(claim)->grants.empty()) << reviewer;
  }
  const Grant second = ClaimOne("S-001");
  EXPECT_EQ(second.item.order, order.number);
  EXPECT_EQ(second.item.note, "像是翻拍");
  EXPECT_THAT(second.item.excluded, ::testing::Contains("R-001"));
  // A supervisor decides; there is nobody further to escalate to.
  EXPECT_EQ(
      ReasonOf(ledger_->StageDecision(Decision(second, DecisionVerdict::kEscalate, {}, "again"))
                   .status()),
      "ROLE_MISSING");
  EXPECT_TRUE(ledger_->StageDecision(Decision(second, DecisionVerdict::kReject, {"ID-02"})).ok());
}

TEST_P(FlowTest, AReturnedRetouchGoesToAnotherReviewerWithTheReason) {
  const OrderRow order = Passed();
  const Grant retouch = ClaimOne("T-001");
  ReturnToReviewCommand back;
  back.meta = Meta("T-001");
  back.item = retouch.item.id;
  back.fence = retouch.item.fence;
  EXPECT_EQ(ReasonOf(ledger_->ReturnToReview(back).status()), "REASON_REQUIRED");
  back.meta = Meta("T-001");
  back.reasons.resize(1);
  back.reasons[0].code = "BG-01";
  back.comment = "背景压住了头发";
  ASSERT_TRUE(ledger_->ReturnToReview(back).ok());
  EXPECT_EQ(StateOf(order.number), OrderState::kReviewPending);
  ClaimCommand claim;
  claim.meta = Meta("R-001");  // passed it before
  EXPECT_TRUE(ledger_->Claim(claim)->grants.empty());
  const Grant review = ClaimOne("R-002");
  EXPECT_EQ(review.item.order, order.number);
  ASSERT_EQ(review.item.reasons.size(), 1U);
  EXPECT_EQ(review.item.reasons[0].code, "BG-01");
  const auto bundle = ledger_->GetBundle({{"R-002", ""}, review.item.id, review.item.fence});
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  ASSERT_EQ(bundle->previous.size(), 1U);
  EXPECT_EQ(bundle->previous[0].verdict, DecisionVerdict::kPass);
  EXPECT_EQ(bundle->previous[0].actor, "");  // nobody learns who decided before
}

TEST_P(FlowTest, ARedGateCommitsNothing) {
  const OrderRow order = Passed();
  CommitRetouchCommand commit = Commit(ClaimOne("T-001"));
  commit.gate_green = false;
  const auto refused = ledger_->CommitRetouch(commit);
  EXPECT_EQ(ReasonOf(refused.status()), "GATE_FAILED");
  EXPECT_EQ(StateOf(order.number), OrderState::kInRetouch);
  EXPECT_EQ(ReasonOf(ledger_->GetVersion(order.number).status()), "NOT_FOUND");
  commit.meta = Meta("T-001");
  commit.gate_green = true;
  CommitRetouchCommand nothing = commit;
  nothing.output_sha256 = Sha256Hex("never stored");
  EXPECT_EQ(ReasonOf(ledger_->CommitRetouch(nothing).status()), "BLOB_MISSING");
  EXPECT_TRUE(ledger_->CommitRetouch(commit).ok());
}

TEST_P(FlowTest, DraftsCountUpAndRefuseAStaleSave) {
  const OrderRow order = Passed();
  const Grant grant = ClaimOne("T-001");
  SaveDraftCommand save{Meta("T-001"), grant.item.id, grant.item.fence, std::string("\x01\x00", 2),
                        ""};
  EXPECT_EQ(ledger_->SaveDraft(save)->revision, 1);
  save = {Meta("T-001"), grant.item.id, grant.item.fence, "two", "1"};
  EXPECT_EQ(ledger_->SaveDraft(save)->revision, 2);
  save = {Meta("T-001"), grant.item.id, grant.item.fence, "stale", "1"};
  const auto stale = ledger_->SaveDraft(save);
  EXPECT_EQ(ReasonOf(stale.status()), "ETAG_MISMATCH");
  EXPECT_EQ(DetailOf(stale.status())->metadata.at("etag_now"), "2");
  EXPECT_EQ(ledger_->GetDraft(order.number, 1)->recipe, "two");
}

TEST_P(FlowTest, ADraftOutlivesTheLease) {
  const OrderRow order = Passed();
  const Grant grant = ClaimOne("T-001");
  SaveDraftCommand save{Meta("T-001"), grant.item.id, grant.item.fence, "half done", ""};
  ASSERT_TRUE(ledger_->SaveDraft(save).ok());
  clock_.Advance(absl::Hours(1));
  ASSERT_EQ(ledger_->Tick()->expired, 1);
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
  const Grant again = ClaimOne("A-001");
  const auto bundle = ledger_->GetBundle({{"A-001", ""}, again.item.id, again.item.fence});
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  ASSERT_TRUE(bundle->draft.has_value());
  EXPECT_EQ(bundle->draft->recipe, "half done");
}

TEST_P(FlowTest, AnOverturnNeedsAnotherPersonAndTheVersionThatWasSeen) {
  const OrderRow order = Submitted();
  const Grant grant = ClaimOne("A-001");
  const auto decision =
      ledger_->StageDecision(Decision(grant, DecisionVerdict::kReject, {"EYE-01"}));
  ASSERT_TRUE(decision.ok()) << decision.status();
  LetEffectsHappen();
  const DecisionRow effective = *ledger_->GetDecision(decision->id);
  OverturnCommand overturn;
  overturn.decision = decision->id;
  overturn.verdict = DecisionVerdict::kPass;
  overturn.justification = "眼睛是睁开的";
  overturn.etag = std::to_string(effective.version);
  overturn.meta = Meta("A-001");
  EXPECT_EQ(ReasonOf(ledger_->Overturn(overturn).status()), "FOUR_EYES");
  overturn.meta = Meta("R-002");
  EXPECT_EQ(ReasonOf(ledger_->Overturn(overturn).status()), "ROLE_MISSING");
  overturn.meta = Meta("S-001");
  ASSERT_TRUE(ledger_->Overturn(overturn).ok());
  EXPECT_EQ(StateOf(order.number), OrderState::kRetouchPending);
  overturn.meta = Meta("S-001");
  EXPECT_EQ(ReasonOf(ledger_->Overturn(overturn).status()), "ETAG_MISMATCH");
  EXPECT_EQ(ClaimOne("T-001").item.order, order.number);
}

TEST_P(FlowTest, AnOverturnWithoutAnEtagCanBeRepeated) {
  Submitted();
  const auto decision =
      ledger_->StageDecision(Decision(ClaimOne("R-001"), DecisionVerdict::kReject, {"EYE-01"}));
  ASSERT_TRUE(decision.ok()) << decision.status();
  LetEffectsHappen();
  OverturnCommand overturn;
  overturn.meta = Meta("S-001");
  overturn.decision = decision->id;
  overturn.verdict = DecisionVerdict::kPass;
  overturn.justification = "眼睛是睁开的";
  const auto first = ledger_->Overturn(overturn);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto repeated = ledger_->Overturn(overturn);  // the answer was lost on the way
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->id, first->id);
}

TEST_P(FlowTest, ADeliveredNameWithTheStudentsNumberStaysOutOfTheTrail) {
  PutSchoolCommand school;
  school.meta = Meta(kSystemActor);
  school.school = *ledger_->GetSchool("DEMO");
  school.school.delivery_name = "{uid}";
  school.create_only = false;
  ASSERT_TRUE(ledger_->PutSchool(school).ok());
  const OrderRow order = Finished();
  ASSERT_TRUE(ledger_->Confirm({Meta(kStudentActor), order.number, order.output_sha256}).ok());
  const std::string name = ledger_->ListDeliverable("DEMO")->front().file_name;
  ASSERT_EQ(name.find(order.number), std::string::npos);
  DeliverCommand deliver{Meta(kSystemActor), order.number, order.output_sha256, "x.jpg", "folder"};
  EXPECT_EQ(ReasonOf(ledger_->Deliver(deliver).status()), "FILE_NAME_MISMATCH");
  deliver.meta = Meta(kSystemActor);
  deliver.file_name.clear();
  const auto delivered = ledger_->Deliver(deliver);
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  EXPECT_EQ(delivered->delivered_name, name);

  const std::string text = ExportText();
  EXPECT_EQ(text.find(name), std::string::npos);
  EXPECT_NE(text.find("file_name_hmac"), std::string::npos);
  EXPECT_EQ(text.find(Sha256Hex(name)), std::string::npos);
}

TEST_P(FlowTest, ASampledPictureWaitsForSomebodyElse) {
  PutSchoolCommand school;
  school.meta = Meta(kSystemActor);
  school.school = *ledger_->GetSchool("DEMO");
  school.school.quality_sampling = 1;
  school.create_only = false;
  ASSERT_TRUE(ledger_->PutSchool(school).ok());
  const OrderRow order = Finished();
  EXPECT_EQ(order.state, OrderState::kQcPending);
  const Grant qc = ClaimOne("S-001");
  EXPECT_EQ(qc.item.kind, WorkKind::kQc);
  DecideQcCommand redo{Meta("S-001"), qc.item.id, qc.item.fence, false, {}, ""};
  EXPECT_EQ(ReasonOf(ledger_->DecideQc(redo).status()), "REASON_REQUIRED");
  DecideQcCommand pass{Meta("S-001"), qc.item.id, qc.item.fence, true, {}, ""};
  const auto passed = ledger_->DecideQc(pass);
  ASSERT_TRUE(passed.ok()) << passed.status();
  EXPECT_EQ(passed->state, OrderState::kAwaitingConfirmation);
}

TEST_P(FlowTest, DecisionsAreListedNewestFirstByEveryFilter) {
  Submitted();
  Submitted();
  ASSERT_TRUE(ledger_
                  ->StageDecision(
                      Decision(ClaimOne("R-001"), DecisionVerdict::kReject, {"EYE-01", "EYE-02"}))
                  .ok());
  ASSERT_TRUE(ledger_->StageDecision(Decision(ClaimOne("R-002"), DecisionVerdict::kPass)).ok());
  const auto count = [&](const DecisionFilter& filter) {
    return ledger_->ListDecisions(filter)->size();
  };
  DecisionFilter filter;
  ASSERT_EQ(count(filter), 2U);
  EXPECT_EQ(ledger_->ListDecisions(filter)->front().actor, "R-002");
  filter.reason = "EYE-02";
  EXPECT_EQ(count(filter), 1U);
  filter.reason = "EYE-0";  // no prefix of a code is a code
  EXPECT_EQ(count(filter), 0U);
  filter = {};
  filter.actor = "R-001";
  EXPECT_EQ(count(filter), 1U);
  filter = {};
  filter.state = DecisionState::kEffective;
  EXPECT_EQ(count(filter), 0U);
  filter = {};
  filter.from = Tuesday() + absl::Seconds(1);
  EXPECT_EQ(count(filter), 0U);
}

}  // namespace
}  // namespace zhaojian::testing
