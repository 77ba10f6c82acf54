// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/base/status.h"

namespace zhaojian {

/// JSON value whose objects keep the order of their keys, so that written files diff well.
using Json = nlohmann::ordered_json;

/// Parses JSON text. Errors: kInvalidArgument BAD_JSON naming `what`, with line and column.
/// @param what shown in the error, for example the file's name.
StatusOr<Json> ParseJson(std::string_view text, const std::string& what);

/// Reads and parses a JSON file of at most 16 MiB (our largest table has 60 kB).
/// Errors: as ReadFile and ParseJson.
StatusOr<Json> ReadJsonFile(const std::filesystem::path& path);

/// One compact line of JSON; bytes that are not UTF-8 become U+FFFD, so this never throws.
std::string JsonLine(const Json& json);

/// A string member. Errors: kInvalidArgument naming `where` and `key` when absent or not a string.
StatusOr<std::string> JsonString(const Json& object, const std::string& key,
                                 const std::string& where);

/// A number member. Errors: kInvalidArgument naming `where` and `key` when absent or not a number.
StatusOr<double> JsonNumber(const Json& object, const std::string& key, const std::string& where);

}  // namespace zhaojian
