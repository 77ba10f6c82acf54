// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/ledger/rows.h"

namespace zhaojian {

/// Hash of one stored audit record: SHA-256(0x00 || stored bytes), as hex. The stored bytes hold
/// the hash of the record before, so the records form a chain.
std::string AuditHash(std::string_view stored);

/// The bytes that are stored for an event whose `prev_hash` is set. `hash` is not part of them.
std::string AuditRecordBytes(const AuditRow& row);

/// Reads stored bytes back. Errors: kDataLoss HASH_CHAIN_BROKEN.
StatusOr<AuditRow> AuditFromBytes(const std::string& stored, const std::string& hash);

/// One line of an export: the stored object with its "hash" appended as the last member.
std::string AuditExportLine(const std::string& stored, const std::string& hash);

/// The last line of an export: how many events, and the hash of the last one.
std::string AuditHeadLine(int64_t count, const std::string& hash);

/// What a good export says.
struct AuditVerdict {
  int64_t events = 0;
  /// Hash of the last event.
  std::string head;
};

/// Checks an export from the first to the last event with nothing but its text: every hash, every
/// link, every sequence number from 1 without a gap, and the closing head line.
/// Errors: kDataLoss HASH_CHAIN_BROKEN {sequence} naming the first event that is wrong or missing.
StatusOr<AuditVerdict> VerifyAuditExport(std::string_view text);

}  // namespace zhaojian
