// SPDX-License-Identifier: Apache-2.0
#include "core/rpc/decision_json.h"

namespace zhaojian::rpc {
namespace {

Json ReasonToJson(const Reason& reason) {
  Json json = {{"code", reason.code}};
  if (!reason.note.empty()) json["note"] = reason.note;
  if (reason.region) {
    const Region& at = *reason.region;
    json["region"] = {at.x, at.y, at.width, at.height};
  }
  if (!reason.measure.empty()) json["measure"] = reason.measure;
  if (reason.measured) json["measured"] = *reason.measured;
  return json;
}

// at() and get() throw for a missing or mistyped member; DecisionRequestFromJson catches it.
Reason ReasonFromJson(const Json& json) {
  Reason reason;
  reason.code = json.at("code").get<std::string>();
  reason.note = json.value("note", "");
  if (json.contains("region")) {
    const Json& at = json.at("region");
    reason.region = Region{at.at(0).get<double>(), at.at(1).get<double>(), at.at(2).get<double>(),
                           at.at(3).get<double>()};
  }
  reason.measure = json.value("measure", "");
  if (json.contains("measured")) reason.measured = json.at("measured").get<double>();
  return reason;
}

Json SeenToJson(const SeenProof& seen) {
  return {{"photo", seen.photo_sha256},
          {"standard", seen.standard_sha256},
          {"profile", seen.profile_version},
          {"overlays", seen.overlays},
          {"zoom", seen.max_zoom},
          {"visible_ms", absl::ToInt64Milliseconds(seen.visible)},
          {"active_ms", absl::ToInt64Milliseconds(seen.active)},
          {"console", seen.console_build}};
}

SeenProof SeenFromJson(const Json& json) {
  SeenProof seen;
  seen.photo_sha256 = json.at("photo").get<std::string>();
  seen.standard_sha256 = json.at("standard").get<std::string>();
  seen.profile_version = json.at("profile").get<std::string>();
  seen.overlays = json.at("overlays").get<std::vector<std::string>>();
  seen.max_zoom = json.at("zoom").get<double>();
  seen.visible = absl::Milliseconds(json.at("visible_ms").get<int64_t>());
  seen.active = absl::Milliseconds(json.at("active_ms").get<int64_t>());
  seen.console_build = json.at("console").get<std::string>();
  return seen;
}

}  // namespace

Json DecisionRequestToJson(const DecisionRequest& request) {
  Json reasons = Json::array();
  for (const Reason& reason : request.reasons) reasons.push_back(ReasonToJson(reason));
  return {{"request_id", request.request_id},
          {"work_item", request.work_item},
          {"fence", request.fence},
          {"epoch", request.epoch},
          {"verdict", static_cast<int>(request.verdict)},
          {"reasons", reasons},
          {"comment", request.comment},
          {"seen", SeenToJson(request.seen)}};
}

StatusOr<DecisionRequest> DecisionRequestFromJson(const Json& json) {
  try {
    DecisionRequest request;
    request.request_id = json.at("request_id").get<std::string>();
    request.work_item = json.at("work_item").get<std::string>();
    request.fence = json.at("fence").get<int64_t>();
    request.epoch = json.at("epoch").get<int64_t>();
    const int verdict = json.at("verdict").get<int>();
    if (verdict < 0 || verdict > static_cast<int>(Verdict::kEscalate)) {
      return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", "Unknown verdict.", "verdict");
    }
    request.verdict = static_cast<Verdict>(verdict);
    for (const Json& reason : json.at("reasons")) request.reasons.push_back(ReasonFromJson(reason));
    request.comment = json.at("comment").get<std::string>();
    request.seen = SeenFromJson(json.at("seen"));
    return request;
  } catch (const Json::exception&) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", "A decision's form is wrong.");
  }
}

}  // namespace zhaojian::rpc
