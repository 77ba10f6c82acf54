// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/profile_file.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "core/base/file.h"
#include "core/base/json_lines.h"
#include "core/compliance/profile.h"

namespace zhaojian {
namespace {
namespace fs = std::filesystem;

constexpr char kSchema[] = "zhaojian.profile/1";
// A profile is a page or two of text.
constexpr size_t kMaxProfileBytes = 1u << 20;
// School over school over standard over common is the deepest that makes sense.
constexpr size_t kMaxLayers = 4;
// Keys whose members are laid over the base one by one.
constexpr std::array<const char*, 4> kByMember = {"rules", "gate", "facts", "measures"};

}  // namespace

Status ProfileFile::BadIn(const std::vector<Layer>& layers, const std::string& key,
                          const std::string& what) {
  std::string place;
  // A key that is missing is looked for one level higher, in the end at the top of the file.
  for (std::string around = key; place.empty();) {
    for (const Layer& layer : layers) {
      const auto line = layer.lines.find(around);
      if (line == layer.lines.end()) continue;
      place = layer.name + " line " + std::to_string(line->second) + ": ";
      break;
    }
    if (around.empty()) break;
    const size_t dot = around.rfind('.');
    around.resize(dot == std::string::npos ? 0 : dot);
  }
  return MakeError(StatusCode::kInvalidArgument, "BAD_PROFILE", place + key + " " + what, key);
}

StatusOr<Json> ProfileFile::ReadLayer(const std::string& text, const std::string& name) {
  ZJ_ASSIGN_OR_RETURN(Json json, ParseJson(text, name));
  Layer layer{name, {}};
  ZJ_ASSIGN_OR_RETURN(layer.lines, JsonKeyLines(text, name));
  layers_.push_back(std::move(layer));
  const auto bad = [&](const std::string& key, const std::string& what) {
    return BadIn({layers_.back()}, key, what);
  };
  if (!json.is_object()) return bad("the file", "is not an object");
  if (!json.contains("schema") || json.at("schema") != kSchema)
    return bad("schema", std::string("is not ") + kSchema);
  for (const char* key : {"id", "version"}) {
    if (!json.contains(key) || !json.at(key).is_string() || json.at(key).get<std::string>().empty())
      return bad(key, "is missing or not a text");
  }
  if (json.contains("partial") && !json.at("partial").is_boolean())
    return bad("partial", "is not true or false");
  for (const char* key : kByMember) {
    if (json.contains(key) && !json.at(key).is_object()) return bad(key, "is not an object");
  }
  return json;
}

StatusOr<fs::path> ProfileFile::BaseOf(const Json& layer, const fs::path& file,
                                       const std::vector<fs::path>& folders) const {
  if (!layer.contains("base")) return fs::path();
  const Json& base = layer.at("base");
  const auto bad = [&](const std::string& what) { return BadIn({layers_.back()}, "base", what); };
  if (!base.is_string() || !IsProfileId(base.get<std::string>()))
    return bad("is not the id of a profile");
  if (files_.size() == kMaxLayers) return bad("goes through too many files or in a circle");
  const std::string name = base.get<std::string>() + ".json";
  std::vector<fs::path> places = {file.parent_path()};
  places.insert(places.end(), folders.begin(), folders.end());
  for (const fs::path& folder : places) {
    std::error_code ignored;
    if (fs::is_regular_file(folder / name, ignored)) return folder / name;
  }
  return bad("names no known profile");
}

StatusOr<ProfileFile> ProfileFile::Read(const fs::path& file,
                                        const std::vector<fs::path>& folders) {
  ProfileFile out;
  std::vector<Json> stack;  // the file itself first
  for (fs::path next = file; !next.empty();) {
    ZJ_ASSIGN_OR_RETURN(const std::string text, ReadFile(next, kMaxProfileBytes));
    out.files_.push_back(next);
    ZJ_ASSIGN_OR_RETURN(Json layer, out.ReadLayer(text, next.filename().string()));
    out.version_ += (stack.empty() ? "" : "+") + layer.at("version").get<std::string>();
    if (stack.empty()) out.partial_ = layer.value("partial", false);
    ZJ_ASSIGN_OR_RETURN(const fs::path base, out.BaseOf(layer, next, folders));
    stack.push_back(std::move(layer));
    next = base;
  }
  for (auto layer = stack.rbegin(); layer != stack.rend(); ++layer)
    ZJ_RETURN_IF_ERROR(out.Merge(*layer));
  return out;
}

StatusOr<ProfileFile> ProfileFile::Parse(const std::string& text, const std::string& name) {
  ProfileFile out;
  ZJ_ASSIGN_OR_RETURN(const Json json, out.ReadLayer(text, name));
  if (json.contains("base")) return out.Bad("base", "stands in a text that must be complete");
  out.version_ = json.at("version").get<std::string>();
  ZJ_RETURN_IF_ERROR(out.Merge(json));
  return out;
}

std::string ProfileFile::Document() const {
  Json whole = merged_;
  whole["schema"] = kSchema;
  whole["version"] = version_;
  return JsonLine(whole);
}

Status ProfileFile::Merge(const Json& upper) {
  for (const auto& item : upper.items()) {
    const std::string& key = item.key();
    if (key == "schema" || key == "base" || key == "partial") continue;
    if (std::find(kByMember.begin(), kByMember.end(), key) == kByMember.end()) {
      merged_[key] = item.value();
      continue;
    }
    Json& target = merged_[key];
    if (target.is_null()) target = Json::object();
    for (const auto& member : item.value().items()) {
      if (!member.value().is_null()) {
        target[member.key()] = member.value();
      } else if (target.erase(member.key()) == 0) {
        return Bad(key + "." + member.key(), "is null, but the base has no such key to drop");
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace zhaojian
