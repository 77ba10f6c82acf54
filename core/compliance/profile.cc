// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <set>
#include <system_error>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {
namespace fs = std::filesystem;

// Reads one profile and says of every fault where it stands.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  Status Bad(const std::string& key, const std::string& what) const {
    return MakeError(StatusCode::kInvalidArgument, "BAD_PROFILE", file_ + ": " + key + " " + what,
                     key);
  }

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

  StatusOr<int> Whole(const Json& object, const std::string& key, int low, int high) const {
    ZJ_ASSIGN_OR_RETURN(const double number, Number(object, key, "", low, high));
    if (number != std::floor(number)) return Bad(key, "is not a whole number");
    return static_cast<int>(number);
  }

  StatusOr<std::string> Text(const Json& object, const std::string& key) const {
    if (!object.contains(key) || !object.at(key).is_string())
      return Bad(key, "is missing or not a text");
    return object.at(key).get<std::string>();
  }

  Status Identity(const Json& json, Profile* profile) const {
    ZJ_ASSIGN_OR_RETURN(profile->id, Text(json, "id"));
    ZJ_ASSIGN_OR_RETURN(profile->version, Text(json, "version"));
    ZJ_ASSIGN_OR_RETURN(profile->name_zh, Text(json, "name_zh"));
    ZJ_ASSIGN_OR_RETURN(profile->name_en, Text(json, "name_en"));
    return absl::OkStatus();
  }

  Status Delivery(const Json& json, Profile* profile) const {
    // 10000 is far above any photo standard's side; 10 MB above any delivered file.
    ZJ_ASSIGN_OR_RETURN(profile->size.width, Whole(json, "width", 1, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->size.height, Whole(json, "height", 1, 10'000));
    ZJ_ASSIGN_OR_RETURN(profile->dpi, Whole(json, "dpi", 1, 65'535));
    ZJ_ASSIGN_OR_RETURN(profile->min_bytes, Whole(json, "min_bytes", 0, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->max_bytes, Whole(json, "max_bytes", 1, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->target_min_bytes, Whole(json, "target_min_bytes", 0, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->target_max_bytes, Whole(json, "target_max_bytes", 1, 10'000'000));
    ZJ_ASSIGN_OR_RETURN(profile->min_jpeg_quality, Whole(json, "min_jpeg_quality", 1, 100));
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
    for (const Json& entry : json.at("backgrounds")) {
      Json wrapped;
      wrapped["backgrounds"] = entry;
      ZJ_ASSIGN_OR_RETURN(const Json rgb, Sourced(wrapped, "backgrounds", ""));
      std::array<int, 3> colour{};
      if (!rgb.is_array() || rgb.size() != 3) return Bad("backgrounds", "needs three channels");
      for (size_t i = 0; i < 3; ++i) {
        if (!rgb[i].is_number_integer() || rgb[i].get<int>() < 0 || rgb[i].get<int>() > 255) {
          return Bad("backgrounds", "has a channel outside 0..255");
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

  Status Measures(const Json& json, Profile* profile) const {
    if (!json.contains("measures") || !json.at("measures").is_object())
      return Bad("measures", "is missing");
    for (const auto& item : json.at("measures").items()) {
      const std::string where = "measures." + item.key();
      if (!IsMeasureId(item.key())) return Bad(where, "is not a measure");
      ZJ_ASSIGN_OR_RETURN(profile->limits[item.key()], Limits(item.value(), where));
    }
    return absl::OkStatus();
  }

 private:
  std::string file_;
};

}  // namespace

StatusOr<Profile> LoadProfile(const fs::path& file) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ReadJsonFile(file));
  const Reader reader(file.filename().string());
  if (!json.is_object()) return reader.Bad("the file", "is not an object");
  if (!json.contains("schema") || json.at("schema") != "zhaojian.profile/1") {
    return reader.Bad("schema", "is not zhaojian.profile/1");
  }
  ZJ_RETURN_IF_ERROR(reader.OnlyKeys(json, "",
                                     {"schema",
                                      "id",
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
                                      "facts",
                                      "measures"}));
  Profile profile;
  ZJ_RETURN_IF_ERROR(reader.Identity(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Delivery(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Backgrounds(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Targets(json, &profile));
  ZJ_RETURN_IF_ERROR(reader.Measures(json, &profile));
  return profile;
}

StatusOr<Profile> FindProfile(const fs::path& asset_folder, const std::string& id) {
  // The id becomes a file name, so nothing but the letters of our ids is let through.
  const bool plain = !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
  const fs::path folder = asset_folder / "profiles";
  const fs::path file = folder / (id + ".json");
  std::error_code ignored;
  if (plain && fs::is_regular_file(file, ignored)) return LoadProfile(file);
  std::set<std::string> known;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".json") known.insert(entry.path().stem().string());
  }
  std::string list;
  for (const auto& name : known) list += (list.empty() ? "" : ", ") + name;
  return MakeError(StatusCode::kNotFound, "PROFILE_UNKNOWN", "no such profile; known are " + list,
                   "profile");
}

}  // namespace zhaojian
