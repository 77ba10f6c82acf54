// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/client.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <mutex>

#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/rpc/limits.h"
#include "core/rpc/status_wire.h"
#include "zhaojian/v1/asset.grpc.pb.h"
#include "zhaojian/v1/review.grpc.pb.h"

namespace zhaojian::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

grpc::Status Unavailable() { return {grpc::StatusCode::UNAVAILABLE, "not now"}; }

// Fails a number of times, then answers; remembers what it was asked.
class Review final : public v1::ReviewService::Service {
 public:
  grpc::Status SubmitDecision(grpc::ServerContext* context,
                              const v1::SubmitDecisionRequest* request,
                              v1::Decision* response) override {
    const std::lock_guard<std::mutex> lock(mutex);
    request_ids.push_back(request->request_id());
    const auto staff = context->client_metadata().find(kStaffKey);
    if (staff != context->client_metadata().end()) {
      staff_codes.push_back({staff->second.data(), staff->second.size()});
    }
    if (failures > 0) {
      --failures;
      return failure;
    }
    response->set_name("decisions/1");
    return grpc::Status::OK;
  }

  std::mutex mutex;
  int failures = 0;
  grpc::Status failure = Unavailable();
  std::vector<std::string> request_ids;
  std::vector<std::string> staff_codes;
};

// Cuts the stream after each two pieces; may damage or shorten the file.
class Assets final : public v1::AssetService::Service {
 public:
  grpc::Status ReadAsset(grpc::ServerContext*, const v1::ReadAssetRequest* request,
                         grpc::ServerWriter<v1::AssetChunk>* writer) override {
    const std::lock_guard<std::mutex> lock(mutex);
    offsets.push_back(request->offset());
    int64_t at = request->offset() + skip;
    for (int piece = 0; piece < 2 && at < static_cast<int64_t>(file.size()); ++piece) {
      v1::AssetChunk chunk;
      chunk.set_offset(at);
      chunk.set_data(file.substr(static_cast<size_t>(at), kChunkBytes));
      chunk.set_total_size(static_cast<int64_t>(file.size()));
      chunk.set_sha256(sha256);
      chunk.set_mime_type("image/jpeg");
      at += static_cast<int64_t>(chunk.data().size());
      if (!writer->Write(chunk)) break;
    }
    return at < static_cast<int64_t>(file.size()) ? Unavailable() : grpc::Status::OK;
  }

  std::mutex mutex;
  std::string file;
  std::string sha256;
  int64_t skip = 0;
  std::vector<int64_t> offsets;
};

class Client : public ::testing::Test {
 protected:
  void SetUp() override {
    address_ = "unix:" + (folder_.Path() / "s").string();
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&review_);
    builder.RegisterService(&assets_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  std::unique_ptr<ServiceClient> Connect(const std::string& staff = "R-001") {
    ClientOptions options;
    options.address = address_;
    options.staff = staff;
    options.random = [] { return 1.0; };
    options.sleep = [this](absl::Duration wait) { waits_.push_back(wait); };
    return ServiceClient::Create(options).value();
  }

  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  std::string address_;
  Review review_;
  Assets assets_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<absl::Duration> waits_;
};

DecisionRequest Pass(const std::string& id) {
  DecisionRequest request;
  request.work_item = "items/1";
  request.verdict = Verdict::kPass;
  request.request_id = id;
  return request;
}

TEST_F(Client, AServiceThatIsAwayForAMomentIsAskedAgainWithTheSameId) {
  review_.failures = 2;
  const auto decision = Connect()->SubmitDecision(Pass("id-1"));
  ASSERT_TRUE(decision.ok()) << decision.status();
  EXPECT_EQ(decision->name, "decisions/1");
  EXPECT_THAT(review_.request_ids, ElementsAre("id-1", "id-1", "id-1"));
  EXPECT_THAT(review_.staff_codes, ElementsAre("R-001", "R-001", "R-001"));
  EXPECT_THAT(waits_, ElementsAre(absl::Milliseconds(200), absl::Milliseconds(400)));
}

TEST_F(Client, AServiceThatStaysAwayIsSaidToBeUnreachable) {
  review_.failures = 99;
  const auto decision = Connect()->SubmitDecision(Pass("id-1"));
  EXPECT_TRUE(absl::IsUnavailable(decision.status()));
  EXPECT_EQ(ReasonOf(decision.status()), "SERVICE_UNREACHABLE");
  EXPECT_EQ(review_.request_ids.size(), 4u);
}

TEST_F(Client, ARefusalIsNotRepeated) {
  review_.failures = 1;
  const Status refused = MakeError(StatusCode::kAborted, "LEASE_LOST", "Gone.");
  review_.failure = {grpc::StatusCode::ABORTED, "Gone.", EncodeDetails(refused)};
  const auto decision = Connect()->SubmitDecision(Pass("id-1"));
  EXPECT_EQ(ReasonOf(decision.status()), "LEASE_LOST");
  EXPECT_EQ(review_.request_ids.size(), 1u);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(Client, NoServiceAtAllIsAnErrorAndNotAHang) {
  server_->Shutdown();
  EXPECT_EQ(ReasonOf(Connect()->SubmitDecision(Pass("id-1")).status()), "SERVICE_UNREACHABLE");
}

TEST_F(Client, AStreamThatIsCutGoesOnWhereItStopped) {
  assets_.file = RandomBytes(kChunkBytes * 5 + 123);
  assets_.sha256 = Sha256Hex(assets_.file);
  const auto asset = Connect()->ReadAsset("items/1", 1, AssetVariant::kOriginal, "review");
  ASSERT_TRUE(asset.ok()) << asset.status();
  EXPECT_EQ(asset->bytes, assets_.file);
  EXPECT_EQ(asset->mime_type, "image/jpeg");
  EXPECT_THAT(assets_.offsets, ElementsAre(0, 2 * kChunkBytes, 4 * kChunkBytes));
}

TEST_F(Client, AFileThatArrivesOtherThanItWasIsRefused) {
  assets_.file = RandomBytes(1000);
  assets_.sha256 = Sha256Hex("something else");
  EXPECT_EQ(ReasonOf(Connect()->ReadAsset("items/1", 1, AssetVariant::kThumb, "review").status()),
            "ASSET_CORRUPT");
  assets_.sha256 = Sha256Hex(assets_.file);
  assets_.skip = 10;
  EXPECT_EQ(ReasonOf(Connect()->ReadAsset("items/1", 1, AssetVariant::kThumb, "review").status()),
            "ASSET_CORRUPT");
}

TEST_F(Client, AnAddressOfAnotherMachineIsRefusedBeforeAnythingIsSent) {
  ClientOptions options;
  options.address = "example.org:7000";
  EXPECT_EQ(ReasonOf(ServiceClient::Create(options).status()), "TLS_REQUIRED");
  options.address = address_;
  options.staff = "R 001\n";
  EXPECT_EQ(ReasonOf(ServiceClient::Create(options).status()), "BAD_STAFF");
}

}  // namespace
}  // namespace zhaojian::rpc
