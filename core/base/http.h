// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <string>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// Sends `body` by POST. Only http: and https:, no redirects; the answer is not read.
/// @param headers whole lines, for example "Content-Type: application/json".
/// @return the status code of the answer. Errors: kUnavailable HTTP_UNREACHABLE, without the
/// address, when there is none within `limit`.
StatusOr<int> HttpPost(const std::string& url, const std::vector<std::string>& headers,
                       const std::string& body, absl::Duration limit);

/// How a mail server is reached.
struct MailServer {
  /// smtp://host:port or smtps://host:port.
  std::string url;
  /// Empty: no log-in.
  std::string user;
  std::string password;
  /// True: nothing is sent before the connection is encrypted.
  bool require_tls = true;
  /// PEM file of who may vouch for the server; empty: the system's.
  std::string ca_file;
};

/// One letter with at most one file.
struct MailMessage {
  std::string from;
  std::string to;
  std::string subject;
  /// Plain text, UTF-8.
  std::string text;
  /// Without brackets; the same for every try, so that a repeated letter is recognised.
  std::string message_id;
  /// When it was written, not when it is sent.
  absl::Time date;
  std::string file_name;
  std::string file_mime;
  std::string file_bytes;
};

/// The letter as it goes over the line (RFC 5322, MIME), lines ending in CR LF.
std::string MailText(const MailMessage& message);

/// Hands a letter to a mail server. Errors: kUnavailable MAIL_UNREACHABLE; kInvalidArgument
/// MAIL_REFUSED when the server does not take it (no use in trying again); kUnavailable MAIL_LOGIN
/// when it does not take the log-in, MAIL_NOT_TRUSTED when nobody vouches for it or it cannot
/// encrypt; never with an address.
Status SendMail(const MailServer& server, const MailMessage& message, absl::Duration limit);

}  // namespace zhaojian
