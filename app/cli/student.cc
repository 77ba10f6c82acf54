// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/domain/collection_code.h"
#include "core/imaging/photo.h"

namespace zhaojian {
namespace {

struct StudentOptions {
  std::string order;
  std::string school = "DEMO";
  std::string code;
  std::string last_four;
  std::string photo;
  std::string out;
  bool demo_code = false;
  bool consent = false;
  bool json = false;
};

int Print(const StatusOr<rpc::Order>& order, bool json) {
  if (!order.ok()) return Fail(order.status());
  if (json) {
    std::cout << JsonLine(OrderToJson(*order)) << std::endl;
  } else {
    std::cout << order->number << " " << order->state;
    for (const auto& reason : order->reasons) std::cout << " " << reason.code;
    std::cout << std::endl;
  }
  return kExitDone;
}

// A demonstration code is made on the spot, so that nobody needs a real student to try the chain.
std::string DemoCode(const StudentOptions& options) {
  CollectionCode code;
  code.uid = RandomUuid();
  code.name_masked = "示*例";
  code.id_masked = "1101**********" + options.last_four;
  code.school = options.school;
  code.expires = absl::Now() + absl::Hours(24 * 365);
  return MakeDemoCode(code, kDemoCodeKey);
}

int Create(const StudentOptions& options, const CommandContext& context) {
  rpc::NewOrder order;
  order.collection_code = options.demo_code ? DemoCode(options) : options.code;
  order.id_last4 = options.last_four;
  order.consents = options.consent;
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  return Print((*client)->CreateOrder(order, RandomUuid()), options.json);
}

int Upload(const StudentOptions& options, const CommandContext& context) {
  const auto bytes = ReadFile(options.photo, kMaxPhotoBytes);
  if (!bytes.ok()) return Fail(bytes.status());
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto result = (*client)->UploadPhoto(options.order, *bytes, RandomUuid());
  if (!result.ok()) return Fail(result.status());
  if (!options.json && !result->standard_reason.empty()) {
    std::cerr << "zj: no standard photo could be made: " << result->standard_reason << std::endl;
  }
  return Print(result->order, options.json);
}

int Confirm(const StudentOptions& options, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto order = (*client)->GetOrder(options.order);
  if (!order.ok()) return Fail(order.status());
  return Print((*client)->Confirm(options.order, order->delivered_sha256), options.json);
}

int Download(const StudentOptions& options, const CommandContext& context) {
  std::unique_ptr<Connection> connection;
  const auto client = OpenClient(context, connection);
  if (!client.ok()) return Fail(client.status());
  const auto photo = (*client)->Download(options.order);
  if (!photo.ok()) return Fail(photo.status());
  const Status written = WriteFileAtomically(options.out, photo->bytes, FileRights::kHandedOn);
  if (!written.ok()) return Fail(written);
  std::cout << options.out << " " << photo->sha256 << std::endl;
  return kExitDone;
}

using OrderCall = StatusOr<rpc::Order> (rpc::ServiceClient::*)(const std::string&);

void AddOrderCall(CLI::App& student, CommandContext& context, const std::string& name,
                  const std::string& help, OrderCall call) {
  auto options = std::make_shared<StudentOptions>();
  auto* command = student.add_subcommand(name, help);
  command->add_option("order", options->order, "order number")->required();
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, call, &context] {
    context.run = [options, call, &context] {
      std::unique_ptr<Connection> connection;
      const auto client = OpenClient(context, connection);
      if (!client.ok()) return Fail(client.status());
      return Print(((**client).*call)(options->order), options->json);
    };
  });
}

CLI::App* AddAction(CLI::App& student, CommandContext& context, const std::string& name,
                    const std::string& help, const std::shared_ptr<StudentOptions>& options,
                    int (*action)(const StudentOptions&, const CommandContext&)) {
  auto* command = student.add_subcommand(name, help);
  command->add_flag("--json", options->json, "print JSON");
  command->callback([options, action, &context] {
    context.run = [options, action, &context] { return action(*options, context); };
  });
  return command;
}

}  // namespace

void AddStudentCommand(CLI::App& app, CommandContext& context) {
  auto* student = app.add_subcommand("student", "the student's side of an order");
  student->require_subcommand(1);
  auto options = std::make_shared<StudentOptions>();
  auto* create =
      AddAction(*student, context, "create", "open an order and confirm its data", options, Create);
  create->add_option("--school", options->school, "school of a demonstration code")
      ->capture_default_str();
  auto* code = create->add_option("--code", options->code, "text of the collection code");
  create->add_flag("--demo-code", options->demo_code, "make a demonstration collection code")
      ->excludes(code);
  create->add_option("--last4", options->last_four, "last four characters of the ID number")
      ->required();
  create->add_flag("--consent", options->consent,
                   "the student agreed to the processing of the photo");
  auto* upload = AddAction(*student, context, "upload", "upload a photo", options, Upload);
  upload->add_option("order", options->order, "order number")->required();
  upload->add_option("photo", options->photo, "photo file")->required();
  AddOrderCall(*student, context, "submit", "send the photo to review",
               &rpc::ServiceClient::Submit);
  AddOrderCall(*student, context, "retake", "drop the photo before review",
               &rpc::ServiceClient::Retake);
  AddOrderCall(*student, context, "withdraw", "take the photo back from review",
               &rpc::ServiceClient::Withdraw);
  AddOrderCall(*student, context, "status", "show where the order is",
               &rpc::ServiceClient::GetOrder);
  auto* confirm =
      AddAction(*student, context, "confirm", "accept the finished photo", options, Confirm);
  confirm->add_option("order", options->order, "order number")->required();
  auto* download =
      AddAction(*student, context, "download", "fetch the finished photo", options, Download);
  download->add_option("order", options->order, "order number")->required();
  download->add_option("--out", options->out, "file to write")->required();
}

}  // namespace zhaojian
