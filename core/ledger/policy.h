// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/status.h"
#include "core/domain/calendar.h"
#include "core/domain/order_clocks.h"
#include "core/domain/queue_order.h"
#include "core/domain/reason.h"
#include "core/domain/student_view.h"
#include "core/domain/transition_table.h"
#include "core/domain/work_item.h"

namespace zhaojian {

/// The rules a ledger runs on, all of them data.
struct LedgerPolicy {
  TransitionTable orders;
  WorkTable work;
  ClockPolicy clocks;
  QueuePolicy queue;
  OrderClocks order_clocks;
  WorkCalendar calendar;
  ReasonCatalogue reasons;
  /// What students see.
  StudentView student_view;
};

/// Reads assets/policy, assets/calendar and assets/reasons. Errors: those of the readers, naming
/// file and key.
StatusOr<LedgerPolicy> LoadLedgerPolicy(const std::filesystem::path& assets);

}  // namespace zhaojian
