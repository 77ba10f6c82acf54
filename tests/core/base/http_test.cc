// SPDX-License-Identifier: Apache-2.0
#include "core/base/http.h"

#include <gtest/gtest.h>

namespace zhaojian {
namespace {

MailMessage Letter() {
  MailMessage letter;
  letter.from = "photo@school.example";
  letter.to = "student@example.com";
  letter.subject = "审核结果提醒";
  letter.text = "订单编号：XSJC";
  letter.message_id = "notice-7@zhaojian.invalid";
  letter.date = absl::FromUnixSeconds(1'773'108'000);
  return letter;
}

TEST(MailText, IsALetterThatAMailProgramReads) {
  const std::string text = MailText(Letter());
  EXPECT_NE(text.find("Message-ID: <notice-7@zhaojian.invalid>\r\n"), std::string::npos);
  EXPECT_NE(text.find("Date: Tue, 10 Mar 2026 10:00:00 +0800\r\n"), std::string::npos);
  // Base64 of the subject's UTF-8, taken from another encoder.
  EXPECT_NE(text.find("Subject: =?UTF-8?B?5a6h5qC457uT5p6c5o+Q6YaS?=\r\n"), std::string::npos);
  EXPECT_EQ(text.find("attachment"), std::string::npos);
}

TEST(MailText, IsTheSameForEveryTry) { EXPECT_EQ(MailText(Letter()), MailText(Letter())); }

TEST(MailText, NamesTheAttachedFileInAnyScript) {
  MailMessage letter = Letter();
  letter.file_bytes = "photo";
  letter.file_mime = "image/jpeg";
  letter.file_name = "张三.jpg";
  EXPECT_NE(MailText(letter).find("filename*=UTF-8''%E5%BC%A0%E4%B8%89%2Ejpg\r\n"),
            std::string::npos);
}

TEST(HttpPost, SaysThatNobodyAnswersWithoutTheAddress) {
  const auto code = HttpPost("http://127.0.0.1:1/secret", {}, "{}", absl::Seconds(5));
  EXPECT_EQ(code.status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(code.status()), "HTTP_UNREACHABLE");
  EXPECT_EQ(MessageOf(code.status()).find("secret"), std::string::npos);
}

TEST(HttpPost, OpensNoFiles) {
  EXPECT_EQ(ReasonOf(HttpPost("file:///etc/passwd", {}, "", absl::Seconds(5)).status()),
            "HTTP_UNREACHABLE");
}

}  // namespace
}  // namespace zhaojian
