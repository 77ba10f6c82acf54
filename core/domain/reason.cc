// SPDX-License-Identifier: Apache-2.0
#include "core/domain/reason.h"

#include "core/domain/names.h"

namespace zhaojian {
namespace {

const NameTable<Disposition>& DispositionNames() {
  static const NameTable<Disposition> table = {
      {Disposition::kReshoot, "RESHOOT"},
      {Disposition::kFixable, "FIXABLE"},
      {Disposition::kConditional, "CONDITIONAL"},
      {Disposition::kEscalate, "ESCALATE"},
      {Disposition::kAdmin, "ADMIN"},
  };
  return table;
}

const NameTable<Severity>& SeverityNames() {
  static const NameTable<Severity> table = {
      {Severity::kInfo, "INFO"},
      {Severity::kMinor, "MINOR"},
      {Severity::kMajor, "MAJOR"},
      {Severity::kBlock, "BLOCK"},
  };
  return table;
}

constexpr char kBadReasons[] = "BAD_REASONS";

Status ReadPair(const Json& json, const std::string& key, const std::string& where,
                std::string& chinese, std::string& english) {
  const auto pair = json.find(key);
  if (pair == json.end()) {
    return MakeError(StatusCode::kInvalidArgument, kBadReasons, where + ": no " + key, key);
  }
  ZJ_ASSIGN_OR_RETURN(chinese, JsonString(*pair, "zh", where + " " + key));
  ZJ_ASSIGN_OR_RETURN(english, JsonString(*pair, "en", where + " " + key));
  return absl::OkStatus();
}

StatusOr<Reason> ParseReason(const Json& json, size_t at) {
  Reason reason;
  ZJ_ASSIGN_OR_RETURN(reason.code, JsonString(json, "code", "reason " + std::to_string(at)));
  const std::string where = "reason " + reason.code;
  ZJ_RETURN_IF_ERROR(ReadPair(json, "category", where, reason.category_zh, reason.category_en));
  ZJ_RETURN_IF_ERROR(ReadPair(json, "guidance", where, reason.guidance_zh, reason.guidance_en));
  ZJ_ASSIGN_OR_RETURN(reason.zh, JsonString(json, "zh", where));
  ZJ_ASSIGN_OR_RETURN(reason.en, JsonString(json, "en", where));
  ZJ_ASSIGN_OR_RETURN(const std::string disposition, JsonString(json, "disposition", where));
  ZJ_ASSIGN_OR_RETURN(reason.disposition,
                      FindValue(DispositionNames(), disposition, "disposition", kBadReasons));
  ZJ_ASSIGN_OR_RETURN(const std::string severity, JsonString(json, "severity", where));
  ZJ_ASSIGN_OR_RETURN(reason.severity,
                      FindValue(SeverityNames(), severity, "severity", kBadReasons));
  const auto condition = json.find("retouch_condition");
  if (condition != json.end() && condition->is_string()) {
    reason.retouch_condition = condition->get<std::string>();
  }
  return reason;
}

}  // namespace

const char* Name(Disposition disposition) { return FindName(DispositionNames(), disposition); }
const char* Name(Severity severity) { return FindName(SeverityNames(), severity); }

StatusOr<ReasonCatalogue> ReasonCatalogue::FromJson(const Json& json) {
  const auto list = json.find("reasons");
  if (list == json.end() || !list->is_array()) {
    return MakeError(StatusCode::kInvalidArgument, kBadReasons, "reasons: no list", "reasons");
  }
  ReasonCatalogue catalogue;
  for (size_t i = 0; i < list->size(); ++i) {
    ZJ_ASSIGN_OR_RETURN(Reason reason, ParseReason((*list)[i], i));
    if (!catalogue.by_code_.insert({reason.code, i}).second) {
      return MakeError(StatusCode::kInvalidArgument, kBadReasons,
                       "reason " + reason.code + " stands twice", reason.code);
    }
    catalogue.reasons_.push_back(std::move(reason));
  }
  return catalogue;
}

const Reason* ReasonCatalogue::Find(const std::string& code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : &reasons_[found->second];
}

}  // namespace zhaojian
