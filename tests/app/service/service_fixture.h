// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "app/service/embedded.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/compliance/profile.h"
#include "core/domain/collection_code.h"
#include "core/rpc/client.h"
#include "tests/support/shared.h"

namespace zhaojian {

/// A pipeline without networks: what it returns is plain to see in the tests.
class FakePipeline final : public PhotoPipeline {
 public:
  Status CheckProfile(const std::string& profile) override {
    return FindProfile(testing::AssetsForTests(), profile).status();
  }

  StatusOr<std::string> ProfileDocument(const std::string& profile) override {
    ZJ_ASSIGN_OR_RETURN(const Profile found, FindProfile(testing::AssetsForTests(), profile));
    return found.document;
  }

  StatusOr<PreparedPhoto> Prepare(const std::string& bytes, const std::string& profile, absl::Time,
                                  const std::vector<RejectedPhotoRow>& rejected) override {
    ++prepared;
    if (bytes.rfind("bad", 0) == 0) {
      return MakeError(StatusCode::kInvalidArgument, "FILE-01", "This is not a photo.");
    }
    PreparedPhoto photo;
    photo.photo_sha256 = Sha256Hex(bytes);
    photo.mime = "image/jpeg";
    photo.width = 3000;
    photo.height = 4000;
    photo.profile = profile;
    photo.report_json = R"({"faces":1})";
    photo.plan_json = R"({"scale":0.25,"x":100.5,"y":-20})";
    photo.recipe = "automatic";
    // As if the first eight letters were the picture and the rest its coding.
    photo.perceptual_hash = Sha256Hex(bytes.substr(0, 8)).substr(0, 16);
    for (const RejectedPhotoRow& row : rejected) {
      if (row.perceptual_hash == photo.perceptual_hash) photo.rejected_before = true;
    }
    photo.pictures = {
        {"preview", "preview of " + bytes}, {"thumb", "thumb"}, {"standard", "standard"}};
    return photo;
  }

  StatusOr<RenderedPhoto> Render(const RenderTask& task) override {
    ++rendered;
    RenderedPhoto photo;
    photo.jpeg = "finished " + task.original + " with " + task.recipe;
    photo.sha256 = Sha256Hex(photo.jpeg);
    photo.jpeg_quality = 90;
    photo.gate_green = task.recipe.find("red") == std::string::npos;
    photo.gate_json = photo.gate_green ? R"({"green":true})" : R"({"green":false})";
    photo.recipe = task.recipe;
    return photo;
  }

  std::atomic<int> prepared{0};
  std::atomic<int> rendered{0};
};

/// The real service on a real ledger in a temporary folder, over a real socket.
class ServiceTest : public ::testing::Test {
 protected:
  static constexpr char kSchool[] = "demo";

  void SetUp() override {
    Start(DefaultOptions());
    AddPeople();
  }

  ServiceOptions DefaultOptions() {
    ServiceOptions options;
    options.data = folder_.Path() / "data";
    options.assets = testing::AssetsForTests();
    options.models = testing::ModelsForTests();
    options.undo_window = absl::ZeroDuration();
    options.photos = photos_;
    options.clock = &clock_;
    return options;
  }

  void Start(const ServiceOptions& options) {
    auto service = EmbeddedService::Start(options);
    ASSERT_TRUE(service.ok()) << service.status();
    service_ = *std::move(service);
  }

  void AddPeople() {
    const auto admin = Client("");
    rpc::School school;
    school.code = kSchool;
    school.name = "示例理工学院";
    school.overtime = true;
    ASSERT_TRUE(admin->AddSchool(school).ok());
    for (const auto& [code, role] :
         std::vector<std::pair<std::string, std::string>>{{"R-001", "reviewer"},
                                                          {"R-002", "reviewer"},
                                                          {"T-001", "retoucher"},
                                                          {"S-001", "supervisor"}}) {
      const auto added = admin->AddStaff({code, {role}, false, {}});
      ASSERT_TRUE(added.ok()) << added.status();
    }
  }

  std::unique_ptr<rpc::ServiceClient> Client(const std::string& staff) {
    rpc::ClientOptions options;
    options.address = service_->Address();
    options.staff = staff;
    // These tests run beside many others: a slow machine is not what they look for.
    options.deadlines.metadata = options.deadlines.claim = options.deadlines.renew =
        options.deadlines.decision = absl::Seconds(30);
    return rpc::ServiceClient::Create(options).value();
  }

  StatusOr<rpc::Order> CreateOrder(rpc::ServiceClient& student) {
    CollectionCode code;
    code.uid = RandomUuid();
    code.name_masked = "示*例";
    code.id_masked = "1101**********123X";
    code.school = kSchool;
    code.expires = clock_.Now() + absl::Hours(24);
    rpc::NewOrder order;
    order.collection_code = MakeDemoCode(code, kDemoCodeKey);
    order.id_last4 = "１２３ｘ";
    order.consents = true;
    return student.CreateOrder(order, RandomUuid());
  }

  /// An order whose photo waits for review; its number.
  std::string SubmittedOrder(const std::string& photo = "photo") {
    const auto student = Client("");
    const auto order = CreateOrder(*student);
    EXPECT_TRUE(order.ok()) << order.status();
    if (!order.ok()) return {};
    const auto upload = student->UploadPhoto(order->number, photo, RandomUuid());
    EXPECT_TRUE(upload.ok()) << upload.status();
    const auto submitted = student->Submit(order->number);
    EXPECT_TRUE(submitted.ok()) << submitted.status();
    return order->number;
  }

  static rpc::DecisionRequest Decide(const rpc::Grant& grant, rpc::Verdict verdict,
                                     const std::string& photo = "photo") {
    rpc::DecisionRequest request;
    request.work_item = grant.work_item.name;
    request.fence = grant.lease.fence;
    request.epoch = grant.work_item.epoch;
    request.verdict = verdict;
    request.seen.photo_sha256 = Sha256Hex(photo);
    request.request_id = RandomUuid();
    return request;
  }

  rpc::Grant ClaimOne(rpc::ServiceClient& client, rpc::WorkKind kind) {
    const auto claim = client.Claim(kind, 1);
    EXPECT_TRUE(claim.ok()) << claim.status();
    if (!claim.ok() || claim->grants.size() != 1) {
      ADD_FAILURE() << "no work to claim";
      return {};
    }
    return claim->grants[0];
  }

  /// Asks again until it holds; effects follow their decision by a moment.
  template <typename Condition>
  static bool Eventually(Condition condition) {
    const absl::Time limit = absl::Now() + absl::Seconds(60);
    while (absl::Now() < limit) {
      if (condition()) return true;
    }
    return false;
  }

  bool Reaches(const std::string& order, const std::string& state) {
    const auto student = Client("");
    return Eventually([&] {
      const auto now = student->GetOrder(order);
      return now.ok() && now->state == state;
    });
  }

  /// A Tuesday in office hours.
  ManualClock clock_{absl::FromUnixSeconds(1'773'108'000)};
  TemporaryFolder folder_ = TemporaryFolder::Create().value();
  std::shared_ptr<FakePipeline> photos_ = std::make_shared<FakePipeline>();
  std::unique_ptr<EmbeddedService> service_;
};

}  // namespace zhaojian
