// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "app/service/notice_text.h"
#include "core/base/clock.h"
#include "core/base/http.h"

namespace zhaojian {

/// How a try to deliver went. `why` is short and stable, for the trail.
struct NoticeAnswer {
  MarkNoticeCommand::Outcome outcome = MarkNoticeCommand::Outcome::kFailed;
  std::string why;
};

/// A way to the student. Thread safety: one thread at a time.
class NoticeSink {
 public:
  virtual ~NoticeSink() = default;
  /// Stable name; the outbox keeps one delivery per sink.
  virtual const std::string& Name() const = 0;
  /// Tries once. A message may come twice with the same id when the service died between the
  /// delivery and the commit that says so.
  virtual NoticeAnswer Send(Ledger& ledger, const NoticeMessage& message) = 0;
};

/// Appends one JSON line per message and makes it durable.
StatusOr<std::unique_ptr<NoticeSink>> MakeFileSink(const std::filesystem::path& path);

/// Posts JSON to the mini-programme's back end, signed: `X-Zhaojian-Signature: t=<Unix seconds>,
/// v1=<hex of HMAC-SHA-256(key, t + "." + body)>` and `X-Zhaojian-Message: <message id>`. Any 2xx
/// is a delivery.
/// @param clock gives t, so that an old message cannot be played again; outlives the sink.
std::unique_ptr<NoticeSink> MakeWebHookSink(const std::string& url, const std::string& key,
                                            const Clock& clock);

/// Mails to the address the student gave; skipped without one. The finished photo is attached
/// where the template says so, under the name the student chose.
std::unique_ptr<NoticeSink> MakeMailSink(const MailServer& server, const std::string& from);

}  // namespace zhaojian
