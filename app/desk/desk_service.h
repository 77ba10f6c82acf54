// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/status.h"
#include "core/compliance/report.h"
#include "core/retouch/standard.h"

namespace zhaojian::desk {

/// Kinds of work that a person claims.
enum class WorkKind { kReview, kRetouch };

/// What a reviewer decided.
enum class Choice { kPass, kReject, kEscalate };

/// Why an item is given back undecided.
enum class SkipCause { kSkip, kBreak, kConflictOfInterest, kNeedsSkill, kWellbeing };

/// Stored pictures of one attempt.
enum class PictureKind { kPreview, kStandard, kOriginal, kDelivered };

/// A piece of work that this person holds.
struct Grant {
  /// Opaque name of the work item.
  std::string work_item;
  WorkKind kind = WorkKind::kReview;
  /// Last six digits of the order number; all that a reviewer ever sees of it.
  std::string order_tail;
  int64_t fence = 0;
  int64_t epoch = 0;
  /// True while it is only prefetched and its human-idle clock has not started.
  bool reserved = false;
  /// By this machine's clock.
  absl::Time lease_until;
  absl::Duration lease_ttl = absl::Seconds(120);
  absl::Duration heartbeat = absl::Seconds(20);
  absl::Time due;
};

/// Answer of the service for one lease of a renewal.
struct LeaseAnswer {
  enum class Outcome {
    kRenewed,
    kIdle,     ///< Still held until `lease_until`, but not extended: nobody is working on it.
    kMaxHold,  ///< Still held until `lease_until`; the longest hold is reached.
    kLost,
    kWithdrawn,
    kTaken,  ///< A supervisor took it.
  };
  /// True while the item is still this person's.
  bool Held() const { return outcome <= Outcome::kMaxHold; }
  std::string work_item;
  Outcome outcome = Outcome::kRenewed;
  absl::Time lease_until;
};

/// One chosen reason.
struct ReasonMark {
  std::string code;
  std::string note;
  /// Where it shows: fractions of the upright source photo, 0..1; absent: the whole photo.
  std::optional<cv::Rect2d> region = std::nullopt;
  /// Value of the measure that suggested it.
  std::optional<double> measured = std::nullopt;
};

/// A decision as it lies in the store.
struct DecisionRow {
  std::string id;
  std::string order_tail;
  std::string school;
  int attempt = 1;
  /// Staff code.
  std::string staff;
  Choice choice = Choice::kPass;
  std::vector<ReasonMark> reasons;
  std::string comment;
  std::string photo_sha256;
  absl::Time time;
  /// True once the undo window has closed.
  bool effective = false;
  bool undone = false;
  /// How long the photo was on screen; zero when unknown.
  absl::Duration seen_for;
};

/// Everything a reviewer needs to judge one photo.
struct ReviewBundle {
  std::string school;
  std::string profile;
  int attempt = 1;
  absl::Time due;
  std::string photo_sha256;
  std::string standard_sha256;
  /// Reason code when no standard picture could be made.
  std::string standard_reason;
  Report report;
  absl::Duration undo_window = absl::Seconds(10);
  /// The automatic crop: delivered = (source - offset) * scale; scale 0 when there is none.
  double crop_scale = 0;
  double crop_x = 0;
  double crop_y = 0;
  std::vector<DecisionRow> previous;
};

/// Everything a retoucher needs.
struct RetouchBundle {
  std::string school;
  std::string profile;
  /// The whole standard, form of ParseProfile; empty: the shipped one of this id.
  std::string profile_document;
  std::string photo_sha256;
  absl::Time due;
  /// The draft if there is one, else the automatic recipe (bytes or text of core/retouch/recipe.h).
  std::string recipe;
  int64_t draft_revision = 0;
  /// What the reviewer wants done.
  std::vector<ReasonMark> notes;
  std::string comment;
};

/// What a reviewer decided, complete enough to be replayed after a crash.
struct Decision {
  std::string request_id;
  std::string work_item;
  std::string order_tail;
  int64_t fence = 0;
  int64_t epoch = 0;
  Choice choice = Choice::kPass;
  std::vector<ReasonMark> reasons;
  std::string comment;
  std::string photo_sha256;
  std::string standard_sha256;
  std::string profile_version;
  absl::Duration seen_for;
  absl::Time time;
};

/// What the service answered to a decision.
struct DecisionReceipt {
  std::string id;
  /// By this machine's clock; until then it can be undone.
  absl::Time effective;
};

/// What the service answered to a commit.
struct CommitReceipt {
  /// False: the gate stayed red and nothing was stored; see `gate`.
  bool accepted = false;
  int64_t bytes = 0;
  int jpeg_quality = 0;
  GateReport gate;
};

/// Numbers of the top bar.
struct QueueCounts {
  int review_pending = 0;
  int retouch_pending = 0;
  int escalated = 0;
  /// Waiting, and near or past the deadline (ClockPolicy::near_due of the service).
  int review_near_due = 0, review_overdue = 0;
  int retouch_near_due = 0, retouch_overdue = 0;
  /// Since when the queue is ordered by class instead of by due time, because not everything can be
  /// done in time; absent while it can.
  std::optional<absl::Time> review_by_class, retouch_by_class;
  /// Earliest deadline that still waits; InfiniteFuture when nothing does.
  absl::Time earliest_due = absl::InfiniteFuture();
};

/// Who is signed in.
struct Person {
  std::string code;
  bool reviewer = false;
  bool retoucher = false;
  bool supervisor = false;
};

/// One event of an order's trail.
struct TrailRow {
  int64_t sequence = 0;
  absl::Time time;
  std::string actor;
  std::string action;
  std::string detail;
};

/// Which decisions a supervisor wants to see.
struct DecisionFilter {
  absl::Time since = absl::InfinitePast();
  int limit = 1000;
};

/// What the desks ask of the service. Calls block and run on an Executor, never on the frame
/// thread. Implementations are thread-safe. An unreachable service is kUnavailable or
/// kDeadlineExceeded.
class DeskService {
 public:
  virtual ~DeskService() = default;
  /// Who the calls act for. Errors: kUnauthenticated, kPermissionDenied.
  virtual StatusOr<Person> WhoAmI() = 0;
  /// Grants up to `max_items`; the first is active if none of this kind is, the rest are reserved.
  /// What an earlier run of this console still holds comes first. Empty = nothing to do.
  virtual StatusOr<std::vector<Grant>> Claim(WorkKind kind, int max_items) = 0;
  /// Turns a reserved item into the active one. Errors: kAborted LEASE_LOST or ATTEMPT_WITHDRAWN.
  virtual StatusOr<Grant> Activate(const Grant& grant) = 0;
  /// Renews leases; `idle` is the time since the person's last input.
  virtual StatusOr<std::vector<LeaseAnswer>> Renew(const std::vector<Grant>& grants,
                                                   absl::Duration idle) = 0;
  /// Gives an item back.
  virtual Status Release(const Grant& grant, SkipCause cause) = 0;
  /// Gives a retouch item a rest; its draft stays. Errors: kUnimplemented.
  virtual Status Park(const Grant& grant) = 0;
  virtual StatusOr<ReviewBundle> GetReviewBundle(const Grant& grant) = 0;
  virtual StatusOr<RetouchBundle> GetRetouchBundle(const Grant& grant) = 0;
  /// Bytes of a picture of a held item. `purpose` (review, retouch) goes to the trail before bytes
  /// come.
  /// @param attempt an earlier attempt of the same order; 0 = the item's own.
  virtual StatusOr<std::string> ReadPicture(const Grant& grant, PictureKind kind,
                                            const std::string& purpose, int attempt = 0) = 0;
  /// Bytes of the picture behind a decision, for supervisors; recorded as a view for an audit.
  virtual StatusOr<std::string> ReadDecisionPicture(const std::string& decision_id,
                                                    PictureKind kind) = 0;
  /// Errors: kAborted LEASE_LOST, ATTEMPT_WITHDRAWN; kInvalidArgument REASON_...
  virtual StatusOr<DecisionReceipt> Submit(const Decision& decision) = 0;
  /// Takes a staged decision back. Errors: kFailedPrecondition when its window has closed.
  virtual Status Undo(const std::string& decision_id, const std::string& request_id) = 0;
  /// Stores a draft; returns its new revision.
  virtual StatusOr<int64_t> SaveDraft(const Grant& grant, const std::string& recipe,
                                      int64_t base_revision) = 0;
  /// The service renders the recipe from the original and holds the gate.
  virtual StatusOr<CommitReceipt> Commit(const Grant& grant, const std::string& recipe,
                                         const std::string& request_id) = 0;
  /// Sends a photo back to another reviewer with at least one reason.
  virtual Status ReturnToReview(const Grant& grant, const std::vector<ReasonMark>& reasons,
                                const std::string& comment) = 0;
  virtual StatusOr<QueueCounts> Counts() = 0;
  /// Newest first.
  virtual StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) = 0;
  /// Audit events of the order behind a decision, oldest first.
  virtual StatusOr<std::vector<TrailRow>> Trail(const std::string& decision_id) = 0;
  /// Replaces a rejection by a pass. Errors: kPermissionDenied for one's own decision (four eyes).
  virtual Status Overturn(const std::string& decision_id, const std::string& justification) = 0;
};

/// Where a decision is made durable before its key returns. Called from the frame thread.
class DecisionLog {
 public:
  virtual ~DecisionLog() = default;
  /// Durable when it returns OK. Errors: kUnavailable FILE_UNWRITABLE.
  virtual Status Append(const Decision& decision) = 0;
  /// The service has answered for good; the entry may be dropped.
  virtual Status Acknowledge(const std::string& request_id) = 0;
  /// Decisions of earlier runs that nobody has answered for, oldest first.
  virtual std::vector<Decision> Pending() const = 0;
};

/// True for errors that mean "not reached", after which the same request may be sent again.
bool IsUnreachable(const Status& status);

/// True when the answer settles a request for good: done, or refused by a rule. Anything else may
/// be sent again with the same request id.
bool IsFinal(const Status& status);

}  // namespace zhaojian::desk
