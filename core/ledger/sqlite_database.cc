// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/sqlite_database.h"

#include <sqlite3.h>

#include <string_view>

namespace zhaojian {
namespace {

// A reader may meet a checkpoint; it waits this long before it gives up.
constexpr int kBusyMilliseconds = 5000;

Status NotWritable(const std::string& what) {
  return MakeError(StatusCode::kUnavailable, "LOG_NOT_WRITABLE",
                   "the store cannot be read or written (" + what +
                       "); check the disk and try again with the same request id");
}

std::string_view TextOf(sqlite3_value* value) {
  const void* bytes = sqlite3_value_blob(value);
  const auto size = static_cast<size_t>(sqlite3_value_bytes(value));
  return bytes == nullptr ? std::string_view()
                          : std::string_view(static_cast<const char*>(bytes), size);
}

// covers(need, have): is each code of the one framed list (sqlite_rows.h) in the other?
void Covers(sqlite3_context* context, int, sqlite3_value** values) {
  const std::string_view need = TextOf(values[0]);
  const std::string_view have = TextOf(values[1]);
  bool all = true;
  for (size_t at = 0; all && at + 1 < need.size();) {
    const size_t end = need.find('|', at + 1);
    if (end == std::string_view::npos) break;
    all = have.find(need.substr(at, end - at + 1)) != std::string_view::npos;
    at = end;
  }
  sqlite3_result_int(context, all ? 1 : 0);
}

}  // namespace

int64_t SqlRow::Number(int index) const { return sqlite3_column_int64(statement_, index); }

std::string SqlRow::Text(int index) const {
  const void* bytes = sqlite3_column_blob(statement_, index);
  const int size = sqlite3_column_bytes(statement_, index);
  return bytes == nullptr ? std::string()
                          : std::string(static_cast<const char*>(bytes), static_cast<size_t>(size));
}

bool SqlRow::IsNull(int index) const {
  return sqlite3_column_type(statement_, index) == SQLITE_NULL;
}

StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::OpenWith(const std::string& name,
                                                                   int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      name.c_str(), &handle,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | flags, nullptr);
  if (code != SQLITE_OK) {
    const std::string what = handle == nullptr ? "no memory" : sqlite3_errmsg(handle);
    sqlite3_close(handle);
    return NotWritable(what);
  }
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  sqlite3_create_function_v2(handle, "covers", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                             &Covers, nullptr, nullptr, nullptr);
  return std::unique_ptr<SqliteDatabase>(new SqliteDatabase(handle));
}

StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const std::filesystem::path& path) {
  return OpenWith(path.string(), 0);
}

// A file without a name, which SQLite removes itself: its pages stay in the system's memory while
// there is room. Not ":memory:", whose page cache is the whole database: SQLite numbers a page at
// 1 GiB while it balances a tree (balance_nonroot), after which the next commit takes the cache for
// that large and walks all of it (pcache1TruncateUnsafe): 40 % of a season. Not the memdb file
// system: one allocation holds it, and those end at 2 GiB, some 100,000 orders.
StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::OpenInMemory() {
  return OpenWith(std::string(), 0);
}

SqliteDatabase::~SqliteDatabase() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Status SqliteDatabase::LastError(int code) const {
  if ((code & 0xFF) == SQLITE_CONSTRAINT) {
    return MakeError(StatusCode::kAlreadyExists, "CONSTRAINT", sqlite3_errmsg(handle_));
  }
  return NotWritable(sqlite3_errmsg(handle_));
}

StatusOr<sqlite3_stmt*> SqliteDatabase::Prepared(std::string_view sql) {
  const auto found = statements_.find(absl::string_view(sql.data(), sql.size()));
  if (found != statements_.end()) return found->second;
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return LastError(code);
  statements_.emplace(sql, statement);
  return statement;
}

Status SqliteDatabase::Bind(sqlite3_stmt* statement, const std::vector<SqlValue>& values) {
  for (size_t i = 0; i < values.size(); ++i) {
    const int at = static_cast<int>(i) + 1;
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<int64_t>(&values[i])) {
      code = sqlite3_bind_int64(statement, at, *number);
    } else if (const auto* text = std::get_if<std::string>(&values[i])) {
      // The values outlive the statement's run, so SQLite need not copy them (nullptr =
      // SQLITE_STATIC).
      code = sqlite3_bind_text64(statement, at, text->data(), text->size(), nullptr, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<SqlBytes>(&values[i])) {
      code = sqlite3_bind_blob64(statement, at, bytes->bytes.data(), bytes->bytes.size(), nullptr);
    } else {
      code = sqlite3_bind_null(statement, at);
    }
    if (code != SQLITE_OK) return LastError(code);
  }
  return absl::OkStatus();
}

Status SqliteDatabase::Query(std::string_view sql, const std::vector<SqlValue>& values,
                             const std::function<Status(const SqlRow&)>& row) {
  ZJ_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepared(sql));
  Status status = Bind(statement, values);
  while (status.ok()) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) break;
    status = code == SQLITE_ROW ? row(SqlRow(statement)) : LastError(code);
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return status;
}

Status SqliteDatabase::Run(std::string_view sql, const std::vector<SqlValue>& values) {
  return Query(sql, values, [](const SqlRow&) { return absl::OkStatus(); });
}

Status SqliteDatabase::Script(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : LastError(code);
}

int64_t SqliteDatabase::LastId() const { return sqlite3_last_insert_rowid(handle_); }

bool SqliteDatabase::InTransaction() const { return sqlite3_get_autocommit(handle_) == 0; }

}  // namespace zhaojian
