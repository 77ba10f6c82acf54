// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/clock.h"
#include "core/base/status.h"
#include "core/domain/collection_code.h"
#include "core/domain/phone_token.h"
#include "core/ledger/ledger.h"
#include "core/ledger/policy.h"

namespace zhaojian {

/// How a ledger is opened.
struct LedgerOptions {
  /// Data folder; created when absent, locked while open.
  std::filesystem::path folder;
  LedgerPolicy policy;
  /// Replaces the policy's undo window when set.
  std::optional<absl::Duration> undo_window;
  /// False: work may be claimed at any time of day (schools with overtime may anyway).
  bool enforce_office_hours = true;
  /// False: nobody can verify a payment here, so no school may ask for one.
  bool takes_payment = true;
  /// Verifies log-ins by phone; none can be when null.
  std::shared_ptr<const PhoneTokenVerifier> phones;
  /// True: no order without a log-in by phone.
  bool phone_required = false;
  /// Reads collection codes; the demonstration codes when null.
  std::shared_ptr<const CollectionCodeResolver> codes;
  /// Must outlive the ledger; the system's clock when null.
  const Clock* clock = nullptr;
  /// Shown to whoever finds the folder locked.
  std::string owner = "zhaojian";
};

/// Opens (or creates) a ledger on SQLite: WAL, synchronous=FULL, one writer thread with group
/// commit. Errors: kUnavailable STORE_IN_USE naming the owner; kUnavailable LOG_NOT_WRITABLE;
/// kFailedPrecondition SCHEMA_TOO_NEW when a newer program wrote the folder; kDataLoss
/// HASH_CHAIN_BROKEN when the trail's last event does not fit.
StatusOr<std::unique_ptr<Ledger>> OpenSqliteLedger(LedgerOptions options);

/// The same ledger in memory, for tests and simulations on a virtual clock. `folder` is not used.
StatusOr<std::unique_ptr<Ledger>> OpenMemoryLedger(LedgerOptions options);

}  // namespace zhaojian
