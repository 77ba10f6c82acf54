// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/rpc/messages.h"

namespace zhaojian::rpc {

/// How long each kind of call may take, all its retries together.
/// The numbers are the review-queue reference's (§3), photo calls by their size.
struct Deadlines {
  absl::Duration decision = absl::Seconds(3);
  absl::Duration claim = absl::Seconds(2);
  absl::Duration renew = absl::Seconds(2);
  absl::Duration metadata = absl::Seconds(1);
  /// Rendering and gating one photo on a loaded machine.
  absl::Duration commit = absl::Seconds(20);
  /// A 30 MB upload with its preparation.
  absl::Duration upload = absl::Seconds(60);
  absl::Duration asset = absl::Seconds(20);
  absl::Duration export_all = absl::Minutes(10);
};

/// How to reach the service.
struct ClientOptions {
  /// unix:PATH, or 127.0.0.1:PORT.
  std::string address;
  /// Staff code that acts; empty for the student's side and the operator.
  std::string staff;
  Deadlines deadlines;
  /// Tries per call; only UNAVAILABLE is tried again, with the same request_id.
  int max_attempts = 4;
  /// Waits between tries; absl::SleepFor when empty. Tests pass their own.
  std::function<void(absl::Duration)> sleep;
  /// Jitter, uniform in [0, 1); the system generator when empty.
  std::function<double()> random;
};

/// Blocking calls to the service. Errors come back as the service made them, ErrorDetail included;
/// a service that cannot be reached is kUnavailable SERVICE_UNREACHABLE, a late answer
/// kDeadlineExceeded (then the outcome is unknown: repeat with the same request_id).
/// Calls without a request_id parameter make one for their own retries.
/// Thread safety: thread-safe. Asset transfers use a connection of their own.
class ServiceClient {
 public:
  /// Files between two calls of DeliverySink::on_batch: 80 MB of 40 kB each, and an archive of a
  /// large school's 10,000 photos is rewritten five times, not ten thousand.
  static constexpr int kDeliveryBatch = 2000;

  /// Connects lazily; never fails for an absent service. Errors: kInvalidArgument BAD_ADDRESS.
  static StatusOr<std::unique_ptr<ServiceClient>> Create(ClientOptions options);
  ~ServiceClient();
  ServiceClient(const ServiceClient&) = delete;
  ServiceClient& operator=(const ServiceClient&) = delete;

  /// Staff code this client acts as.
  const std::string& StaffCode() const;
  /// OK when the service answers within the metadata deadline.
  Status CheckHealth();
  /// Waits until the service serves. Errors: kUnavailable SERVICE_UNREACHABLE after `limit`.
  Status WaitUntilServing(absl::Duration limit);

  // ---- queue ----
  /// Claims up to `max_items` (1..5), earliest due first; kUnspecified: every kind the roles allow.
  /// The first becomes active if no active lease of that kind is held, the rest are reserved.
  StatusOr<ClaimResult> Claim(WorkKind kind, int max_items);
  /// What this person holds now (reserved, leased, staged, parked): for a console that starts
  /// again.
  StatusOr<std::vector<Grant>> ListHeld();
  /// Turns a reservation into active work.
  StatusOr<Grant> Activate(const std::string& work_item, int64_t fence);
  /// Renews all held leases in one call; a lost one is an answer, not an error.
  StatusOr<std::vector<LeaseStatus>> Renew(const std::vector<LeaseRef>& leases);
  /// Gives an item back.
  Status Release(const std::string& work_item, int64_t fence, ReleaseCause cause,
                 const std::string& comment);
  /// Parks a retouch until `resume_by`; the draft stays.
  Status Park(const std::string& work_item, int64_t fence, absl::Time resume_by);
  /// Takes a parked item up again under a new fence.
  StatusOr<Grant> Resume(const std::string& work_item, int64_t fence);
  /// Counts per kind of work.
  StatusOr<std::vector<QueueCount>> QueueCounts();
  /// Ends the watch when it is destroyed, which waits for a running callback.
  class Watch {
   public:
    virtual ~Watch() = default;
  };
  /// Tells of this person's leases that ended without their doing and of changed counts, on a
  /// thread of its own; reconnects by itself. Correctness never hangs on it: Renew tells the same.
  std::unique_ptr<Watch> WatchAssignments(std::function<void(const AssignmentEvent&)> on_event);

  // ---- review ----
  /// Errors: kAborted LEASE_LOST and so on, as the error table says.
  StatusOr<ReviewBundle> GetReviewBundle(const std::string& work_item, int64_t fence);
  /// Stages a decision; it takes effect when the undo window closes. `request.request_id` is
  /// required.
  StatusOr<Decision> SubmitDecision(const DecisionRequest& request);
  /// Takes a staged decision back; the item is leased again under the same fence.
  /// Errors: kFailedPrecondition UNDO_WINDOW_CLOSED.
  StatusOr<Grant> UndoDecision(const std::string& decision, const std::string& request_id);
  /// Newest first. Needs the supervisor role to see other people's.
  StatusOr<DecisionPage> ListDecisions(const DecisionFilter& filter);

  // ---- retouch ----
  StatusOr<RetouchBundle> GetRetouchBundle(const std::string& work_item, int64_t fence);
  /// Saves a draft over `base_revision`; returns the new revision.
  /// Errors: kAborted ETAG_MISMATCH when somebody saved in between.
  StatusOr<int64_t> SaveDraft(const std::string& work_item, int64_t fence,
                              const std::string& recipe, int64_t base_revision);
  /// Renders on the service from the untouched original and commits if the gate is green.
  StatusOr<CommitResult> CommitRetouch(const std::string& work_item, int64_t fence, int64_t epoch,
                                       const std::string& recipe, const std::string& request_id);
  /// As CommitRetouch, but stores nothing.
  StatusOr<CommitResult> PreviewCommit(const std::string& work_item, int64_t fence, int64_t epoch,
                                       const std::string& recipe);
  /// Sends a photo back to a second reviewer; at least one reason.
  Status ReturnToReview(const std::string& work_item, int64_t fence,
                        const std::vector<Reason>& reasons, const std::string& comment);

  // ---- photos ----
  /// Reads a file of a held work item; resumes after a cut and checks the SHA-256.
  /// @param purpose review or retouch. @param attempt an earlier attempt of the same order; 0 = the
  /// item's own.
  StatusOr<Asset> ReadAsset(const std::string& work_item, int64_t fence, AssetVariant variant,
                            const std::string& purpose, int attempt = 0);
  /// Reads the photo behind a decision (supervisors).
  /// @param purpose for example audit; it is recorded.
  StatusOr<Asset> ReadDecisionAsset(const std::string& decision, AssetVariant variant,
                                    const std::string& purpose);

  /// Reads what proves an order's last finished photo: kOriginal, kDelivered or kRecipe
  /// (supervisors, auditors, operators). @param purpose is recorded.
  StatusOr<Asset> ReadOrderAsset(const std::string& order, AssetVariant variant,
                                 const std::string& purpose);

  // ---- supervision ----
  /// Replaces an effective decision. @param etag of the decision that was looked at; empty: as it
  /// is now. Errors: kAborted ETAG_MISMATCH; kPermissionDenied FOUR_EYES.
  StatusOr<Decision> OverturnDecision(const std::string& decision, Verdict verdict,
                                      const std::vector<Reason>& reasons,
                                      const std::string& justification,
                                      const std::string& etag = {});
  StatusOr<Trail> GetTrail(const std::string& decision);

  // ---- the student's side ----
  StatusOr<Order> CreateOrder(const NewOrder& order, const std::string& request_id);
  StatusOr<Order> GetOrder(const std::string& order);
  /// Begins an upload, or says how much of the same photo is there since it was cut off.
  StatusOr<UploadState> StartUpload(const std::string& order, int64_t size,
                                    const std::string& sha256);
  /// Errors: kNotFound UPLOAD_UNKNOWN when it has ended or expired.
  StatusOr<UploadState> GetUpload(const std::string& order, const std::string& upload);
  /// Uploads and prepares a photo. Goes on where an earlier try (of this call, or of another
  /// program) was cut off. Errors: kInvalidArgument with FILE-01 and so on for a file that is
  /// refused; kResourceExhausted FILE-01 above 30 MB.
  /// @param on_progress gets how many bytes are sent of how many, first where it begins.
  StatusOr<UploadResult> UploadPhoto(
      const std::string& order, const std::string& bytes, const std::string& request_id,
      const std::function<void(int64_t sent, int64_t size)>& on_progress = {});
  StatusOr<Order> Submit(const std::string& order);
  StatusOr<Order> Retake(const std::string& order);
  StatusOr<Order> Withdraw(const std::string& order);
  StatusOr<Order> RequestRecollection(const std::string& order, const std::string& comment);
  StatusOr<Order> RequestRedo(const std::string& order, const std::string& comment);
  StatusOr<Order> Cancel(const std::string& order);
  /// @param delivered_sha256 of the file the student saw.
  StatusOr<Order> Confirm(const std::string& order, const std::string& delivered_sha256);
  /// Confirms the data of an order that was made with `confirm_later`.
  StatusOr<Order> ConfirmInfo(const std::string& order, const NewOrder& data);
  /// Where the finished photo is mailed and how its file is called; either may be empty.
  StatusOr<Order> SetContact(const std::string& order, const std::string& email,
                             const std::string& file_name);
  /// What happened so far in the student's words.
  StatusOr<Progress> GetProgress(const std::string& order);
  /// Tells what happens to an order from `after` on, until `on_step` answers false, the order is
  /// over, or `limit` has passed (kDeadlineExceeded).
  Status WatchOrder(const std::string& order, int64_t after, absl::Duration limit,
                    const std::function<bool(const ProgressStep&)>& on_step);
  /// Forwards a payment gateway's message. Errors: kPermissionDenied BAD_SIGNATURE.
  StatusOr<Order> NotifyPayment(const std::string& body, const std::string& signature,
                                const std::string& request_id);
  /// The finished photo.
  StatusOr<Asset> Download(const std::string& order);

  // ---- what staff do to an order ----
  /// Each says why; `etag` of the order that was looked at, empty: as it is now.
  StatusOr<Order> HoldOrder(const std::string& order, const std::string& why,
                            const std::string& etag = {});
  StatusOr<Order> ReleaseHold(const std::string& order, const std::string& why);
  StatusOr<Order> RefundOrder(const std::string& order, const std::string& why);
  StatusOr<Order> RecallOrder(const std::string& order, const std::string& why);
  StatusOr<Order> RetryDelivery(const std::string& order, const std::string& why);
  StatusOr<Order> EraseOrder(const std::string& order, const std::string& why);
  /// @param why short and stable, for example DISK_FULL.
  StatusOr<Order> FailDelivery(const std::string& order, const std::string& why);
  /// The receiver does not take the delivered photo.
  StatusOr<Order> RejectByReceiver(const std::string& order, const std::vector<Reason>& reasons,
                                   const std::string& comment);

  // ---- cases ----
  /// @param kind QUESTION, APPEAL, REDO, REFUND or ERASURE.
  StatusOr<Case> OpenCase(const std::string& order, const std::string& kind,
                          const std::string& text);
  /// @param order on the student's side, the order the case belongs to; staff leave it empty.
  StatusOr<Case> PostMessage(const std::string& name, const std::string& text,
                             const std::string& order = {});
  /// @param outcome UPHELD, OVERTURNED, WITHDRAWN (student) or CLOSED.
  StatusOr<Case> ResolveCase(const std::string& name, const std::string& outcome,
                             const std::string& reply, const std::string& order = {});
  StatusOr<Case> GetCase(const std::string& name, const std::string& order = {});
  /// By number; at most 1,000.
  StatusOr<std::vector<Case>> ListCases(const std::string& order, const std::string& school,
                                        bool open_only);

  // ---- administration ----
  /// Adds a school, or changes it with `replace`. Errors: kAlreadyExists SCHOOL_EXISTS.
  StatusOr<School> AddSchool(const School& school, bool replace = false);
  StatusOr<std::vector<School>> ListSchools();
  /// Adds a staff record, or changes it with `replace`. Errors: kAlreadyExists STAFF_EXISTS.
  StatusOr<Staff> AddStaff(const Staff& staff, bool replace = false);
  StatusOr<std::vector<Staff>> ListStaff();
  StatusOr<Staff> PauseStaff(const std::string& code, bool paused,
                             const std::string& justification);
  /// Replaces the holidays; the version now in use. Errors: kInvalidArgument BAD_CALENDAR.
  StatusOr<std::string> ImportCalendar(const std::string& json, const std::string& why);
  /// Computes what waits anew with the holidays in use (school empty: all); how many changed.
  StatusOr<int64_t> RecomputeDue(const std::string& school, const std::string& why);
  /// The acting staff member. Errors: kUnauthenticated UNKNOWN_STAFF.
  StatusOr<Staff> GetMe();
  /// Orders by number. @param state one of the 17 words, or empty for all.
  StatusOr<OrderPage> ListOrders(const std::string& school, const std::string& state, int page_size,
                                 const std::string& page_token);
  /// How files leave: each is durable when `on_file` returns, or, with `on_batch`, all since the
  /// last one are when that returns (at most kDeliveryBatch).
  struct DeliverySink {
    /// What the receiver gets, kept as the receipt: folder or zip.
    std::string receipt = "folder";
    std::function<Status(DeliveredFile&)> on_file;
    std::function<Status()> on_batch;
  };
  /// Hands over every confirmed file of the school (empty: of all). A file counts as delivered only
  /// after the sink has made it durable; its error ends the export, and the next export goes on.
  Status ExportDeliveries(const std::string& school, const DeliverySink& sink);
  /// The same with files that are durable one by one.
  Status ExportDeliveries(const std::string& school,
                          const std::function<Status(DeliveredFile&)>& on_file);
  /// The audit chain as JSON lines, for VerifyAuditExport. @param on_text gets pieces in order.
  Status ExportAudit(const std::function<Status(const std::string&)>& on_text);

 private:
  struct Impl;
  explicit ServiceClient(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace zhaojian::rpc
