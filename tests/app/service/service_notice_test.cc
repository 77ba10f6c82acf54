// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "app/service/notice_sinks.h"
#include "core/base/json.h"
#include "tests/app/service/service_fixture.h"
#include "tests/support/notice_servers.h"

namespace zhaojian {
namespace {

using rpc::Verdict;
using rpc::WorkKind;
using ::testing::HasSubstr;

// Notices on their way to a real mail server and a real web server on this machine.
class ServiceNoticeTest : public ServiceTest {
 protected:
  void SetUp() override {}

  void StartWith(const std::function<void(ServiceOptions&)>& change) {
    ServiceOptions options = DefaultOptions();
    change(options);
    Start(options);
    AddPeople();
  }

  std::string RejectedOrder() {
    const std::string order = SubmittedOrder();
    const auto reviewer = Client("R-001");
    rpc::DecisionRequest request = Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kReject);
    request.reasons.resize(1);
    request.reasons[0].code = "EYE-01";
    EXPECT_TRUE(reviewer->SubmitDecision(request).ok());
    return order;
  }

  std::string DeliveredOrder(const std::string& email) {
    const std::string order = SubmittedOrder();
    const auto student = Client("");
    EXPECT_TRUE(student->SetContact(order, email, "张三 毕业照").ok());
    const auto reviewer = Client("R-001");
    EXPECT_TRUE(
        reviewer->SubmitDecision(Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kPass))
            .ok());
    const auto retoucher = Client("T-001");
    const rpc::Grant grant = ClaimOne(*retoucher, WorkKind::kRetouch);
    EXPECT_TRUE(retoucher
                    ->CommitRetouch(grant.work_item.name, grant.lease.fence, grant.work_item.epoch,
                                    "draft", RandomUuid())
                    .ok());
    EXPECT_TRUE(student->Confirm(order, student->GetOrder(order)->delivered_sha256).ok());
    EXPECT_TRUE(
        Client("S-001")->ExportDeliveries("", [](const auto&) { return absl::OkStatus(); }).ok());
    return order;
  }

  std::vector<Json> LinesOf(const std::filesystem::path& path) {
    std::vector<Json> lines;
    const auto text = ReadFile(path, 1 << 20);
    if (!text.ok()) return lines;
    for (size_t at = 0; at < text->size();) {
      const size_t end = text->find('\n', at);
      if (end == std::string::npos) break;
      lines.push_back(*ParseJson(text->substr(at, end - at), "line"));
      at = end + 1;
    }
    return lines;
  }
};

TEST_F(ServiceNoticeTest, DatesAreWordsAndSayWhenTheyAreProvisional) {
  const auto file = folder_.Path() / "notices.jsonl";
  StartWith([&](ServiceOptions& options) { options.notice_file = file; });
  // Thursday before New Year: nobody has published the holidays of the year in which it is due.
  clock_.Set(absl::FromCivil(absl::CivilMinute(2026, 12, 31, 10, 5), ServiceZone()));
  const std::string order = SubmittedOrder();
  const auto reviewer = Client("R-001");
  ASSERT_TRUE(
      reviewer->SubmitDecision(Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kPass))
          .ok());
  ASSERT_TRUE(Eventually([&] { return !LinesOf(file).empty(); }));
  const std::string text = JsonLine(LinesOf(file).front());
  EXPECT_THAT(text, HasSubstr("2026年12月31日（星期四）10:05"));
  EXPECT_THAT(text, HasSubstr("2027年1月"));
  EXPECT_THAT(text, HasSubstr("17:00 前完成（节假日安排未公布，暂定）"));
  const auto rights = std::filesystem::status(file).permissions();
  EXPECT_EQ(rights & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(ServiceNoticeTest, TheFileGetsTheTemplateWithItsFields) {
  const auto file = folder_.Path() / "notices.jsonl";
  StartWith([&](ServiceOptions& options) { options.notice_file = file; });
  const std::string order = RejectedOrder();
  ASSERT_TRUE(Eventually([&] { return !LinesOf(file).empty(); }));
  const Json notice = LinesOf(file).front();
  EXPECT_EQ(notice["title"], "审核结果提醒");
  EXPECT_EQ(notice["order"], order);
  const std::string text = JsonLine(notice);
  EXPECT_THAT(text, HasSubstr(R"({"name":"订单编号","value":")" + order + "\"}"));
  EXPECT_THAT(text, HasSubstr("上传时间"));
  EXPECT_THAT(text, HasSubstr("采集建议"));
  EXPECT_EQ(text.find("R-001"), std::string::npos) << "a student never learns who judged";
}

TEST_F(ServiceNoticeTest, TheWebHookIsSignedRepeatedAndInOrder) {
  // Answers 500 to the first two posts, then 200.
  testing::NoticeServer server = testing::NoticeServer::WebHook(2);
  StartWith([&](ServiceOptions& options) {
    options.webhook_url = server.Url();
    options.webhook_key = "the key";
  });
  const std::string order = DeliveredOrder("");
  // Each failed try waits longer; time passes for the service only.
  ASSERT_TRUE(Eventually([&] {
    clock_.Advance(absl::Seconds(30));
    return server.Received().size() >= 5;
  })) << server.Received().size();
  const std::vector<Json> posts = server.Received();
  std::vector<int64_t> sequences;
  for (const Json& post : posts) {
    const std::string body = post["body"].get<std::string>();
    const std::string signature = post["signature"].get<std::string>();
    const size_t comma = signature.find(",v1=");
    ASSERT_NE(comma, std::string::npos) << signature;
    const std::string time = signature.substr(2, comma - 2);
    EXPECT_EQ(signature.substr(comma + 4), HexEncode(HmacSha256("the key", time + "." + body)));
    sequences.push_back((*ParseJson(body, "body"))["sequence"].get<int64_t>());
  }
  EXPECT_EQ(sequences[0], sequences[1]) << "the same notice is tried again";
  EXPECT_EQ(sequences[1], sequences[2]);
  EXPECT_EQ(posts[0]["message"], posts[2]["message"]) << "under the same id";
  EXPECT_TRUE(std::is_sorted(sequences.begin(), sequences.end()));
}

TEST_F(ServiceNoticeTest, TheFinishedPhotoComesByMailUnderTheStudentsName) {
  testing::NoticeServer server = testing::NoticeServer::Mail();
  StartWith([&](ServiceOptions& options) {
    options.mail_url = server.Url();
    options.mail_from = "photo@school.example";
    options.mail_tls = false;
  });
  DeliveredOrder("zhang@example.com");
  ASSERT_TRUE(Eventually([&] { return server.Received().size() >= 3; }));
  const Json letter = server.Received().back();
  EXPECT_EQ(letter["to"], "zhang@example.com");
  EXPECT_EQ(letter["from"], "photo@school.example");
  EXPECT_EQ(letter["subject"], "审核结果提醒");
  EXPECT_EQ(letter["file_name"], "张三 毕业照.jpg");
  EXPECT_EQ(letter["file_sha256"], Sha256Hex("finished photo with draft"));
}

TEST_F(ServiceNoticeTest, AMailServerThatIsDownIsTriedAgainWithTheSameId) {
  testing::NoticeServer server = testing::NoticeServer::Mail(/*refusals=*/1);
  StartWith([&](ServiceOptions& options) {
    options.mail_url = server.Url();
    options.mail_from = "photo@school.example";
    options.mail_tls = false;
  });
  const std::string order = SubmittedOrder();
  ASSERT_TRUE(Client("")->SetContact(order, "zhang@example.com", "").ok());
  const auto reviewer = Client("R-001");
  ASSERT_TRUE(
      reviewer->SubmitDecision(Decide(ClaimOne(*reviewer, WorkKind::kReview), Verdict::kPass))
          .ok());
  ASSERT_TRUE(Eventually([&] {
    clock_.Advance(absl::Seconds(30));
    return server.Received().size() >= 2;
  }));
  const std::vector<Json> letters = server.Received();
  EXPECT_EQ(letters[0]["refused"], true);
  EXPECT_EQ(letters[1]["refused"], false);
  EXPECT_EQ(letters[0]["message_id"], letters[1]["message_id"]);
}

TEST_F(ServiceNoticeTest, LettersGoEncryptedAndLoggedInAndToNobodyElse) {
  for (const bool starttls : {true, false}) {
    testing::NoticeServer server = testing::NoticeServer::SecureMail(starttls);
    MailServer mail{server.Url(), "photo", "open sesame", true, server.CaFile().string()};
    MailMessage letter;
    letter.from = "photo@school.example";
    letter.to = "zhang@example.com";
    letter.subject = "审核结果提醒";
    letter.text = "照片已完成";
    letter.message_id = "1@zhaojian";
    const auto send = [&] { return SendMail(mail, letter, absl::Seconds(30)); };
    ASSERT_TRUE(send().ok()) << send();
    ASSERT_EQ(server.Received().size(), 1U);
    EXPECT_EQ(server.Received()[0]["encrypted"], true);
    EXPECT_EQ(server.Received()[0]["logged_in"], true);
    mail.password = "wrong";
    EXPECT_EQ(ReasonOf(send()), "MAIL_LOGIN") << starttls;
    mail.password = "open sesame";
    mail.ca_file.clear();
    EXPECT_EQ(ReasonOf(send()), "MAIL_NOT_TRUSTED") << "nobody vouches for this server";
    EXPECT_EQ(server.Received().size(), 1U);
  }
  testing::NoticeServer plain = testing::NoticeServer::Mail();
  MailMessage letter;
  letter.from = letter.to = "a@school.example";
  letter.message_id = "2@zhaojian";
  EXPECT_EQ(ReasonOf(SendMail({plain.Url(), "photo", "open sesame", true, ""}, letter,
                              absl::Seconds(30))),
            "MAIL_NOT_TRUSTED")
      << "no password in clear";
  EXPECT_TRUE(plain.Received().empty());
}

TEST_F(ServiceNoticeTest, AtNightNobodyIsWoken) {
  const auto file = folder_.Path() / "notices.jsonl";
  clock_.Advance(absl::Hours(13));  // Tuesday 23:00
  StartWith([&](ServiceOptions& options) { options.notice_file = file; });
  RejectedOrder();
  EXPECT_TRUE(LinesOf(file).empty());
  clock_.Advance(absl::Hours(9));  // Wednesday 8:00
  EXPECT_TRUE(Eventually([&] { return LinesOf(file).size() == 1; }));
}

}  // namespace
}  // namespace zhaojian
