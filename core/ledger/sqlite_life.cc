// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/sqlite_rows.h"
#include "core/ledger/sqlite_transaction.h"

// Rows of the order's life beside its work: payments, timers, cases, notices, erasure.
namespace zhaojian {
namespace {

StatusOr<std::vector<PaymentRow>> ReadPayments(SqliteDatabase& database, const std::string& where,
                                               const std::string& value) {
  std::vector<PaymentRow> rows;
  ZJ_RETURN_IF_ERROR(database.Query(
      "SELECT txn, order_number, amount_fen, state FROM payments WHERE " + where + " ORDER BY txn",
      {value}, [&](const SqlRow& row) {
        rows.push_back({row.Text(0), row.Text(1), row.Number(2), row.Text(3)});
        return absl::OkStatus();
      }));
  return rows;
}

StatusOr<OutboxRow> OutboxOf(const SqlRow& row) {
  ZJ_ASSIGN_OR_RETURN(Json detail, ParseJson(row.Text(3), "outbox"));
  return OutboxRow{row.Number(0), row.Text(1), row.Text(2), std::move(detail),
                   absl::FromUnixMicros(row.Number(4))};
}

// Everything up to this sequence is finished at the sink, so that nobody looks at it again.
StatusOr<int64_t> FloorOf(SqliteDatabase& database, const std::string& sink) {
  int64_t floor = 0;
  ZJ_RETURN_IF_ERROR(database.Query("SELECT value FROM meta WHERE key = ?", {"notices/" + sink},
                                    [&](const SqlRow& row) {
                                      floor = row.Number(0);
                                      return absl::OkStatus();
                                    }));
  return floor;
}

Status RaiseFloor(SqliteDatabase& database, const std::string& sink) {
  ZJ_ASSIGN_OR_RETURN(const int64_t floor, FloorOf(database, sink));
  int64_t next = floor;
  ZJ_RETURN_IF_ERROR(database.Query(
      "SELECT COALESCE((SELECT MIN(o.sequence) - 1 FROM outbox o LEFT JOIN notices n"
      " ON n.sink = ?1 AND n.sequence = o.sequence WHERE o.sequence > ?2"
      " AND (n.state IS NULL OR n.state = 'WAITING')), (SELECT MAX(sequence) FROM outbox), 0)",
      {sink, floor}, [&](const SqlRow& row) {
        next = row.Number(0);
        return absl::OkStatus();
      }));
  if (next <= floor) return absl::OkStatus();
  return database.Run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                      {"notices/" + sink, next});
}

std::vector<SqlValue> CaseColumns(const CaseRow& row) {
  return {row.order,
          row.school,
          std::string(Name(row.kind)),
          int64_t{IsOpen(row.state) ? 1 : 0},
          SqlTime(row.due),
          JsonLine(ToJson(row))};
}

}  // namespace

StatusOr<std::string> SqliteTransaction::GetCalendar() {
  std::string text;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT value FROM meta WHERE key = 'calendar'", {}, [&](const SqlRow& row) {
        text = row.Text(0);
        return absl::OkStatus();
      }));
  return text;
}

Status SqliteTransaction::PutCalendar(const std::string& json) {
  return db_.Run("INSERT OR REPLACE INTO meta (key, value) VALUES ('calendar', ?)",
                 {SqlBytes{json}});
}

StatusOr<std::optional<PaymentRow>> SqliteTransaction::FindPayment(const std::string& transaction) {
  ZJ_ASSIGN_OR_RETURN(auto rows, ReadPayments(db_, "txn = ?", transaction));
  if (rows.empty()) return std::optional<PaymentRow>();
  return std::optional<PaymentRow>(std::move(rows.front()));
}

Status SqliteTransaction::PutPayment(const PaymentRow& payment) {
  return db_.Run(
      "INSERT OR REPLACE INTO payments (txn, order_number, amount_fen, state) VALUES (?, ?, ?, ?)",
      {payment.transaction, payment.order, payment.amount_fen, payment.state});
}

StatusOr<std::vector<PaymentRow>> SqliteTransaction::PaymentsOf(const std::string& order) {
  return ReadPayments(db_, "order_number = ?", order);
}

StatusOr<std::vector<OrderRow>> SqliteTransaction::WakingOrders(absl::Time now, int limit) {
  return ReadDocuments(db_,
                       "SELECT doc FROM orders WHERE wakes IS NOT NULL AND wakes <= ?"
                       " ORDER BY wakes, number LIMIT ?",
                       {SqlTime(now), int64_t{limit}}, &OrderFromJson);
}

Status SqliteTransaction::PutSealedSubject(const std::string& number, const std::string& sealed) {
  return db_.Run("UPDATE secrets SET subject = ? WHERE number = ?", {SqlBytes{sealed}, number});
}

Status SqliteTransaction::WakeOrders(const std::string& school, OrderState state, absl::Time now) {
  return db_.Run(
      "UPDATE orders SET wakes = ?, doc = json_set(doc, '$.wakes', ?) WHERE state = ?"
      " AND school = ?",
      {SqlTime(now), SqlTime(now), std::string(Name(state)), school});
}

Status SqliteTransaction::EraseOrder(const std::string& number) {
  // Attempts keep hash, size and verdict: what was judged can still be proven, not what was shown.
  for (const char* sql :
       {"DELETE FROM secrets WHERE number = ?", "DELETE FROM subjects WHERE order_number = ?",
        "DELETE FROM drafts WHERE order_number = ?",
        "UPDATE attempts SET doc = json_set(doc, '$.recipe', '', '$.report_json', '',"
        " '$.plan_json', '', '$.variants', json('{}')) WHERE order_number = ?",
        "UPDATE versions SET doc = json_set(doc, '$.recipe', '') WHERE order_number = ?",
        "UPDATE items SET doc = json_set(doc, '$.note', '') WHERE order_number = ?",
        // Stored answers may repeat what people wrote. The one of the order's making does not, and
        // without it the same request would make another order.
        "DELETE FROM requests WHERE order_number = ? AND method <> 'CreateOrder'"}) {
    ZJ_RETURN_IF_ERROR(db_.Run(sql, {number}));
  }
  return absl::OkStatus();
}

StatusOr<int64_t> SqliteTransaction::InsertCase(const CaseRow& row) {
  ZJ_RETURN_IF_ERROR(
      db_.Run("INSERT INTO cases (order_number, school, kind, open, due, doc)"
              " VALUES (?, ?, ?, ?, ?, ?)",
              CaseColumns(row)));
  CaseRow stored = row;
  stored.id = db_.LastId();
  ZJ_RETURN_IF_ERROR(UpdateCase(stored));
  return stored.id;
}

Status SqliteTransaction::UpdateCase(const CaseRow& row) {
  std::vector<SqlValue> values = CaseColumns(row);
  values.emplace_back(row.id);
  return db_.Run(
      "UPDATE cases SET order_number = ?, school = ?, kind = ?, open = ?, due = ?, doc = ?"
      " WHERE id = ?",
      values);
}

StatusOr<CaseRow> SqliteTransaction::GetCase(int64_t id) {
  return GetDocument(db_, "SELECT doc FROM cases WHERE id = ?", {id}, &CaseFromJson, "the case");
}

StatusOr<std::vector<CaseRow>> SqliteTransaction::ListCases(const CaseFilter& filter) {
  std::string sql = "SELECT doc FROM cases WHERE id > ?";
  std::vector<SqlValue> values = {filter.after};
  const auto match = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    sql += std::string(" AND ") + column + " = ?";
    values.emplace_back(value);
  };
  match("order_number", filter.order);
  match("school", filter.school);
  if (filter.kind) match("kind", Name(*filter.kind));
  if (filter.open_only) sql += " AND open = 1";
  sql += " ORDER BY id LIMIT ?";
  values.emplace_back(int64_t{filter.limit});
  return ReadDocuments(db_, sql, values, &CaseFromJson);
}

StatusOr<int64_t> SqliteTransaction::AppendOutbox(const OutboxRow& row) {
  ZJ_RETURN_IF_ERROR(
      db_.Run("INSERT INTO outbox (order_number, kind, detail, created) VALUES (?, ?, ?, ?)",
              {row.order, row.kind, JsonLine(row.detail), SqlTime(row.created)}));
  return db_.LastId();
}

StatusOr<OutboxRow> SqliteTransaction::GetOutbox(int64_t sequence) {
  std::optional<OutboxRow> found;
  ZJ_RETURN_IF_ERROR(db_.Query(
      "SELECT sequence, order_number, kind, detail, created FROM outbox WHERE sequence = ?",
      {sequence}, [&](const SqlRow& row) -> Status {
        ZJ_ASSIGN_OR_RETURN(found, OutboxOf(row));
        return absl::OkStatus();
      }));
  if (!found) return RowNotFound("the notice");
  return *std::move(found);
}

StatusOr<std::vector<OutboxRow>> SqliteTransaction::DueNotices(const std::string& sink,
                                                               absl::Time now, int limit) {
  ZJ_ASSIGN_OR_RETURN(const int64_t floor, FloorOf(db_, sink));
  std::vector<OutboxRow> rows;
  ZJ_RETURN_IF_ERROR(db_.Query(
      "SELECT o.sequence, o.order_number, o.kind, o.detail, o.created FROM outbox o"
      " LEFT JOIN notices n ON n.sink = ?1 AND n.sequence = o.sequence"
      " WHERE o.sequence > ?4"
      " AND (n.state IS NULL OR (n.state = 'WAITING' AND n.next_try <= ?2))"
      " AND NOT EXISTS (SELECT 1 FROM outbox e LEFT JOIN notices m"
      "   ON m.sink = ?1 AND m.sequence = e.sequence WHERE e.order_number = o.order_number"
      "   AND e.sequence < o.sequence AND e.sequence > ?4 AND (m.state IS NULL OR m.state = "
      "'WAITING'))"
      " ORDER BY o.sequence LIMIT ?3",
      {sink, SqlTime(now), int64_t{limit}, floor}, [&](const SqlRow& row) -> Status {
        ZJ_ASSIGN_OR_RETURN(OutboxRow notice, OutboxOf(row));
        rows.push_back(std::move(notice));
        return absl::OkStatus();
      }));
  return rows;
}

StatusOr<NoticeRow> SqliteTransaction::FindNotice(int64_t sequence, const std::string& sink) {
  NoticeRow notice;
  notice.sequence = sequence;
  notice.sink = sink;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT state, tries, next_try FROM notices WHERE sink = ? AND sequence = ?",
                {sink, sequence}, [&](const SqlRow& row) {
                  notice.state = row.Text(0);
                  notice.tries = static_cast<int>(row.Number(1));
                  notice.next_try = TimeOf(row, 2);
                  return absl::OkStatus();
                }));
  return notice;
}

Status SqliteTransaction::PutNotice(const NoticeRow& notice, const std::string& order) {
  ZJ_RETURN_IF_ERROR(db_.Run(
      "INSERT OR REPLACE INTO notices (sink, sequence, order_number, state, tries, next_try)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      {notice.sink, notice.sequence, order, notice.state, int64_t{notice.tries},
       SqlTime(notice.next_try)}));
  if (notice.state == "WAITING") return absl::OkStatus();
  return RaiseFloor(db_, notice.sink);
}

}  // namespace zhaojian
