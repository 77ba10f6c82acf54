// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <system_error>
#include <utility>

#include "core/base/json.h"
#include "core/compliance/measure.h"
#include "core/compliance/profile_file.h"

namespace zhaojian {
namespace {
namespace fs = std::filesystem;

// What most standards share; not a standard itself.
constexpr char kCommonProfile[] = "common";

const std::set<std::string>& KnownKeys() {
  static const std::set<std::string> kKeys = {"id",
                                              "version",
                                              "name_zh",
                                              "name_en",
                                              "width",
                                              "height",
                                              "dpi",
                                              "min_bytes",
                                              "max_bytes",
                                              "target_min_bytes",
                                              "target_max_bytes",
                                              "min_jpeg_quality",
                                              "backgrounds",
                                              "background_deviation",
                                              "background_sigma",
                                              "target_hair_top",
                                              "target_eye_line",
                                              "target_face_width",
                                              "scale_warn",
                                              "scale_block",
                                              "rules",
                                              "gate",
                                              "facts",
                                              "measures"};
  return kKeys;
}

constexpr std::array<std::pair<const char*, GlassesRule>, 4> kGlassesWords = {
    {{"any", GlassesRule::kAny},
     {"usual", GlassesRule::kUsual},
     {"discouraged", GlassesRule::kDiscouraged},
     {"forbidden", GlassesRule::kForbidden}}};
constexpr std::array<std::pair<const char*, UniformRule>, 3> kUniformWords = {
    {{"any", UniformRule::kAny},
     {"forbidden", UniformRule::kForbidden},
     {"required", UniformRule::kRequired}}};

struct GateSlot {
  const char* key;
  double low, high;
  double GateLimits::*value;
};

// Ranges: what the unit can hold at all.
constexpr GateSlot kGateSlots[] = {{"landmark_drift", 0, 1, &GateLimits::landmark_drift},
                                   {"identity_warn", 0, 2, &GateLimits::identity_warn},
                                   {"identity_block", 0, 2, &GateLimits::identity_block},
                                   {"matte_kept", 0, 1, &GateLimits::matte_kept},
                                   {"residual", 0, 255, &GateLimits::residual},
                                   {"shift", 0, 100, &GateLimits::shift},
                                   {"texture", 0, 1, &GateLimits::texture},
                                   {"light_gain", 1, 10, &GateLimits::light_gain},
                                   {"shine_drop", 0, 100, &GateLimits::shine_drop}};

// Measures that only the gate takes (core/retouch/gate_matte.h); a report has no line for them.
constexpr const char* kGateMeasures[] = {"matte.kept_wall", "matte.kept_backdrop"};

// Reads one profile and says of every fault where it stands.
class Reader {
 public:
  explicit Reader(const ProfileFile& file) : file_(file) {}

  Status Bad(const std::string& key, const std::string& what) const { return file_.Bad(key, what); }

  Status OnlyKeys(const Json& object, const std::string& where,
                  const std::set<std::string>& known) const {
    for (const auto& item : object.items()) {
      if (known.count(item.key()) == 0) return Bad(where + item.key(), "is not a key of a profile");
    }
    return absl::OkStatus();
  }

  // The value of {"value": ..., "source": "..."}.
  StatusOr<Json> Sourced(const Json& object, const std::string& key,
                         const std::string& where) const {
    if (!object.contains(key)) return Bad(where + key, "is missing");
    const Json& entry = object.at(key);
    if (!entry.is_object() || !entry.contains("value"))
      return Bad(where + key, "needs {value, source}");
    const auto source = entry.find("source");
    if (source == entry.end() || !source->is_string() || source->get<std::string>().empty()) {
      return Bad(where + key, "has no source beside its value");
    }
    ZJ_RETURN_IF_ERROR(OnlyKeys(entry, where + key + ".", {"value", "source"}));
    return entry.at("value");
  }

  StatusOr<double> Number(const Json& object, const std::string& key, const std::string& where,
                          double low, double high) const {
    ZJ_ASSIGN_OR_RETURN(const Json value, Sourced(object, key, where));
    if (!value.is_number()) return Bad(where + key, "is not a number");
    const double number = value.get<double>();
    if (!(number >= low && number <= high)) return Bad(where + key, "is out of range");
    return number;
  }

  StatusOr<int> Whole(const Json& object, const std::string& key, const std::string& where, int low,
                      int high) const {
    ZJ_ASSIGN_OR_RETURN(const double number, Number(object, key, where, low, high));
    if (number != std::floor(number)) return Bad(where + key, "is not a whole number");
    return static_cast<int>(number);
  }

  StatusOr<std::string> Text(const Json& object, const std::string& key) const {
    if (!object.contains(key) || !object.at(key).is_string())
      return Bad(key, "is missing or not a text");
    return object.at(key).get<std::string>();
  }

  Status Identity(const Json& json, Profile* profile) const {
    ZJ_ASSIGN_OR_RETURN(profile->id, Text(json, "id"));
    profile->version = file_.Version();
    ZJ_ASSIGN_OR_RETURN(profile->name_zh, Text(json, "name_zh"));
    ZJ_ASSIGN_OR_RETURN(profile->name_en, Text(json, "name_en"));
    return absl::OkStatus();
  }

  Status Delivery(const Json& json, Profile* profile) const {
    // 10000 is far above any photo standard's side; 10 MB above any delivered file.
    ZJ_ASSIGN_OR_RETURN(profile->size.width, Whole(json, "width", "", 1, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->size.height, Whole(json, "height", "", 1, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->dpi, Whole(json, "dpi", "", 1, 65'535));
    ZJ_ASSIGN_OR_RETURN(profile->min_bytes, Whole(json, "min_bytes", "", 0, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->max_bytes, Whole(json, "max_bytes", "", 1, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->target_min_bytes,
                        Whole(json, "target_min_bytes", "", 0, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->target_max_bytes,
                        Whole(json, "target_max_bytes", "", 1, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->min_jpeg_quality, Whole(json, "min_jpeg_quality", "", 1, 100));
    const bool ordered = profile->min_bytes <= profile->target_min_bytes &&
                         profile->target_min_bytes <= profile->target_max_bytes &&
                         profile->target_max_bytes <= profile->max_bytes;
    return ordered ? absl::OkStatus()
                   : Bad("target_min_bytes", "and its neighbours are not in order");
  }

  Status Backgrounds(const Json& json, Profile* profile) const {
    if (!json.contains("backgrounds") || !json.at("backgrounds").is_array() ||
        json.at("backgrounds").empty()) {
      return Bad("backgrounds", "is missing or empty");
    }
    const Json& list = json.at("backgrounds");
    for (size_t n = 0; n < list.size(); ++n) {
      const std::string key = std::to_string(n);
      const std::string where = "backgrounds." + key;
      Json wrapped;
      wrapped[key] = list[n];
      ZJ_ASSIGN_OR_RETURN(const Json rgb, Sourced(wrapped, key, "backgrounds."));
      std::array<int, 3> colour{};
      if (!rgb.is_array() || rgb.size() != 3) return Bad(where, "needs three channels");
      for (size_t i = 0; i < 3; ++i) {
        if (!rgb[i].is_number_integer() || rgb[i].get<int>() < 0 || rgb[i].get<int>() > 255) {
          return Bad(where, "has a channel outside 0..255");
        }
        colour[i] = rgb[i].get<int>();
      }
      profile->backgrounds.push_back(colour);
    }
    ZJ_ASSIGN_OR_RETURN(profile->background_deviation,
                        Number(json, "background_deviation", "", 0, 255));
    ZJ_ASSIGN_OR_RETURN(profile->background_sigma, Number(json, "background_sigma", "", 0, 255));
    return absl::OkStatus();
  }

  Status Targets(const Json& json, Profile* profile) const {
    ZJ_ASSIGN_OR_RETURN(profile->target_hair_top, Number(json, "target_hair_top", "", 0, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->target_eye_line, Number(json, "target_eye_line", "", 0, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->target_face_width,
                        Number(json, "target_face_width", "", 1, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->scale_warn, Number(json, "scale_warn", "", 0.1, 10));
    ZJ_ASSIGN_OR_RETURN(profile->scale_block, Number(json, "scale_block", "", 0.1, 10));
    return absl::OkStatus();
  }

  Status End(const Json& limits, const std::string& key, const std::string& where,
             std::optional<double>* end) const {
    if (!limits.contains(key)) return absl::OkStatus();
    ZJ_ASSIGN_OR_RETURN(*end, Number(limits, key, where, -1e9, 1e9));
    return absl::OkStatus();
  }

  StatusOr<MeasureLimits> Limits(const Json& json, const std::string& where) const {
    if (!json.is_object()) return Bad(where, "is not an object");
    const std::string dot = where + ".";
    ZJ_RETURN_IF_ERROR(
        OnlyKeys(json, dot, {"low", "high", "block_low", "block_high", "warn_only"}));
    MeasureLimits limits;
    ZJ_RETURN_IF_ERROR(End(json, "low", dot, &limits.band.low));
    ZJ_RETURN_IF_ERROR(End(json, "high", dot, &limits.band.high));
    ZJ_RETURN_IF_ERROR(End(json, "block_low", dot, &limits.band.block_low));
    ZJ_RETURN_IF_ERROR(End(json, "block_high", dot, &limits.band.block_high));
    const Band& b = limits.band;
    if (b.low && b.high && *b.low > *b.high) return Bad(dot + "low", "lies above high");
    if (b.block_low && (!b.low || *b.block_low > *b.low))
      return Bad(dot + "block_low", "does not lie below low");
    if (b.block_high && (!b.high || *b.block_high < *b.high))
      return Bad(dot + "block_high", "does not lie above high");
    if (json.contains("warn_only")) {
      if (!json.at("warn_only").is_boolean()) return Bad(dot + "warn_only", "is not true or false");
      limits.warn_only = json.at("warn_only").get<bool>();
    }
    return limits;
  }

  Status Rules(const Json& json, ProfileRules* out) const {
    if (!json.contains("rules")) return absl::OkStatus();
    const Json& rules = json.at("rules");
    ZJ_RETURN_IF_ERROR(OnlyKeys(rules, "rules.",
                                {"glasses", "uniform", "recency_days", "head_covering_exemption"}));
    ZJ_RETURN_IF_ERROR(Word(rules, "glasses", kGlassesWords, &out->glasses));
    ZJ_RETURN_IF_ERROR(Word(rules, "uniform", kUniformWords, &out->uniform));
    if (rules.contains("recency_days")) {
      // Ten years: longer than any document's photo is good for.
      ZJ_ASSIGN_OR_RETURN(out->recency_days, Whole(rules, "recency_days", "rules.", 1, 3653));
    }
    if (rules.contains("head_covering_exemption")) {
      ZJ_ASSIGN_OR_RETURN(const Json value, Sourced(rules, "head_covering_exemption", "rules."));
      if (!value.is_boolean()) return Bad("rules.head_covering_exemption", "is not true or false");
      out->head_covering_exemption = value.get<bool>();
    }
    return absl::OkStatus();
  }

  Status Gate(const Json& json, GateLimits* out) const {
    if (!json.contains("gate") || !json.at("gate").is_object()) return Bad("gate", "is missing");
    const Json& gate = json.at("gate");
    std::set<std::string> known;
    for (const GateSlot& slot : kGateSlots) {
      known.insert(slot.key);
      ZJ_ASSIGN_OR_RETURN(out->*slot.value, Number(gate, slot.key, "gate.", slot.low, slot.high));
    }
    ZJ_RETURN_IF_ERROR(OnlyKeys(gate, "gate.", known));
    return out->identity_warn <= out->identity_block
               ? absl::OkStatus()
               : Bad("gate.identity_warn", "lies above identity_block");
  }

  Status Measures(const Json& json, Profile* profile) const {
    if (!json.contains("measures") || !json.at("measures").is_object())
      return Bad("measures", "is missing");
    for (const auto& item : json.at("measures").items()) {
      const std::string where = "measures." + item.key();
      const bool gates = std::find(std::begin(kGateMeasures), std::end(kGateMeasures),
                                   item.key()) != std::end(kGateMeasures);
      if (!gates && !IsMeasureId(item.key())) return Bad(where, "is not a measure");
      ZJ_ASSIGN_OR_RETURN(profile->limits[item.key()], Limits(item.value(), where));
    }
    return absl::OkStatus();
  }

 private:
  // The word of rules.<key> in a list of known words.
  template <typename Value, size_t N>
  Status Word(const Json& rules, const char* key,
              const std::array<std::pair<const char*, Value>, N>& words, Value* out) const {
    if (!rules.contains(key)) return absl::OkStatus();
    ZJ_ASSIGN_OR_RETURN(const Json value, Sourced(rules, key, "rules."));
    for (const auto& [word, known] : words) {
      if (value != word) continue;
      *out = known;
      return absl::OkStatus();
    }
    std::string list;
    for (const auto& [word, known] : words) list += (list.empty() ? "" : ", ") + std::string(word);
    return Bad(std::string("rules.") + key, "is none of " + list);
  }

  const ProfileFile& file_;
};

}  // namespace

namespace {

// The rule about glasses in the terms of the measure that looks for them: its value is a belief,
// and even odds are 0.5.
void HoldGlassesRule(Profile* profile) {
  constexpr char kGlasses[] = "glasses.present";
  const GlassesRule rule = profile->rules.glasses;
  if (rule != GlassesRule::kDiscouraged && rule != GlassesRule::kForbidden) return;
  if (!IsMeasureId(kGlasses)) return;
  MeasureLimits& limits = profile->limits[kGlasses];
  limits = {};
  limits.band.high = 0.5;
  limits.warn_only = rule == GlassesRule::kDiscouraged;
}

StatusOr<Profile> FromFile(const ProfileFile& file) {
  const Reader reader(file);
  const Json& json = file.Merged();
  if (file.Partial()) return reader.Bad("partial", "is true: the file is only a base for others");
  ZJ_RETURN_IF_ERROR(reader.OnlyKeys(json, "", KnownKeys()));
  Profile profile;
  ZJ_RETURN_IF_ERROR(reader.Identity(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Delivery(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Backgrounds(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Targets(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Rules(json, &profile.rules));
  ZJ_RETURN_IF_ERROR(reader.Gate(json, &profile.gate));
  ZJ_RETURN_IF_ERROR(reader.Measures(json, &profile));
  HoldGlassesRule(&profile);
  profile.document = file.Document();
  return profile;
}

}  // namespace

bool IsProfileId(const std::string& id) {
  constexpr size_t kMaxLength = 64;
  return !id.empty() && id.size() <= kMaxLength && id[0] != '.' &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

StatusOr<Profile> LoadProfile(const fs::path& file, const std::vector<fs::path>& bases) {
  ZJ_ASSIGN_OR_RETURN(const ProfileFile read, ProfileFile::Read(file, bases));
  return FromFile(read);
}

StatusOr<Profile> ParseProfile(const std::string& document) {
  ZJ_ASSIGN_OR_RETURN(const ProfileFile read, ProfileFile::Parse(document, "profile"));
  return FromFile(read);
}

StatusOr<Profile> FindProfile(const fs::path& asset_folder, const std::string& id) {
  // The id becomes a file name, so nothing but the letters of our ids is let through.
  const fs::path folder = asset_folder / "profiles";
  const fs::path file = folder / (id + ".json");
  std::error_code ignored;
  if (IsProfileId(id) && id != kCommonProfile && fs::is_regular_file(file, ignored))
    return LoadProfile(file);
  std::set<std::string> known;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".json") known.insert(entry.path().stem().string());
  }
  known.erase(kCommonProfile);
  std::string list;
  for (const auto& name : known) list += (list.empty() ? "" : ", ") + name;
  return MakeError(StatusCode::kNotFound, "PROFILE_UNKNOWN", "no such profile; known are " + list,
                   "profile");
}

}  // namespace zhaojian
