// SPDX-License-Identifier: Apache-2.0
#include "core/base/http.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "core/base/crypto.h"

namespace zhaojian {
namespace {

// curl wants to be set up once per process, before any thread uses it.
void SetUpOnce() {
  static const CURLcode done = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)done;
}

struct CloseEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, CloseEasy>;
using List = std::unique_ptr<curl_slist, FreeList>;

List ListOf(const std::vector<std::string>& lines) {
  curl_slist* list = nullptr;
  for (const std::string& line : lines) list = curl_slist_append(list, line.c_str());
  return List(list);
}

size_t Ignore(char*, size_t size, size_t count, void*) { return size * count; }

struct Source {
  const std::string& text;
  size_t at = 0;
};

size_t ReadSource(char* buffer, size_t size, size_t count, void* user) {
  auto& source = *static_cast<Source*>(user);
  const size_t length = std::min(size * count, source.text.size() - source.at);
  source.text.copy(buffer, length, source.at);
  source.at += length;
  return length;
}

Easy NewHandle(const std::string& url, absl::Duration limit) {
  SetUpOnce();
  Easy handle(curl_easy_init());
  if (!handle) return handle;
  curl_easy_setopt(handle.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(limit)));
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, Ignore);
  return handle;
}

// Base64 in lines of 76 characters (RFC 2045 §6.8), from the URL alphabet that we have.
std::string MimeBase64(const std::string& bytes) {
  std::string plain = Base64UrlEncode(bytes);
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  std::string lines;
  constexpr size_t kLine = 76;
  for (size_t at = 0; at < plain.size(); at += kLine) lines += plain.substr(at, kLine) + "\r\n";
  return lines;
}

// RFC 2047 words of whole UTF-8 characters: 45 bytes make 60 characters of Base64, with the frame
// below the 75 that a word may have.
std::string HeaderWord(const std::string& text) {
  constexpr size_t kBytes = 45;
  std::string words;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(at + kBytes, text.size());
    while (end < text.size() && end > at &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      --end;
    }
    std::string code = MimeBase64(text.substr(at, end - at));
    code.erase(code.find("\r\n"));
    words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + code + "?=";
    at = end;
  }
  return words;
}

// RFC 5987: everything but letters and digits as percent signs and hex.
std::string ExtendedValue(const std::string& text) {
  std::string value = "UTF-8''";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z');
    if (plain) {
      value += letter;
      continue;
    }
    constexpr char kHex[] = "0123456789ABCDEF";
    value += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
  }
  return value;
}

}  // namespace

StatusOr<int> HttpPost(const std::string& url, const std::vector<std::string>& headers,
                       const std::string& body, absl::Duration limit) {
  const Easy handle = NewHandle(url, limit);
  const List lines = ListOf(headers);
  long code = 0;
  bool sent = handle != nullptr;
  if (sent) {
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, lines.get());
    sent = curl_easy_perform(handle.get()) == CURLE_OK &&
           curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &code) == CURLE_OK;
  }
  if (sent) return static_cast<int>(code);
  return MakeError(StatusCode::kUnavailable, "HTTP_UNREACHABLE",
                   "the web hook does not answer; check its address and that it runs");
}

std::string MailText(const MailMessage& message) {
  const std::string boundary = "zj-" + Sha256Hex(message.message_id).substr(0, 32);
  std::string text =
      "Date: " +
      absl::FormatTime("%a, %d %b %Y %H:%M:%S %z", message.date, absl::FixedTimeZone(8 * 3600)) +
      "\r\nFrom: <" + message.from + ">\r\nTo: <" + message.to + ">\r\nMessage-ID: <" +
      message.message_id + ">\r\nSubject: " + HeaderWord(message.subject) +
      "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" + boundary +
      "\"\r\n\r\n--" + boundary +
      "\r\nContent-Type: text/plain; charset=UTF-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n" +
      MimeBase64(message.text);
  if (!message.file_bytes.empty()) {
    text += "--" + boundary + "\r\nContent-Type: " + message.file_mime +
            "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;"
            "\r\n filename*=" +
            ExtendedValue(message.file_name) + "\r\n\r\n" + MimeBase64(message.file_bytes);
  }
  return text + "--" + boundary + "--\r\n";
}

Status SendMail(const MailServer& server, const MailMessage& message, absl::Duration limit) {
  const std::string text = MailText(message);
  Source source{text};
  const std::string from = "<" + message.from + ">";
  const List to = ListOf({"<" + message.to + ">"});
  const Easy handle = NewHandle(server.url, limit);
  CURLcode code = CURLE_FAILED_INIT;
  if (handle) {
    curl_easy_setopt(handle.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle.get(), CURLOPT_USE_SSL,
                     static_cast<long>(server.require_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!server.ca_file.empty()) {
      curl_easy_setopt(handle.get(), CURLOPT_CAINFO, server.ca_file.c_str());
    }
    if (!server.user.empty()) {
      curl_easy_setopt(handle.get(), CURLOPT_USERNAME, server.user.c_str());
      curl_easy_setopt(handle.get(), CURLOPT_PASSWORD, server.password.c_str());
    }
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, ReadSource);
    curl_easy_setopt(handle.get(), CURLOPT_READDATA, &source);
    curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    code = curl_easy_perform(handle.get());
  }
  if (code == CURLE_OK) return absl::OkStatus();
  // A person has to set these right; the letter waits so long.
  if (code == CURLE_LOGIN_DENIED) {
    return MakeError(StatusCode::kUnavailable, "MAIL_LOGIN",
                     "the mail server does not take the log-in; check ZJ_MAIL_USER and "
                     "ZJ_MAIL_PASSWORD");
  }
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_USE_SSL_FAILED ||
      code == CURLE_SSL_CACERT_BADFILE) {
    return MakeError(StatusCode::kUnavailable, "MAIL_NOT_TRUSTED",
                     "the mail server cannot encrypt, or nobody we trust vouches for it; check "
                     "--mail and --mail-ca");
  }
  long answer = 0;
  if (handle) curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &answer);
  // 5xx is the server's last word (RFC 5321 §4.2.1).
  if (answer >= 500 && answer < 600) {
    return MakeError(StatusCode::kInvalidArgument, "MAIL_REFUSED",
                     "the mail server does not take the letter", "",
                     {{"code", std::to_string(answer)}});
  }
  return MakeError(StatusCode::kUnavailable, "MAIL_UNREACHABLE",
                   "the mail server did not take the letter now; it is tried again");
}

}  // namespace zhaojian
