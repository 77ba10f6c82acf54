// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/catalogue.h"
#include "core/base/status.h"
#include "core/domain/reason.h"
#include "core/ledger/ledger.h"

namespace zhaojian {

/// A notice in the student's words, ready for any sink. Personal: never logged.
struct NoticeMessage {
  int64_t sequence = 0;
  std::string order;
  /// Name of the notice, for example notice.rejected.
  std::string kind;
  /// The template's title, for example 审核结果提醒.
  std::string title;
  /// Names and values in the template's order.
  std::vector<std::pair<std::string, std::string>> fields;
  /// When it was queued.
  absl::Time created;
  /// The same for every try.
  std::string message_id;
  /// The finished photo goes with it where a sink can carry one.
  bool with_photo = false;
};

/// Makes messages from the templates of assets/policy/notices.json and the Chinese catalogue.
/// Thread safety: immutable after Load.
class NoticeTexts {
 public:
  /// Errors: kInvalidArgument BAD_POLICY naming the template: unknown field, missing word.
  static StatusOr<NoticeTexts> Load(const std::filesystem::path& assets);
  /// Errors: those of the ledger; kNotFound NOT_FOUND for a kind without a template.
  StatusOr<NoticeMessage> Compose(Ledger& ledger, const OutboxRow& notice) const;

 private:
  struct Template {
    std::string title;
    std::vector<std::string> fields;
    bool photo = false;
  };
  std::string ValueOf(const std::string& field, const OutboxRow& notice, const OrderRow& order,
                      const AttemptRow& attempt) const;

  Catalogue words_;
  ReasonCatalogue reasons_;
  std::map<std::string, Template> templates_;
};

}  // namespace zhaojian
