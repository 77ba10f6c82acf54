// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <functional>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/ledger/commands.h"
#include "core/ledger/rows.h"

namespace zhaojian {

/// How one lease fared in a heartbeat.
enum class RenewOutcome {
  kRenewed,
  /// Still held, but not extended: nobody is working on it.
  kIdle,
  /// Still held until it runs out; the longest hold is reached.
  kMaxHoldReached,
  kLost,
  kRevokedWithdrawn,
  kRevokedSupervisor,
};

/// Answer to one line of a heartbeat.
struct LeaseStatus {
  int64_t item = 0;
  RenewOutcome outcome = RenewOutcome::kLost;
  /// The item's fence and lease end as they are now.
  int64_t fence_now = 0;
  absl::Time expires;
};

/// Answer to a claim. No grants is not an error.
struct ClaimResult {
  std::vector<Grant> grants;
  /// When to ask again if there were none.
  absl::Duration retry_after;
};

/// What one turn of the timers did.
struct TickResult {
  int effects = 0;
  /// Orders that a timer moved: expired, confirmed, closed, purged.
  int orders = 0;
  int expired = 0;
  int escalated = 0;
  /// Items that passed their due time while they waited.
  int overdue = 0;
  /// When the next timer fires; absent when none is armed.
  std::optional<absl::Time> next;
};

/// Something that a console may want to hear about; told after the commit.
struct LedgerNotice {
  enum class Kind {
    /// A lease ended without its holder's doing.
    kLeaseRevoked,
    /// New work waits.
    kQueueChanged,
    kOrderChanged,
  };
  Kind kind = Kind::kOrderChanged;
  std::string order;
  int64_t item = 0;
  /// Staff code that held the lease; empty otherwise.
  std::string holder;
  RenewOutcome outcome = RenewOutcome::kLost;
};

/// The transactional store of orders, work, decisions, photos and the audit trail.
///
/// Every command is one transaction: state + order event + audit event + outbox, or nothing. A
/// command that returned OK is durable. Errors carry the reasons of the error table: LEASE_LOST
/// {work_item, fence_given, fence_now}, ATTEMPT_WITHDRAWN / ATTEMPT_OVERTURNED {order, epoch_now},
/// ETAG_MISMATCH, ILLEGAL_TRANSITION {state, event}, ALREADY_DECIDED, UNDO_WINDOW_CLOSED,
/// GATE_FAILED, ORDER_ON_HOLD, OUTSIDE_BUSINESS_HOURS, FOUR_EYES, SKILL_MISSING, NOT_HOLDER,
/// PURPOSE_REQUIRED, ROLE_MISSING, REASON_REQUIRED, SHA_MISMATCH, DUPLICATE_OF_REJECTED,
/// REQUEST_ID_REUSED, REQUEST_ID_REQUIRED, DAILY_CAP, RESERVATION_CAP, NOT_FOUND; kUnavailable
/// LOG_NOT_WRITABLE, SHUTTING_DOWN; kUnauthenticated UNKNOWN_STAFF for a staff code without a
/// record. Thread safety: thread-safe. Calls block until the commit.
class Ledger {
 public:
  virtual ~Ledger() = default;

  // --- administration ---
  /// Adds or replaces a school. Errors: BAD_SCHOOL, SCHOOL_EXISTS.
  virtual StatusOr<School> PutSchool(const PutSchoolCommand& command) = 0;
  /// Adds or replaces a staff member. Errors: BAD_STAFF, STAFF_EXISTS.
  virtual StatusOr<StaffMember> PutStaff(const PutStaffCommand& command) = 0;
  /// Stops or resumes granting work to a person.
  virtual StatusOr<StaffMember> PauseStaff(const PauseStaffCommand& command) = 0;
  /// Replaces the holidays; returns the version now in use. What waits keeps its due times until
  /// RecomputeDue. Errors: BAD_CALENDAR, CALENDAR_KNOWN for the version in use, COMMENT_REQUIRED.
  virtual StatusOr<std::string> ImportCalendar(const ImportCalendarCommand& command) = 0;
  /// Computes the due times of what waits anew; each change is an event of its order. Returns how
  /// many changed.
  virtual StatusOr<int64_t> RecomputeDue(const RecomputeDueCommand& command) = 0;
  /// Sorted by code.
  virtual StatusOr<std::vector<School>> ListSchools() = 0;
  /// Sorted by code.
  virtual StatusOr<std::vector<StaffMember>> ListStaff() = 0;
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<School> GetSchool(const std::string& code) = 0;
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<StaffMember> GetStaff(const std::string& code) = 0;

  // --- the student's side ---
  /// Errors besides the table: BAD_COLLECTION_CODE, COLLECTION_CODE_EXPIRED, BAD_LAST_FOUR,
  /// LAST_FOUR_MISMATCH {left}, CODE_LOCKED {resets_at}, CONSENT_REQUIRED, FEATURE_CODE_MISMATCH,
  /// OPEN_ORDER_EXISTS {order}; BAD_PHONE_TOKEN, PHONE_TOKEN_EXPIRED, PHONE_TOKEN_AUDIENCE,
  /// PHONE_TOKEN_USED, PHONE_LOGIN_REQUIRED, PHONE_LOGIN_OFF.
  virtual StatusOr<OrderRow> CreateOrder(const CreateOrderCommand& command) = 0;
  /// CREATED -> AWAITING_PAYMENT or AWAITING_PHOTO. Errors besides the table: those of the data in
  /// CreateOrder.
  virtual StatusOr<OrderRow> ConfirmInfo(const ConfirmInfoCommand& command) = 0;
  /// Kept sealed under the order's key. Errors: kInvalidArgument BAD_EMAIL; ILLEGAL_TRANSITION for
  /// a purged order.
  virtual StatusOr<OrderRow> SetContact(const SetContactCommand& command) = 0;
  /// Empty members when nothing was set. Errors: kNotFound NOT_FOUND, also once the key is gone.
  virtual StatusOr<ContactRow> GetContact(const std::string& order) = 0;
  /// AWAITING_PAYMENT -> AWAITING_PHOTO. The same transaction again changes nothing; another one
  /// for a paid order, or money for a cancelled order, opens a refund case by itself. Errors
  /// besides the table: AMOUNT_MISMATCH, TRANSACTION_USED.
  virtual StatusOr<OrderRow> SettlePayment(const SettlePaymentCommand& command) = 0;
  /// A refund that was owed has been paid out. Errors besides the table: NO_REFUND_OWED,
  /// AMOUNT_MISMATCH.
  virtual StatusOr<OrderRow> SettleRefund(const SettleRefundCommand& command) = 0;
  /// Errors besides the table: WINDOW_CLOSED, TOO_MANY_ATTEMPTS, DUPLICATE_OF_REJECTED.
  virtual StatusOr<OrderRow> UploadPhoto(const UploadPhotoCommand& command) = 0;
  /// PREPARED -> AWAITING_PHOTO.
  virtual StatusOr<OrderRow> Retake(const OrderCommand& command) = 0;
  /// PREPARED -> REVIEW_PENDING; the review item is queued with its due time.
  virtual StatusOr<OrderRow> Submit(const OrderCommand& command) = 0;
  /// Back to AWAITING_PHOTO; leases on the order end. ALREADY_DECIDED once a decision is staged.
  virtual StatusOr<OrderRow> Withdraw(const OrderCommand& command) = 0;
  /// Ends an order that is not yet under review; a paid one awaits its refund.
  virtual StatusOr<OrderRow> Cancel(const OrderCommand& command) = 0;
  /// The student wants to start over with another photo. Errors besides the table:
  /// TOO_MANY_RECOLLECTIONS.
  virtual StatusOr<OrderRow> RequestRecollection(const OrderCommand& command) = 0;
  /// The student wants another retouch of the same photo. Errors besides the table: TOO_MANY_REDOS,
  /// COMMENT_REQUIRED.
  virtual StatusOr<OrderRow> RequestRedo(const OrderCommand& command) = 0;
  /// AWAITING_CONFIRMATION -> CONFIRMED for exactly the picture that was seen.
  virtual StatusOr<OrderRow> Confirm(const ConfirmCommand& command) = 0;

  // --- what staff and the receiver do to an order ---
  /// Stops an order where it is: leases end, nobody is granted its work, nothing is confirmed
  /// automatically. Errors besides the table: ETAG_MISMATCH, COMMENT_REQUIRED, ORDER_ON_HOLD.
  virtual StatusOr<OrderRow> HoldOrder(const StaffOrderCommand& command) = 0;
  /// The order goes on; its work is queued again with the due time it had. Errors besides the
  /// table: NOT_ON_HOLD.
  virtual StatusOr<OrderRow> ReleaseHold(const StaffOrderCommand& command) = 0;
  /// PAID -> REFUND_PENDING by a supervisor. Errors besides the table: NOT_PAID.
  virtual StatusOr<OrderRow> RefundOrder(const StaffOrderCommand& command) = 0;
  /// CONFIRMED or DELIVERY_BLOCKED -> RETOUCH_PENDING, before hand-over.
  virtual StatusOr<OrderRow> RecallOrder(const StaffOrderCommand& command) = 0;
  /// DELIVERY_BLOCKED -> CONFIRMED.
  virtual StatusOr<OrderRow> RetryDelivery(const StaffOrderCommand& command) = 0;
  /// Counts a failed hand-over; the last one -> DELIVERY_BLOCKED.
  virtual StatusOr<OrderRow> FailDelivery(const DeliveryFailedCommand& command) = 0;
  /// DELIVERED or CLOSED -> RECOLLECT_REQUIRED, free of charge, with an upload window of its own.
  virtual StatusOr<OrderRow> RejectByReceiver(const ReceiverRejectionCommand& command) = 0;
  /// The photos go as soon as the order is CLOSED or CANCELLED; at once if it is. Errors besides
  /// the table: CASE_OPEN.
  virtual StatusOr<OrderRow> EraseOrder(const StaffOrderCommand& command) = 0;

  // --- cases ---
  /// Errors: OPEN_CASE_EXISTS {case} for a second one of a kind, COMMENT_REQUIRED, NOTE_TOO_LONG,
  /// ILLEGAL_TRANSITION for a purged order.
  virtual StatusOr<CaseRow> OpenCase(const OpenCaseCommand& command) = 0;
  /// The student answers (-> OPEN) or staff ask back (-> WAITING_STUDENT). Errors as OpenCase.
  virtual StatusOr<CaseRow> PostMessage(const PostMessageCommand& command) = 0;
  /// What follows from OVERTURNED: REFUND starts the refund, ERASURE marks the order, REDO asks for
  /// another retouch. An appeal is overturned by Overturn and resolved here by somebody who did not
  /// decide. WITHDRAWN is the student's. Errors besides the table: ETAG_MISMATCH, FOUR_EYES.
  virtual StatusOr<CaseRow> ResolveCase(const ResolveCaseCommand& command) = 0;
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<CaseRow> GetCase(int64_t id) = 0;
  /// At most 1,000 at once.
  virtual StatusOr<std::vector<CaseRow>> ListCases(const CaseFilter& filter) = 0;

  // --- notices ---
  /// Notices that `sink` may be given now, oldest first, at most one per order: whatever is owed to
  /// an order goes out in its order. None in the quiet hours.
  virtual StatusOr<std::vector<OutboxRow>> DueNotices(const std::string& sink, int limit) = 0;
  /// Counts a try. A delivered one is audited and may free an automatic confirmation; a failed one
  /// waits (doubling) and is given up after the policy's tries.
  virtual Status MarkNotice(const MarkNoticeCommand& command) = 0;

  // --- work ---
  /// In the order of queue_order.h: by due time, by class while not everything can be done in time.
  /// The first grant is active if the person holds no active lease of that
  /// kind, the others are reserved.
  virtual StatusOr<ClaimResult> Claim(const ClaimCommand& command) = 0;
  /// Turns a reservation into the active lease: the photo is on screen, the idle clock starts.
  virtual StatusOr<Grant> Activate(const LeaseCommand& command) = 0;
  /// What a person holds now (reserved, leased, staged, parked): for a console that starts again.
  virtual StatusOr<std::vector<Grant>> ListHeld(const std::string& actor) = 0;
  /// Heartbeat. Leaves no audit event: liveness is not a fact about an order. Errors:
  /// kInvalidArgument TOO_MANY_LEASES above 16.
  virtual StatusOr<std::vector<LeaseStatus>> Renew(const std::string& actor,
                                                   const std::vector<LeaseRef>& leases) = 0;
  /// Gives a lease back; whoever skips an item is not handed it again.
  virtual StatusOr<WorkItemRow> Release(const ReleaseCommand& command) = 0;
  /// Puts a retouch aside until a time before the promise of the next working days.
  virtual StatusOr<WorkItemRow> Park(const ParkCommand& command) = 0;
  /// PARKED -> LEASED for the same person, with a new fence.
  virtual StatusOr<Grant> Resume(const LeaseCommand& command) = 0;
  /// Everything a console shows for an item the caller holds; `request_id` is not needed.
  virtual StatusOr<BundleRow> GetBundle(const LeaseCommand& command) = 0;

  // --- review ---
  /// Stages a decision; it takes effect when the undo window closes. An item that is still reserved
  /// by the caller, with this fence and a running lease, is activated in the same transaction.
  virtual StatusOr<DecisionRow> StageDecision(const StageDecisionCommand& command) = 0;
  /// Takes a staged decision back; the lease goes on with the same fence.
  virtual StatusOr<WorkItemRow> UndoDecision(const UndoDecisionCommand& command) = 0;
  /// A supervisor replaces an effective decision of somebody else.
  virtual StatusOr<DecisionRow> Overturn(const OverturnCommand& command) = 0;

  // --- retouch ---
  /// Saves the work in progress; the etag is the revision it builds on.
  virtual StatusOr<DraftRow> SaveDraft(const SaveDraftCommand& command) = 0;
  /// Errors: kNotFound NOT_FOUND when nothing was saved yet.
  virtual StatusOr<DraftRow> GetDraft(const std::string& order, int attempt) = 0;
  /// Records the finished picture. Errors besides the table: BLOB_MISSING.
  virtual StatusOr<VersionRow> CommitRetouch(const CommitRetouchCommand& command) = 0;
  /// Back to another reviewer than the one who passed it.
  virtual StatusOr<WorkItemRow> ReturnToReview(const ReturnToReviewCommand& command) = 0;
  /// The second look at a sampled picture: on to the student, or back to the retoucher.
  virtual StatusOr<OrderRow> DecideQc(const DecideQcCommand& command) = 0;

  // --- delivery ---
  /// Confirmed orders of a school (all schools when empty) that are not on hold, by number.
  /// @param after only numbers after this one. @param limit at most 1,000.
  virtual StatusOr<std::vector<DeliveryRow>> ListDeliverable(const std::string& school,
                                                             const std::string& after = {},
                                                             int limit = 1000) = 0;
  /// CONFIRMED -> DELIVERED for exactly the confirmed bytes. Errors besides the table:
  /// kInvalidArgument FILE_NAME_MISMATCH.
  virtual StatusOr<OrderRow> Deliver(const DeliverCommand& command) = 0;

  // --- photos ---
  /// Seals the bytes under the order's key and stores them; durable before it returns. Returns the
  /// SHA-256 of the plain bytes. Errors: kUnavailable BLOB_UNWRITABLE, without a path.
  virtual StatusOr<std::string> PutBlob(const std::string& order, const std::string& bytes) = 0;
  /// Errors: kNotFound NOT_FOUND; kDataLoss ASSET_CORRUPT.
  virtual StatusOr<std::string> GetBlob(const std::string& order, const std::string& sha256) = 0;
  /// Begins an upload, or finds what arrived of the same photo before; its time begins anew. An
  /// order has one upload at a time: another photo drops what was there. Errors: kInvalidArgument
  /// BAD_UPLOAD; kNotFound NOT_FOUND.
  virtual StatusOr<UploadRow> StartUpload(const std::string& order, int64_t size,
                                          const std::string& sha256) = 0;
  /// Errors: kNotFound UPLOAD_UNKNOWN when it never began, has expired or is finished.
  virtual StatusOr<UploadRow> GetUpload(const std::string& order, const std::string& id) = 0;
  /// Seals and keeps a piece; durable before it returns. Errors: kOutOfRange BAD_OFFSET {received}
  /// for a piece behind a gap or beyond the size; UPLOAD_UNKNOWN; kUnavailable BLOB_UNWRITABLE.
  virtual Status PutUploadPiece(const std::string& order, const std::string& id, int64_t offset,
                                const std::string& bytes) = 0;
  /// The whole photo. Errors: kInvalidArgument BAD_UPLOAD while something is missing; SHA_MISMATCH,
  /// which drops it, because nobody knows which piece is wrong; UPLOAD_UNKNOWN.
  virtual StatusOr<std::string> ReadUpload(const std::string& order, const std::string& id) = 0;
  /// Removes what arrived.
  virtual void DropUpload(const std::string& order, const std::string& id) = 0;
  /// Removes every upload whose time is over; how many.
  virtual int ExpireUploads() = 0;
  /// Must succeed before pixels are released. Returns the audit sequence.
  virtual StatusOr<int64_t> RecordView(const RecordViewCommand& command) = 0;

  // --- reading ---
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<OrderRow> GetOrder(const std::string& number) = 0;
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<AttemptRow> GetAttempt(const std::string& order, int attempt) = 0;
  /// What is known of the photos of an order that were rejected, oldest first; also after the
  /// pixels are gone.
  virtual StatusOr<std::vector<RejectedPhotoRow>> RejectedPhotos(const std::string& order) = 0;
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<WorkItemRow> GetWorkItem(int64_t item) = 0;
  /// Errors: kNotFound NOT_FOUND.
  virtual StatusOr<DecisionRow> GetDecision(int64_t decision) = 0;
  /// Newest finished picture of an order.
  virtual StatusOr<VersionRow> GetVersion(const std::string& order) = 0;
  /// By number; at most 1,000 at once.
  virtual StatusOr<std::vector<OrderRow>> ListOrders(const OrderFilter& filter) = 0;
  /// Review, retouch and QC always; other kinds when they have items.
  virtual StatusOr<std::vector<QueueRow>> ListQueues() = 0;
  /// Newest first; at most 1,000 at once.
  virtual StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) = 0;
  /// The life of an order, oldest first; its state is the fold of these.
  virtual StatusOr<std::vector<OrderEventRow>> ListOrderEvents(const std::string& order) = 0;
  /// Notices after a sequence, oldest first.
  virtual StatusOr<std::vector<OutboxRow>> ListOutbox(int64_t after, int limit) = 0;

  /// SHA-256 over where every order and every work item stands (audit_check.h says over what): what
  /// folding the audit trail must give. Reads everything; for checks, not for service.
  virtual StatusOr<std::string> StateHash() = 0;

  // --- audit ---
  /// Oldest first; at most 1,000 at once.
  virtual StatusOr<std::vector<AuditRow>> ListAudit(const AuditFilter& filter) = 0;
  /// Writes the whole trail as JSON lines with a closing head line (audit.h), piece by piece, and
  /// records the export itself first.
  virtual Status ExportAudit(const RequestMeta& meta,
                             const std::function<Status(const std::string&)>& write) = 0;

  // --- time ---
  /// Lets everything happen whose time has come: staged decisions, leases that ran out.
  virtual StatusOr<TickResult> Tick() = 0;
  /// Told about notices after each commit, from the thread whose call caused them; must not block
  /// or call the ledger. They are hints: what a heartbeat or a read answers is the truth. An empty
  /// function stops it.
  virtual void SetListener(std::function<void(const LedgerNotice&)> listener) = 0;
};

}  // namespace zhaojian
