// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/sqlite_transaction.h"

#include "core/ledger/sqlite_rows.h"

namespace zhaojian {

Status SqliteTransaction::PutSchool(const School& school) {
  return db_.Run("INSERT OR REPLACE INTO schools (code, doc) VALUES (?, ?)",
                 {school.code, JsonLine(SchoolToJson(school))});
}

StatusOr<School> SqliteTransaction::GetSchool(const std::string& code) {
  return GetDocument(db_, "SELECT doc FROM schools WHERE code = ?", {code}, &SchoolFromJson,
                     "school " + code);
}

StatusOr<std::vector<School>> SqliteTransaction::ListSchools() {
  return ReadDocuments(db_, "SELECT doc FROM schools ORDER BY code", {}, &SchoolFromJson);
}

Status SqliteTransaction::PutStaff(const StaffMember& staff) {
  return db_.Run("INSERT OR REPLACE INTO staff (code, doc) VALUES (?, ?)",
                 {staff.code, JsonLine(StaffToJson(staff))});
}

StatusOr<std::optional<StaffMember>> SqliteTransaction::FindStaff(const std::string& code) {
  return FindDocument(db_, "SELECT doc FROM staff WHERE code = ?", {code}, &StaffFromJson);
}

StatusOr<std::vector<StaffMember>> SqliteTransaction::ListStaff() {
  return ReadDocuments(db_, "SELECT doc FROM staff ORDER BY code", {}, &StaffFromJson);
}

StatusOr<std::string> SqliteTransaction::StoreKey() {
  std::string key;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT value FROM meta WHERE key = 'store_key'", {}, [&](const SqlRow& row) {
        key = row.Text(0);
        return absl::OkStatus();
      }));
  return key;
}

StatusOr<std::optional<SubjectRow>> SqliteTransaction::FindSubject(const std::string& uid_hash) {
  std::optional<SubjectRow> subject;
  ZJ_RETURN_IF_ERROR(db_.Query(
      "SELECT salt, last_four_hash, failures, locked_until, order_number FROM subjects"
      " WHERE uid_hash = ?",
      {uid_hash}, [&](const SqlRow& row) {
        subject =
            SubjectRow{uid_hash,       row.Text(0), row.Text(1), static_cast<int>(row.Number(2)),
                       TimeOf(row, 3), row.Text(4)};
        return absl::OkStatus();
      }));
  return subject;
}

Status SqliteTransaction::PutSubject(const SubjectRow& subject) {
  return db_.Run(
      "INSERT OR REPLACE INTO subjects (uid_hash, salt, last_four_hash, failures, locked_until,"
      " order_number) VALUES (?, ?, ?, ?, ?, ?)",
      {subject.uid_hash, subject.salt, subject.last_four_hash, int64_t{subject.failures},
       SqlTime(subject.locked_until), subject.order});
}

Status SqliteTransaction::InsertOrder(const OrderRow& order, const OrderSecrets& secrets) {
  ZJ_RETURN_IF_ERROR(
      db_.Run("INSERT INTO orders (number, school, state, wakes, doc) VALUES (?, ?, ?, ?, ?)",
              {order.number, order.school, std::string(Name(order.state)), SqlTime(order.wakes),
               JsonLine(ToJson(order))}));
  return db_.Run("INSERT INTO secrets (number, key, subject) VALUES (?, ?, ?)",
                 {order.number, SqlBytes{secrets.key}, SqlBytes{secrets.sealed_subject}});
}

Status SqliteTransaction::UpdateOrder(const OrderRow& order) {
  return db_.Run("UPDATE orders SET state = ?, wakes = ?, doc = ? WHERE number = ?",
                 {std::string(Name(order.state)), SqlTime(order.wakes), JsonLine(ToJson(order)),
                  order.number});
}

StatusOr<OrderRow> SqliteTransaction::GetOrder(const std::string& number) {
  return GetDocument(db_, "SELECT doc FROM orders WHERE number = ?", {number}, &OrderFromJson,
                     "the order");
}

StatusOr<OrderSecrets> SqliteTransaction::GetSecrets(const std::string& number) {
  std::optional<OrderSecrets> secrets;
  ZJ_RETURN_IF_ERROR(db_.Query("SELECT key, subject FROM secrets WHERE number = ?", {number},
                               [&](const SqlRow& row) {
                                 secrets = OrderSecrets{row.Text(0), row.Text(1)};
                                 return absl::OkStatus();
                               }));
  if (!secrets) return RowNotFound("the order");
  return *std::move(secrets);
}

StatusOr<std::vector<OrderRow>> SqliteTransaction::ListOrders(const OrderFilter& filter) {
  std::string sql = "SELECT doc FROM orders WHERE number > ?";
  std::vector<SqlValue> values = {filter.after};
  if (!filter.school.empty()) {
    sql += " AND school = ?";
    values.emplace_back(filter.school);
  }
  if (filter.state) {
    sql += " AND state = ?";
    values.emplace_back(std::string(Name(*filter.state)));
  }
  sql += " ORDER BY number LIMIT ?";
  values.emplace_back(int64_t{filter.limit});
  return ReadDocuments(db_, sql, values, &OrderFromJson);
}

Status SqliteTransaction::PutAttempt(const AttemptRow& attempt) {
  return db_.Run(
      "INSERT OR REPLACE INTO attempts (order_number, attempt, photo_sha256, rejected, doc)"
      " VALUES (?, ?, ?, ?, ?)",
      {attempt.order, int64_t{attempt.attempt}, attempt.photo_sha256,
       int64_t{attempt.rejected ? 1 : 0}, JsonLine(ToJson(attempt))});
}

StatusOr<AttemptRow> SqliteTransaction::GetAttempt(const std::string& order, int attempt) {
  return GetDocument(db_, "SELECT doc FROM attempts WHERE order_number = ? AND attempt = ?",
                     {order, int64_t{attempt}}, &AttemptFromJson, "the photo");
}

StatusOr<bool> SqliteTransaction::WasRejected(const std::string& order, const std::string& sha256) {
  bool rejected = false;
  ZJ_RETURN_IF_ERROR(db_.Query(
      "SELECT 1 FROM attempts WHERE order_number = ? AND photo_sha256 = ? AND rejected = 1",
      {order, sha256}, [&](const SqlRow&) {
        rejected = true;
        return absl::OkStatus();
      }));
  return rejected;
}

StatusOr<std::vector<RejectedPhotoRow>> SqliteTransaction::RejectedPhotos(
    const std::string& order) {
  ZJ_ASSIGN_OR_RETURN(
      const auto attempts,
      ReadDocuments(db_,
                    "SELECT doc FROM attempts WHERE order_number = ? AND rejected = 1"
                    " ORDER BY attempt",
                    {order}, &AttemptFromJson));
  std::vector<RejectedPhotoRow> photos;
  for (const AttemptRow& row : attempts) {
    photos.push_back({row.photo_sha256, row.perceptual_hash});
  }
  return photos;
}

StatusOr<std::optional<DraftRow>> SqliteTransaction::FindDraft(const std::string& order,
                                                               int attempt) {
  return FindDocument(db_, "SELECT doc FROM drafts WHERE order_number = ? AND attempt = ?",
                      {order, int64_t{attempt}}, &DraftFromJson);
}

Status SqliteTransaction::PutDraft(const DraftRow& draft) {
  return db_.Run("INSERT OR REPLACE INTO drafts (order_number, attempt, doc) VALUES (?, ?, ?)",
                 {draft.order, int64_t{draft.attempt}, JsonLine(ToJson(draft))});
}

StatusOr<int64_t> SqliteTransaction::InsertVersion(const VersionRow& version) {
  VersionRow stored = version;
  ZJ_ASSIGN_OR_RETURN(stored.id, NextId("versions"));
  ZJ_RETURN_IF_ERROR(db_.Run("INSERT INTO versions (id, order_number, doc) VALUES (?, ?, ?)",
                             {stored.id, stored.order, JsonLine(ToJson(stored))}));
  return stored.id;
}

StatusOr<VersionRow> SqliteTransaction::LastVersion(const std::string& order) {
  return GetDocument(db_,
                     "SELECT doc FROM versions WHERE order_number = ? ORDER BY id DESC LIMIT 1",
                     {order}, &VersionFromJson, "the finished picture");
}

Status SqliteTransaction::AppendOrderEvent(const OrderEventRow& event) {
  return db_.Run(
      "INSERT INTO order_events (order_number, event, from_state, to_state, epoch, time)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      {event.order, std::string(Name(event.event)), std::string(Name(event.from)),
       std::string(Name(event.to)), event.epoch, SqlTime(event.time)});
}

StatusOr<std::vector<OrderEventRow>> SqliteTransaction::ListOrderEvents(const std::string& order) {
  std::vector<OrderEventRow> events;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT sequence, event, from_state, to_state, epoch, time FROM order_events"
                " WHERE order_number = ? ORDER BY sequence",
                {order}, [&](const SqlRow& row) -> Status {
                  OrderEventRow event;
                  event.sequence = row.Number(0);
                  event.order = order;
                  ZJ_ASSIGN_OR_RETURN(event.event, OrderEventFromName(row.Text(1)));
                  ZJ_ASSIGN_OR_RETURN(event.from, OrderStateFromName(row.Text(2)));
                  ZJ_ASSIGN_OR_RETURN(event.to, OrderStateFromName(row.Text(3)));
                  event.epoch = row.Number(4);
                  event.time = absl::FromUnixMicros(row.Number(5));
                  events.push_back(std::move(event));
                  return absl::OkStatus();
                }));
  return events;
}

StatusOr<std::vector<OutboxRow>> SqliteTransaction::ListOutbox(int64_t after, int limit) {
  std::vector<OutboxRow> rows;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT sequence, order_number, kind, detail, created FROM outbox"
                " WHERE sequence > ? ORDER BY sequence LIMIT ?",
                {after, int64_t{limit}}, [&](const SqlRow& row) -> Status {
                  ZJ_ASSIGN_OR_RETURN(Json detail, ParseJson(row.Text(3), "outbox"));
                  rows.push_back({row.Number(0), row.Text(1), row.Text(2), std::move(detail),
                                  absl::FromUnixMicros(row.Number(4))});
                  return absl::OkStatus();
                }));
  return rows;
}

StatusOr<std::optional<RequestRow>> SqliteTransaction::FindRequest(const std::string& id) {
  std::optional<RequestRow> request;
  ZJ_RETURN_IF_ERROR(db_.Query("SELECT method, body_hash, response FROM requests WHERE id = ?",
                               {id}, [&](const SqlRow& row) {
                                 request = RequestRow{row.Text(0), row.Text(1), row.Text(2), ""};
                                 return absl::OkStatus();
                               }));
  return request;
}

Status SqliteTransaction::PutRequest(const std::string& id, const RequestRow& row, absl::Time now) {
  return db_.Run(
      "INSERT INTO requests (id, method, body_hash, response, created, order_number)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      {id, row.method, row.body_hash, row.response, SqlTime(now), row.order});
}

StatusOr<StoredAudit> SqliteTransaction::AuditHead() {
  StoredAudit head;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT sequence, bytes, hash FROM audit ORDER BY sequence DESC LIMIT 1", {},
                [&](const SqlRow& row) {
                  head = {row.Number(0), row.Text(1), row.Text(2)};
                  return absl::OkStatus();
                }));
  return head;
}

Status SqliteTransaction::AppendAudit(const StoredAudit& event, const std::string& order,
                                      const std::string& actor, const std::string& action) {
  return db_.Run(
      "INSERT INTO audit (sequence, bytes, hash, order_number, actor, action)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      {event.sequence, SqlBytes{event.bytes}, event.hash, order, actor, action});
}

StatusOr<std::vector<StoredAudit>> SqliteTransaction::ListAudit(const AuditFilter& filter) {
  std::string sql = "SELECT sequence, bytes, hash FROM audit WHERE sequence > ?";
  std::vector<SqlValue> values = {filter.after};
  const auto match = [&](const char* column, const std::string& value) {
    if (value.empty()) return;
    sql += std::string(" AND ") + column + " = ?";
    values.emplace_back(value);
  };
  match("order_number", filter.order);
  match("actor", filter.actor);
  match("action", filter.action);
  sql += " ORDER BY sequence LIMIT ?";
  values.emplace_back(int64_t{filter.limit});
  std::vector<StoredAudit> events;
  ZJ_RETURN_IF_ERROR(db_.Query(sql, values, [&](const SqlRow& row) {
    events.push_back({row.Number(0), row.Text(1), row.Text(2)});
    return absl::OkStatus();
  }));
  return events;
}

}  // namespace zhaojian
