// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/ledger/command_bodies.h"
#include "core/ledger/stored_ledger.h"

// Inside of StoredLedger; included by stored_*.cc only.
namespace zhaojian {

/// Stored answers of commands whose row is no row of rows.h.
inline Json ToJson(const School& school) { return SchoolToJson(school); }
inline Json ToJson(const StaffMember& staff) { return StaffToJson(staff); }
inline Json ToJson(int64_t number) { return number; }

/// Runs a command's rules in one transaction, or finds the stored answer of the same request.
template <typename Row, typename Command>
StatusOr<Row> StoredLedger::Mutate(const std::string& method, const Command& command,
                                   StatusOr<Row> (*work)(Step&, const Command&),
                                   StatusOr<Row> (*parse)(const Json&)) {
  Json answer;
  ZJ_RETURN_IF_ERROR(
      Write(method, command.meta, BodyOf(command), answer, [&](Step& step) -> StatusOr<Json> {
        ZJ_ASSIGN_OR_RETURN(const Row row, work(step, command));
        return ToJson(row);
      }));
  return parse(answer);
}

}  // namespace zhaojian
