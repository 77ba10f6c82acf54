// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <functional>
#include <optional>
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
};

/// Which queued items a person could be given.
struct CandidateQuery {
  WorkKind kind = WorkKind::kReview;
  std::string staff;
  bool supervisor = false;
  /// True: only schools with overtime; `makeup_open` adds those that count make-up days.
  bool closed = false;
  bool makeup_open = false;
  int limit = 1;
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

  /// Schools and staff.
  virtual Status PutSchool(const School& school) = 0;
  virtual StatusOr<School> GetSchool(const std::string& code) = 0;
  virtual StatusOr<std::vector<School>> ListSchools() = 0;
  virtual Status PutStaff(const StaffMember& staff) = 0;
  virtual StatusOr<std::optional<StaffMember>> FindStaff(const std::string& code) = 0;
  virtual StatusOr<std::vector<StaffMember>> ListStaff() = 0;

  /// Students.
  virtual StatusOr<std::string> StoreKey() = 0;
  virtual StatusOr<std::optional<SubjectRow>> FindSubject(const std::string& uid_hash) = 0;
  virtual Status PutSubject(const SubjectRow& subject) = 0;
  virtual StatusOr<bool> UsePayment(const std::string& transaction, const std::string& order) = 0;

  /// Orders and attempts.
  virtual Status InsertOrder(const OrderRow& order, const OrderSecrets& secrets) = 0;
  virtual Status UpdateOrder(const OrderRow& order) = 0;
  virtual StatusOr<OrderRow> GetOrder(const std::string& number) = 0;
  virtual StatusOr<OrderSecrets> GetSecrets(const std::string& number) = 0;
  virtual StatusOr<std::vector<OrderRow>> ListOrders(const OrderFilter& filter) = 0;
  virtual Status PutAttempt(const AttemptRow& attempt) = 0;
  virtual StatusOr<AttemptRow> GetAttempt(const std::string& order, int attempt) = 0;
  virtual StatusOr<bool> WasRejected(const std::string& order, const std::string& sha256) = 0;

  /// Work items.
  virtual StatusOr<int64_t> InsertItem(const WorkItemRow& item) = 0;
  virtual Status UpdateItem(const WorkItemRow& item) = 0;
  virtual StatusOr<WorkItemRow> GetItem(int64_t id) = 0;
  virtual StatusOr<std::vector<WorkItemRow>> OpenItems(const std::string& order) = 0;
  virtual StatusOr<std::vector<WorkItemRow>> HeldItems(const std::string& staff) = 0;
  virtual StatusOr<std::vector<WorkItemRow>> Candidates(const CandidateQuery& query) = 0;
  virtual StatusOr<std::vector<WorkItemRow>> WakingItems(absl::Time now, int limit) = 0;
  virtual StatusOr<std::optional<absl::Time>> NextWake() = 0;
  virtual StatusOr<std::vector<QueueRow>> CountQueues(absl::Time now) = 0;
  virtual StatusOr<int> GrantedOn(const std::string& staff, const std::string& day) = 0;
  virtual Status CountGrant(const std::string& staff, const std::string& day) = 0;

  /// Decisions.
  virtual StatusOr<int64_t> InsertDecision(const DecisionRow& decision) = 0;
  virtual Status UpdateDecision(const DecisionRow& decision) = 0;
  virtual StatusOr<DecisionRow> GetDecision(int64_t id) = 0;
  virtual StatusOr<std::optional<DecisionRow>> LastDecisionOf(int64_t item) = 0;
  virtual StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) = 0;

  /// Retouch.
  virtual StatusOr<std::optional<DraftRow>> FindDraft(const std::string& order, int attempt) = 0;
  virtual Status PutDraft(const DraftRow& draft) = 0;
  virtual StatusOr<int64_t> InsertVersion(const VersionRow& version) = 0;
  virtual StatusOr<VersionRow> LastVersion(const std::string& order) = 0;

  /// Trails.
  virtual Status AppendOrderEvent(const OrderEventRow& event) = 0;
  virtual StatusOr<std::vector<OrderEventRow>> ListOrderEvents(const std::string& order) = 0;
  virtual Status AppendOutbox(const OutboxRow& row) = 0;
  virtual StatusOr<std::vector<OutboxRow>> ListOutbox(int64_t after, int limit) = 0;
  virtual StatusOr<std::optional<RequestRow>> FindRequest(const std::string& id) = 0;
  virtual Status PutRequest(const std::string& id, const RequestRow& row, absl::Time now) = 0;
  virtual StatusOr<StoredAudit> AuditHead() = 0;
  virtual Status AppendAudit(const StoredAudit& event, const std::string& order,
                             const std::string& actor, const std::string& action) = 0;
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
