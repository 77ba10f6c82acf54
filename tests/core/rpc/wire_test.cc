// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/rpc/decision_json.h"
#include "core/rpc/status_wire.h"

namespace zhaojian::rpc {
namespace {

using ::testing::ElementsAre;

DecisionRequest FullRequest() {
  DecisionRequest request;
  request.work_item = "items/42";
  request.fence = 7;
  request.epoch = 3;
  request.verdict = Verdict::kReject;
  Reason reason;
  reason.code = "EYE-01";
  reason.note = "闭眼";
  reason.region = Region{0.25, 0.5, 0.125, 0.0625};
  reason.measure = "eyes.openness";
  reason.measured = 0.0;
  request.reasons = {reason, Reason{}};
  request.comment = "看不清";
  request.seen.photo_sha256 = std::string(64, 'a');
  request.seen.overlays = {"guides", "landmarks"};
  request.seen.max_zoom = 2.5;
  request.seen.visible = absl::Milliseconds(1234);
  request.request_id = "11111111-2222-4333-8444-555555555555";
  return request;
}

void ExpectSame(const DecisionRequest& got) {
  const DecisionRequest want = FullRequest();
  EXPECT_EQ(got.work_item, want.work_item);
  EXPECT_EQ(got.fence, 7);
  EXPECT_EQ(got.epoch, 3);
  EXPECT_EQ(got.verdict, Verdict::kReject);
  ASSERT_EQ(got.reasons.size(), 2u);
  EXPECT_EQ(got.reasons[0].note, "闭眼");
  ASSERT_TRUE(got.reasons[0].region.has_value());
  EXPECT_EQ(got.reasons[0].region->height, 0.0625);
  // A measured zero is a value; nothing measured is none.
  EXPECT_EQ(got.reasons[0].measured, std::optional<double>(0.0));
  EXPECT_FALSE(got.reasons[1].measured.has_value());
  EXPECT_FALSE(got.reasons[1].region.has_value());
  EXPECT_EQ(got.comment, want.comment);
  EXPECT_EQ(got.seen.photo_sha256, want.seen.photo_sha256);
  EXPECT_THAT(got.seen.overlays, ElementsAre("guides", "landmarks"));
  EXPECT_EQ(got.seen.max_zoom, 2.5);
  EXPECT_EQ(got.seen.visible, absl::Milliseconds(1234));
  EXPECT_EQ(got.request_id, want.request_id);
}

TEST(Wire, ADecisionArrivesAsItWasSent) {
  v1::SubmitDecisionRequest wire;
  ToWire(FullRequest(), &wire);
  v1::SubmitDecisionRequest arrived;
  ASSERT_TRUE(arrived.ParseFromString(wire.SerializeAsString()));
  ExpectSame(FromWire(arrived));
}

TEST(Wire, ADecisionComesBackFromTheJournalsForm) {
  const auto read = DecisionRequestFromJson(DecisionRequestToJson(FullRequest()));
  ASSERT_TRUE(read.ok());
  ExpectSame(*read);
}

TEST(Wire, TimesKeepNanosecondsOnBothSidesOf1970) {
  for (const absl::Time time : {absl::FromUnixNanos(1'777'777'777'123'456'789),
                                absl::FromUnixNanos(-1), absl::UnixEpoch()}) {
    google::protobuf::Timestamp wire;
    ToWire(time, &wire);
    EXPECT_GE(wire.nanos(), 0);
    EXPECT_EQ(FromWire(wire), time);
  }
}

TEST(Wire, StatesAreTheWordsOfTheTransitionTable) {
  EXPECT_EQ(OrderStateWord(v1::Order::AWAITING_CONFIRMATION), "AWAITING_CONFIRMATION");
  EXPECT_EQ(OrderStateOf("RECOLLECT_REQUIRED"), v1::Order::RECOLLECT_REQUIRED);
  EXPECT_EQ(OrderStateOf("NO_SUCH_STATE"), v1::Order::STATE_UNSPECIFIED);
}

TEST(Wire, WhatANewerPeerAddedIsNotMistakenForSomethingOld) {
  EXPECT_EQ(OrderStateWord(static_cast<v1::Order::State>(99)), "STATE_99");
  EXPECT_EQ(FromWire(static_cast<v1::WorkItem::Kind>(99)), WorkKind::kUnspecified);
  EXPECT_EQ(FromWire(static_cast<v1::Decision::Verdict>(99)), Verdict::kUnspecified);
  EXPECT_EQ(FromWire(static_cast<v1::LeaseStatus::Outcome>(99)), LeaseOutcome::kUnspecified);
}

TEST(Wire, EnumerationsMeanTheSameOnBothSides) {
  EXPECT_EQ(ToWire(WorkKind::kRetouch), v1::WorkItem::RETOUCH);
  EXPECT_EQ(ToWire(WorkKind::kAudit), v1::WorkItem::AUDIT);
  EXPECT_EQ(ToWire(Verdict::kEscalate), v1::Decision::ESCALATE);
  EXPECT_EQ(ToWire(DecisionStatus::kDropped), v1::Decision::DROPPED);
  EXPECT_EQ(ToWire(LeaseOutcome::kRevokedWithdrawn), v1::LeaseStatus::REVOKED_WITHDRAWN);
  EXPECT_EQ(ToWire(LeaseOutcome::kIdle), v1::LeaseStatus::IDLE);
  EXPECT_EQ(static_cast<int>(AssetVariant::kDelivered) + 1, 5);
  EXPECT_EQ(static_cast<int>(ReleaseCause::kWellbeing) + 1,
            static_cast<int>(v1::ReleaseWorkItemRequest::WELLBEING));
}

TEST(StatusWire, TheDetailOfAnErrorSurvivesTheWire) {
  const Status sent = MakeError(StatusCode::kAborted, "LEASE_LOST", "Gone.", "fence",
                                {{"fence_now", "8"}, {"work_item", "items/1"}});
  const Status got = DecodeStatus(10, "Gone.", EncodeDetails(sent));
  EXPECT_TRUE(absl::IsAborted(got));
  EXPECT_EQ(MessageOf(got), "Gone.");
  const auto detail = DetailOf(got);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "LEASE_LOST");
  EXPECT_EQ(detail->field, "fence");
  EXPECT_EQ(detail->metadata.at("fence_now"), "8");
}

TEST(StatusWire, UnreadableDetailsDoNotHideTheError) {
  const Status got = DecodeStatus(5, "Not here.", "\xff\xff garbage");
  EXPECT_TRUE(absl::IsNotFound(got));
  EXPECT_EQ(ReasonOf(got), "");
  EXPECT_TRUE(absl::IsUnknown(DecodeStatus(77, "?", "")));
  EXPECT_TRUE(DecodeStatus(0, "", "").ok());
}

}  // namespace
}  // namespace zhaojian::rpc
