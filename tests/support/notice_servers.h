// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/json.h"
#include "tests/support/service_process.h"

namespace zhaojian::testing {

/// A real server on this machine that keeps what it gets: Python's http.server, or the SMTP server
/// of Debian's python3-aiosmtpd.
class NoticeServer {
 public:
  /// Answers 500 to the first `refusals` posts, then 200.
  static NoticeServer WebHook(int refusals);
  /// Answers 451 to the first `refusals` letters, then takes them.
  static NoticeServer Mail(int refusals = 0);
  /// Takes letters only over TLS (from the first byte, or after STARTTLS) from the user "photo"
  /// with the password "open sesame". CaFile() vouches for it.
  static NoticeServer SecureMail(bool starttls);
  std::filesystem::path CaFile() const { return folder_.Path() / "ca.pem"; }
  /// http://127.0.0.1:PORT/ or smtp://127.0.0.1:PORT.
  const std::string& Url() const { return url_; }
  /// What came so far: {body, signature, message} or {from, to, subject, message_id, file_name,
  /// file_sha256, refused, encrypted, logged_in}.
  std::vector<Json> Received() const;

 private:
  NoticeServer(TemporaryFolder folder, ChildProcess process, std::string scheme);
  TemporaryFolder folder_;
  ChildProcess process_;
  std::string url_;
};

}  // namespace zhaojian::testing
