// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/grpcpp.h>

#include "core/imaging/photo.h"
#include "core/rpc/status_wire.h"
#include "tests/app/service/service_fixture.h"
#include "zhaojian/v1/intake.grpc.pb.h"

namespace zhaojian {
namespace {

// Uploads that are cut off, and how they go on.
class ServiceUploadTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    const auto order = CreateOrder(*Client(""));
    ASSERT_TRUE(order.ok()) << order.status();
    order_ = order->number;
    for (int i = 0; photo_.size() < (3U << 20U); ++i) photo_ += "line " + std::to_string(i) + "\n";
  }

  // Sends the beginning of the photo and hangs up.
  void SendFirst(size_t length, size_t message_bytes = 100'000) {
    const auto stub = Stub();
    grpc::ClientContext context;
    v1::UploadPhotoResponse response;
    const auto writer = stub->UploadPhoto(&context, &response);
    v1::UploadPhotoRequest message;
    *message.mutable_header() = Header();
    writer->Write(message);
    for (size_t at = 0; at < length; at += message_bytes) {
      message.set_data(photo_.substr(at, std::min(message_bytes, length - at)));
      writer->Write(message);
    }
    // Whole pieces are kept while the stream runs; of the rest nobody knows how much was on its
    // way.
    constexpr size_t kPiece = 1U << 20U;  // a piece is kept when it has this much
    const size_t piece = (kPiece + message_bytes - 1) / message_bytes * message_bytes;
    const auto whole = static_cast<int64_t>(length / piece * piece);
    ASSERT_TRUE(Eventually([&] { return Received() >= whole; })) << Received();
    context.TryCancel();
    writer->Finish();
  }

  std::unique_ptr<v1::IntakeService::Stub> Stub() {
    return v1::IntakeService::NewStub(
        grpc::CreateChannel(service_->Address(), grpc::InsecureChannelCredentials()));
  }

  v1::UploadHeader Header() const {
    v1::UploadHeader header;
    header.set_order(order_);
    header.set_size(static_cast<int64_t>(photo_.size()));
    header.set_sha256(Sha256Hex(photo_));
    header.set_request_id(RandomUuid());
    return header;
  }

  std::string RefusalOf(const v1::UploadHeader& header) {
    const auto stub = Stub();
    grpc::ClientContext context;
    v1::UploadPhotoResponse response;
    const auto writer = stub->UploadPhoto(&context, &response);
    v1::UploadPhotoRequest message;
    *message.mutable_header() = header;
    writer->Write(message);
    writer->WritesDone();
    const grpc::Status status = writer->Finish();
    return ReasonOf(
        rpc::DecodeStatus(status.error_code(), status.error_message(), status.error_details()));
  }

  StatusOr<rpc::UploadState> Begin() {
    return Client("")->StartUpload(order_, static_cast<int64_t>(photo_.size()), Sha256Hex(photo_));
  }

  int64_t Received() {
    const auto state = Begin();
    return state.ok() ? state->received : -1;
  }

  std::string OriginalAtReview() {
    EXPECT_TRUE(Client("")->Submit(order_).ok());
    const auto reviewer = Client("R-001");
    const rpc::Grant grant = ClaimOne(*reviewer, rpc::WorkKind::kReview);
    const auto asset = reviewer->ReadAsset(grant.work_item.name, grant.lease.fence,
                                           rpc::AssetVariant::kOriginal, "review");
    return asset.ok() ? asset->bytes : "";
  }

  // Files of uploads in the data folder, and whether any shows what the photo says.
  int Pieces(bool* readable = nullptr) const {
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.Path())) {
      if (!entry.is_regular_file()) continue;
      if (entry.path().filename().string().rfind("piece-", 0) == 0) ++count;
      const auto text = ReadFile(entry.path(), 64 << 20);
      if (readable != nullptr && text.ok() && text->find("line 1234\n") != std::string::npos) {
        *readable = true;
      }
    }
    return count;
  }

  std::string order_;
  std::string photo_;
};

TEST_F(ServiceUploadTest, SendingTheSameBeginningAgainTakesNoMoreRoom) {
  const auto kept = [&] {
    uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.Path())) {
      if (entry.path().filename().string().rfind("piece-", 0) == 0) bytes += entry.file_size();
    }
    return bytes;
  };
  // Each try cuts its pieces elsewhere.
  for (const size_t message : {100'000, 90'000, 80'000, 70'000}) SendFirst(2'500'000, message);
  EXPECT_GE(Received(), 2'200'000);
  EXPECT_LT(kept(), photo_.size() + 4096) << "sealing adds some bytes a piece";
}

TEST_F(ServiceUploadTest, ACutUploadGoesOnBehindWhatArrivedEvenAfterARestart) {
  SendFirst(2'500'000);
  const int64_t received = Received();
  EXPECT_GE(received, 2'200'000);
  bool readable = false;
  EXPECT_GE(Pieces(&readable), 2);
  EXPECT_FALSE(readable) << "what waits is sealed like every photo";
  service_.reset();
  Start(DefaultOptions());
  std::vector<int64_t> told;
  const auto uploaded = Client("")->UploadPhoto(
      order_, photo_, RandomUuid(), [&](int64_t sent, int64_t) { told.push_back(sent); });
  ASSERT_TRUE(uploaded.ok()) << uploaded.status();
  EXPECT_GE(told.front(), received);
  EXPECT_EQ(told.back(), static_cast<int64_t>(photo_.size()));
  EXPECT_EQ(uploaded->order.state, "PREPARED");
  EXPECT_EQ(Pieces(), 0) << "nothing is left lying about";
  EXPECT_EQ(OriginalAtReview(), photo_);
}

TEST_F(ServiceUploadTest, WhatNobodyGoesOnWithIsDropped) {
  SendFirst(1'200'000);
  const auto begun = Begin();
  ASSERT_TRUE(begun.ok()) << begun.status();
  clock_.Advance(absl::Hours(23));
  EXPECT_EQ(Client("")->GetUpload(order_, begun->upload)->size, begun->size);
  clock_.Advance(absl::Hours(2));
  EXPECT_EQ(ReasonOf(Client("")->GetUpload(order_, begun->upload).status()), "UPLOAD_UNKNOWN");
  EXPECT_TRUE(Eventually([&] { return Pieces() == 0; }));
  EXPECT_TRUE(Client("")->UploadPhoto(order_, photo_, RandomUuid()).ok());
}

TEST_F(ServiceUploadTest, AnotherPhotoTakesThePlaceOfTheFirst) {
  SendFirst(1'200'000);
  const auto first = Begin();
  ASSERT_TRUE(Client("")->StartUpload(order_, 10, Sha256Hex("another")).ok());
  EXPECT_EQ(Pieces(), 0);
  EXPECT_EQ(ReasonOf(Client("")->GetUpload(order_, first->upload).status()), "UPLOAD_UNKNOWN");
}

TEST_F(ServiceUploadTest, WhatDoesNotFitIsRefusedBeforeAnythingIsStored) {
  v1::UploadHeader header = Header();
  header.set_offset(1);
  EXPECT_EQ(RefusalOf(header), "BAD_OFFSET");
  header = Header();
  header.set_upload(std::string(32, '0'));
  EXPECT_EQ(RefusalOf(header), "BAD_UPLOAD");
  header = Header();
  header.set_size(static_cast<int64_t>(kMaxPhotoBytes) + 1);
  EXPECT_EQ(RefusalOf(header), "FILE-01");
  EXPECT_EQ(ReasonOf(Client("")
                         ->StartUpload(order_, static_cast<int64_t>(kMaxPhotoBytes) + 1,
                                       Sha256Hex(photo_))
                         .status()),
            "FILE-01");
  EXPECT_EQ(ReasonOf(Client("")->StartUpload(order_, 5, "no hash").status()), "BAD_UPLOAD");
  EXPECT_EQ(ReasonOf(Client("")->GetUpload(order_, "../../x").status()), "UPLOAD_UNKNOWN");
  EXPECT_EQ(ReasonOf(Client("R-001")->StartUpload(order_, 5, Sha256Hex(photo_)).status()),
            "STUDENT_ONLY");
  EXPECT_EQ(Pieces(), 0);
}

TEST_F(ServiceUploadTest, BytesThatAreNotThePhotoAreDropped) {
  const std::string truth = photo_;
  photo_[1'000'000] ^= 1;
  v1::UploadHeader header = Header();
  header.set_sha256(Sha256Hex(truth));
  const auto stub = Stub();
  grpc::ClientContext context;
  v1::UploadPhotoResponse response;
  const auto writer = stub->UploadPhoto(&context, &response);
  v1::UploadPhotoRequest message;
  *message.mutable_header() = header;
  writer->Write(message);
  for (size_t at = 0; at < photo_.size(); at += 500'000) {
    message.set_data(photo_.substr(at, 500'000));
    writer->Write(message);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  EXPECT_EQ(ReasonOf(rpc::DecodeStatus(status.error_code(), status.error_message(),
                                       status.error_details())),
            "SHA_MISMATCH");
  photo_ = truth;
  EXPECT_EQ(Received(), 0);
  EXPECT_TRUE(Client("")->UploadPhoto(order_, photo_, RandomUuid()).ok());
}

TEST_F(ServiceUploadTest, ARejectedPhotoThatWasOnlySavedAnewIsRefused) {
  const auto student = Client("");
  ASSERT_TRUE(student->UploadPhoto(order_, "the same picture", RandomUuid()).ok());
  ASSERT_TRUE(student->Submit(order_).ok());
  const auto reviewer = Client("R-001");
  rpc::DecisionRequest reject = Decide(ClaimOne(*reviewer, rpc::WorkKind::kReview),
                                       rpc::Verdict::kReject, "the same picture");
  reject.reasons.resize(1);
  reject.reasons[0].code = "EYE-01";
  ASSERT_TRUE(reviewer->SubmitDecision(reject).ok());
  ASSERT_TRUE(Reaches(order_, "RECOLLECT_REQUIRED"));
  for (const char* again : {"the same picture", "the same picture, saved anew"}) {
    const auto refused = student->UploadPhoto(order_, again, RandomUuid());
    EXPECT_EQ(ReasonOf(refused.status()), "DUPLICATE_OF_REJECTED") << again;
  }
  EXPECT_EQ(student->GetOrder(order_)->state, "RECOLLECT_REQUIRED");
  EXPECT_TRUE(student->UploadPhoto(order_, "another picture", RandomUuid()).ok());
}

}  // namespace
}  // namespace zhaojian
