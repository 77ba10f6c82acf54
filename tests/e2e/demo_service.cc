// SPDX-License-Identifier: Apache-2.0
#include "tests/e2e/demo_service.h"

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include "core/base/crypto.h"
#include "core/domain/collection_code.h"
#include "core/imaging/photo.h"
#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

constexpr absl::Duration kServing = absl::Seconds(30);

}  // namespace

DemoService::DemoService(absl::Duration undo_window)
    : folder_(TemporaryFolder::Create().value()),
      address_("unix:" + (folder_.Path() / "s").string()),
      undo_window_(undo_window) {
  Start();
  const auto admin = Client("");
  rpc::School school;
  school.code = "DEMO";
  school.name = "示例理工学院";
  school.overtime = true;
  EXPECT_TRUE(admin->AddSchool(school).ok());
  EXPECT_TRUE(admin->AddStaff({"R-001", {"reviewer"}, false, {}}).ok());
  EXPECT_TRUE(admin->AddStaff({"T-001", {"retoucher"}, false, {}}).ok());
  EXPECT_TRUE(admin->AddStaff({"S-001", {"supervisor", "auditor"}, false, {}}).ok());
}

void DemoService::Start() {
  process_.emplace(
      ChildProcess::Start(
          "zhaojian-service",
          {"--data", (folder_.Path() / "data").string(), "--listen", address_, "--undo-window",
           std::to_string(absl::ToInt64Seconds(undo_window_)), "--clock", ClockFile().string()},
          folder_.Path() / "log")
          .value());
  ASSERT_TRUE(Client("")->WaitUntilServing(kServing).ok());
}

std::unique_ptr<rpc::ServiceClient> DemoService::Client(const std::string& staff,
                                                        int max_attempts) const {
  rpc::ClientOptions options;
  options.address = address_;
  options.staff = staff;
  options.max_attempts = max_attempts;
  return rpc::ServiceClient::Create(std::move(options)).value();
}

std::string DemoService::NewOrder() {
  CollectionCode code;
  code.uid = RandomUuid();
  code.name_masked = "示*例";
  code.id_masked = "4101**********1234";
  code.school = "DEMO";
  code.expires = absl::Now() + absl::Hours(24);
  rpc::NewOrder order;
  order.collection_code = MakeDemoCode(code, kDemoCodeKey);
  order.id_last4 = "1234";
  order.consents = true;
  const auto created = Client("")->CreateOrder(order, RandomUuid());
  EXPECT_TRUE(created.ok()) << created.status();
  return created.ok() ? created->number : "";
}

void DemoService::SubmitOrder() {
  const std::string order = NewOrder();
  const auto student = Client("");
  const auto photo = ReadFile(AssetsForTests() / "demo" / "t01.jpg", kMaxPhotoBytes);
  ASSERT_TRUE(student->UploadPhoto(order, *photo, RandomUuid()).ok());
  ASSERT_TRUE(student->Submit(order).ok());
}

void DemoService::SubmitPassedOrder() {
  SubmitOrder();
  const auto reviewer = Client("R-001");
  const auto claim = reviewer->Claim(rpc::WorkKind::kReview, 1);
  ASSERT_TRUE(claim.ok()) << claim.status();
  ASSERT_EQ(claim->grants.size(), 1u);
  const rpc::Grant& grant = claim->grants.front();
  const auto bundle = reviewer->GetReviewBundle(grant.work_item.name, grant.lease.fence);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  rpc::DecisionRequest request;
  request.request_id = RandomUuid();
  request.work_item = grant.work_item.name;
  request.fence = grant.lease.fence;
  request.epoch = grant.work_item.epoch;
  request.verdict = rpc::Verdict::kPass;
  request.seen.photo_sha256 = bundle->photo_sha256;
  const auto decision = reviewer->SubmitDecision(request);
  ASSERT_TRUE(decision.ok()) << decision.status();
}

void DemoService::AwaitRetouches(int64_t count) const {
  const auto supervisor = Client("S-001");
  const absl::Time limit = absl::Now() + kServing;
  int64_t queued = -1;
  while (queued != count && absl::Now() < limit) {
    const auto counts = supervisor->QueueCounts();
    ASSERT_TRUE(counts.ok()) << counts.status();
    queued = 0;
    for (const rpc::QueueCount& queue : *counts) {
      if (queue.kind == rpc::WorkKind::kRetouch) queued += queue.queued;
    }
  }
  ASSERT_EQ(queued, count);
}

void DemoService::SetClock(absl::Duration from_now) const {
  const std::string seconds = std::to_string(absl::ToUnixSeconds(absl::Now() + from_now));
  ASSERT_TRUE(WriteFileAtomically(ClockFile(), seconds).ok());
}

std::string DemoService::Trail() const {
  std::string trail;
  const Status read = Client("S-001")->ExportAudit([&](const std::string& piece) {
    trail += piece;
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << MessageOf(read);
  return trail;
}

}  // namespace zhaojian::testing
