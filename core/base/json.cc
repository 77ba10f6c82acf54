// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <algorithm>

#include "core/base/file.h"

namespace zhaojian {
namespace {

constexpr size_t kMaxJsonBytes = 16u << 20;

Status BadJson(const std::string& message, const std::string& field) {
  return MakeError(StatusCode::kInvalidArgument, "BAD_JSON", message, field);
}

}  // namespace

StatusOr<Json> ParseJson(std::string_view text, const std::string& what) {
  try {
    return Json::parse(text);
  } catch (const Json::out_of_range&) {
    return BadJson(what + ": a number is too large; correct the file", what);
  } catch (const Json::parse_error& error) {
    const size_t at = std::min<size_t>(error.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
    return BadJson(what + " line " + std::to_string(line) + ": not valid JSON; correct the file",
                   what);
  }
}

StatusOr<Json> ReadJsonFile(const std::filesystem::path& path) {
  ZJ_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxJsonBytes));
  return ParseJson(text, path.filename().string());
}

std::string JsonLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

StatusOr<std::string> JsonString(const Json& object, const std::string& key,
                                 const std::string& where) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_string()) {
    return BadJson(where + ": \"" + key + "\" must be a string", key);
  }
  return it->get<std::string>();
}

StatusOr<double> JsonNumber(const Json& object, const std::string& key, const std::string& where) {
  const auto it = object.find(key);
  if (it == object.end() || !it->is_number()) {
    return BadJson(where + ": \"" + key + "\" must be a number", key);
  }
  return it->get<double>();
}

}  // namespace zhaojian
