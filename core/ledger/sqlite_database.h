// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace zhaojian {

/// Bytes that are no text.
struct SqlBytes {
  std::string bytes;
};

/// A bound parameter: NULL, number, text or bytes.
using SqlValue = std::variant<std::monostate, int64_t, std::string, SqlBytes>;

/// One row of a result, valid inside the callback that gets it.
class SqlRow {
 public:
  explicit SqlRow(sqlite3_stmt* statement) : statement_(statement) {}
  /// Column `index`, 0-based, as number; 0 for NULL.
  int64_t Number(int index) const;
  /// Column as text or bytes; empty for NULL.
  std::string Text(int index) const;
  /// Is the column NULL?
  bool IsNull(int index) const;

 private:
  sqlite3_stmt* statement_;
};

/// One SQLite connection with its prepared statements. Thread safety: none; one thread at a time.
class SqliteDatabase {
 public:
  /// Opens or creates a file. Errors: kUnavailable LOG_NOT_WRITABLE.
  static StatusOr<std::unique_ptr<SqliteDatabase>> Open(const std::filesystem::path& path);
  /// A database of this connection alone that ends with it. Errors: as Open.
  static StatusOr<std::unique_ptr<SqliteDatabase>> OpenInMemory();
  ~SqliteDatabase();
  SqliteDatabase(const SqliteDatabase&) = delete;
  SqliteDatabase& operator=(const SqliteDatabase&) = delete;

  /// Runs one statement with bound parameters. Errors: kUnavailable LOG_NOT_WRITABLE;
  /// kAlreadyExists CONSTRAINT when a unique index refuses.
  Status Run(std::string_view sql, const std::vector<SqlValue>& values = {});
  /// Runs a query; `row` may stop it with an error, which is returned.
  Status Query(std::string_view sql, const std::vector<SqlValue>& values,
               const std::function<Status(const SqlRow&)>& row);
  /// Runs a script of statements without parameters.
  Status Script(const std::string& sql);
  /// Id of the last inserted row.
  int64_t LastId() const;
  /// True while a transaction is open.
  bool InTransaction() const;

 private:
  explicit SqliteDatabase(sqlite3* handle) : handle_(handle) {}
  static StatusOr<std::unique_ptr<SqliteDatabase>> OpenWith(const std::string& name, int flags);
  StatusOr<sqlite3_stmt*> Prepared(std::string_view sql);
  Status Bind(sqlite3_stmt* statement, const std::vector<SqlValue>& values);
  Status LastError(int code) const;

  sqlite3* handle_;
  absl::flat_hash_map<std::string, sqlite3_stmt*> statements_;
};

}  // namespace zhaojian
