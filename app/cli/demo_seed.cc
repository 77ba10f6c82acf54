// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/cli/demo.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/domain/collection_code.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

constexpr char kLastFour[] = "123X";

Status AddSchoolAndStaff(rpc::ServiceClient& client) {
  rpc::School school;
  school.code = kDemoSchool;
  school.name = "示例理工学院";
  school.overtime = true;
  ZJ_RETURN_IF_ERROR(client.AddSchool(school).status());
  const std::vector<rpc::Staff> staff = {
      {kDemoReviewer, {"reviewer"}, false, {}},
      {kDemoRetoucher, {"retoucher"}, false, {}},
      {kDemoSupervisor, {"supervisor"}, false, {}},
      {kDemoEveryRole, {"reviewer", "retoucher", "supervisor"}, false, {}}};
  for (const auto& person : staff) ZJ_RETURN_IF_ERROR(client.AddStaff(person).status());
  return absl::OkStatus();
}

StatusOr<std::string> SubmitOne(rpc::ServiceClient& student, const std::filesystem::path& photo) {
  CollectionCode code;
  code.uid = RandomUuid();
  code.name_masked = "示*例";
  code.id_masked = std::string("1101**********") + kLastFour;
  code.school = kDemoSchool;
  code.expires = absl::Now() + absl::Hours(24 * 365);
  rpc::NewOrder order;
  order.collection_code = MakeDemoCode(code, kDemoCodeKey);
  order.id_last4 = kLastFour;
  order.consents = true;
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(photo, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const rpc::Order created, student.CreateOrder(order, RandomUuid()));
  ZJ_RETURN_IF_ERROR(student.UploadPhoto(created.number, bytes, RandomUuid()).status());
  ZJ_RETURN_IF_ERROR(student.Submit(created.number).status());
  return created.number;
}

}  // namespace

StatusOr<std::vector<std::string>> SeedDemo(const Connection& connection, int limit) {
  ZJ_ASSIGN_OR_RETURN(const auto client, connection.Client(""));
  ZJ_RETURN_IF_ERROR(Annotate(AddSchoolAndStaff(*client), "making the demo school"));
  ZJ_ASSIGN_OR_RETURN(const auto assets, AssetFolder());
  ZJ_ASSIGN_OR_RETURN(const Json demo, ReadJsonFile(assets / "demo" / "demo.json"));
  std::vector<std::string> orders;
  for (const Json& photo : demo.value("photos", Json::array())) {
    if (static_cast<int>(orders.size()) >= limit) break;
    ZJ_ASSIGN_OR_RETURN(const std::string file, JsonString(photo, "file", "demo.json"));
    auto order = SubmitOne(*client, assets / "demo" / file);
    if (!order.ok()) return Annotate(order.status(), "submitting " + file);
    orders.push_back(*std::move(order));
    std::cerr << "\rsubmitted " << orders.size() << "/" << limit << std::flush;
  }
  std::cerr << std::endl;
  return orders;
}

}  // namespace zhaojian
