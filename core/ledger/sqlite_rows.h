// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/ledger/sqlite_database.h"

namespace zhaojian {

/// Unix microseconds, or NULL.
inline SqlValue SqlTime(const std::optional<absl::Time>& time) {
  if (!time) return std::monostate{};
  return absl::ToUnixMicros(*time);
}

/// Time of a column; empty for NULL.
inline std::optional<absl::Time> TimeOf(const SqlRow& row, int index) {
  if (row.IsNull(index)) return std::nullopt;
  return absl::FromUnixMicros(row.Number(index));
}

/// Codes joined and framed by bars, so that one can be looked for without matching a longer one.
template <typename Codes>
std::string Framed(const Codes& codes) {
  if (codes.empty()) return "";
  std::string text = "|";
  for (const std::string& code : codes) text += code + "|";
  return text;
}

/// The answer for something that is not there. Never says more, so that nobody learns what exists.
inline Status RowNotFound(const std::string& what) {
  return MakeError(StatusCode::kNotFound, "NOT_FOUND", what + " does not exist");
}

/// Rows whose first column is a JSON document.
template <typename Row>
StatusOr<std::vector<Row>> ReadDocuments(SqliteDatabase& database, std::string_view sql,
                                         const std::vector<SqlValue>& values,
                                         StatusOr<Row> (*parse)(const Json&)) {
  std::vector<Row> rows;
  ZJ_RETURN_IF_ERROR(database.Query(sql, values, [&](const SqlRow& row) -> Status {
    ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(row.Text(0), "stored row"));
    ZJ_ASSIGN_OR_RETURN(Row parsed, parse(json));
    rows.push_back(std::move(parsed));
    return absl::OkStatus();
  }));
  return rows;
}

/// The first such row, if there is one.
template <typename Row>
StatusOr<std::optional<Row>> FindDocument(SqliteDatabase& database, std::string_view sql,
                                          const std::vector<SqlValue>& values,
                                          StatusOr<Row> (*parse)(const Json&)) {
  ZJ_ASSIGN_OR_RETURN(auto rows, ReadDocuments(database, sql, values, parse));
  if (rows.empty()) return std::optional<Row>();
  return std::optional<Row>(std::move(rows.front()));
}

/// The first such row. Errors: kNotFound NOT_FOUND naming `what`.
template <typename Row>
StatusOr<Row> GetDocument(SqliteDatabase& database, std::string_view sql,
                          const std::vector<SqlValue>& values, StatusOr<Row> (*parse)(const Json&),
                          const std::string& what) {
  ZJ_ASSIGN_OR_RETURN(auto row, FindDocument(database, sql, values, parse));
  if (!row) return RowNotFound(what);
  return *std::move(row);
}

}  // namespace zhaojian
