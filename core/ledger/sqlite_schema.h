// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/status.h"
#include "core/ledger/sqlite_database.h"

namespace zhaojian {

/// Brings a database to the newest schema; the version is PRAGMA user_version.
/// Errors: kFailedPrecondition SCHEMA_TOO_NEW; those of the database.
Status UpgradeSchema(SqliteDatabase& database);

}  // namespace zhaojian
