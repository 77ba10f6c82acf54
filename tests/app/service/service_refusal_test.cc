// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include "core/imaging/photo.h"
#include "core/rpc/limits.h"
#include "core/rpc/status_wire.h"
#include "tests/app/service/service_fixture.h"
#include "zhaojian/v1/intake.grpc.pb.h"

namespace zhaojian {
namespace {

using rpc::Verdict;
using rpc::WorkKind;

TEST_F(ServiceTest, AStaleFenceIsToldWhichFenceHoldsNow) {
  SubmittedOrder();
  const auto reviewer = Client("R-001");
  const rpc::Grant grant = ClaimOne(*reviewer, WorkKind::kReview);
  rpc::DecisionRequest request = Decide(grant, Verdict::kPass);
  request.fence = grant.lease.fence - 1;
  const auto refused = reviewer->SubmitDecision(request);
  EXPECT_TRUE(absl::IsAborted(refused.status()));
  const auto detail = DetailOf(refused.status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "LEASE_LOST");
  EXPECT_EQ(detail->metadata.at("fence_now"), std::to_string(grant.lease.fence));
  EXPECT_EQ(detail->metadata.at("fence_given"), std::to_string(grant.lease.fence - 1));
}

TEST_F(ServiceTest, WorkWithoutAStaffMemberIsUnauthenticated) {
  for (const char* code : {"", "R-999"}) {
    const auto nobody = Client(code);
    EXPECT_TRUE(absl::IsUnauthenticated(nobody->Claim(WorkKind::kReview, 1).status())) << code;
    EXPECT_TRUE(absl::IsUnauthenticated(nobody->ListHeld().status())) << code;
    EXPECT_TRUE(absl::IsUnauthenticated(nobody->ListDecisions({}).status())) << code;
    EXPECT_TRUE(absl::IsUnauthenticated(nobody->GetMe().status())) << code;
    EXPECT_TRUE(absl::IsUnauthenticated(
        nobody->ReadAsset("items/1", 1, rpc::AssetVariant::kOriginal, "review").status()))
        << code;
  }
  EXPECT_EQ(ReasonOf(Client("")->GetMe().status()), "STAFF_REQUIRED");
  EXPECT_EQ(ReasonOf(Client("R-999")->GetMe().status()), "UNKNOWN_STAFF");
}

TEST_F(ServiceTest, WorkOfAnotherRoleIsDenied) {
  SubmittedOrder();
  EXPECT_TRUE(absl::IsPermissionDenied(Client("T-001")->Claim(WorkKind::kReview, 1).status()));
  const auto reviewer = Client("R-001");
  EXPECT_TRUE(absl::IsPermissionDenied(
      reviewer->OverturnDecision("decisions/1", Verdict::kPass, {}, "because").status()));
  EXPECT_TRUE(absl::IsPermissionDenied(reviewer->GetTrail("decisions/1").status()));
  EXPECT_TRUE(
      absl::IsPermissionDenied(reviewer->AddStaff({"X", {"reviewer"}, false, {}}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(
      reviewer->ExportAudit([](const std::string&) { return absl::OkStatus(); })));
  EXPECT_TRUE(absl::IsPermissionDenied(
      reviewer->CommitRetouch("items/1", 1, 1, "r", RandomUuid()).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(
      reviewer->ReadDecisionAsset("decisions/1", rpc::AssetVariant::kOriginal, "audit").status()));
}

TEST_F(ServiceTest, APhotoIsShownOnlyToItsHolderAndForAPurpose) {
  SubmittedOrder();
  const auto reviewer = Client("R-001");
  const rpc::Grant grant = ClaimOne(*reviewer, WorkKind::kReview);
  const auto read = [&](const std::string& code, int64_t fence, const std::string& purpose) {
    return Client(code)
        ->ReadAsset(grant.work_item.name, fence, rpc::AssetVariant::kOriginal, purpose)
        .status();
  };
  EXPECT_TRUE(read("R-001", grant.lease.fence, "review").ok());
  EXPECT_EQ(ReasonOf(read("R-001", grant.lease.fence, "")), "PURPOSE_REQUIRED");
  EXPECT_FALSE(read("R-002", grant.lease.fence, "review").ok());
  EXPECT_FALSE(read("R-001", grant.lease.fence + 1, "review").ok());
}

/// An order that waits for a retoucher.
class RetouchRefusal : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    ASSERT_TRUE(Client("")->AddStaff({"T-002", {"retoucher"}, false, {}}).ok());
    order_ = SubmittedOrder();
    const auto reviewer = Client("R-001");
    const auto review = ClaimOne(*reviewer, WorkKind::kReview);
    ASSERT_TRUE(reviewer->SubmitDecision(Decide(review, Verdict::kPass)).ok());
    ASSERT_TRUE(Reaches(order_, "RETOUCH_PENDING"));
    grant_ = ClaimOne(*Client("T-001"), WorkKind::kRetouch);
  }

  Status Try(const std::string& code, bool commit, const std::string& recipe = "good") {
    const auto client = Client(code);
    const std::string& item = grant_.work_item.name;
    const auto result =
        commit
            ? client->CommitRetouch(item, grant_.lease.fence, grant_.work_item.epoch, recipe, id_)
            : client->PreviewCommit(item, grant_.lease.fence, grant_.work_item.epoch, recipe);
    return result.status();
  }

  const std::string id_ = RandomUuid();
  std::string order_;
  rpc::Grant grant_;
};

TEST_F(RetouchRefusal, WhoeverDoesNotHoldTheItemLearnsNothingOfThePhoto) {
  EXPECT_EQ(ReasonOf(Try("T-002", false)), "NOT_HOLDER");
  EXPECT_EQ(ReasonOf(Try("T-002", true)), "NOT_HOLDER");
  ASSERT_TRUE(
      Client("T-001")
          ->Release(grant_.work_item.name, grant_.lease.fence, rpc::ReleaseCause::kBreak, "")
          .ok());
  EXPECT_EQ(ReasonOf(Try("T-001", false)), "LEASE_LOST");
  EXPECT_EQ(ReasonOf(Try("T-001", true)), "LEASE_LOST");
  EXPECT_EQ(photos_->rendered, 0);
}

TEST_F(RetouchRefusal, ARepeatedCommitIsAnsweredAgainAndNothingElseIs) {
  EXPECT_TRUE(Try("T-001", true).ok());
  EXPECT_TRUE(Try("T-001", true).ok());
  EXPECT_EQ(ReasonOf(Try("T-001", false)), "ALREADY_DECIDED");
  EXPECT_EQ(ReasonOf(Try("T-001", true, "red")), "ALREADY_DECIDED");
  EXPECT_EQ(ReasonOf(Try("T-001", true, "another")), "ALREADY_DECIDED");
  EXPECT_EQ(ReasonOf(Try("T-002", true)), "NOT_HOLDER");
}

TEST_F(RetouchRefusal, ADraftThatCannotBeReadIsNotStored) {
  const auto retoucher = Client("T-001");
  const auto save = [&](const std::string& recipe) {
    return ReasonOf(
        retoucher->SaveDraft(grant_.work_item.name, grant_.lease.fence, recipe, 0).status());
  };
  EXPECT_EQ(save("no recipe"), "BAD_RECIPE");
  EXPECT_EQ(save(std::string(rpc::kMaxDraftBytes + 1, ' ')), "RECIPE_TOO_LARGE");
  const auto bundle = retoucher->GetRetouchBundle(grant_.work_item.name, grant_.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  EXPECT_EQ(bundle->draft_revision, 0);
}

TEST_F(RetouchRefusal, StaffNeverActsAsTheStudent) {
  EXPECT_TRUE(Try("T-001", true).ok());
  ASSERT_TRUE(Reaches(order_, "AWAITING_CONFIRMATION"));
  const auto staff = Client("S-001");
  EXPECT_EQ(ReasonOf(staff->GetOrder(order_).status()), "STUDENT_ONLY");
  EXPECT_EQ(ReasonOf(staff->Download(order_).status()), "STUDENT_ONLY");
  EXPECT_EQ(ReasonOf(staff->Confirm(order_, Sha256Hex("x")).status()), "STUDENT_ONLY");
  EXPECT_EQ(ReasonOf(staff->UploadPhoto(order_, "photo", RandomUuid()).status()), "STUDENT_ONLY");
  EXPECT_EQ(ReasonOf(CreateOrder(*staff).status()), "STUDENT_ONLY");
}

TEST_F(ServiceTest, APhotoThatIsNotWantedIsRefusedBeforeItIsLookedAt) {
  const std::string order = SubmittedOrder();
  const int before = photos_->prepared;
  const auto refused = Client("")->UploadPhoto(order, "another photo", RandomUuid());
  EXPECT_EQ(ReasonOf(refused.status()), "ILLEGAL_TRANSITION");
  EXPECT_EQ(photos_->prepared, before);
}

TEST_F(ServiceTest, ADataFolderThatWasOpenToOthersIsClosed) {
  using std::filesystem::perms;
  ServiceOptions options = DefaultOptions();
  options.data = folder_.Path() / "open";
  std::filesystem::create_directory(options.data);
  std::filesystem::permissions(options.data, perms::owner_all | perms::others_all);
  ASSERT_TRUE(EmbeddedService::Start(options).ok());
  EXPECT_EQ(std::filesystem::status(options.data).permissions(), perms::owner_all);
  std::filesystem::permissions(options.data, perms::owner_all | perms::sticky_bit);
  EXPECT_EQ(ReasonOf(EmbeddedService::Start(options).status()), "DATA_NOT_PRIVATE");
}

TEST_F(ServiceTest, AFileThatIsNoPhotoIsRefusedByItsReason) {
  const auto student = Client("");
  const auto order = CreateOrder(*student);
  ASSERT_TRUE(order.ok()) << order.status();
  const auto refused = student->UploadPhoto(order->number, "bad bytes", RandomUuid());
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  EXPECT_EQ(ReasonOf(refused.status()), "FILE-01");
  EXPECT_EQ(student->GetOrder(order->number)->state, "AWAITING_PHOTO");
}

TEST_F(ServiceTest, APhotoAboveTheLimitIsRefusedBeforeItIsLookedAt) {
  const auto student = Client("");
  const auto order = CreateOrder(*student);
  ASSERT_TRUE(order.ok()) << order.status();
  const auto refused =
      student->UploadPhoto(order->number, std::string(kMaxPhotoBytes + 1, 'x'), RandomUuid());
  EXPECT_TRUE(absl::IsResourceExhausted(refused.status())) << refused.status();
  EXPECT_EQ(ReasonOf(refused.status()), "FILE-01");
  EXPECT_EQ(photos_->prepared, 0);
}

// Sends a header and pieces, and ends the stream in order or by hanging up.
class RawUpload : public ServiceTest {
 protected:
  std::string Send(int64_t stated_size, const std::string& bytes, const std::string& sha256) {
    const auto stub = v1::IntakeService::NewStub(
        grpc::CreateChannel(service_->Address(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    v1::UploadPhotoResponse response;
    const auto writer = stub->UploadPhoto(&context, &response);
    v1::UploadPhotoRequest piece;
    piece.mutable_header()->set_order(order_);
    piece.mutable_header()->set_size(stated_size);
    piece.mutable_header()->set_sha256(sha256);
    piece.mutable_header()->set_request_id(RandomUuid());
    writer->Write(piece);
    piece.set_data(bytes);
    writer->Write(piece);
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    return ReasonOf(
        rpc::DecodeStatus(status.error_code(), status.error_message(), status.error_details()));
  }

  void SetUp() override {
    ServiceTest::SetUp();
    const auto order = CreateOrder(*Client(""));
    ASSERT_TRUE(order.ok()) << order.status();
    order_ = order->number;
  }

  std::string order_;
};

TEST_F(RawUpload, AnUploadThatStopsHalfwayLeavesTheOrderAsItWas) {
  EXPECT_EQ(Send(10, "photo", Sha256Hex("photophoto")), "BAD_UPLOAD");
  EXPECT_EQ(Send(3, "photo", Sha256Hex("pho")), "BAD_UPLOAD");
  EXPECT_EQ(Send(-1, "photo", Sha256Hex("photo")), "BAD_UPLOAD");
  EXPECT_EQ(Send(5, "photo", Sha256Hex("other")), "SHA_MISMATCH");
  EXPECT_EQ(photos_->prepared, 0);
  EXPECT_EQ(Client("")->GetOrder(order_)->state, "AWAITING_PHOTO");
}

TEST_F(RawUpload, ACallerThatHangsUpDoesNotHoldUpTheService) {
  {
    const auto stub = v1::IntakeService::NewStub(
        grpc::CreateChannel(service_->Address(), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    v1::UploadPhotoResponse response;
    const auto writer = stub->UploadPhoto(&context, &response);
    v1::UploadPhotoRequest piece;
    piece.mutable_header()->set_order(order_);
    piece.mutable_header()->set_size(1000);
    writer->Write(piece);
    context.TryCancel();
    writer->Finish();
  }
  EXPECT_TRUE(Client("")->UploadPhoto(order_, "photo", RandomUuid()).ok());
}

TEST_F(ServiceTest, ItListensOnlyWhereNobodyElseCanReachIt) {
  ServiceOptions options = DefaultOptions();
  options.data = folder_.Path() / "other";
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:7000"}) {
    options.listen = address;
    EXPECT_EQ(ReasonOf(EmbeddedService::Start(options).status()), "TLS_REQUIRED") << address;
  }
  options.listen = "127.0.0.1:0";
  const auto loopback = EmbeddedService::Start(options);
  ASSERT_TRUE(loopback.ok()) << loopback.status();
  EXPECT_NE((*loopback)->Address(), "127.0.0.1:0") << "the port that was found is told";
}

TEST_F(ServiceTest, AFolderInUseNamesItsOwnerAndIsFreeAfterStop) {
  ServiceOptions options = DefaultOptions();
  options.owner = "the second";
  const auto second = EmbeddedService::Start(options);
  EXPECT_EQ(ReasonOf(second.status()), "STORE_IN_USE");
  EXPECT_NE(MessageOf(second.status()).find("zhaojian-service"), std::string::npos);
  const std::string order = SubmittedOrder();
  service_->Stop(absl::Seconds(5));
  EXPECT_EQ(ReasonOf(Client("")->GetOrder(order).status()), "SERVICE_UNREACHABLE");
  Start(DefaultOptions());
  EXPECT_EQ(Client("")->GetOrder(order)->state, "REVIEW_PENDING");
}

TEST_F(ServiceTest, ADataFolderWithALongNameStillGetsASocket) {
  ServiceOptions options = DefaultOptions();
  options.data = folder_.Path() / std::string(120, 'd');
  const auto service = EmbeddedService::Start(options);
  ASSERT_TRUE(service.ok()) << service.status();
  rpc::ClientOptions client;
  client.address = (*service)->Address();
  EXPECT_TRUE((*rpc::ServiceClient::Create(client))->CheckHealth().ok());
}

TEST_F(ServiceTest, TheSocketIsForItsOwnerAlone) {
  const std::string path = service_->Address().substr(5);
  const auto permissions = std::filesystem::status(path).permissions();
  using std::filesystem::perms;
  EXPECT_EQ(permissions & (perms::group_all | perms::others_all), perms::none);
}

TEST_F(ServiceTest, TheStandardHealthServiceAnswersServing) {
  grpc::GenericStub stub(
      grpc::CreateChannel(service_->Address(), grpc::InsecureChannelCredentials()));
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  const grpc::Slice nothing("");
  const grpc::ByteBuffer request(&nothing, 1);  // an empty HealthCheckRequest: the whole server
  const auto call =
      stub.PrepareUnaryCall(&context, "/grpc.health.v1.Health/Check", request, &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  call->StartCall();
  int mark = 0;
  call->Finish(&response, &status, &mark);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(response.Dump(&slices).ok());
  ASSERT_EQ(slices.size(), 1u);
  // Field 1, varint 1: SERVING (grpc health checking protocol).
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(slices[0].begin()), slices[0].size()),
            "\x08\x01");
  queue.Shutdown();
}

}  // namespace

/// A window in which a decision can be taken back.
class UndoTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceOptions options = DefaultOptions();
    options.undo_window = absl::Seconds(10);
    Start(options);
    AddPeople();
  }
};

TEST_F(UndoTest, ADecisionCanBeTakenBackUntilItTakesEffect) {
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  const rpc::Grant grant = ClaimOne(*reviewer, rpc::WorkKind::kReview);
  const auto first = reviewer->SubmitDecision(Decide(grant, rpc::Verdict::kPass));
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->status, rpc::DecisionStatus::kStaged);
  EXPECT_EQ(first->effective_time - first->decide_time, absl::Seconds(10));
  clock_.Advance(absl::Seconds(5));
  const auto undone = reviewer->UndoDecision(first->name, RandomUuid());
  ASSERT_TRUE(undone.ok()) << undone.status();
  EXPECT_EQ(undone->lease.fence, grant.lease.fence);
  EXPECT_EQ(undone->work_item.state, "LEASED");
  const auto second = reviewer->SubmitDecision(Decide(grant, rpc::Verdict::kPass));
  ASSERT_TRUE(second.ok()) << second.status();
  clock_.Advance(absl::Seconds(11));
  ASSERT_TRUE(Reaches(order, "RETOUCH_PENDING"));
  EXPECT_EQ(ReasonOf(reviewer->UndoDecision(second->name, RandomUuid()).status()),
            "UNDO_WINDOW_CLOSED");
}

TEST_F(UndoTest, AStagedDecisionSurvivesARestart) {
  const std::string order = SubmittedOrder();
  const auto grant = ClaimOne(*Client("R-001"), rpc::WorkKind::kReview);
  ASSERT_TRUE(Client("R-001")->SubmitDecision(Decide(grant, rpc::Verdict::kPass)).ok());
  service_->Stop(absl::Seconds(5));
  clock_.Advance(absl::Minutes(10));
  ServiceOptions options = DefaultOptions();
  options.undo_window = absl::Seconds(10);
  Start(options);
  EXPECT_TRUE(Reaches(order, "RETOUCH_PENDING"));
}

}  // namespace zhaojian
