// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "core/ledger/sqlite_rows.h"
#include "core/ledger/sqlite_transaction.h"

// Whose turn it is in the queue: each question is a seek in the index items_queued.
namespace zhaojian {
namespace {

// Who could take an item; the parameters ?1 to ?6 of every statement here.
constexpr char kEligible[] =
    " kind = ?1 AND hours >= ?2 AND supervisor_only <= ?3 AND instr(excluded, ?4) = 0"
    " AND (skills = '' OR covers(skills, ?5))";
// An item that is kept for one person is nobody else's until then.
constexpr char kNotKept[] =
    " AND (sticky = '' OR instr(?4, '|' || sticky || '|') OR sticky_until <= ?6)";

std::vector<SqlValue> ValuesOf(const CandidateQuery& query) {
  return {std::string(Name(query.kind)), int64_t{query.hours}, int64_t{query.supervisor ? 1 : 0},
          "|" + query.staff + "|",       Framed(query.skills), SqlTime(query.now)};
}

// Ids that are passed over are rare (an order on hold): only then the statement gets longer.
std::string Skipping(const CandidateQuery& query, std::vector<SqlValue>& values) {
  if (query.skipped.empty()) return "";
  values.emplace_back(JsonLine(Json(query.skipped)));
  return " AND id NOT IN (SELECT value FROM json_each(?" + std::to_string(values.size()) + "))";
}

int64_t MicrosOf(const SqlValue& time) { return std::get<int64_t>(time); }

}  // namespace

StatusOr<std::optional<absl::Time>> SqliteTransaction::FirstSlot(const CandidateQuery& query,
                                                                 WorkClass work_class,
                                                                 absl::Time from) {
  std::vector<SqlValue> values = ValuesOf(query);
  values.emplace_back(int64_t{static_cast<int>(work_class)});
  const bool any = from == absl::InfinitePast();
  values.emplace_back(any ? std::numeric_limits<int64_t>::min() : MicrosOf(SqlTime(from)));
  const std::string sql = std::string("SELECT slot FROM items WHERE state = 'QUEUED' AND") +
                          kEligible + kNotKept + " AND class = ?7 AND slot >= ?8" +
                          Skipping(query, values) + " ORDER BY slot LIMIT 1";
  std::optional<absl::Time> slot;
  ZJ_RETURN_IF_ERROR(db_.Query(sql, values, [&](const SqlRow& row) {
    slot = TimeOf(row, 0);
    return absl::OkStatus();
  }));
  return slot;
}

StatusOr<std::vector<SchoolTurn>> SqliteTransaction::SchoolsIn(const CandidateQuery& query,
                                                               const WorkGroup& group) {
  std::vector<SqlValue> values = ValuesOf(query);
  values.emplace_back(int64_t{static_cast<int>(group.work_class)});
  values.emplace_back(SqlTime(group.slot));
  const std::string one = std::string("SELECT school FROM items WHERE state = 'QUEUED' AND") +
                          kEligible + kNotKept + " AND class = ?7 AND slot = ?8" +
                          Skipping(query, values);
  // From school to school by index, instead of over all items of a school that sent thousands.
  const std::string sql = "WITH RECURSIVE s(school) AS (SELECT (" + one +
                          " ORDER BY school LIMIT 1) UNION ALL SELECT (" + one +
                          " AND school > s.school ORDER BY school LIMIT 1) FROM s"
                          " WHERE s.school IS NOT NULL)"
                          " SELECT s.school, t.turn, t.deficit, t.visiting, t.cost FROM s"
                          " LEFT JOIN school_turns t ON t.kind = ?1 AND t.school = s.school"
                          " WHERE s.school IS NOT NULL";
  std::vector<SchoolTurn> schools;
  ZJ_RETURN_IF_ERROR(db_.Query(sql, values, [&](const SqlRow& row) {
    schools.push_back({row.Text(0), row.Number(1), absl::Microseconds(row.Number(2)),
                       row.Number(3) != 0, absl::Microseconds(row.Number(4)), false});
    return absl::OkStatus();
  }));
  return schools;
}

StatusOr<std::optional<WorkItemRow>> SqliteTransaction::FirstIn(const CandidateQuery& query,
                                                                const WorkGroup& group,
                                                                const std::string& school) {
  std::vector<SqlValue> values = ValuesOf(query);
  values.emplace_back(int64_t{static_cast<int>(group.work_class)});
  values.emplace_back(SqlTime(group.slot));
  values.emplace_back(school);
  const std::string sql = std::string("SELECT doc FROM items WHERE state = 'QUEUED' AND") +
                          kEligible + kNotKept + " AND class = ?7 AND slot = ?8 AND school = ?9" +
                          Skipping(query, values) + " ORDER BY due, id LIMIT 1";
  return FindDocument(db_, sql, values, &WorkItemFromJson);
}

StatusOr<std::optional<WorkItemRow>> SqliteTransaction::FirstSticky(const CandidateQuery& query) {
  std::vector<SqlValue> values = ValuesOf(query);
  values.emplace_back(query.staff);
  const std::string sql = std::string("SELECT doc FROM items WHERE state = 'QUEUED' AND") +
                          kEligible + " AND sticky = ?7 AND sticky <> '' AND sticky_until > ?6" +
                          Skipping(query, values) + " ORDER BY due, id LIMIT 1";
  return FindDocument(db_, sql, values, &WorkItemFromJson);
}

StatusOr<std::optional<WorkItemRow>> SqliteTransaction::FirstEscalated(
    const CandidateQuery& query) {
  std::vector<SqlValue> values = ValuesOf(query);
  values.pop_back();  // nothing is kept for anybody here, so the time is not asked
  const std::string sql = std::string("SELECT doc FROM items WHERE state = 'ESCALATED' AND") +
                          kEligible + Skipping(query, values) + " ORDER BY due, id LIMIT 1";
  return FindDocument(db_, sql, values, &WorkItemFromJson);
}

StatusOr<QueueStateRow> SqliteTransaction::GetQueueState(WorkKind kind) {
  ZJ_ASSIGN_OR_RETURN(auto row, FindDocument(db_, "SELECT doc FROM queues WHERE kind = ?",
                                             {std::string(Name(kind))}, &QueueStateFromJson));
  if (row) return *row;
  QueueStateRow fresh;
  fresh.kind = kind;
  return fresh;
}

Status SqliteTransaction::PutQueueState(const QueueStateRow& row) {
  return db_.Run("INSERT OR REPLACE INTO queues (kind, doc) VALUES (?, ?)",
                 {std::string(Name(row.kind)), JsonLine(ToJson(row))});
}

StatusOr<std::vector<StaffTurnRow>> SqliteTransaction::StaffTurns(WorkKind kind) {
  std::vector<StaffTurnRow> rows;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT staff, seen, passed FROM staff_turns WHERE kind = ? ORDER BY staff",
                {std::string(Name(kind))}, [&](const SqlRow& row) {
                  rows.push_back({row.Text(0), absl::FromUnixMicros(row.Number(1)),
                                  static_cast<int>(row.Number(2))});
                  return absl::OkStatus();
                }));
  return rows;
}

StatusOr<StaffTurnRow> SqliteTransaction::GetStaffTurn(WorkKind kind, const std::string& staff) {
  StaffTurnRow turn{staff, absl::UnixEpoch(), 0};
  ZJ_RETURN_IF_ERROR(db_.Query("SELECT seen, passed FROM staff_turns WHERE kind = ? AND staff = ?",
                               {std::string(Name(kind)), staff}, [&](const SqlRow& row) {
                                 turn.seen = absl::FromUnixMicros(row.Number(0));
                                 turn.passed = static_cast<int>(row.Number(1));
                                 return absl::OkStatus();
                               }));
  return turn;
}

Status SqliteTransaction::PutStaffTurn(WorkKind kind, const StaffTurnRow& row) {
  return db_.Run(
      "INSERT OR REPLACE INTO staff_turns (kind, staff, seen, passed) VALUES (?, ?, ?, ?)",
      {std::string(Name(kind)), row.staff, SqlTime(row.seen), int64_t{row.passed}});
}

StatusOr<SchoolTurnRow> SqliteTransaction::GetSchoolTurn(WorkKind kind, const std::string& school) {
  SchoolTurnRow turn;
  turn.turn.school = school;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT turn, deficit, visiting, cost, samples FROM school_turns WHERE kind = ? "
                "AND school = ?",
                {std::string(Name(kind)), school}, [&](const SqlRow& row) {
                  turn.turn.turn = row.Number(0);
                  turn.turn.deficit = absl::Microseconds(row.Number(1));
                  turn.turn.visiting = row.Number(2) != 0;
                  turn.turn.cost = absl::Microseconds(row.Number(3));
                  turn.samples = row.Number(4);
                  return absl::OkStatus();
                }));
  return turn;
}

Status SqliteTransaction::PutSchoolTurn(WorkKind kind, const SchoolTurn& turn) {
  return db_.Run(
      "INSERT INTO school_turns (kind, school, turn, deficit, visiting, cost, samples)"
      " VALUES (?1, ?2, ?3, ?4, ?5, 0, 0) ON CONFLICT (kind, school)"
      " DO UPDATE SET turn = ?3, deficit = ?4, visiting = ?5",
      {std::string(Name(kind)), turn.school, turn.turn, absl::ToInt64Microseconds(turn.deficit),
       int64_t{turn.visiting ? 1 : 0}});
}

Status SqliteTransaction::PutSchoolPace(WorkKind kind, const SchoolTurnRow& row) {
  return db_.Run(
      "INSERT INTO school_turns (kind, school, turn, deficit, visiting, cost, samples)"
      " VALUES (?1, ?2, 0, 0, 0, ?3, ?4) ON CONFLICT (kind, school)"
      " DO UPDATE SET cost = ?3, samples = ?4",
      {std::string(Name(kind)), row.turn.school, absl::ToInt64Microseconds(row.turn.cost),
       row.samples});
}

StatusOr<std::vector<SlotCount>> SqliteTransaction::CountSlots(WorkKind kind) {
  std::vector<SlotCount> slots;
  ZJ_RETURN_IF_ERROR(
      db_.Query("SELECT slot, COUNT(*) FROM items WHERE state = 'QUEUED' AND kind = ?"
                " GROUP BY class, slot",
                {std::string(Name(kind))}, [&](const SqlRow& row) {
                  slots.push_back({absl::FromUnixMicros(row.Number(0)), row.Number(1)});
                  return absl::OkStatus();
                }));
  return slots;
}

}  // namespace zhaojian
