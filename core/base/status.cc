// SPDX-License-Identifier: Apache-2.0
#include "core/base/status.h"

#include <absl/strings/cord.h>

#include "core/base/json.h"

namespace zhaojian {
namespace {

constexpr char kDetailUrl[] = "zhaojian/ErrorDetail";

}  // namespace

Status MakeError(StatusCode code, const std::string& reason, const std::string& message,
                 const std::string& field, const std::map<std::string, std::string>& metadata) {
  Status status(code, message);
  Json json = {{"reason", reason}, {"field", field}, {"metadata", metadata}};
  status.SetPayload(kDetailUrl,
                    absl::Cord(json.dump(-1, ' ', false, Json::error_handler_t::replace)));
  return status;
}

std::optional<ErrorDetail> DetailOf(const Status& status) {
  const auto payload = status.GetPayload(kDetailUrl);
  if (!payload.has_value()) return std::nullopt;
  const Json json = Json::parse(std::string(*payload), nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  ErrorDetail detail;
  detail.reason = json.value("reason", "");
  detail.field = json.value("field", "");
  const auto metadata = json.find("metadata");
  if (metadata != json.end() && metadata->is_object()) {
    for (const auto& [key, value] : metadata->items()) {
      if (value.is_string()) detail.metadata[key] = value.get<std::string>();
    }
  }
  return detail;
}

std::string ReasonOf(const Status& status) {
  const auto detail = DetailOf(status);
  return detail ? detail->reason : std::string();
}

std::string MessageOf(const Status& status) { return std::string(status.message()); }

Status Annotate(const Status& status, const std::string& context) {
  if (status.ok()) return status;
  Status annotated(status.code(), context + "; " + MessageOf(status));
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    annotated.SetPayload(url, payload);
  });
  return annotated;
}

}  // namespace zhaojian
