// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "core/base/json.h"
#include "core/ledger/audit.h"
#include "tests/app/service/service_fixture.h"

namespace zhaojian {
namespace {

using rpc::Verdict;
using rpc::WorkKind;
using ::testing::ElementsAre;

// The smallest recipe that can be read.
constexpr char kDraft[] = "schema_version: 1 analysis { source_width: 1 source_height: 1 }";

TEST_F(ServiceTest, APhotoIsSubmittedReviewedRetouchedConfirmedAndDelivered) {
  const auto student = Client("");
  const std::string order = SubmittedOrder();

  const auto reviewer = Client("R-001");
  const rpc::Grant review = ClaimOne(*reviewer, WorkKind::kReview);
  EXPECT_EQ(review.work_item.order_tail, order.substr(order.size() - 6));
  const auto bundle = reviewer->GetReviewBundle(review.work_item.name, review.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(bundle->school_name, "示例理工学院");
  EXPECT_EQ(bundle->photo_sha256, Sha256Hex("photo"));
  EXPECT_EQ(bundle->standard_sha256, Sha256Hex("standard"));
  ASSERT_TRUE(bundle->crop.has_value());
  EXPECT_EQ(bundle->crop->offset_x, 100.5);
  EXPECT_EQ(bundle->report_json, R"({"faces":1})");
  const auto seen = reviewer->ReadAsset(review.work_item.name, review.lease.fence,
                                        rpc::AssetVariant::kPreview, "review");
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(seen->bytes, "preview of photo");
  const auto decision = reviewer->SubmitDecision(Decide(review, Verdict::kPass));
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->verdict, Verdict::kPass);
  EXPECT_EQ(decision->actor, "R-001");
  ASSERT_TRUE(Reaches(order, "RETOUCH_PENDING"));

  const auto retoucher = Client("T-001");
  const rpc::Grant retouch = ClaimOne(*retoucher, WorkKind::kRetouch);
  const auto work = retoucher->GetRetouchBundle(retouch.work_item.name, retouch.lease.fence);
  ASSERT_TRUE(work.ok()) << work.status();
  EXPECT_EQ(work->recipe, "automatic");
  EXPECT_EQ(work->draft_revision, 0);
  const auto revision =
      retoucher->SaveDraft(retouch.work_item.name, retouch.lease.fence, kDraft, 0);
  ASSERT_TRUE(revision.ok()) << revision.status();
  EXPECT_EQ(retoucher->GetRetouchBundle(retouch.work_item.name, retouch.lease.fence)->recipe,
            kDraft);
  const auto commit = retoucher->CommitRetouch(retouch.work_item.name, retouch.lease.fence,
                                               retouch.work_item.epoch, "draft", RandomUuid());
  ASSERT_TRUE(commit.ok()) << commit.status();
  EXPECT_TRUE(commit->committed);
  EXPECT_EQ(commit->delivered_sha256, Sha256Hex("finished photo with draft"));

  ASSERT_TRUE(Reaches(order, "AWAITING_CONFIRMATION"));
  const auto download = student->Download(order);
  ASSERT_TRUE(download.ok()) << download.status();
  EXPECT_EQ(download->bytes, "finished photo with draft");
  EXPECT_EQ(ReasonOf(student->Confirm(order, Sha256Hex("another")).status()), "SHA_MISMATCH");
  ASSERT_TRUE(student->Confirm(order, download->sha256).ok());

  std::vector<std::string> delivered;
  const Status exported =
      Client("S-001")->ExportDeliveries("", [&](const rpc::DeliveredFile& file) {
        EXPECT_EQ(file.file_name, order + ".jpg");
        delivered.push_back(file.bytes);
        return absl::OkStatus();
      });
  ASSERT_TRUE(exported.ok()) << exported;
  EXPECT_THAT(delivered, ElementsAre("finished photo with draft"));
  EXPECT_EQ(student->GetOrder(order)->state, "DELIVERED");
}

TEST_F(ServiceTest, TheTrailIsVerifiableAndHoldsEveryView) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  const rpc::Grant grant = ClaimOne(*reviewer, WorkKind::kReview);
  ASSERT_TRUE(reviewer
                  ->ReadAsset(grant.work_item.name, grant.lease.fence, rpc::AssetVariant::kOriginal,
                              "review")
                  .ok());
  std::string text;
  ASSERT_TRUE(Client("S-001")
                  ->ExportAudit([&](const std::string& piece) {
                    text += piece;
                    return absl::OkStatus();
                  })
                  .ok());
  const auto verdict = VerifyAuditExport(text);
  ASSERT_TRUE(verdict.ok()) << verdict.status();
  EXPECT_GT(verdict->events, 5);
  EXPECT_NE(text.find("\"original\""), std::string::npos);
  EXPECT_EQ(text.find("示*例"), std::string::npos) << "not even a masked name is in the trail";
}

TEST_F(ServiceTest, ARejectedPhotoComesBackWithItsReasons) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  rpc::DecisionRequest request = Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kReject);
  EXPECT_EQ(ReasonOf(reviewer->SubmitDecision(request).status()), "REASON_REQUIRED");
  rpc::Reason reason;
  reason.code = "EYE-01";
  reason.region = rpc::Region{0.25, 0.25, 0.5, 0.125};
  request.reasons = {reason};
  request.request_id = RandomUuid();
  ASSERT_TRUE(reviewer->SubmitDecision(request).ok());
  ASSERT_TRUE(Reaches(order, "RECOLLECT_REQUIRED"));
  const auto back = Client("")->GetOrder(order);
  ASSERT_EQ(back->reasons.size(), 1u);
  EXPECT_EQ(back->reasons[0].code, "EYE-01");
  ASSERT_TRUE(back->reasons[0].region.has_value());
  EXPECT_EQ(back->reasons[0].region->width, 0.5);

  const auto listed = Client("S-001")->ListDecisions({});
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->decisions.size(), 1u);
  EXPECT_EQ(listed->decisions[0].actor, "R-001");
  const auto trail = Client("S-001")->GetTrail(listed->decisions[0].name);
  ASSERT_TRUE(trail.ok()) << trail.status();
  EXPECT_EQ(trail->state, "RECOLLECT_REQUIRED");
  EXPECT_GT(trail->events.size(), 3u);
  const auto photo = Client("S-001")->ReadDecisionAsset(listed->decisions[0].name,
                                                        rpc::AssetVariant::kStandard, "audit");
  ASSERT_TRUE(photo.ok()) << photo.status();
  EXPECT_EQ(photo->bytes, "standard");
}

TEST_F(ServiceTest, WhoHoldsTheSecondPhotoSeesTheFirstWithItsReasonsAndNothingElse) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  rpc::DecisionRequest request = Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kReject);
  rpc::Reason reason;
  reason.code = "EYE-01";
  request.reasons = {reason};
  ASSERT_TRUE(reviewer->SubmitDecision(request).ok());
  ASSERT_TRUE(Reaches(order, "RECOLLECT_REQUIRED"));
  const auto student = Client("");
  ASSERT_TRUE(student->UploadPhoto(order, "second photo", RandomUuid()).ok());
  ASSERT_TRUE(student->Submit(order).ok());

  const auto second = Client("R-002");
  const rpc::Grant grant = ClaimOne(*second, WorkKind::kReview);
  const auto read = [&](int attempt) {
    return second->ReadAsset(grant.work_item.name, grant.lease.fence, rpc::AssetVariant::kPreview,
                             "review", attempt);
  };
  EXPECT_EQ(read(0)->bytes, "preview of second photo");
  EXPECT_EQ(read(2)->bytes, "preview of second photo");
  ASSERT_TRUE(read(1).ok()) << read(1).status();
  EXPECT_EQ(read(1)->bytes, "preview of photo");
  EXPECT_EQ(ReasonOf(read(3).status()), "BAD_ATTEMPT");
  EXPECT_EQ(ReasonOf(read(-1).status()), "BAD_ATTEMPT");
  const auto bundle = second->GetReviewBundle(grant.work_item.name, grant.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  ASSERT_EQ(bundle->previous_decisions.size(), 1u);
  EXPECT_EQ(bundle->previous_decisions[0].attempt, 1);
  EXPECT_EQ(bundle->previous_decisions[0].reasons[0].code, "EYE-01");
}

TEST_F(ServiceTest, TheSameRequestSentTwiceIsOneDecision) {
  SubmittedOrder();
  const auto reviewer = Client("R-001");
  rpc::DecisionRequest request = Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kPass);
  const auto first = reviewer->SubmitDecision(request);
  const auto second = reviewer->SubmitDecision(request);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->name, second->name);
  request.comment = "another body";
  EXPECT_EQ(ReasonOf(reviewer->SubmitDecision(request).status()), "REQUEST_ID_REUSED");
  EXPECT_EQ(reviewer->ListDecisions({})->decisions.size(), 1u);
}

TEST_F(ServiceTest, ARepeatedUploadIsOneAttempt) {
  const auto student = Client("");
  const auto order = CreateOrder(*student);
  ASSERT_TRUE(order.ok()) << order.status();
  const std::string id = RandomUuid();
  ASSERT_TRUE(student->UploadPhoto(order->number, "photo", id).ok());
  clock_.Advance(absl::Minutes(1));
  const auto again = student->UploadPhoto(order->number, "photo", id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->order.attempt, 1);
}

TEST_F(ServiceTest, TwoReviewersNeverGetTheSamePhoto) {
  for (int i = 0; i < 6; ++i) SubmittedOrder("photo " + std::to_string(i));
  std::mutex mutex;
  std::set<std::string> items;
  int granted = 0;
  const auto claim = [&](const std::string& code) {
    const auto client = Client(code);
    const auto result = client->Claim(WorkKind::kReview, 3);
    ASSERT_TRUE(result.ok()) << result.status();
    const std::lock_guard<std::mutex> lock(mutex);
    for (const auto& grant : result->grants) items.insert(grant.work_item.name);
    granted += static_cast<int>(result->grants.size());
  };
  std::thread first(claim, "R-001");
  std::thread second(claim, "R-002");
  first.join();
  second.join();
  EXPECT_EQ(granted, 6);
  EXPECT_EQ(items.size(), 6u);
}

TEST_F(ServiceTest, OneItemIsActiveTheOthersAreReservedUntilTheyArePresented) {
  for (int i = 0; i < 2; ++i) SubmittedOrder("photo " + std::to_string(i));
  const auto reviewer = Client("R-001");
  const auto claim = reviewer->Claim(WorkKind::kReview, 2);
  ASSERT_TRUE(claim.ok()) << claim.status();
  ASSERT_EQ(claim->grants.size(), 2u);
  EXPECT_FALSE(claim->grants[0].reserved);
  EXPECT_TRUE(claim->grants[1].reserved);
  const rpc::Grant& first = claim->grants[0];
  ASSERT_TRUE(
      reviewer->Release(first.work_item.name, first.lease.fence, rpc::ReleaseCause::kSkip, "")
          .ok());
  const rpc::Grant& next = claim->grants[1];
  const auto active = reviewer->Activate(next.work_item.name, next.lease.fence);
  ASSERT_TRUE(active.ok()) << active.status();
  EXPECT_EQ(active->lease.fence, next.lease.fence);
  const auto held = reviewer->ListHeld();
  ASSERT_TRUE(held.ok()) << held.status();
  ASSERT_EQ(held->size(), 1u);
  EXPECT_EQ((*held)[0].work_item.state, "LEASED");
}

TEST_F(ServiceTest, AStudentIsNeverToldThatSomebodyIsLooking) {
  const std::string order = SubmittedOrder();
  ClaimOne(*Client("R-001"), WorkKind::kReview);
  EXPECT_EQ(Client("")->GetOrder(order)->state, "REVIEW_PENDING");
  const auto orders = Client("")->ListOrders("", "IN_REVIEW", 10, "");
  ASSERT_TRUE(orders.ok()) << orders.status();
  EXPECT_EQ(orders->orders.size(), 1u) << "the operator sees how it is";
}

TEST_F(ServiceTest, AWithdrawalReachesTheReviewerByPushAndByHeartbeat) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  const rpc::Grant grant = ClaimOne(*reviewer, WorkKind::kReview);
  std::mutex mutex;
  std::condition_variable changed;
  bool watching = false;
  rpc::LeaseOutcome outcome = rpc::LeaseOutcome::kUnspecified;
  const auto watch = reviewer->WatchAssignments([&](const rpc::AssignmentEvent& event) {
    const std::lock_guard<std::mutex> lock(mutex);
    watching = watching || event.queues.has_value();
    if (event.lease && event.lease->work_item == grant.work_item.name) {
      outcome = event.lease->outcome;
    }
    changed.notify_all();
  });
  std::unique_lock<std::mutex> lock(mutex);
  const auto limit = std::chrono::seconds(60);
  ASSERT_TRUE(changed.wait_for(lock, limit, [&] { return watching; }));
  lock.unlock();
  ASSERT_TRUE(Client("")->Withdraw(order).ok());
  lock.lock();
  ASSERT_TRUE(
      changed.wait_for(lock, limit, [&] { return outcome != rpc::LeaseOutcome::kUnspecified; }));
  EXPECT_EQ(outcome, rpc::LeaseOutcome::kRevokedWithdrawn);
  lock.unlock();
  const auto renewed =
      reviewer->Renew({{grant.work_item.name, grant.lease.fence, absl::ZeroDuration()}});
  ASSERT_TRUE(renewed.ok()) << renewed.status();
  ASSERT_EQ(renewed->size(), 1u);
  EXPECT_EQ((*renewed)[0].outcome, rpc::LeaseOutcome::kRevokedWithdrawn);
  const auto late = reviewer->SubmitDecision(Decide(grant, Verdict::kPass));
  EXPECT_TRUE(absl::IsAborted(late.status()));
  EXPECT_EQ(ReasonOf(late.status()), "ATTEMPT_WITHDRAWN");
}

TEST_F(ServiceTest, ARedGateStoresNothingAndThePhotoGoesBackToAnotherReviewer) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  ASSERT_TRUE(
      reviewer->SubmitDecision(Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kPass))
          .ok());
  ASSERT_TRUE(Reaches(order, "RETOUCH_PENDING"));
  const auto retoucher = Client("T-001");
  const rpc::Grant grant = ClaimOne(*retoucher, WorkKind::kRetouch);
  const auto red = retoucher->CommitRetouch(grant.work_item.name, grant.lease.fence,
                                            grant.work_item.epoch, "red", RandomUuid());
  ASSERT_TRUE(red.ok()) << red.status();
  EXPECT_FALSE(red->committed);
  EXPECT_EQ(red->gate_json, R"({"green":false})");
  const auto preview = retoucher->PreviewCommit(grant.work_item.name, grant.lease.fence,
                                                grant.work_item.epoch, "good");
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_FALSE(preview->committed);
  EXPECT_EQ(ReasonOf(Client("")->Download(order).status()), "NOT_FINISHED");
  rpc::Reason reason;
  reason.code = "GEO-01";
  ASSERT_TRUE(
      retoucher
          ->ReturnToReview(grant.work_item.name, grant.lease.fence, {reason}, "the gate stays red")
          .ok());
  EXPECT_TRUE(reviewer->Claim(WorkKind::kReview, 1)->grants.empty()) << "four eyes";
  EXPECT_EQ(Client("R-002")->Claim(WorkKind::kReview, 1)->grants.size(), 1u);
}

}  // namespace
}  // namespace zhaojian
