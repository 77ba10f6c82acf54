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

DemoService::DemoService()
    : folder_(TemporaryFolder::Create().value()),
      address_("unix:" + (folder_.Path() / "s").string()) {
  Start();
  const auto admin = Client("");
  rpc::School school;
  school.code = "DEMO";
  school.name = "示例理工学院";
  school.overtime = true;
  EXPECT_TRUE(admin->AddSchool(school).ok());
  EXPECT_TRUE(admin->AddStaff({"R-001", {"reviewer"}, false, {}}).ok());
  EXPECT_TRUE(admin->AddStaff({"S-001", {"supervisor", "auditor"}, false, {}}).ok());
}

void DemoService::Start() {
  process_.emplace(ChildProcess::Start("zhaojian-service",
                                       {"--data", (folder_.Path() / "data").string(), "--listen",
                                        address_, "--undo-window", "3600"},
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
