// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/status.h"
#include "core/ledger/store.h"

namespace zhaojian {

/// Opens (or creates) `<folder>/ledger.db`: WAL, synchronous=FULL, one writer thread that commits
/// in groups, a few readers beside it. Errors: kUnavailable LOG_NOT_WRITABLE; kFailedPrecondition
/// SCHEMA_TOO_NEW.
StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::filesystem::path& folder);

/// The same rows in memory, for tests and simulations: commands run one after the other on the
/// caller's thread, reads too, and everything is gone with the object.
StatusOr<std::unique_ptr<Store>> OpenMemoryStore();

}  // namespace zhaojian
