// SPDX-License-Identifier: Apache-2.0
#include "app/service/notice_sinks.h"

#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/base/file_name.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

using Outcome = MarkNoticeCommand::Outcome;

// A web hook or mail server that needs longer is not well; the try is repeated anyway.
constexpr absl::Duration kLimit = absl::Seconds(10);

Json JsonOf(const NoticeMessage& message) {
  Json fields = Json::array();
  for (const auto& [name, value] : message.fields) {
    fields.push_back({{"name", name}, {"value", value}});
  }
  return {{"sequence", message.sequence},
          {"message_id", message.message_id},
          {"order", message.order},
          {"kind", message.kind},
          {"title", message.title},
          {"fields", fields},
          {"created", FormatServiceTime(message.created)}};
}

NoticeAnswer AnswerOf(const Status& status) {
  if (status.ok()) return {Outcome::kDelivered, ""};
  return {Outcome::kFailed, ReasonOf(status)};
}

class FileSink final : public NoticeSink {
 public:
  explicit FileSink(std::unique_ptr<AppendFile> file) : file_(std::move(file)) {}
  const std::string& Name() const override { return name_; }
  NoticeAnswer Send(Ledger&, const NoticeMessage& message) override {
    return AnswerOf(file_->Append(JsonLine(JsonOf(message)) + "\n"));
  }

 private:
  const std::string name_ = "file";
  std::unique_ptr<AppendFile> file_;
};

class WebHookSink final : public NoticeSink {
 public:
  WebHookSink(std::string url, std::string key, const Clock& clock)
      : url_(std::move(url)), key_(std::move(key)), clock_(clock) {}
  const std::string& Name() const override { return name_; }

  NoticeAnswer Send(Ledger&, const NoticeMessage& message) override {
    const std::string body = JsonLine(JsonOf(message));
    const std::string time = std::to_string(absl::ToUnixSeconds(clock_.Now()));
    const std::string signature = HexEncode(HmacSha256(key_, time + "." + body));
    const auto code = HttpPost(
        url_,
        {"Content-Type: application/json", "X-Zhaojian-Signature: t=" + time + ",v1=" + signature,
         "X-Zhaojian-Message: " + message.message_id},
        body, kLimit);
    if (!code.ok()) return AnswerOf(code.status());
    if (*code >= 200 && *code < 300) return {Outcome::kDelivered, ""};
    return {Outcome::kFailed, "HTTP_" + std::to_string(*code)};
  }

 private:
  const std::string name_ = "webhook";
  const std::string url_;
  const std::string key_;
  const Clock& clock_;
};

class MailSink final : public NoticeSink {
 public:
  MailSink(MailServer server, std::string from)
      : server_(std::move(server)), from_(std::move(from)) {}
  const std::string& Name() const override { return name_; }

  NoticeAnswer Send(Ledger& ledger, const NoticeMessage& message) override {
    const auto contact = ledger.GetContact(message.order);
    // The key of a purged order is gone, and with it the address.
    if (!contact.ok() || contact->email.empty()) return {Outcome::kSkipped, "NO_ADDRESS"};
    MailMessage mail;
    mail.from = from_;
    mail.to = contact->email;
    mail.subject = message.title;
    mail.message_id = message.message_id;
    mail.date = message.created;
    for (const auto& [name, value] : message.fields) mail.text += name + "：" + value + "\n";
    if (message.with_photo) {
      const auto order = ledger.GetOrder(message.order);
      if (!order.ok()) return AnswerOf(order.status());
      auto photo = ledger.GetBlob(message.order, order->confirmed_sha256);
      if (!photo.ok()) return AnswerOf(photo.status());
      mail.file_bytes = *std::move(photo);
      mail.file_mime = "image/jpeg";
      mail.file_name = SafeFileName(contact->file_name, message.order) + ".jpg";
    }
    return AnswerOf(SendMail(server_, mail, kLimit));
  }

 private:
  const std::string name_ = "mail";
  const MailServer server_;
  const std::string from_;
};

}  // namespace

StatusOr<std::unique_ptr<NoticeSink>> MakeFileSink(const std::filesystem::path& path) {
  ZJ_ASSIGN_OR_RETURN(auto file, AppendFile::Open(path));
  return std::unique_ptr<NoticeSink>(std::make_unique<FileSink>(std::move(file)));
}

std::unique_ptr<NoticeSink> MakeWebHookSink(const std::string& url, const std::string& key,
                                            const Clock& clock) {
  return std::make_unique<WebHookSink>(url, key, clock);
}

std::unique_ptr<NoticeSink> MakeMailSink(const MailServer& server, const std::string& from) {
  return std::make_unique<MailSink>(server, from);
}

}  // namespace zhaojian
