// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/status.h"

namespace zhaojian {

/// The stable names of an enumeration, in order of declaration.
template <typename Enum>
using NameTable = std::vector<std::pair<Enum, const char*>>;

/// The name of a value; "?" for a value outside the enumeration.
template <typename Enum>
const char* FindName(const NameTable<Enum>& table, Enum value) {
  for (const auto& [candidate, name] : table) {
    if (candidate == value) return name;
  }
  return "?";
}

/// The value of a name. Errors: kInvalidArgument `reason` saying what kind of name was expected.
template <typename Enum>
StatusOr<Enum> FindValue(const NameTable<Enum>& table, const std::string& name, const char* kind,
                         const char* reason = "BAD_NAME") {
  for (const auto& [value, candidate] : table) {
    if (name == candidate) return value;
  }
  return MakeError(StatusCode::kInvalidArgument, reason, "'" + name + "' is no " + kind);
}

/// The values of a table, in its order.
template <typename Enum>
std::vector<Enum> ValuesOf(const NameTable<Enum>& table) {
  std::vector<Enum> values;
  values.reserve(table.size());
  for (const auto& entry : table) values.push_back(entry.first);
  return values;
}

/// True for 1-32 characters of [A-Za-z0-9._-]: what codes of people and schools are made of.
inline bool IsCode(const std::string& text) {
  return !text.empty() && text.size() <= 32 &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
             std::string::npos;
}

}  // namespace zhaojian
