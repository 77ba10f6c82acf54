// SPDX-License-Identifier: Apache-2.0
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>

#include "app/cli/command.h"
#include "app/cli/connection.h"
#include "core/base/catalogue.h"
#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/base/date_words.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/terminal.h"
#include "core/domain/collection_code.h"
#include "core/domain/payment.h"
#include "core/domain/phone_token.h"
#include "core/imaging/photo.h"
#include "core/imaging/qr.h"

namespace zhaojian {
namespace {

struct StudentOptions {
  std::string order;
  std::string school = "DEMO";
  std::string code;
  std::string last_four;
  std::string photo;
  std::string out;
  std::string name;
  std::string email;
  std::string code_photo;
  std::string fake_phone;
  std::string consent_version;
  std::string comment;
  std::string transaction;
  std::string language = "zh-CN";
  int64_t amount_fen = 0;
  bool confirm_later = false;
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

// What the fake issuer would say after a log-in with this phone.
std::string FakePhoneToken(const std::string& phone) {
  const absl::Time now = absl::Now();
  return FakePhoneIssuer(kFakePhoneKey, kPhoneAudience)
      .Issue({RandomUuid(), phone, kPhoneAudience, now, now + absl::Minutes(5)});
}

// The code out of a photo or a screenshot of it.
StatusOr<std::string> CodeFromPhoto(const std::string& path) {
  ZJ_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxPhotoBytes));
  ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(bytes));
  return ReadQrCode(photo);
}

int Create(const StudentOptions& options, rpc::ServiceClient& client) {
  rpc::NewOrder order;
  order.collection_code = options.demo_code ? DemoCode(options) : options.code;
  if (!options.code_photo.empty()) {
    auto code = CodeFromPhoto(options.code_photo);
    if (!code.ok()) return Fail(code.status());
    order.collection_code = *std::move(code);
  }
  order.id_last4 = options.last_four;
  order.consents = options.consent;
  order.consent_version = options.consent_version;
  order.confirm_later = options.confirm_later;
  if (!options.fake_phone.empty()) order.phone_token = FakePhoneToken(options.fake_phone);
  return Print(client.CreateOrder(order, RandomUuid()), options.json);
}

// Says where it goes on after a cut, and on a terminal how far it is.
void ShowUpload(int64_t sent, int64_t size, bool first) {
  constexpr double kMega = 1e6;
  std::ostringstream line;
  line << std::fixed << std::setprecision(1) << static_cast<double>(sent) / kMega << " of "
       << static_cast<double>(size) / kMega << " MB";
  if (first && sent > 0) std::cerr << "zj: going on at " << line.str() << std::endl;
  if (!ErrorOutputIsTerminal()) return;
  std::cerr << "\r" << line.str() << (sent == size ? "\n" : "") << std::flush;
}

int Upload(const StudentOptions& options, rpc::ServiceClient& client) {
  const auto bytes = ReadFile(options.photo, kMaxPhotoBytes);
  if (!bytes.ok()) return Fail(bytes.status());
  bool first = true;
  const auto result =
      client.UploadPhoto(options.order, *bytes, RandomUuid(), [&](int64_t sent, int64_t size) {
        ShowUpload(sent, size, first);
        first = false;
      });
  if (!result.ok()) return Fail(result.status());
  if (!options.json && !result->standard_reason.empty()) {
    std::cerr << "zj: no standard photo could be made: " << result->standard_reason << std::endl;
  }
  return Print(result->order, options.json);
}

int Confirm(const StudentOptions& options, rpc::ServiceClient& client) {
  const auto order = client.GetOrder(options.order);
  if (!order.ok()) return Fail(order.status());
  return Print(client.Confirm(options.order, order->delivered_sha256), options.json);
}

int ConfirmInfo(const StudentOptions& options, rpc::ServiceClient& client) {
  rpc::NewOrder data;
  data.id_last4 = options.last_four;
  data.consents = options.consent;
  data.consent_version = options.consent_version;
  return Print(client.ConfirmInfo(options.order, data), options.json);
}

int SetContact(const StudentOptions& options, rpc::ServiceClient& client) {
  return Print(client.SetContact(options.order, options.email, options.name), options.json);
}

int Recollect(const StudentOptions& options, rpc::ServiceClient& client) {
  return Print(client.RequestRecollection(options.order, options.comment), options.json);
}

int Redo(const StudentOptions& options, rpc::ServiceClient& client) {
  return Print(client.RequestRedo(options.order, options.comment), options.json);
}

// What the demonstration gateway would send. No money moves.
int Pay(const StudentOptions& options, rpc::ServiceClient& client) {
  PaymentNotice notice;
  notice.order = options.order;
  notice.transaction = options.transaction.empty() ? RandomUuid() : options.transaction;
  notice.amount_fen = options.amount_fen;
  const std::string body = MakeDemoPayment(notice);
  return Print(client.NotifyPayment(body, SignDemoPayment(body, kDemoPaymentKey), ""),
               options.json);
}

Json StagesToJson(const std::vector<rpc::ProgressStage>& stages) {
  Json list = Json::array();
  for (const auto& stage : stages) {
    list.push_back({{"label", stage.label}, {"done", stage.done}, {"present", stage.present}});
  }
  return list;
}

// One line of progress: what is over has a tick, what is the turn of now an arrow.
void PrintLine(const Catalogue& words, Language language, const char* title,
               const std::vector<rpc::ProgressStage>& stages) {
  std::cout << words.Text(language, title) << ":";
  for (const auto& stage : stages) {
    std::cout << (stage.done      ? " ✓ "
                  : stage.present ? " → "
                                  : " · ")
              << words.Text(language, stage.label);
  }
  std::cout << "\n";
}

int ShowProgress(const StudentOptions& options, rpc::ServiceClient& client) {
  const auto progress = client.GetProgress(options.order);
  if (!progress.ok()) return Fail(progress.status());
  const auto assets = AssetFolder();
  if (!assets.ok()) return Fail(assets.status());
  const auto words = Catalogue::Load(*assets / "i18n");
  if (!words.ok()) return Fail(words.status());
  const Language language = options.language == "en" ? Language::kEnglish : Language::kChinese;
  const rpc::Order& order = progress->order;
  std::string promise;
  const auto until = order.confirm_by_time ? order.confirm_by_time : order.promise_time;
  if (!progress->promise_label.empty() && until) {
    promise =
        words->Format(language, progress->promise_label, {DateWords(*words, language, *until)});
  }
  if (options.json) {
    Json steps = Json::array();
    for (const auto& step : progress->steps) {
      steps.push_back({{"label", step.label},
                       {"words", words->Text(language, step.label)},
                       {"time", FormatServiceTime(step.time)}});
    }
    std::cout << JsonLine({{"order", order.number},
                           {"words", words->Text(language, order.student_label)},
                           {"promise", promise},
                           {"collection", StagesToJson(progress->collection)},
                           {"review", StagesToJson(progress->review)},
                           {"steps", steps}})
              << std::endl;
    return kExitDone;
  }
  for (const auto& step : progress->steps) {
    std::cout << FormatServiceTime(step.time) << " " << words->Text(language, step.label) << "\n";
  }
  PrintLine(*words, language, "student.line.collection", progress->collection);
  PrintLine(*words, language, "student.line.review", progress->review);
  std::cout << words->Text(language, order.student_label) << "\n";
  if (!promise.empty()) std::cout << promise << "\n";
  return kExitDone;
}

int Download(const StudentOptions& options, rpc::ServiceClient& client) {
  const auto photo = client.Download(options.order);
  if (!photo.ok()) return Fail(photo.status());
  std::filesystem::path out = options.out;
  std::error_code ignored;
  // Into a folder: by the name on the command line, else the one that was set with `contact`.
  if (!options.name.empty()) {
    out /= SafeFileName(options.name, options.order) + ".jpg";
  } else if (std::filesystem::is_directory(out, ignored)) {
    out /= photo->file_name;
  }
  const Status written = WriteFileAtomically(out, photo->bytes);
  if (!written.ok()) return Fail(written);
  std::cout << out.string() << " " << photo->sha256 << std::endl;
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
      return WithClient(context, [&](rpc::ServiceClient& client) {
        return Print((client.*call)(options->order), options->json);
      });
    };
  });
}

void AddConsent(CLI::App& command, const std::shared_ptr<StudentOptions>& options) {
  command.add_flag("--consent", options->consent,
                   "the student agreed to the processing of the photo");
  command.add_option("--consent-version", options->consent_version, "which text was agreed to");
}

void AddWishes(CLI::App& student, CommandContext& context,
               const std::shared_ptr<StudentOptions>& options) {
  auto* recollect =
      AddAction(student, context, "recollect", "start over with another photo", options, Recollect);
  recollect->add_option("order", options->order, "order number")->required();
  recollect->add_option("--comment", options->comment, "why");
  auto* redo = AddAction(student, context, "redo", "ask for another retouch", options, Redo);
  redo->add_option("order", options->order, "order number")->required();
  redo->add_option("--comment", options->comment, "what should be different")->required();
  auto* contact =
      AddAction(student, context, "contact",
                "where the finished photo is mailed and how it is called", options, SetContact);
  contact->add_option("order", options->order, "order number")->required();
  contact->add_option("--email", options->email, "mail address");
  contact->add_option("--name", options->name, "name of the file, any characters");
  auto* progress = AddAction(student, context, "progress", "what happened so far, in words",
                             options, ShowProgress);
  progress->add_option("order", options->order, "order number")->required();
  progress->add_option("--lang", options->language, "zh-CN or en")
      ->check(CLI::IsMember({"zh-CN", "en"}));
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
  create
      ->add_option("--code-photo", options->code_photo,
                   "photo or screenshot of the collection code")
      ->excludes(code);
  create->add_option("--last4", options->last_four, "last four characters of the ID number");
  create->add_option("--fake-phone", options->fake_phone,
                     "log in with this phone by the fake issuer; the service must take it");
  create->add_flag("--later", options->confirm_later, "confirm the data later, with confirm-info");
  AddConsent(*create, options);
  auto* info = AddAction(*student, context, "confirm-info", "say that the data are right", options,
                         ConfirmInfo);
  info->add_option("order", options->order, "order number")->required();
  info->add_option("--last4", options->last_four, "last four characters of the ID number")
      ->required();
  AddConsent(*info, options);
  auto* pay = AddAction(*student, context, "pay", "what the demonstration gateway would send",
                        options, Pay);
  pay->add_option("order", options->order, "order number")->required();
  pay->add_option("--amount", options->amount_fen, "in fen")->required();
  pay->add_option("--transaction", options->transaction,
                  "the gateway's number; default: a new one");
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
  AddOrderCall(*student, context, "cancel", "end the order before it is reviewed",
               &rpc::ServiceClient::Cancel);
  AddWishes(*student, context, options);
  auto* confirm =
      AddAction(*student, context, "confirm", "accept the finished photo", options, Confirm);
  confirm->add_option("order", options->order, "order number")->required();
  auto* download =
      AddAction(*student, context, "download", "fetch the finished photo", options, Download);
  download->add_option("order", options->order, "order number")->required();
  download->add_option("--out", options->out, "file to write, or the folder")->required();
  download->add_option("--name", options->name,
                       "name the student wants; made safe for every file system");
}

}  // namespace zhaojian
