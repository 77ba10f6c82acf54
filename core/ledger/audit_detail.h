// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <cstdint>
#include <string>

#include "core/ledger/rows.h"

namespace zhaojian {

/// A text of an event's detail; empty when there is none.
inline std::string DetailText(const AuditRow& row, const char* key) {
  const auto at = row.detail.find(key);
  return at != row.detail.end() && at->is_string() ? at->get<std::string>() : std::string();
}

/// A whole number of an event's detail; 0 when there is none.
inline int64_t DetailNumber(const AuditRow& row, const char* key) {
  const auto at = row.detail.find(key);
  return at != row.detail.end() && at->is_number_integer() ? at->get<int64_t>() : 0;
}

/// The number in a name like "items/12"; 0 when there is none.
inline int64_t ResourceId(const std::string& resource) {
  int64_t id = 0;
  const size_t slash = resource.find('/');
  if (slash == std::string::npos) return 0;
  std::from_chars(resource.data() + slash + 1, resource.data() + resource.size(), id);
  return id;
}

}  // namespace zhaojian
