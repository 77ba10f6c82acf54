// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/ledger/blob_store.h"
#include "core/ledger/ledger.h"
#include "core/ledger/sqlite_ledger.h"
#include "core/ledger/steps.h"
#include "core/ledger/store.h"

namespace zhaojian {

/// The ledger over any Store: stored answers, notices, blobs; the rules are in the *_steps.cc
/// files. Thread safety: thread-safe.
class StoredLedger final : public Ledger {
 public:
  /// @param lock may be null for a store that needs none.
  StoredLedger(LedgerOptions options, std::unique_ptr<FolderLock> lock,
               std::unique_ptr<Store> store, std::unique_ptr<BlobStore> blobs);

  /// Takes up the calendar that was imported last. Errors: kInvalidArgument BAD_CALENDAR.
  Status LoadCalendar();

  /// The last event of the trail must have its hash. Errors: kDataLoss HASH_CHAIN_BROKEN.
  Status CheckHead();

  StatusOr<School> PutSchool(const PutSchoolCommand& command) override;
  StatusOr<StaffMember> PutStaff(const PutStaffCommand& command) override;
  StatusOr<StaffMember> PauseStaff(const PauseStaffCommand& command) override;
  StatusOr<std::string> ImportCalendar(const ImportCalendarCommand& command) override;
  StatusOr<int64_t> RecomputeDue(const RecomputeDueCommand& command) override;
  StatusOr<std::vector<School>> ListSchools() override;
  StatusOr<std::vector<StaffMember>> ListStaff() override;
  StatusOr<School> GetSchool(const std::string& code) override;
  StatusOr<StaffMember> GetStaff(const std::string& code) override;
  StatusOr<OrderRow> CreateOrder(const CreateOrderCommand& command) override;
  StatusOr<OrderRow> SettlePayment(const SettlePaymentCommand& command) override;
  StatusOr<OrderRow> ConfirmInfo(const ConfirmInfoCommand& command) override;
  StatusOr<OrderRow> SetContact(const SetContactCommand& command) override;
  StatusOr<ContactRow> GetContact(const std::string& order) override;
  StatusOr<OrderRow> SettleRefund(const SettleRefundCommand& command) override;
  StatusOr<OrderRow> HoldOrder(const StaffOrderCommand& command) override;
  StatusOr<OrderRow> ReleaseHold(const StaffOrderCommand& command) override;
  StatusOr<OrderRow> RefundOrder(const StaffOrderCommand& command) override;
  StatusOr<OrderRow> RecallOrder(const StaffOrderCommand& command) override;
  StatusOr<OrderRow> RetryDelivery(const StaffOrderCommand& command) override;
  StatusOr<OrderRow> FailDelivery(const DeliveryFailedCommand& command) override;
  StatusOr<OrderRow> RejectByReceiver(const ReceiverRejectionCommand& command) override;
  StatusOr<OrderRow> EraseOrder(const StaffOrderCommand& command) override;
  StatusOr<CaseRow> OpenCase(const OpenCaseCommand& command) override;
  StatusOr<CaseRow> PostMessage(const PostMessageCommand& command) override;
  StatusOr<CaseRow> ResolveCase(const ResolveCaseCommand& command) override;
  StatusOr<CaseRow> GetCase(int64_t id) override;
  StatusOr<std::vector<CaseRow>> ListCases(const CaseFilter& filter) override;
  StatusOr<std::vector<OutboxRow>> DueNotices(const std::string& sink, int limit) override;
  Status MarkNotice(const MarkNoticeCommand& command) override;
  StatusOr<std::string> StateHash() override;
  StatusOr<OrderRow> UploadPhoto(const UploadPhotoCommand& command) override;
  StatusOr<OrderRow> Retake(const OrderCommand& command) override;
  StatusOr<OrderRow> Submit(const OrderCommand& command) override;
  StatusOr<OrderRow> Withdraw(const OrderCommand& command) override;
  StatusOr<OrderRow> Cancel(const OrderCommand& command) override;
  StatusOr<OrderRow> RequestRecollection(const OrderCommand& command) override;
  StatusOr<OrderRow> RequestRedo(const OrderCommand& command) override;
  StatusOr<OrderRow> Confirm(const ConfirmCommand& command) override;
  StatusOr<ClaimResult> Claim(const ClaimCommand& command) override;
  StatusOr<Grant> Activate(const LeaseCommand& command) override;
  StatusOr<std::vector<Grant>> ListHeld(const std::string& actor) override;
  StatusOr<std::vector<LeaseStatus>> Renew(const std::string& actor,
                                           const std::vector<LeaseRef>& leases) override;
  StatusOr<WorkItemRow> Release(const ReleaseCommand& command) override;
  StatusOr<WorkItemRow> Park(const ParkCommand& command) override;
  StatusOr<Grant> Resume(const LeaseCommand& command) override;
  StatusOr<BundleRow> GetBundle(const LeaseCommand& command) override;
  StatusOr<DecisionRow> StageDecision(const StageDecisionCommand& command) override;
  StatusOr<WorkItemRow> UndoDecision(const UndoDecisionCommand& command) override;
  StatusOr<DecisionRow> Overturn(const OverturnCommand& command) override;
  StatusOr<DraftRow> SaveDraft(const SaveDraftCommand& command) override;
  StatusOr<DraftRow> GetDraft(const std::string& order, int attempt) override;
  StatusOr<VersionRow> CommitRetouch(const CommitRetouchCommand& command) override;
  StatusOr<WorkItemRow> ReturnToReview(const ReturnToReviewCommand& command) override;
  StatusOr<OrderRow> DecideQc(const DecideQcCommand& command) override;
  StatusOr<std::vector<DeliveryRow>> ListDeliverable(const std::string& school,
                                                     const std::string& after, int limit) override;
  StatusOr<OrderRow> Deliver(const DeliverCommand& command) override;
  StatusOr<std::string> PutBlob(const std::string& order, const std::string& bytes) override;
  StatusOr<std::string> GetBlob(const std::string& order, const std::string& sha256) override;
  StatusOr<UploadRow> StartUpload(const std::string& order, int64_t size,
                                  const std::string& sha256) override;
  StatusOr<UploadRow> GetUpload(const std::string& order, const std::string& id) override;
  Status PutUploadPiece(const std::string& order, const std::string& id, int64_t offset,
                        const std::string& bytes) override;
  StatusOr<std::string> ReadUpload(const std::string& order, const std::string& id) override;
  void DropUpload(const std::string& order, const std::string& id) override;
  int ExpireUploads() override;
  StatusOr<int64_t> RecordView(const RecordViewCommand& command) override;
  StatusOr<OrderRow> GetOrder(const std::string& number) override;
  StatusOr<AttemptRow> GetAttempt(const std::string& order, int attempt) override;
  StatusOr<std::vector<RejectedPhotoRow>> RejectedPhotos(const std::string& order) override;
  StatusOr<WorkItemRow> GetWorkItem(int64_t item) override;
  StatusOr<DecisionRow> GetDecision(int64_t decision) override;
  StatusOr<VersionRow> GetVersion(const std::string& order) override;
  StatusOr<std::vector<OrderRow>> ListOrders(const OrderFilter& filter) override;
  StatusOr<std::vector<QueueRow>> ListQueues() override;
  StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) override;
  StatusOr<std::vector<OrderEventRow>> ListOrderEvents(const std::string& order) override;
  StatusOr<std::vector<OutboxRow>> ListOutbox(int64_t after, int limit) override;
  StatusOr<std::vector<AuditRow>> ListAudit(const AuditFilter& filter) override;
  Status ExportAudit(const RequestMeta& meta,
                     const std::function<Status(const std::string&)>& write) override;
  StatusOr<TickResult> Tick() override;
  void SetListener(std::function<void(const LedgerNotice&)> listener) override;

 private:
  Status Write(const std::string& method, const RequestMeta& meta, const Json& body, Json& answer,
               const std::function<StatusOr<Json>(Step&)>& work);
  template <typename Row, typename Command>
  StatusOr<Row> Mutate(const std::string& method, const Command& command,
                       StatusOr<Row> (*work)(Step&, const Command&),
                       StatusOr<Row> (*parse)(const Json&));
  template <typename Row>
  StatusOr<Row> Read(const std::function<StatusOr<Row>(Transaction&)>& work);
  StatusOr<Grant> GrantOf(StatusOr<WorkItemRow> item) const;
  void UseCalendar(WorkCalendar calendar);
  StatusOr<CaseRow> WithThread(StatusOr<CaseRow> row);
  Status TickBatch(const std::set<std::string>& skipped, std::string& failed, int& handled,
                   TickResult& result);
  void Tell(const std::vector<LedgerNotice>& notices);
  absl::Time Now() const;
  StatusOr<std::string> KeyOf(const std::string& order);
  StatusOr<UploadRow> ReadUploadRow(const std::string& key, const std::string& order,
                                    const std::string& id) const;
  Status CheckBlob(const std::string& order, const std::string& sha256) const;

  const LedgerOptions options_;
  // What commands run on. An import appends; nothing is taken away while a command may use it.
  std::mutex settings_mutex_;
  std::deque<LedgerPolicy> policies_;
  std::deque<StepSettings> all_settings_;
  std::atomic<const StepSettings*> settings_{nullptr};
  const SystemClock system_clock_;
  const std::unique_ptr<FolderLock> lock_;
  const std::unique_ptr<Store> store_;
  const std::unique_ptr<BlobStore> blobs_;
  std::mutex listener_mutex_;
  std::function<void(const LedgerNotice&)> listener_;
};

}  // namespace zhaojian
