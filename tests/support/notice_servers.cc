// SPDX-License-Identifier: Apache-2.0
#include "tests/support/notice_servers.h"

#include <gtest/gtest.h>

#include "tests/support/shared.h"

namespace zhaojian::testing {
namespace {

// A Python interpreter needs well under a second; a machine full of compilers may need many.
constexpr absl::Duration kStart = absl::Seconds(60);

}  // namespace

NoticeServer::NoticeServer(TemporaryFolder folder, ChildProcess process, std::string scheme)
    : folder_(std::move(folder)), process_(std::move(process)) {
  const absl::Time limit = absl::Now() + kStart;
  while (absl::Now() < limit) {
    const auto port = ReadFile(folder_.Path() / "port", 16);
    if (!port.ok() || port->empty()) continue;
    url_ = std::move(scheme) + "127.0.0.1:" + *port;
    return;
  }
  ADD_FAILURE() << "the server did not start: "
                << ReadFile(folder_.Path() / "log", 1 << 16).value_or("no log");
}

NoticeServer NoticeServer::WebHook(int refusals) {
  auto folder = TemporaryFolder::Create().value();
  auto process = ChildProcess::StartScript("tests/support/web_hook_server.py",
                                           {folder.Path().string(), std::to_string(refusals)},
                                           folder.Path() / "log")
                     .value();
  return NoticeServer(std::move(folder), std::move(process), "http://");
}

NoticeServer NoticeServer::Mail(int refusals) {
  auto folder = TemporaryFolder::Create().value();
  auto process = ChildProcess::StartScript("tests/support/mail_server.py",
                                           {folder.Path().string(), std::to_string(refusals)},
                                           folder.Path() / "log")
                     .value();
  return NoticeServer(std::move(folder), std::move(process), "smtp://");
}

NoticeServer NoticeServer::SecureMail(bool starttls) {
  auto folder = TemporaryFolder::Create().value();
  auto process =
      ChildProcess::StartScript("tests/support/mail_server.py",
                                {folder.Path().string(), "0", starttls ? "starttls" : "tls"},
                                folder.Path() / "log")
          .value();
  return NoticeServer(std::move(folder), std::move(process), starttls ? "smtp://" : "smtps://");
}

std::vector<Json> NoticeServer::Received() const {
  std::vector<Json> lines;
  const auto text = ReadFile(folder_.Path() / "received.jsonl", 16 << 20);
  if (!text.ok()) return lines;
  for (size_t at = 0; at < text->size();) {
    const size_t end = text->find('\n', at);
    if (end == std::string::npos) break;
    const auto json = ParseJson(text->substr(at, end - at), "received");
    if (json.ok()) lines.push_back(*json);
    at = end + 1;
  }
  return lines;
}

}  // namespace zhaojian::testing
