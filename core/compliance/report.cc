// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/compliance/perceptual_hash.h"

namespace zhaojian {
namespace {

constexpr std::array<std::pair<Verdict, const char*>, 4> kVerdicts = {
    {{Verdict::kOk, "ok"},
     {Verdict::kWarn, "warn"},
     {Verdict::kBlock, "block"},
     {Verdict::kUnknown, "unknown"}}};
using Kind = Evidence::Kind;
constexpr std::array<std::pair<Kind, const char*>, 7> kKinds = {{{Kind::kLine, "line"},
                                                                 {Kind::kPolyline, "polyline"},
                                                                 {Kind::kPolygon, "polygon"},
                                                                 {Kind::kBox, "box"},
                                                                 {Kind::kPoint, "point"},
                                                                 {Kind::kHorizontal, "horizontal"},
                                                                 {Kind::kVertical, "vertical"}}};

template <typename Table, typename Value>
const char* NameOf(const Table& table, Value value) {
  for (const auto& [known, name] : table) {
    if (known == value) return name;
  }
  return "";
}

// Values are printed to four decimals: finer than any measure is good for.
Json Number(double value) { return std::round(value * 10000.0) / 10000.0; }

Json Number(const std::optional<double>& value) { return value ? Number(*value) : Json(nullptr); }

Json PointToJson(const cv::Point2f& p) {
  // A tenth of a source pixel is below what any landmark is good for.
  const auto tenth = [](float v) { return std::round(static_cast<double>(v) * 10.0) / 10.0; };
  return Json::array({tenth(p.x), tenth(p.y)});
}

Json EvidenceToJson(const Evidence& evidence) {
  Json json;
  json["kind"] = NameOf(kKinds, evidence.kind);
  json["points"] = Json::array();
  for (const auto& point : evidence.points) json["points"].push_back(PointToJson(point));
  if (!evidence.label.empty()) json["label"] = evidence.label;
  return json;
}

Json MeasureToJson(const Measure& measure) {
  Json json;
  json["id"] = measure.id;
  json["value"] = Number(measure.value);
  json["unit"] = measure.unit;
  json["verdict"] = NameOf(kVerdicts, measure.verdict);
  json["band"] = Json::array({Number(measure.band.low), Number(measure.band.high)});
  json["block"] = Json::array({Number(measure.band.block_low), Number(measure.band.block_high)});
  json["reason"] = measure.reason;
  if (!measure.cause.empty()) json["cause"] = measure.cause;
  json["certainty"] = Number(measure.certainty);
  json["evidence"] = Json::array();
  for (const auto& evidence : measure.evidence)
    json["evidence"].push_back(EvidenceToJson(evidence));
  return json;
}

Status Bad(const std::string& field) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_JSON",
                   "report: " + field + " is missing or has the wrong form", field);
}

// The readers below return false on a wrong form; the caller names the field.
bool Read(const Json& json, const char* key, std::string* out) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return false;
  *out = found->get<std::string>();
  return true;
}

bool Read(const Json& json, const char* key, double* out) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number()) return false;
  *out = found->get<double>();
  return true;
}

bool Read(const Json& json, const char* key, int* out) {
  double value = 0;
  if (!Read(json, key, &value) || std::abs(value) > 1e9) return false;
  *out = static_cast<int>(value);
  return true;
}

bool ReadOptional(const Json& json, std::optional<double>* out) {
  if (json.is_null()) return true;
  if (!json.is_number()) return false;
  *out = json.get<double>();
  return true;
}

bool ReadPair(const Json& json, const char* key, std::optional<double>* first,
              std::optional<double>* second) {
  const auto found = json.find(key);
  return found != json.end() && found->is_array() && found->size() == 2 &&
         ReadOptional((*found)[0], first) && ReadOptional((*found)[1], second);
}

bool ReadPoint(const Json& json, cv::Point2f* out) {
  if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_number())
    return false;
  *out = {json[0].get<float>(), json[1].get<float>()};
  return true;
}

template <typename Table, typename Value>
bool ReadName(const Json& json, const char* key, const Table& table, Value* out) {
  std::string text;
  if (!Read(json, key, &text)) return false;
  for (const auto& [value, name] : table) {
    if (text == name) {
      *out = value;
      return true;
    }
  }
  return false;
}

bool ReadEvidence(const Json& json, Evidence* out) {
  if (!json.is_object() || !ReadName(json, "kind", kKinds, &out->kind)) return false;
  const auto points = json.find("points");
  if (points == json.end() || !points->is_array()) return false;
  for (const Json& point : *points) {
    if (!ReadPoint(point, &out->points.emplace_back())) return false;
  }
  if (json.contains("label")) return Read(json, "label", &out->label);
  return true;
}

Status ReadMeasure(const Json& json, const std::string& where, Measure* out) {
  if (!json.is_object()) return Bad(where);
  if (!Read(json, "id", &out->id)) return Bad(where + ".id");
  if (!json.contains("value") || !ReadOptional(json.at("value"), &out->value))
    return Bad(where + ".value");
  if (!Read(json, "unit", &out->unit)) return Bad(where + ".unit");
  if (!ReadName(json, "verdict", kVerdicts, &out->verdict)) return Bad(where + ".verdict");
  if (!ReadPair(json, "band", &out->band.low, &out->band.high)) return Bad(where + ".band");
  if (!ReadPair(json, "block", &out->band.block_low, &out->band.block_high))
    return Bad(where + ".block");
  if (!Read(json, "reason", &out->reason)) return Bad(where + ".reason");
  if (json.contains("cause") && !Read(json, "cause", &out->cause)) return Bad(where + ".cause");
  if (!Read(json, "certainty", &out->certainty)) return Bad(where + ".certainty");
  const auto evidence = json.find("evidence");
  if (evidence == json.end() || !evidence->is_array()) return Bad(where + ".evidence");
  for (const Json& item : *evidence) {
    if (!ReadEvidence(item, &out->evidence.emplace_back())) return Bad(where + ".evidence");
  }
  return absl::OkStatus();
}

Status ReadKeyPoints(const Json& json, Report* report) {
  if (!json.contains("landmarks") || json.at("landmarks").is_null()) return absl::OkStatus();
  const Json& from = json.at("landmarks");
  if (!from.is_object()) return Bad("landmarks");
  KeyPoints points;
  const std::array<std::pair<const char*, cv::Point2f*>, 4> named = {
      {{"eye_left", &points.eye_left},
       {"eye_right", &points.eye_right},
       {"chin", &points.chin},
       {"hair_top", &points.hair_top}}};
  for (const auto& [name, point] : named) {
    const auto found = from.find(name);
    if (found == from.end() || !ReadPoint(*found, point))
      return Bad(std::string("landmarks.") + name);
  }
  report->key_points = points;
  return absl::OkStatus();
}

// Reports of earlier versions have none of these.
Status ReadExtras(const Json& json, Report* report) {
  if (json.contains("iso")) {
    if (!json.at("iso").is_array()) return Bad("iso");
    for (const Json& item : json.at("iso")) {
      IsoMeasure measure;
      if (!item.is_object() || !Read(item, "number", &measure.number) ||
          !Read(item, "name", &measure.name) || !item.contains("raw") ||
          !ReadOptional(item.at("raw"), &measure.raw) || !item.contains("scalar") ||
          !ReadOptional(item.at("scalar"), &measure.scalar)) {
        return Bad("iso");
      }
      report->iso.push_back(std::move(measure));
    }
  }
  if (!json.contains("perceptual_hash")) return absl::OkStatus();
  std::string hex;
  if (!Read(json, "perceptual_hash", &hex)) return Bad("perceptual_hash");
  report->perceptual_hashes = HashesFromHex(hex);
  return !report->perceptual_hashes.empty() ? absl::OkStatus() : Bad("perceptual_hash");
}

}  // namespace

const Measure* Report::Find(const std::string& id) const {
  const auto found =
      std::find_if(measures.begin(), measures.end(), [&](const Measure& m) { return m.id == id; });
  return found == measures.end() ? nullptr : &*found;
}

bool Report::Blocked() const {
  return refused || std::any_of(measures.begin(), measures.end(),
                                [](const Measure& m) { return m.verdict == Verdict::kBlock; });
}

Json ReportToJson(const Report& report) {
  Json json;
  json["sha256"] = report.sha256;
  json["profile"] = report.profile;
  json["profile_version"] = report.profile_version;
  json["width"] = report.size.width;
  json["height"] = report.size.height;
  json["refused"] = nullptr;
  if (report.refused) {
    json["refused"] = {{"reason", report.refused->reason}, {"detail", report.refused->detail}};
  }
  json["faces"] = report.faces;
  json["landmarks"] = nullptr;
  if (report.key_points) {
    json["landmarks"] = {{"eye_left", PointToJson(report.key_points->eye_left)},
                         {"eye_right", PointToJson(report.key_points->eye_right)},
                         {"chin", PointToJson(report.key_points->chin)},
                         {"hair_top", PointToJson(report.key_points->hair_top)}};
  }
  json["measures"] = Json::array();
  for (const auto& measure : report.measures) json["measures"].push_back(MeasureToJson(measure));
  json["iso"] = Json::array();
  for (const auto& measure : report.iso) {
    json["iso"].push_back({{"number", measure.number},
                           {"name", measure.name},
                           {"raw", Number(measure.raw)},
                           {"scalar", Number(measure.scalar)}});
  }
  if (!report.perceptual_hashes.empty()) {
    json["perceptual_hash"] = HashesToHex(report.perceptual_hashes);
  }
  json["suggestions"] = report.suggestions;
  return json;
}

StatusOr<Report> ReportFromJson(const Json& json) {
  if (!json.is_object()) return Bad("the report");
  Report report;
  if (!Read(json, "sha256", &report.sha256)) return Bad("sha256");
  if (!Read(json, "profile", &report.profile)) return Bad("profile");
  if (!Read(json, "profile_version", &report.profile_version)) return Bad("profile_version");
  if (!Read(json, "width", &report.size.width)) return Bad("width");
  if (!Read(json, "height", &report.size.height)) return Bad("height");
  if (!Read(json, "faces", &report.faces)) return Bad("faces");
  if (json.contains("refused") && !json.at("refused").is_null()) {
    const Json& refused = json.at("refused");
    report.refused.emplace();
    if (!refused.is_object() || !Read(refused, "reason", &report.refused->reason) ||
        !Read(refused, "detail", &report.refused->detail)) {
      return Bad("refused");
    }
  }
  ZJ_RETURN_IF_ERROR(ReadKeyPoints(json, &report));
  const auto measures = json.find("measures");
  if (measures == json.end() || !measures->is_array()) return Bad("measures");
  for (size_t i = 0; i < measures->size(); ++i) {
    const std::string where = "measures[" + std::to_string(i) + "]";
    ZJ_RETURN_IF_ERROR(ReadMeasure((*measures)[i], where, &report.measures.emplace_back()));
  }
  ZJ_RETURN_IF_ERROR(ReadExtras(json, &report));
  const auto suggestions = json.find("suggestions");
  if (suggestions == json.end() || !suggestions->is_array()) return Bad("suggestions");
  for (const Json& code : *suggestions) {
    if (!code.is_string()) return Bad("suggestions");
    report.suggestions.push_back(code.get<std::string>());
  }
  return report;
}

}  // namespace zhaojian
