// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/sqlite_schema.h"

#include <array>

namespace zhaojian {
namespace {

// Rows are JSON documents (`doc`, the truth) beside the columns that are searched. Times are Unix
// microseconds. One entry per schema version; an entry is never changed once released.
constexpr std::array<const char*, 4> kVersions = {R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE schools (code TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE staff (code TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE subjects (
  uid_hash TEXT PRIMARY KEY, salt TEXT NOT NULL, last_four_hash TEXT NOT NULL,
  failures INTEGER NOT NULL, locked_until INTEGER, order_number TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE payments (txn TEXT PRIMARY KEY, order_number TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE orders (
  number TEXT PRIMARY KEY, school TEXT NOT NULL, state TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX orders_by_state ON orders (state, school, number);
CREATE TABLE secrets (
  number TEXT PRIMARY KEY, key BLOB NOT NULL, subject BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE attempts (
  order_number TEXT NOT NULL, attempt INTEGER NOT NULL, photo_sha256 TEXT NOT NULL,
  rejected INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (order_number, attempt)) WITHOUT ROWID;
CREATE TABLE items (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, state TEXT NOT NULL,
  order_number TEXT NOT NULL, due INTEGER NOT NULL, created INTEGER NOT NULL,
  hours INTEGER NOT NULL, supervisor_only INTEGER NOT NULL, excluded TEXT NOT NULL,
  holder TEXT NOT NULL, wakes INTEGER, doc TEXT NOT NULL);
CREATE INDEX items_queued ON items (kind, due, id, created) WHERE state = 'QUEUED';
CREATE INDEX items_escalated ON items (kind, due, id) WHERE state = 'ESCALATED';
CREATE INDEX items_open ON items (state, kind) WHERE state NOT IN ('DONE', 'CANCELLED', 'QUEUED');
CREATE INDEX items_held ON items (holder) WHERE state IN ('RESERVED', 'LEASED', 'STAGED', 'PARKED');
CREATE INDEX items_waking ON items (wakes) WHERE wakes IS NOT NULL;
CREATE INDEX items_by_order ON items (order_number);
CREATE TABLE grants (
  staff TEXT NOT NULL, day TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (staff, day)) WITHOUT ROWID;
CREATE TABLE decisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL, fence INTEGER NOT NULL,
  order_number TEXT NOT NULL, school TEXT NOT NULL, actor TEXT NOT NULL, verdict TEXT NOT NULL,
  state TEXT NOT NULL, codes TEXT NOT NULL, decided INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE UNIQUE INDEX decisions_once ON decisions (item, fence)
  WHERE state IN ('STAGED', 'EFFECTIVE') AND item > 0;
CREATE INDEX decisions_by_item ON decisions (item);
CREATE INDEX decisions_by_order ON decisions (order_number);
CREATE INDEX decisions_by_actor ON decisions (actor, id);
CREATE INDEX decisions_by_time ON decisions (decided);
CREATE TABLE drafts (
  order_number TEXT NOT NULL, attempt INTEGER NOT NULL, doc TEXT NOT NULL,
  PRIMARY KEY (order_number, attempt)) WITHOUT ROWID;
CREATE TABLE versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_number TEXT NOT NULL, doc TEXT NOT NULL);
CREATE INDEX versions_by_order ON versions (order_number, id);
CREATE TABLE order_events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, order_number TEXT NOT NULL, event TEXT NOT NULL,
  from_state TEXT NOT NULL, to_state TEXT NOT NULL, epoch INTEGER NOT NULL, time INTEGER NOT NULL);
CREATE INDEX order_events_by_order ON order_events (order_number, sequence);
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, order_number TEXT NOT NULL, kind TEXT NOT NULL,
  detail TEXT NOT NULL, created INTEGER NOT NULL);
CREATE TABLE requests (
  id TEXT PRIMARY KEY, method TEXT NOT NULL, body_hash TEXT NOT NULL, response TEXT NOT NULL,
  created INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL, hash TEXT NOT NULL,
  order_number TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL);
CREATE INDEX audit_by_order ON audit (order_number, sequence);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
INSERT INTO meta (key, value) VALUES ('store_key', randomblob(32));
)sql",
                                                  R"sql(
ALTER TABLE orders ADD COLUMN wakes INTEGER;
CREATE INDEX orders_waking ON orders (wakes) WHERE wakes IS NOT NULL;
ALTER TABLE payments ADD COLUMN amount_fen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN state TEXT NOT NULL DEFAULT 'SETTLED';
CREATE INDEX payments_by_order ON payments (order_number);
CREATE TABLE cases (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_number TEXT NOT NULL, school TEXT NOT NULL,
  kind TEXT NOT NULL, open INTEGER NOT NULL, due INTEGER NOT NULL, doc TEXT NOT NULL);
CREATE INDEX cases_by_order ON cases (order_number, id);
CREATE INDEX cases_open ON cases (id) WHERE open = 1;
CREATE TABLE notices (
  sink TEXT NOT NULL, sequence INTEGER NOT NULL, order_number TEXT NOT NULL, state TEXT NOT NULL,
  tries INTEGER NOT NULL, next_try INTEGER, PRIMARY KEY (sink, sequence)) WITHOUT ROWID;
CREATE INDEX notices_open ON notices (sink, sequence) WHERE state = 'WAITING';
CREATE INDEX outbox_by_order ON outbox (order_number, sequence);
CREATE INDEX subjects_by_order ON subjects (order_number);
)sql",
                                                  // Turns in the queue. What waited before has no
                                                  // class and is due where it was due; 1800000000
                                                  // microseconds are the slot of 30 minutes.
                                                  R"sql(
ALTER TABLE items ADD COLUMN school TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN class INTEGER NOT NULL DEFAULT 3;
ALTER TABLE items ADD COLUMN slot INTEGER NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN skills TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN sticky TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN sticky_until INTEGER;
UPDATE items SET slot = due - due % 1800000000, school = json_extract(doc, '$.school'),
  doc = json_set(doc, '$.class', 'NEW', '$.slot', due - due % 1800000000, '$.overdue',
    json('false'), '$.skills', json('[]'), '$.sticky', '', '$.sticky_until', NULL);
UPDATE items SET wakes = due, doc = json_set(doc, '$.wakes', due) WHERE state = 'QUEUED';
DROP INDEX items_queued;
CREATE INDEX items_queued ON items (kind, class, slot, school, due, id, created, hours,
  supervisor_only, excluded, skills, sticky, sticky_until) WHERE state = 'QUEUED';
CREATE INDEX items_sticky ON items (sticky, kind, due, id) WHERE state = 'QUEUED' AND sticky <> '';
CREATE TABLE queues (kind TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE staff_turns (
  kind TEXT NOT NULL, staff TEXT NOT NULL, seen INTEGER NOT NULL, passed INTEGER NOT NULL,
  PRIMARY KEY (kind, staff)) WITHOUT ROWID;
CREATE TABLE school_turns (
  kind TEXT NOT NULL, school TEXT NOT NULL, turn INTEGER NOT NULL, deficit INTEGER NOT NULL,
  visiting INTEGER NOT NULL, cost INTEGER NOT NULL, samples INTEGER NOT NULL,
  PRIMARY KEY (kind, school)) WITHOUT ROWID;
)sql",
                                                  R"sql(
ALTER TABLE requests ADD COLUMN order_number TEXT NOT NULL DEFAULT '';
UPDATE requests SET order_number =
  COALESCE(json_extract(response, '$.order'), json_extract(response, '$.number'), '')
  WHERE json_valid(response) AND json_type(response) = 'object';
CREATE INDEX requests_by_order ON requests (order_number) WHERE order_number <> '';
)sql"};

}  // namespace

Status UpgradeSchema(SqliteDatabase& database) {
  int64_t version = 0;
  ZJ_RETURN_IF_ERROR(database.Query("PRAGMA user_version", {}, [&](const SqlRow& row) {
    version = row.Number(0);
    return absl::OkStatus();
  }));
  if (version > static_cast<int64_t>(kVersions.size())) {
    return MakeError(StatusCode::kFailedPrecondition, "SCHEMA_TOO_NEW",
                     "the data folder was written by a newer program; use that one");
  }
  for (size_t next = static_cast<size_t>(version); next < kVersions.size(); ++next) {
    const Status status =
        database.Script("BEGIN IMMEDIATE;" + std::string(kVersions.at(next)) +
                        "PRAGMA user_version = " + std::to_string(next + 1) + ";COMMIT;");
    if (!status.ok()) {
      if (database.InTransaction()) (void)database.Script("ROLLBACK");
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace zhaojian
