// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "core/ledger/sqlite_rows.h"
#include "core/ledger/sqlite_transaction.h"

namespace zhaojian {
namespace {

std::string FramedReasons(const std::vector<ReasonRef>& reasons) {
  std::vector<std::string> codes;
  for (const ReasonRef& reason : reasons) codes.push_back(reason.code);
  return Framed(codes);
}

std::vector<SqlValue> ItemColumns(const WorkItemRow& item) {
  return {std::string(Name(item.kind)),
          std::string(Name(item.state)),
          item.order,
          SqlTime(item.due),
          SqlTime(item.created),
          int64_t{HoursOf(item)},
          int64_t{item.supervisor_only ? 1 : 0},
          Framed(item.excluded),
          item.holder,
          SqlTime(item.wakes),
          item.school,
          int64_t{static_cast<int>(item.work_class)},
          SqlTime(item.slot),
          Framed(item.skills),
          item.sticky,
          SqlTime(item.sticky_until),
          JsonLine(ToJson(item))};
}

std::vector<SqlValue> DecisionColumns(const DecisionRow& decision) {
  return {decision.item,
          decision.fence,
          decision.order,
          decision.school,
          decision.actor,
          std::string(Name(decision.verdict)),
          std::string(Name(decision.state)),
          FramedReasons(decision.reasons),
          SqlTime(decision.decided),
          JsonLine(ToJson(decision))};
}

std::optional<absl::Time> Earlier(std::optional<absl::Time> a, std::optional<absl::Time> b) {
  return !a || (b && *b < *a) ? b : a;
}

int64_t& CountOf(QueueRow& row, WorkState state) {
  switch (state) {
    case WorkState::kReserved:
      return row.reserved;
    case WorkState::kLeased:
      return row.leased;
    case WorkState::kStaged:
      return row.staged;
    case WorkState::kParked:
      return row.parked;
    case WorkState::kEscalated:
      return row.escalated;
    default:
      return row.queued;
  }
}

}  // namespace

StatusOr<int64_t> SqliteTransaction::InsertItem(const WorkItemRow& item) {
  WorkItemRow stored = item;
  ZJ_ASSIGN_OR_RETURN(stored.id, NextId("items"));
  std::vector<SqlValue> values = ItemColumns(stored);
  values.emplace_back(stored.id);
  ZJ_RETURN_IF_ERROR(db_.Run(
      "INSERT INTO items (kind, state, order_number, due, created, hours, supervisor_only,"
      " excluded, holder, wakes, school, class, slot, skills, sticky, sticky_until, doc, id)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      values));
  return stored.id;
}

// An index is written anew when one of its columns is set, whatever its value: those that never
// change stay out of the statement, and with them the index by order.
Status SqliteTransaction::UpdateItem(const WorkItemRow& item) {
  std::vector<SqlValue> values = ItemColumns(item);
  values.emplace_back(item.id);
  return db_.Run(
      "UPDATE items SET state = ?2, due = ?4, hours = ?6, supervisor_only = ?7, excluded = ?8,"
      " holder = ?9, wakes = ?10, class = ?12, slot = ?13, skills = ?14, sticky = ?15,"
      " sticky_until = ?16, doc = ?17 WHERE id = ?18",
      values);
}

StatusOr<int64_t> SqliteTransaction::NextId(const std::string& table) {
  int64_t last = 0;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT seq FROM sqlite_sequence WHERE name = ?", {table}, [&](const SqlRow& row) {
        last = row.Number(0);
        return absl::OkStatus();
      }));
  return last + 1;
}

StatusOr<WorkItemRow> SqliteTransaction::GetItem(int64_t id) {
  return GetDocument(db_, "SELECT doc FROM items WHERE id = ?", {id}, &WorkItemFromJson,
                     "the work item");
}

StatusOr<std::vector<WorkItemRow>> SqliteTransaction::OpenItems(const std::string& order) {
  return ReadDocuments(db_,
                       "SELECT doc FROM items WHERE order_number = ?"
                       " AND state NOT IN ('DONE', 'CANCELLED') ORDER BY id",
                       {order}, &WorkItemFromJson);
}

StatusOr<std::vector<WorkItemRow>> SqliteTransaction::ItemsOf(const std::string& order) {
  return ReadDocuments(db_, "SELECT doc FROM items WHERE order_number = ? ORDER BY id", {order},
                       &WorkItemFromJson);
}

StatusOr<std::vector<WorkItemRow>> SqliteTransaction::ListItems(int64_t after, int limit) {
  return ReadDocuments(db_, "SELECT doc FROM items WHERE id > ? ORDER BY id LIMIT ?",
                       {after, int64_t{limit}}, &WorkItemFromJson);
}

StatusOr<std::vector<WorkItemRow>> SqliteTransaction::HeldItems(const std::string& staff) {
  return ReadDocuments(db_,
                       "SELECT doc FROM items WHERE holder = ?"
                       " AND state IN ('RESERVED', 'LEASED', 'STAGED', 'PARKED') ORDER BY id",
                       {staff}, &WorkItemFromJson);
}

StatusOr<std::vector<WorkItemRow>> SqliteTransaction::WakingItems(absl::Time now, int limit) {
  return ReadDocuments(db_,
                       "SELECT doc FROM items WHERE wakes IS NOT NULL AND wakes <= ?"
                       " ORDER BY wakes, id LIMIT ?",
                       {SqlTime(now), int64_t{limit}}, &WorkItemFromJson);
}

StatusOr<std::optional<absl::Time>> SqliteTransaction::NextWake() {
  std::optional<absl::Time> next;
  for (const char* sql : {"SELECT MIN(wakes) FROM items WHERE wakes IS NOT NULL",
                          "SELECT MIN(wakes) FROM orders WHERE wakes IS NOT NULL"}) {
    ZJ_RETURN_IF_ERROR(db_.Query(sql, {}, [&](const SqlRow& row) {
      const auto wakes = TimeOf(row, 0);
      if (wakes && (!next || *wakes < *next)) next = wakes;
      return absl::OkStatus();
    }));
  }
  return next;
}

StatusOr<std::vector<QueueRow>> SqliteTransaction::CountQueues(absl::Time now, absl::Time near) {
  std::map<WorkKind, QueueRow> queues;
  for (const WorkKind kind : {WorkKind::kReview, WorkKind::kRetouch, WorkKind::kQc}) {
    queues[kind].kind = kind;
  }
  ZJ_RETURN_IF_ERROR(db_.Query(
      "SELECT kind, class, COUNT(*), MIN(created), MIN(due), SUM(due < ?1),"
      " SUM(due >= ?1 AND due < ?2) FROM items WHERE state = 'QUEUED' GROUP BY kind, class",
      {SqlTime(now), SqlTime(near)}, [&](const SqlRow& row) -> Status {
        ZJ_ASSIGN_OR_RETURN(const WorkKind kind, WorkKindFromName(row.Text(0)));
        QueueRow& queue = queues[kind];
        queue.kind = kind;
        const ClassCount count = {row.Number(2), row.Number(5), row.Number(6)};
        queue.classes.at(static_cast<size_t>(row.Number(1))) = count;
        queue.queued += count.queued;
        queue.overdue += count.overdue;
        queue.near_due += count.near_due;
        queue.oldest = Earlier(queue.oldest, TimeOf(row, 3));
        queue.earliest_due = Earlier(queue.earliest_due, TimeOf(row, 4));
        return absl::OkStatus();
      }));
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT kind, state, COUNT(*) FROM items"
                " WHERE state NOT IN ('DONE', 'CANCELLED', 'QUEUED') GROUP BY kind, state",
                {}, [&](const SqlRow& row) -> Status {
                  ZJ_ASSIGN_OR_RETURN(const WorkKind kind, WorkKindFromName(row.Text(0)));
                  ZJ_ASSIGN_OR_RETURN(const WorkState state, WorkStateFromName(row.Text(1)));
                  queues[kind].kind = kind;
                  CountOf(queues[kind], state) = row.Number(2);
                  return absl::OkStatus();
                }));
  std::vector<QueueRow> rows;
  for (auto& [kind, queue] : queues) {
    ZJ_ASSIGN_OR_RETURN(queue.order, GetQueueState(kind));
    rows.push_back(queue);
  }
  return rows;
}

StatusOr<int> SqliteTransaction::GrantedOn(const std::string& staff, const std::string& day) {
  int count = 0;
  ZJ_RETURN_IF_ERROR(db_.Query("SELECT count FROM grants WHERE staff = ? AND day = ?", {staff, day},
                               [&](const SqlRow& row) {
                                 count = static_cast<int>(row.Number(0));
                                 return absl::OkStatus();
                               }));
  return count;
}

Status SqliteTransaction::CountGrant(const std::string& staff, const std::string& day) {
  return db_.Run(
      "INSERT INTO grants (staff, day, count) VALUES (?, ?, 1)"
      " ON CONFLICT (staff, day) DO UPDATE SET count = count + 1",
      {staff, day});
}

StatusOr<int64_t> SqliteTransaction::InsertDecision(const DecisionRow& decision) {
  DecisionRow stored = decision;
  ZJ_ASSIGN_OR_RETURN(stored.id, NextId("decisions"));
  std::vector<SqlValue> values = DecisionColumns(stored);
  values.emplace_back(stored.id);
  ZJ_RETURN_IF_ERROR(
      db_.Run("INSERT INTO decisions (item, fence, order_number, school, actor, verdict, state,"
              " codes, decided, doc, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              values));
  return stored.id;
}

Status SqliteTransaction::UpdateDecision(const DecisionRow& decision) {
  std::vector<SqlValue> values = DecisionColumns(decision);
  values.emplace_back(decision.id);
  return db_.Run(
      "UPDATE decisions SET verdict = ?6, state = ?7, codes = ?8, doc = ?10 WHERE id = ?11",
      values);
}

StatusOr<DecisionRow> SqliteTransaction::GetDecision(int64_t id) {
  return GetDocument(db_, "SELECT doc FROM decisions WHERE id = ?", {id}, &DecisionFromJson,
                     "the decision");
}

StatusOr<std::optional<DecisionRow>> SqliteTransaction::LastDecisionOf(int64_t item) {
  return FindDocument(db_, "SELECT doc FROM decisions WHERE item = ? ORDER BY id DESC LIMIT 1",
                      {item}, &DecisionFromJson);
}

StatusOr<std::vector<DecisionRow>> SqliteTransaction::ListDecisions(const DecisionFilter& filter) {
  std::string sql = "SELECT doc FROM decisions WHERE 1";
  std::vector<SqlValue> values;
  const auto match = [&](const char* condition, SqlValue value) {
    sql += std::string(" AND ") + condition;
    values.push_back(std::move(value));
  };
  if (!filter.order.empty()) match("order_number = ?", filter.order);
  if (!filter.school.empty()) match("school = ?", filter.school);
  if (!filter.actor.empty()) match("actor = ?", filter.actor);
  if (filter.verdict) match("verdict = ?", std::string(Name(*filter.verdict)));
  if (filter.state) match("state = ?", std::string(Name(*filter.state)));
  if (!filter.reason.empty()) match("instr(codes, ?) > 0", "|" + filter.reason + "|");
  if (filter.from) match("decided >= ?", SqlTime(filter.from));
  if (filter.to) match("decided < ?", SqlTime(filter.to));
  if (filter.before > 0) match("id < ?", filter.before);
  sql += " ORDER BY id DESC LIMIT ?";
  values.emplace_back(int64_t{filter.limit});
  return ReadDocuments(db_, sql, values, &DecisionFromJson);
}

}  // namespace zhaojian
