// SPDX-License-Identifier: Apache-2.0
#include "app/service/notice_text.h"

#include <algorithm>

#include "core/base/date_words.h"
#include "core/base/json.h"

namespace zhaojian {
namespace {

// Messages go to students in China; the mini-programme has no other language.
constexpr Language kLanguage = Language::kChinese;

const std::vector<std::string>& KnownFields() {
  static const std::vector<std::string> fields = {"order", "uploaded", "words", "guidance",
                                                  "promise"};
  return fields;
}

Status BadTemplate(const std::string& kind, const std::string& what) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_POLICY", "notices " + kind + ": " + what,
                   kind);
}

}  // namespace

StatusOr<NoticeTexts> NoticeTexts::Load(const std::filesystem::path& assets) {
  NoticeTexts texts;
  ZJ_ASSIGN_OR_RETURN(texts.words_, Catalogue::Load(assets / "i18n"));
  ZJ_ASSIGN_OR_RETURN(const Json reasons, ReadJsonFile(assets / "reasons/reasons.json"));
  ZJ_ASSIGN_OR_RETURN(texts.reasons_, ReasonCatalogue::FromJson(reasons));
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(assets / "policy/notices.json"));
  const auto list = json.find("templates");
  if (list == json.end() || !list->is_array()) return BadTemplate("-", "templates are missing");
  for (const Json& entry : *list) {
    ZJ_ASSIGN_OR_RETURN(const std::string kind, JsonString(entry, "kind", "notices"));
    Template made;
    ZJ_ASSIGN_OR_RETURN(made.title, JsonString(entry, "title", kind));
    made.photo = entry.value("photo", false);
    const auto fields = entry.find("fields");
    if (fields == entry.end() || !fields->is_array()) return BadTemplate(kind, "no fields");
    for (const Json& field : *fields) {
      const bool known = field.is_string() && std::count(KnownFields().begin(), KnownFields().end(),
                                                         field.get<std::string>()) > 0;
      if (!known) return BadTemplate(kind, "unknown field " + field.dump());
      made.fields.push_back(field.get<std::string>());
    }
    for (const std::string& key : {kind, made.title}) {
      if (texts.words_.Text(kLanguage, key) == key) return BadTemplate(kind, "no words for " + key);
    }
    texts.templates_[kind] = std::move(made);
  }
  return texts;
}

std::string NoticeTexts::ValueOf(const std::string& field, const OutboxRow& notice,
                                 const OrderRow& order, const AttemptRow& attempt) const {
  if (field == "order") return order.number;
  const auto when = [&](absl::Time time) { return DateWords(words_, kLanguage, time); };
  if (field == "uploaded") return attempt.attempt > 0 ? when(attempt.created) : std::string();
  if (field == "words") return words_.Text(kLanguage, notice.kind);
  if (field == "promise") {
    if (order.promise) {
      return words_.Format(kLanguage,
                           order.provisional ? "student.promise.provisional" : "student.promise",
                           {when(*order.promise)});
    }
    const bool waits = order.state == OrderState::kAwaitingConfirmation && order.confirm_by;
    return waits ? words_.Format(kLanguage, "student.promise.confirm", {when(*order.confirm_by)})
                 : std::string();
  }
  std::string guidance;
  for (const ReasonRef& ref : order.rejection) {
    const Reason* reason = reasons_.Find(ref.code);
    if (reason == nullptr) continue;
    guidance += (guidance.empty() ? "" : "；") + reason->zh + "：" + reason->guidance_zh;
  }
  return guidance;
}

StatusOr<NoticeMessage> NoticeTexts::Compose(Ledger& ledger, const OutboxRow& notice) const {
  const auto found = templates_.find(notice.kind);
  if (found == templates_.end()) {
    return MakeError(StatusCode::kNotFound, "NOT_FOUND", "no template for " + notice.kind);
  }
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, ledger.GetOrder(notice.order));
  const auto attempt = ledger.GetAttempt(order.number, order.attempt);
  NoticeMessage message;
  message.sequence = notice.sequence;
  message.order = order.number;
  message.kind = notice.kind;
  message.title = words_.Text(kLanguage, found->second.title);
  message.created = notice.created;
  message.message_id = "notice-" + std::to_string(notice.sequence) + "." +
                       std::to_string(absl::ToUnixMicros(notice.created)) + "@zhaojian.invalid";
  message.with_photo = found->second.photo;
  for (const std::string& field : found->second.fields) {
    std::string value = ValueOf(field, notice, order, attempt.ok() ? *attempt : AttemptRow());
    if (value.empty()) continue;
    message.fields.emplace_back(words_.Text(kLanguage, "notice.field." + field), std::move(value));
  }
  return message;
}

}  // namespace zhaojian
