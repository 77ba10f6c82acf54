// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/status.h"
#include "core/domain/school.h"
#include "core/domain/staff.h"
#include "core/ledger/commands.h"
#include "core/ledger/rows.h"

namespace zhaojian {

/// What belongs to an order and never leaves the store as it is.
struct OrderSecrets {
  /// 32 bytes; destroying it erases the order's photos and facts.
  std::string key;
  /// Facts about the student, sealed under `key`.
  std::string sealed_subject;
};

/// What is remembered about a collection code's owner. No name, no number.
struct SubjectRow {
  /// HMAC of the issuer's number under the store's key.
  std::string uid_hash;
  /// Salt and salted hash of the last four characters.
  std::string salt;
  std::string last_four_hash;
  int failures = 0;
  std::optional<absl::Time> locked_until;
  /// Newest order; empty before.
  std::string order;
};

/// A stored answer.
struct RequestRow {
  std::string method;
  std::string body_hash;
  std::string response;
  /// Whose order the answer is about; empty = none. Not filled by FindRequest.
  std::string order;
};

/// Which items of a kind a person could be given.
struct CandidateQuery {
  WorkKind kind = WorkKind::kReview;
  std::string staff;
  std::set<std::string> skills;
  bool supervisor = false;
  /// Least hours an item must have: 0 office hours, 1 make-up days too, 2 always.
  int hours = 0;
  absl::Time now;
  /// Ids that are passed over.
  std::set<int64_t> skipped;
};

/// A stored audit event.
struct StoredAudit {
  int64_t sequence = 0;
  std::string bytes;
  std::string hash;
};

/// The rows of one transaction. The rules live above (steps.h and the ledger_*.cc files), so that a
/// second database brings only this. Get... answers kNotFound NOT_FOUND; Find... answers empty.
class Transaction {
 public:
  virtual ~Transaction() = default;

  // Schools and staff.
  /// Adds or replaces.
  virtual Status PutSchool(const School& school) = 0;
  /// The school of a code.
  virtual StatusOr<School> GetSchool(const std::string& code) = 0;
  /// By code.
  virtual StatusOr<std::vector<School>> ListSchools() = 0;
  /// Adds or replaces.
  virtual Status PutStaff(const StaffMember& staff) = 0;
  /// The person of a code.
  virtual StatusOr<std::optional<StaffMember>> FindStaff(const std::string& code) = 0;
  /// By code.
  virtual StatusOr<std::vector<StaffMember>> ListStaff() = 0;

  /// The calendar that was imported last, as JSON text; empty before.
  virtual StatusOr<std::string> GetCalendar() = 0;
  /// Replaces it.
  virtual Status PutCalendar(const std::string& json) = 0;

  // Students.
  /// 32 random bytes, made with the store.
  virtual StatusOr<std::string> StoreKey() = 0;
  /// The owner of a collection code.
  virtual StatusOr<std::optional<SubjectRow>> FindSubject(const std::string& uid_hash) = 0;
  /// Adds or replaces.
  virtual Status PutSubject(const SubjectRow& subject) = 0;
  /// What the gateway said about a transaction.
  virtual StatusOr<std::optional<PaymentRow>> FindPayment(const std::string& transaction) = 0;
  /// Adds or replaces.
  virtual Status PutPayment(const PaymentRow& payment) = 0;
  /// All payments for an order.
  virtual StatusOr<std::vector<PaymentRow>> PaymentsOf(const std::string& order) = 0;

  // Orders and attempts.
  /// Adds an order with its secrets.
  virtual Status InsertOrder(const OrderRow& order, const OrderSecrets& secrets) = 0;
  /// Writes an order that exists.
  virtual Status UpdateOrder(const OrderRow& order) = 0;
  /// The order of a number.
  virtual StatusOr<OrderRow> GetOrder(const std::string& number) = 0;
  /// Key and sealed facts of an order.
  virtual StatusOr<OrderSecrets> GetSecrets(const std::string& number) = 0;
  /// Replaces the sealed facts of an order.
  virtual Status PutSealedSubject(const std::string& number, const std::string& sealed) = 0;
  /// By number.
  virtual StatusOr<std::vector<OrderRow>> ListOrders(const OrderFilter& filter) = 0;
  /// Orders whose timer has rung, earliest first.
  virtual StatusOr<std::vector<OrderRow>> WakingOrders(absl::Time now, int limit) = 0;
  /// Lets the timers of a school's orders in one state ring at `now`.
  virtual Status WakeOrders(const std::string& school, OrderState state, absl::Time now) = 0;
  /// Destroys the order's key and whatever the key does not protect: sealed facts, the owner of the
  /// code, recipes, reports, drafts, words, stored answers. What happened and when stays.
  virtual Status EraseOrder(const std::string& number) = 0;
  /// Adds or replaces.
  virtual Status PutAttempt(const AttemptRow& attempt) = 0;
  /// One photo of an order.
  virtual StatusOr<AttemptRow> GetAttempt(const std::string& order, int attempt) = 0;
  /// Was a photo with these bytes rejected for this order?
  virtual StatusOr<bool> WasRejected(const std::string& order, const std::string& sha256) = 0;
  /// The rejected photos of an order, oldest first.
  virtual StatusOr<std::vector<RejectedPhotoRow>> RejectedPhotos(const std::string& order) = 0;

  // Work items.
  /// Adds an item and returns its id.
  virtual StatusOr<int64_t> InsertItem(const WorkItemRow& item) = 0;
  /// Writes an item that exists.
  virtual Status UpdateItem(const WorkItemRow& item) = 0;
  /// The item of an id.
  virtual StatusOr<WorkItemRow> GetItem(int64_t id) = 0;
  /// Items of an order that are neither done nor cancelled.
  virtual StatusOr<std::vector<WorkItemRow>> OpenItems(const std::string& order) = 0;
  /// All items of an order, by id.
  virtual StatusOr<std::vector<WorkItemRow>> ItemsOf(const std::string& order) = 0;
  /// Items after an id, by id.
  virtual StatusOr<std::vector<WorkItemRow>> ListItems(int64_t after, int limit) = 0;
  /// Items a person holds, by id.
  virtual StatusOr<std::vector<WorkItemRow>> HeldItems(const std::string& staff) = 0;
  // What a person could be given (CandidateQuery), looked for by index; queue_turn.cc chooses.
  /// The earliest slot, not before `from`, in which items of a class are queued.
  virtual StatusOr<std::optional<absl::Time>> FirstSlot(const CandidateQuery& query,
                                                        WorkClass work_class, absl::Time from) = 0;
  /// The schools with queued items in a group, by code.
  virtual StatusOr<std::vector<SchoolTurn>> SchoolsIn(const CandidateQuery& query,
                                                      const WorkGroup& group) = 0;
  /// The first queued item of a school in a group: due first, then oldest.
  virtual StatusOr<std::optional<WorkItemRow>> FirstIn(const CandidateQuery& query,
                                                       const WorkGroup& group,
                                                       const std::string& school) = 0;
  /// The first queued item that is kept for the person.
  virtual StatusOr<std::optional<WorkItemRow>> FirstSticky(const CandidateQuery& query) = 0;
  /// The first escalated item.
  virtual StatusOr<std::optional<WorkItemRow>> FirstEscalated(const CandidateQuery& query) = 0;

  /// The order of a queue; a fresh row before the first claim.
  virtual StatusOr<QueueStateRow> GetQueueState(WorkKind kind) = 0;
  /// Adds or replaces.
  virtual Status PutQueueState(const QueueStateRow& row) = 0;
  /// Everybody who claimed from a queue, by code.
  virtual StatusOr<std::vector<StaffTurnRow>> StaffTurns(WorkKind kind) = 0;
  /// One of them; a fresh row before the first claim.
  virtual StatusOr<StaffTurnRow> GetStaffTurn(WorkKind kind, const std::string& staff) = 0;
  /// Adds or replaces.
  virtual Status PutStaffTurn(WorkKind kind, const StaffTurnRow& row) = 0;
  /// A school in the round of a queue; a fresh row before its first visit.
  virtual StatusOr<SchoolTurnRow> GetSchoolTurn(WorkKind kind, const std::string& school) = 0;
  /// Moves its turn; what was measured stays.
  virtual Status PutSchoolTurn(WorkKind kind, const SchoolTurn& turn) = 0;
  /// Stores what was measured; its turn stays.
  virtual Status PutSchoolPace(WorkKind kind, const SchoolTurnRow& row) = 0;
  /// How many items of a kind are queued in each slot; a slot may come once per class.
  virtual StatusOr<std::vector<SlotCount>> CountSlots(WorkKind kind) = 0;
  /// Items whose timer has rung, earliest first.
  virtual StatusOr<std::vector<WorkItemRow>> WakingItems(absl::Time now, int limit) = 0;
  /// When the next timer rings.
  virtual StatusOr<std::optional<absl::Time>> NextWake() = 0;
  /// How the queues stand. @param near what is due before it and not past `now` counts as near.
  virtual StatusOr<std::vector<QueueRow>> CountQueues(absl::Time now, absl::Time near) = 0;
  /// Items granted to a person on a day.
  virtual StatusOr<int> GrantedOn(const std::string& staff, const std::string& day) = 0;
  /// Counts one more.
  virtual Status CountGrant(const std::string& staff, const std::string& day) = 0;

  // Decisions.
  /// Adds a decision and returns its id.
  virtual StatusOr<int64_t> InsertDecision(const DecisionRow& decision) = 0;
  /// Writes a decision that exists.
  virtual Status UpdateDecision(const DecisionRow& decision) = 0;
  /// The decision of an id.
  virtual StatusOr<DecisionRow> GetDecision(int64_t id) = 0;
  /// The newest decision of an item.
  virtual StatusOr<std::optional<DecisionRow>> LastDecisionOf(int64_t item) = 0;
  /// Newest first.
  virtual StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) = 0;

  // Retouch.
  /// The draft of an attempt.
  virtual StatusOr<std::optional<DraftRow>> FindDraft(const std::string& order, int attempt) = 0;
  /// Adds or replaces.
  virtual Status PutDraft(const DraftRow& draft) = 0;
  /// Adds a finished picture and returns its id.
  virtual StatusOr<int64_t> InsertVersion(const VersionRow& version) = 0;
  /// The newest finished picture.
  virtual StatusOr<VersionRow> LastVersion(const std::string& order) = 0;

  // Cases.
  /// Adds a case and returns its id.
  virtual StatusOr<int64_t> InsertCase(const CaseRow& row) = 0;
  /// Writes a case that exists.
  virtual Status UpdateCase(const CaseRow& row) = 0;
  /// The case of an id.
  virtual StatusOr<CaseRow> GetCase(int64_t id) = 0;
  /// By id.
  virtual StatusOr<std::vector<CaseRow>> ListCases(const CaseFilter& filter) = 0;

  // Trails.
  /// Adds to the life of an order.
  virtual Status AppendOrderEvent(const OrderEventRow& event) = 0;
  /// Oldest first.
  virtual StatusOr<std::vector<OrderEventRow>> ListOrderEvents(const std::string& order) = 0;
  /// Adds a notice and returns its sequence.
  virtual StatusOr<int64_t> AppendOutbox(const OutboxRow& row) = 0;
  /// The notice of a sequence.
  virtual StatusOr<OutboxRow> GetOutbox(int64_t sequence) = 0;
  /// For each order the oldest notice that a sink neither delivered nor gave up, if it may be tried
  /// at `now`; oldest first.
  virtual StatusOr<std::vector<OutboxRow>> DueNotices(const std::string& sink, absl::Time now,
                                                      int limit) = 0;
  /// How a notice fared at a sink; a fresh row before the first try.
  virtual StatusOr<NoticeRow> FindNotice(int64_t sequence, const std::string& sink) = 0;
  /// Adds or replaces.
  virtual Status PutNotice(const NoticeRow& notice, const std::string& order) = 0;
  /// Oldest first.
  virtual StatusOr<std::vector<OutboxRow>> ListOutbox(int64_t after, int limit) = 0;
  /// The stored answer to a request.
  virtual StatusOr<std::optional<RequestRow>> FindRequest(const std::string& id) = 0;
  /// Stores an answer.
  virtual Status PutRequest(const std::string& id, const RequestRow& row, absl::Time now) = 0;
  /// The newest event; sequence 0 before the first.
  virtual StatusOr<StoredAudit> AuditHead() = 0;
  /// Adds an event.
  virtual Status AppendAudit(const StoredAudit& event, const std::string& order,
                             const std::string& actor, const std::string& action) = 0;
  /// Oldest first.
  virtual StatusOr<std::vector<StoredAudit>> ListAudit(const AuditFilter& filter) = 0;

  /// Keeps what was written although the command answers with an error (a counted wrong answer).
  void KeepDespiteError() { keep_ = true; }
  /// True after KeepDespiteError.
  bool KeptDespiteError() const { return keep_; }
  /// Called by the store before each command.
  void Begin() { keep_ = false; }

 private:
  bool keep_ = false;
};

/// A database. Thread safety: thread-safe.
class Store {
 public:
  virtual ~Store() = default;
  /// Runs `work` alone against all other writers and makes it durable before it returns. An error
  /// of `work` undoes what it wrote. Errors besides: kUnavailable LOG_NOT_WRITABLE, SHUTTING_DOWN.
  virtual Status Write(const std::function<Status(Transaction&)>& work) = 0;
  /// Runs `work` on a consistent picture of the store.
  virtual Status Read(const std::function<Status(Transaction&)>& work) = 0;
};

}  // namespace zhaojian
