// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Plain values that travel between a program and the service. States and kinds are the words of
/// the transition tables, so that a newer service's word is shown instead of refused.
namespace zhaojian::rpc {

/// Kinds of human work; the words on the wire are the same without the k.
enum class WorkKind { kUnspecified, kReview, kRetouch, kQc, kSecondLook, kAppeal, kAudit };

/// What a reviewer decided.
enum class Verdict { kUnspecified, kPass, kReject, kEscalate };

/// Life of a decision.
enum class DecisionStatus { kUnspecified, kStaged, kEffective, kUndone, kOverturned, kDropped };

/// Why an item was given back.
enum class ReleaseCause { kSkip, kBreak, kConflictOfInterest, kNeedsSkill, kWellbeing };

/// What became of a lease.
enum class LeaseOutcome {
  kUnspecified,
  kRenewed,
  kLost,
  kRevokedWithdrawn,
  kRevokedSupervisor,
  kMaxHoldReached,
  kIdle
};

/// Which file of an attempt.
enum class AssetVariant { kThumb, kPreview, kStandard, kOriginal, kDelivered, kRecipe };

/// One queued or held piece of work.
struct WorkItem {
  std::string name;
  WorkKind kind = WorkKind::kUnspecified;
  /// QUEUED, RESERVED, LEASED, STAGED, PARKED, DONE, CANCELLED, ESCALATED.
  std::string state;
  /// Last six digits of the order number; a workstation never gets more.
  std::string order_tail;
  int attempt = 0;
  int64_t epoch = 0;
  /// Strictly increasing per item.
  int64_t fence = 0;
  absl::Time due_time;
  int expiry_count = 0;
};

/// The right to work on an item, by the server's clock. Use ttl against a monotonic clock, never
/// expire_time against a wall clock.
struct Lease {
  int64_t fence = 0;
  absl::Time expire_time;
  absl::Time server_time;
  /// When the lease ends even if renewed.
  absl::Time max_hold_time;
  absl::Duration ttl;
  /// How often to renew; zero in a renewal: unchanged.
  absl::Duration heartbeat;
};

/// An item together with its lease.
struct Grant {
  WorkItem work_item;
  Lease lease;
  /// Prefetched: call Activate when it is presented, which starts the idle clock.
  bool reserved = false;
};

/// What a claim gave. No grants is no error.
struct ClaimResult {
  std::vector<Grant> grants;
  /// When to ask again after an empty answer.
  absl::Duration retry_after;
};

/// One lease in a renewal.
struct LeaseRef {
  std::string work_item;
  int64_t fence = 0;
  /// Time since the person last touched keyboard or mouse.
  absl::Duration idle;
};

/// Answer for one lease.
struct LeaseStatus {
  std::string work_item;
  LeaseOutcome outcome = LeaseOutcome::kUnspecified;
  /// Present when renewed.
  std::optional<Lease> lease;
};

/// A rectangle in fractions of the upright source photo, 0..1.
struct Region {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

/// A reason code as given by a person.
struct Reason {
  std::string code;
  std::string note;
  /// Absent: the whole photo.
  std::optional<Region> region;
  /// Id of the measure that suggested it, or empty, and its value.
  std::string measure;
  std::optional<double> measured;
};

/// What was on the reviewer's screen when the key was pressed.
struct SeenProof {
  /// SHA-256 of the original, hex; required.
  std::string photo_sha256;
  std::string standard_sha256;
  std::string profile_version;
  std::vector<std::string> overlays;
  /// Screen pixels per photo pixel.
  double max_zoom = 0;
  absl::Duration visible;
  absl::Duration active;
  std::string console_build;
};

/// A decision as the service keeps it.
struct Decision {
  std::string name;
  std::string work_item;
  std::string order_tail;
  std::string school;
  int attempt = 0;
  Verdict verdict = Verdict::kUnspecified;
  DecisionStatus status = DecisionStatus::kUnspecified;
  std::vector<Reason> reasons;
  std::string comment;
  SeenProof seen;
  absl::Time decide_time;
  /// When it takes effect: decide_time + undo window.
  absl::Time effective_time;
  /// Staff code.
  std::string actor;
  /// Name of the decision this one replaces, or empty.
  std::string overturns;
  /// Version, for OverturnDecision.
  std::string etag;
};

/// A decision on its way to the service; what the journal keeps.
struct DecisionRequest {
  std::string work_item;
  int64_t fence = 0;
  int64_t epoch = 0;
  Verdict verdict = Verdict::kUnspecified;
  std::vector<Reason> reasons;
  std::string comment;
  SeenProof seen;
  /// UUID made when the key was pressed; the same for every retry.
  std::string request_id;
};

/// Which decisions to list; an empty field means any.
struct DecisionFilter {
  std::string actor;
  std::string order_tail;
  std::string reason;
  std::string school;
  Verdict verdict = Verdict::kUnspecified;
  std::optional<absl::Time> from;
  std::optional<absl::Time> until;
  /// 1..1000.
  int page_size = 50;
  std::string page_token;
};

/// A page of decisions, newest first.
struct DecisionPage {
  std::vector<Decision> decisions;
  /// Empty at the end.
  std::string next_page_token;
};

/// delivered = (source - offset) * scale; offset in upright source pixels.
struct Crop {
  double scale = 0;
  double offset_x = 0;
  double offset_y = 0;
};

/// Everything a reviewer needs beside the pixels.
struct ReviewBundle {
  WorkItem work_item;
  /// Code and display name.
  std::string school;
  std::string school_name;
  /// Id of the photo standard.
  std::string profile;
  /// The promise made to the student.
  absl::Time due_time;
  absl::Time submit_time;
  /// SHA-256 of the original, hex.
  std::string photo_sha256;
  /// SHA-256 of the automatic standard photo's picture; empty when none could be made.
  std::string standard_sha256;
  /// Reason code when no standard photo could be made.
  std::string standard_reason;
  /// Report as ReportFromJson reads it, with evidence.
  std::string report_json;
  /// The automatic standard photo's crop.
  std::optional<Crop> crop;
  std::vector<Decision> previous_decisions;
  absl::Duration undo_window;
};

/// Everything a retoucher needs beside the pixels.
struct RetouchBundle {
  WorkItem work_item;
  std::string school;
  std::string school_name;
  std::string profile;
  /// The whole standard, form of ParseProfile; empty from an older service.
  std::string profile_document;
  /// Id of the edit policy.
  std::string policy;
  absl::Time due_time;
  std::string photo_sha256;
  /// The saved draft, else the automatic recipe (form of RecipeToBytes).
  std::string recipe;
  /// 0: no draft was saved yet.
  int64_t draft_revision = 0;
  /// The reviewer's fixable reasons with notes and regions.
  std::vector<Reason> work_order;
  std::string comment;
  std::string report_json;
};

/// Outcome of a commit.
struct CommitResult {
  /// False: the gate is red and nothing was stored.
  bool committed = false;
  /// Form of GateFromJson.
  std::string gate_json;
  std::string delivered_sha256;
  int jpeg_quality = 0;
  int64_t bytes = 0;
};

/// Counts of one class of a queue.
struct QueueClassCount {
  /// APPEAL, SCHOOL_DEADLINE, RECOLLECTION, NEW, or a newer word.
  std::string work_class;
  int64_t queued = 0;
  int64_t overdue = 0;
  int64_t near_due = 0;
};

/// Counts of one queue.
struct QueueCount {
  WorkKind kind = WorkKind::kUnspecified;
  int64_t queued = 0;
  int64_t reserved = 0;
  int64_t leased = 0;
  int64_t staged = 0;
  int64_t parked = 0;
  int64_t escalated = 0;
  /// Queued past the due time.
  int64_t overdue = 0;
  /// Queued, not overdue, due within the near-due span of open time.
  int64_t near_due = 0;
  std::optional<absl::Time> oldest_create_time;
  std::optional<absl::Time> earliest_due_time;
  /// Most urgent first.
  std::vector<QueueClassCount> classes;
  /// DEADLINE, or CLASS while not everything can be done in time; a newer word is shown as it is.
  std::string order;
  /// When the order was switched last; absent = never.
  std::optional<absl::Time> order_time;
  /// As of the last test: who is there, who would do everything in time, what will not be met.
  int people_present = 0;
  double people_needed = 0;
  std::optional<absl::Time> breach_time;
};

/// A file and what it is.
struct Asset {
  std::string bytes;
  std::string sha256;
  std::string mime_type;
  /// What the student wants the file called, made safe; only of a download.
  std::string file_name;
};

/// What the watch stream tells. Exactly one of lease, queues is set.
struct AssignmentEvent {
  std::optional<LeaseStatus> lease;
  std::optional<std::vector<QueueCount>> queues;
};

/// An order as the student's side sees it.
struct Order {
  std::string number;
  /// One of the 17 states, or a newer word.
  std::string state;
  /// Catalogue key of the words the student reads.
  std::string student_label;
  std::string school;
  std::string profile;
  int attempt = 0;
  int64_t epoch = 0;
  std::optional<absl::Time> due_time;
  /// What the student was promised.
  std::optional<absl::Time> promise_time;
  absl::Time create_time;
  absl::Time update_time;
  /// Set once a retouch was committed.
  std::string delivered_sha256;
  /// Of the last rejection.
  std::vector<Reason> reasons;
  /// The promise lies behind holidays that are not published yet.
  bool provisional = false;
  /// NOT_REQUIRED, UNPAID, PAID, REFUND_PENDING or REFUNDED.
  std::string payment;
  /// Staff only.
  bool hold = false;
  bool fee_waived = false;
  /// When the finished photo is confirmed automatically.
  std::optional<absl::Time> confirm_by_time;
  std::string etag;
};

/// One thing that happened, in words of the catalogue.
struct ProgressStep {
  int64_t sequence = 0;
  std::string label;
  absl::Time time;
};

/// One stage of a line of progress.
struct ProgressStage {
  /// Catalogue key.
  std::string label;
  bool done = false;
  /// What the student waits for, or has to do.
  bool present = false;
};

/// What a student sees of an order's way.
struct Progress {
  /// The two lines of progress.
  std::vector<ProgressStage> collection;
  std::vector<ProgressStage> review;
  Order order;
  std::vector<ProgressStep> steps;
  /// Catalogue key of the sentence with the promise; empty when nothing is promised.
  std::string promise_label;
};

/// One message in a case.
struct CaseMessage {
  absl::Time time;
  bool from_student = false;
  std::string text;
  /// Staff code; empty on the student's side.
  std::string staff;
};

/// What a student asked a human.
struct Case {
  std::string name;
  std::string order;
  std::string kind;
  std::string state;
  std::string decision;
  absl::Time due_time;
  bool provisional = false;
  std::vector<CaseMessage> messages;
  std::string etag;
  /// It is our turn, and the due time has passed.
  bool overdue = false;
};

/// What a student states when an order is made.
struct NewOrder {
  /// Must equal the school's when given.
  std::string feature_code;
  /// Text of the QR code.
  std::string collection_code;
  /// Last four characters of the ID number; full-width forms and brackets are understood.
  std::string id_last4;
  bool consents = false;
  /// Which text was agreed to.
  std::string consent_version;
  /// The order stays CREATED until ConfirmInfo.
  bool confirm_later = false;
  /// Of the log-in by phone; empty where the service asks for none.
  std::string phone_token;
};

/// How far an upload is.
struct UploadState {
  /// Id of the upload.
  std::string upload;
  /// Bytes that the service keeps, of `size`.
  int64_t received = 0;
  int64_t size = 0;
  /// What it keeps is dropped then.
  absl::Time expire_time;
};

/// What the service found in an uploaded photo.
struct UploadResult {
  Order order;
  std::string report_json;
  /// An automatic standard photo could be made.
  bool has_standard = false;
  /// Reason code when it could not.
  std::string standard_reason;
};

/// A school's settings.
struct School {
  std::string code;
  std::string name;
  /// Empty = the default standard / policy.
  std::string profile;
  std::string policy;
  /// Claims outside office hours are allowed.
  bool overtime = false;
  bool payment = false;
  /// Share of retouched photos that get a second look, 0..1.
  double quality_sampling = 0;
  /// Six characters the student types, or empty.
  std::string feature_code;
  /// Name of a delivered file; {order} and {uid} are replaced; empty = {order}.
  std::string delivery_name;
  /// All settings as one JSON object (core/domain/school.h); wins over the fields above.
  std::string settings_json;
};

/// A staff record.
struct Staff {
  std::string code;
  /// reviewer, retoucher, supervisor, ...
  std::vector<std::string> roles;
  bool paused = false;
  std::vector<std::string> skills;
};

/// One delivered photo of an export.
struct DeliveredFile {
  std::string order;
  /// Made of safe characters only. Whoever keeps the file under CollisionName says so here.
  std::string file_name;
  /// The name to take when another student's photo has file_name already.
  std::string CollisionName() const {
    const size_t dot = file_name.rfind('.');
    return file_name.substr(0, dot) + "-" + order +
           (dot == std::string::npos ? "" : file_name.substr(dot));
  }
  std::string sha256;
  std::string school;
  absl::Time confirm_time;
  std::string bytes;
};

/// A page of orders, by number.
struct OrderPage {
  std::vector<Order> orders;
  /// Empty at the end.
  std::string next_page_token;
};

/// An event in the trail of an order.
struct TrailEvent {
  int64_t sequence = 0;
  absl::Time time;
  std::string actor;
  std::string role;
  std::string action;
  std::string detail_json;
};

/// What happened to the order behind a decision, oldest first.
struct Trail {
  std::string order_tail;
  std::string state;
  std::vector<TrailEvent> events;
};

}  // namespace zhaojian::rpc
