// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/ledger/ledger.h"
#include "core/ledger/policy.h"
#include "core/ledger/store.h"

namespace zhaojian {

/// What a command runs on besides its own fields: rules, settings, time.
struct StepSettings {
  const LedgerPolicy& policy;
  absl::Duration undo_window;
  bool enforce_office_hours = true;
  bool takes_payment = true;
};

/// What a new work item carries besides its order.
struct NewWork {
  WorkKind kind = WorkKind::kReview;
  bool supervisor_only = false;
  std::vector<std::string> excluded;
  std::string note;
  std::vector<ReasonRef> reasons;
  /// A decision was overturned for the student; the photo comes back for a second look.
  bool contested = false;
  bool again = false;
  /// The class it has, when it was queued before; worked out when absent.
  std::optional<WorkClass> work_class;
};

/// One command in progress: its transaction, its rules, its moment. Every change goes through here,
/// so that state, order event, audit event and outbox are written together.
class Step {
 public:
  Step(Transaction& transaction, const StepSettings& step_settings, const RequestMeta& request,
       absl::Time moment)
      : txn(transaction),
        settings(step_settings),
        policy(step_settings.policy),
        meta(request),
        now(moment) {}

  Transaction& txn;
  const StepSettings& settings;
  const LedgerPolicy& policy;
  const RequestMeta& meta;
  const absl::Time now;
  /// Told to the listener after the commit.
  std::vector<LedgerNotice> notices;

  /// The acting staff member. Errors: kUnauthenticated UNKNOWN_STAFF.
  StatusOr<StaffMember> Staff();
  /// The actors of the order table that the caller may be.
  StatusOr<std::set<Actor>> Actors();
  /// Errors: kPermissionDenied ROLE_MISSING unless the caller is the system or has one of the
  /// roles.
  Status RequireRole(const std::set<Role>& roles);

  /// Appends an audit event.
  /// @param order number the event belongs to; empty = none.
  Status Audit(const std::string& action, const std::string& resource, const std::string& order,
               int64_t epoch, int64_t fence, const Json& detail);
  /// Moves an order by the table, writes it and its trail.
  Status Fire(OrderRow& order, OrderEvent event, const std::set<Actor>& actors,
              const GuardFacts& facts, const Json& detail);
  /// Moves an item by its table, writes it and its trail.
  Status Move(WorkItemRow& item, WorkEvent event, const Json& detail);
  /// Writes fields of an order that are no state.
  Status Save(OrderRow& order);
  /// Sets due time and promise of the stage that begins at `from`, and writes the order.
  Status StartClock(OrderRow& order, DueKind kind, absl::Time from);
  /// Takes due time and promise away and writes the order.
  Status StopClock(OrderRow& order);
  /// Sets when the order's timer rings in the state it is in. Fire does this by itself.
  Status ArmTimer(OrderRow& order);
  /// After what held an automatic step up is gone (case, hold): the timer rings again, a student
  /// who has to confirm gets at least the policy's reprieve. Writes the order if it changes.
  Status RearmTimer(OrderRow& order);
  /// Does anybody owe the student of this order an answer?
  StatusOr<bool> HasOpenCase(const OrderRow& order);
  /// Adds a work item for the order's current attempt and epoch. StartClock comes before.
  Status Enqueue(const OrderRow& order, const NewWork& work);
  /// The student contests what was decided: open work on the order becomes an appeal's, due from
  /// now. Each item is audited.
  Status Contest(const OrderRow& order);
  /// Puts a queued item whose due time has passed into the alarm list, if it is not there.
  Status RaiseAlarm(WorkItemRow& item);
  /// Cancels every open item of an order; holders are told.
  Status CancelOpenItems(const OrderRow& order, const std::string& reason, RenewOutcome outcome);
  /// Puts a notice for the student into the outbox.
  Status Notify(const OrderRow& order, const std::string& kind, const Json& detail);

 private:
  std::string actor_role_;
  // The trail's newest event, once this command has written one: nobody else writes meanwhile.
  std::optional<StoredAudit> head_;
};

/// When work of a class is due for an order whose clock runs.
absl::Time DueOfWork(const Step& step, const OrderRow& order, const School& school,
                     WorkClass work_class);

/// Clears who holds an item and when it wakes.
void ClearLease(WorkItemRow& item);

/// The item if the caller holds it, active, with this fence, and the lease (with grace) still runs.
/// Errors: NOT_FOUND, ATTEMPT_WITHDRAWN / ATTEMPT_OVERTURNED, LEASE_LOST, NOT_HOLDER,
/// ALREADY_DECIDED, ILLEGAL_TRANSITION (reserved or parked only).
StatusOr<WorkItemRow> ActiveItem(Step& step, int64_t item, int64_t fence);

/// The same without asking that it is active: reserved, leased, staged or parked.
StatusOr<WorkItemRow> HeldItem(Step& step, int64_t item, int64_t fence);

/// Errors: kAborted ETAG_MISMATCH {resource, etag_now} unless `etag` is empty or names `version`.
Status CheckEtag(const std::string& etag, int64_t version, const std::string& resource);

/// Errors: kInvalidArgument COMMENT_REQUIRED naming `field` for blank words, NOTE_TOO_LONG.
Status CheckWords(const std::string& words, const std::string& field);

/// Errors: kAborted ATTEMPT_WITHDRAWN {order, epoch_now} unless `epoch` is the order's.
Status CheckEpoch(const OrderRow& order, int64_t epoch);

/// Staff codes of everybody whose PASS or REJECT counted for this photo, overturned ones too.
StatusOr<std::vector<std::string>> DecidersOf(Transaction& transaction, const std::string& order,
                                              int attempt);

/// True for 64 lower-case hex digits.
bool IsSha256(const std::string& text);

/// Heaviest first; equal ones keep their order.
std::vector<ReasonRef> HeaviestFirst(const ReasonCatalogue& catalogue,
                                     std::vector<ReasonRef> reasons);

}  // namespace zhaojian
