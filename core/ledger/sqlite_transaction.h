// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ledger/sqlite_database.h"
#include "core/ledger/store.h"

namespace zhaojian {

/// The rows of a ledger in one SQLite connection. Thread safety: none.
class SqliteTransaction final : public Transaction {
 public:
  /// @param database must outlive the object.
  explicit SqliteTransaction(SqliteDatabase& database) : db_(database) {}

  Status PutSchool(const School& school) override;
  StatusOr<School> GetSchool(const std::string& code) override;
  StatusOr<std::vector<School>> ListSchools() override;
  Status PutStaff(const StaffMember& staff) override;
  StatusOr<std::optional<StaffMember>> FindStaff(const std::string& code) override;
  StatusOr<std::vector<StaffMember>> ListStaff() override;
  StatusOr<std::string> GetCalendar() override;
  Status PutCalendar(const std::string& json) override;
  StatusOr<std::string> StoreKey() override;
  StatusOr<std::optional<SubjectRow>> FindSubject(const std::string& uid_hash) override;
  Status PutSubject(const SubjectRow& subject) override;
  StatusOr<std::optional<PaymentRow>> FindPayment(const std::string& transaction) override;
  Status PutPayment(const PaymentRow& payment) override;
  StatusOr<std::vector<PaymentRow>> PaymentsOf(const std::string& order) override;
  Status InsertOrder(const OrderRow& order, const OrderSecrets& secrets) override;
  Status UpdateOrder(const OrderRow& order) override;
  StatusOr<OrderRow> GetOrder(const std::string& number) override;
  StatusOr<OrderSecrets> GetSecrets(const std::string& number) override;
  Status PutSealedSubject(const std::string& number, const std::string& sealed) override;
  StatusOr<std::vector<OrderRow>> ListOrders(const OrderFilter& filter) override;
  StatusOr<std::vector<OrderRow>> WakingOrders(absl::Time now, int limit) override;
  Status WakeOrders(const std::string& school, OrderState state, absl::Time now) override;
  Status EraseOrder(const std::string& number) override;
  Status PutAttempt(const AttemptRow& attempt) override;
  StatusOr<AttemptRow> GetAttempt(const std::string& order, int attempt) override;
  StatusOr<bool> WasRejected(const std::string& order, const std::string& sha256) override;
  StatusOr<std::vector<RejectedPhotoRow>> RejectedPhotos(const std::string& order) override;
  StatusOr<int64_t> InsertItem(const WorkItemRow& item) override;
  Status UpdateItem(const WorkItemRow& item) override;
  StatusOr<WorkItemRow> GetItem(int64_t id) override;
  StatusOr<std::vector<WorkItemRow>> OpenItems(const std::string& order) override;
  StatusOr<std::vector<WorkItemRow>> ItemsOf(const std::string& order) override;
  StatusOr<std::vector<WorkItemRow>> ListItems(int64_t after, int limit) override;
  StatusOr<std::vector<WorkItemRow>> HeldItems(const std::string& staff) override;
  StatusOr<std::optional<absl::Time>> FirstSlot(const CandidateQuery& query, WorkClass work_class,
                                                absl::Time from) override;
  StatusOr<std::vector<SchoolTurn>> SchoolsIn(const CandidateQuery& query,
                                              const WorkGroup& group) override;
  StatusOr<std::optional<WorkItemRow>> FirstIn(const CandidateQuery& query, const WorkGroup& group,
                                               const std::string& school) override;
  StatusOr<std::optional<WorkItemRow>> FirstSticky(const CandidateQuery& query) override;
  StatusOr<std::optional<WorkItemRow>> FirstEscalated(const CandidateQuery& query) override;
  StatusOr<QueueStateRow> GetQueueState(WorkKind kind) override;
  Status PutQueueState(const QueueStateRow& row) override;
  StatusOr<std::vector<StaffTurnRow>> StaffTurns(WorkKind kind) override;
  StatusOr<StaffTurnRow> GetStaffTurn(WorkKind kind, const std::string& staff) override;
  Status PutStaffTurn(WorkKind kind, const StaffTurnRow& row) override;
  StatusOr<SchoolTurnRow> GetSchoolTurn(WorkKind kind, const std::string& school) override;
  Status PutSchoolTurn(WorkKind kind, const SchoolTurn& turn) override;
  Status PutSchoolPace(WorkKind kind, const SchoolTurnRow& row) override;
  StatusOr<std::vector<SlotCount>> CountSlots(WorkKind kind) override;
  StatusOr<std::vector<WorkItemRow>> WakingItems(absl::Time now, int limit) override;
  StatusOr<std::optional<absl::Time>> NextWake() override;
  StatusOr<std::vector<QueueRow>> CountQueues(absl::Time now, absl::Time near) override;
  StatusOr<int> GrantedOn(const std::string& staff, const std::string& day) override;
  Status CountGrant(const std::string& staff, const std::string& day) override;
  StatusOr<int64_t> InsertDecision(const DecisionRow& decision) override;
  Status UpdateDecision(const DecisionRow& decision) override;
  StatusOr<DecisionRow> GetDecision(int64_t id) override;
  StatusOr<std::optional<DecisionRow>> LastDecisionOf(int64_t item) override;
  StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) override;
  StatusOr<std::optional<DraftRow>> FindDraft(const std::string& order, int attempt) override;
  Status PutDraft(const DraftRow& draft) override;
  StatusOr<int64_t> InsertVersion(const VersionRow& version) override;
  StatusOr<VersionRow> LastVersion(const std::string& order) override;
  StatusOr<int64_t> InsertCase(const CaseRow& row) override;
  Status UpdateCase(const CaseRow& row) override;
  StatusOr<CaseRow> GetCase(int64_t id) override;
  StatusOr<std::vector<CaseRow>> ListCases(const CaseFilter& filter) override;
  Status AppendOrderEvent(const OrderEventRow& event) override;
  StatusOr<std::vector<OrderEventRow>> ListOrderEvents(const std::string& order) override;
  StatusOr<int64_t> AppendOutbox(const OutboxRow& row) override;
  StatusOr<OutboxRow> GetOutbox(int64_t sequence) override;
  StatusOr<std::vector<OutboxRow>> DueNotices(const std::string& sink, absl::Time now,
                                              int limit) override;
  StatusOr<NoticeRow> FindNotice(int64_t sequence, const std::string& sink) override;
  Status PutNotice(const NoticeRow& notice, const std::string& order) override;
  StatusOr<std::vector<OutboxRow>> ListOutbox(int64_t after, int limit) override;
  StatusOr<std::optional<RequestRow>> FindRequest(const std::string& id) override;
  Status PutRequest(const std::string& id, const RequestRow& row, absl::Time now) override;
  StatusOr<StoredAudit> AuditHead() override;
  Status AppendAudit(const StoredAudit& event, const std::string& order, const std::string& actor,
                     const std::string& action) override;
  StatusOr<std::vector<StoredAudit>> ListAudit(const AuditFilter& filter) override;

 private:
  /// Id of the next row of a table that counts its own (AUTOINCREMENT), so that the document can
  /// carry it when it is written.
  StatusOr<int64_t> NextId(const std::string& table);

  SqliteDatabase& db_;
};

}  // namespace zhaojian
