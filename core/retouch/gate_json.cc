// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/retouch/standard.h"

namespace zhaojian {
namespace {

Json OptionalNumber(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

StatusOr<std::optional<double>> ReadOptional(const Json& list, size_t index,
                                             const std::string& where) {
  if (list[index].is_null()) return std::optional<double>();
  if (!list[index].is_number()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", where + ": must be a number or null",
                     where);
  }
  return std::optional<double>(list[index].get<double>());
}

StatusOr<GateItem> ReadItem(const Json& json) {
  GateItem item;
  ZJ_ASSIGN_OR_RETURN(item.id, JsonString(json, "id", "gate"));
  ZJ_ASSIGN_OR_RETURN(item.unit, JsonString(json, "unit", item.id));
  ZJ_ASSIGN_OR_RETURN(item.reason, JsonString(json, "reason", item.id));
  const auto value = json.find("value");
  // A value that could not be measured travels as null.
  item.value = value != json.end() && value->is_number() ? value->get<double>() : std::nan("");
  const auto green = json.find("green");
  const auto band = json.find("band");
  if (green == json.end() || !green->is_boolean() || band == json.end() || !band->is_array() ||
      band->size() != 4) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON",
                     item.id + ": needs green and band of four", item.id);
  }
  item.green = green->get<bool>();
  ZJ_ASSIGN_OR_RETURN(item.band.low, ReadOptional(*band, 0, item.id + ".band"));
  ZJ_ASSIGN_OR_RETURN(item.band.high, ReadOptional(*band, 1, item.id + ".band"));
  ZJ_ASSIGN_OR_RETURN(item.band.block_low, ReadOptional(*band, 2, item.id + ".band"));
  ZJ_ASSIGN_OR_RETURN(item.band.block_high, ReadOptional(*band, 3, item.id + ".band"));
  // Reports that were stored before places were kept have none.
  const auto at = json.find("at");
  if (at == json.end()) return item;
  if (!at->is_array() || at->size() != 2 || !(*at)[0].is_number() || !(*at)[1].is_number()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", item.id + ": at must be x and y",
                     item.id);
  }
  item.at = cv::Point2d((*at)[0].get<double>(), (*at)[1].get<double>());
  return item;
}

}  // namespace

Json GateToJson(const GateReport& gate) {
  Json items = Json::array();
  for (const GateItem& item : gate.items) {
    Json json;
    json["id"] = item.id;
    json["value"] = std::isfinite(item.value) ? Json(item.value) : Json(nullptr);
    json["unit"] = item.unit;
    json["band"] = {OptionalNumber(item.band.low), OptionalNumber(item.band.high),
                    OptionalNumber(item.band.block_low), OptionalNumber(item.band.block_high)};
    json["green"] = item.green;
    json["reason"] = item.reason;
    if (item.at) json["at"] = {item.at->x, item.at->y};
    items.push_back(std::move(json));
  }
  Json out;
  out["green"] = gate.Green();
  out["items"] = std::move(items);
  return out;
}

StatusOr<GateReport> GateFromJson(const Json& json) {
  const auto items = json.is_object() ? json.find("items") : json.end();
  if (!json.is_object() || items == json.end() || !items->is_array()) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", "gate: needs a list of items",
                     "items");
  }
  GateReport gate;
  for (const Json& item : *items) {
    ZJ_ASSIGN_OR_RETURN(GateItem read, ReadItem(item));
    gate.items.push_back(std::move(read));
  }
  return gate;
}

}  // namespace zhaojian
