// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/status.h"
#include "core/domain/decision.h"
#include "core/domain/order.h"
#include "core/domain/queue_order.h"
#include "core/domain/student_case.h"
#include "core/domain/work_item.h"

namespace zhaojian {

/// One order as stored. Holds no name, ID number or photo.
struct OrderRow {
  std::string number;
  std::string school;
  OrderState state = OrderState::kCreated;
  PaymentState payment = PaymentState::kNotRequired;
  bool hold = false;
  /// Current attempt, 1-based; 0 before the first photo.
  int attempt = 0;
  /// Grows whenever older leases, timers and drafts must lose.
  int64_t epoch = 1;
  int recollections = 0;
  int redos = 0;
  /// Due time of the open stage (queue order) and the promise shown to the student; absent when
  /// nothing is owed.
  std::optional<absl::Time> due;
  std::optional<absl::Time> promise;
  bool provisional = false;
  std::string calendar_version;
  /// What the open stage's clock was started with, so that it can be computed anew.
  std::optional<absl::Time> clock_from;
  bool clock_retouch = false;
  /// SHA-256 of the finished file waiting for confirmation or confirmed; empty before.
  std::string output_sha256;
  /// SHA-256 the student confirmed; empty before.
  std::string confirmed_sha256;
  /// Name of the delivered file, for example "XSJC....jpg"; empty before delivery.
  std::string delivered_name;
  /// What the receiver answered, and when the file was handed over.
  std::string receipt;
  std::optional<absl::Time> delivered;
  /// Failed hand-overs of the confirmed picture.
  int delivery_failures = 0;
  /// The gateway's number of the payment; empty before.
  std::string payment_transaction;
  /// Which text the student agreed to, and when; absent before the data were confirmed.
  std::string consent_version;
  std::optional<absl::Time> consented;
  /// A photo of it went to review at least once; a fee then comes back by a supervisor only.
  bool submitted = false;
  /// The receiver rejected the photo: everything that follows is free.
  bool fee_waived = false;
  /// Photos uploaded before the receiver's rejection; they no longer count against the limit.
  int attempts_before = 0;
  /// Own upload window after the receiver's rejection, instead of the school's.
  std::optional<absl::Time> window_until;
  /// When the finished picture is confirmed automatically.
  std::optional<absl::Time> confirm_by;
  /// The student was told that the picture which waits for confirmation is ready.
  bool told = false;
  /// An erasure was accepted: the photos go as soon as the order is over.
  bool erase = false;
  /// When a timer of the order rings next (window, confirmation, dispute, retention).
  std::optional<absl::Time> wakes;
  /// Why the photo was sent back, for RECOLLECT_REQUIRED; heaviest reason first.
  std::vector<ReasonRef> rejection;
  absl::Time created;
  absl::Time updated;
  /// Grows with every change; the etag is its text.
  int64_t version = 0;
};

/// One uploaded photo of an order. Immutable but for `rejected`.
struct AttemptRow {
  std::string order;
  int attempt = 0;
  /// SHA-256 and length of the original bytes.
  std::string photo_sha256;
  int64_t photo_bytes = 0;
  std::string mime;
  /// Size of the upright photo.
  int width = 0;
  int height = 0;
  std::string profile;
  /// Compliance report as JSON text (core/compliance/report.h).
  std::string report_json;
  /// Crop plan of the automatic standard picture as JSON text, owned by the service.
  std::string plan_json;
  /// Automatic recipe, serialized; empty when there is none.
  std::string recipe;
  /// SHA-256 of prepared pictures by variant: "thumb", "preview", "standard".
  std::map<std::string, std::string> variants;
  /// Perceptual hashes, 16 hex digits each, that of the whole first; empty when none could be made.
  /// Like photo_sha256 it outlives the pixels.
  std::string perceptual_hash;
  /// True once a decision rejected it: the same bytes are not taken again.
  bool rejected = false;
  absl::Time created;
};

/// What stays known of a rejected photo.
struct RejectedPhotoRow {
  std::string sha256;
  /// As in AttemptRow.
  std::string perceptual_hash;
};

/// A photo on its way in. What arrived is sealed like every photo and goes with the order's key.
struct UploadRow {
  std::string order;
  /// 32 hex digits; the same for the same photo of the same order.
  std::string id;
  /// Length and SHA-256 of the whole photo, as announced.
  int64_t size = 0;
  std::string sha256;
  /// Bytes from the beginning that are kept.
  int64_t received = 0;
  absl::Time expires;
};

/// One piece of human work.
struct WorkItemRow {
  int64_t id = 0;
  WorkKind kind = WorkKind::kReview;
  WorkState state = WorkState::kQueued;
  std::string order;
  std::string school;
  int attempt = 0;
  int64_t epoch = 0;
  /// Strictly increasing, +1 on every reservation or direct grant.
  int64_t fence = 0;
  absl::Time due;
  absl::Time promise;
  /// How urgent it is, and the slot its due time falls into (queue_order.h).
  WorkClass work_class = WorkClass::kNew;
  absl::Time slot;
  int expiry_count = 0;
  /// Its due time passed while it waited: it is in the alarm list.
  bool overdue = false;
  /// Skills it needs, copied from the school.
  std::vector<std::string> skills;
  /// Staff code that it is kept for until then; empty = for anybody.
  std::string sticky;
  std::optional<absl::Time> sticky_until;
  /// Copied from the school: may be claimed outside office hours; make-up days are office days.
  bool overtime = false;
  bool makeup_days = false;
  bool supervisor_only = false;
  /// Staff codes that must not get it.
  std::vector<std::string> excluded;
  /// Words that travel with it: comment of an escalation, why it was returned.
  std::string note;
  /// Reasons that travel with it: retouch work order, or why it was returned.
  std::vector<ReasonRef> reasons;
  /// Staff code of the holder; empty when nobody holds it.
  std::string holder;
  std::optional<absl::Time> lease_expires;
  /// When the present lease began (reserved) or was activated (leased).
  std::optional<absl::Time> held_since;
  /// When a staged decision takes effect, or a parked item returns.
  std::optional<absl::Time> wakes;
  /// Why it was cancelled, for example ATTEMPT_WITHDRAWN; empty otherwise.
  std::string cancel_reason;
  absl::Time created;
  absl::Time updated;
  int64_t version = 0;
};

/// When an item may be claimed: 0 office hours, 1 make-up days too, 2 always.
int HoursOf(const WorkItemRow& item);

/// One decision about one attempt.
struct DecisionRow {
  int64_t id = 0;
  int64_t item = 0;
  WorkKind kind = WorkKind::kReview;
  std::string order;
  std::string school;
  int attempt = 0;
  int64_t fence = 0;
  int64_t epoch = 0;
  DecisionVerdict verdict = DecisionVerdict::kPass;
  DecisionState state = DecisionState::kStaged;
  std::vector<ReasonRef> reasons;
  /// Heaviest reason; empty without reasons.
  std::string primary;
  std::string comment;
  SeenProof seen;
  /// Staff code.
  std::string actor;
  absl::Time decided;
  /// decided + undo window.
  absl::Time effective;
  /// Id of the decision this one replaces; 0 = none.
  int64_t overturns = 0;
  int64_t version = 0;
};

/// A person's lease on an item, as handed to a console.
struct Grant {
  WorkItemRow item;
  LeaseClocks clocks;
  /// Server time of the answer; a console keeps the offset and never trusts its own wall clock.
  absl::Time server_time;
};

/// A retoucher's work in progress, kept per order and attempt across leases.
struct DraftRow {
  std::string order;
  int attempt = 0;
  /// Serialized recipe.
  std::string recipe;
  /// 1 for the first save; its text is the etag.
  int64_t revision = 0;
  std::string actor;
  absl::Time updated;
};

/// A finished picture. Immutable.
struct VersionRow {
  int64_t id = 0;
  std::string order;
  int attempt = 0;
  std::string source_sha256;
  std::string output_sha256;
  int64_t output_bytes = 0;
  std::string recipe;
  /// Version of the renderer.
  std::string engine;
  std::string gate_json;
  std::string actor;
  absl::Time created;
};

/// One step of an order's life.
struct OrderEventRow {
  int64_t sequence = 0;
  std::string order;
  OrderEvent event = OrderEvent::kConfirmInfo;
  OrderState from = OrderState::kCreated;
  OrderState to = OrderState::kCreated;
  int64_t epoch = 0;
  absl::Time time;
};

/// One audit event as read back.
struct AuditRow {
  int64_t sequence = 0;
  absl::Time time;
  std::string actor;
  std::string role;
  std::string action;
  /// "orders/<number>", "items/<id>", "staff/<code>" ...
  std::string resource;
  int64_t epoch = 0;
  int64_t fence = 0;
  std::string request_id;
  Json detail;
  /// 64 hex digits.
  std::string prev_hash;
  std::string hash;
};

/// How the order of one queue stands. One row per kind of work; made by the first claim.
struct QueueStateRow {
  WorkKind kind = WorkKind::kReview;
  QueueMode mode = QueueMode::kDeadline;
  /// When it was switched last; absent = never.
  std::optional<absl::Time> since;
  /// When the demand was tested last, and with what result.
  std::optional<absl::Time> tested;
  int present = 0;
  double needed = 0;
  std::optional<absl::Time> breach;
  /// What one item takes, measured over so many.
  absl::Duration service;
  int64_t samples = 0;
  /// Number of the last visit of the round over the schools.
  int64_t round = 0;
};

/// What a queue remembers about one person.
struct StaffTurnRow {
  std::string staff;
  /// Last claim.
  absl::Time seen;
  /// Grants in a row that were not of what was due first.
  int passed = 0;
};

/// A school in the round of a queue.
struct SchoolTurnRow {
  SchoolTurn turn;
  /// How many items `turn.cost` was measured over.
  int64_t samples = 0;
};

/// How one class of a queue stands.
struct ClassCount {
  int64_t queued = 0;
  /// As in QueueRow.
  int64_t overdue = 0;
  int64_t near_due = 0;
};

/// How one queue stands.
struct QueueRow {
  WorkKind kind = WorkKind::kReview;
  /// Its order, as claimed from last.
  QueueStateRow order;
  /// By class, most urgent first.
  std::array<ClassCount, kWorkClasses.size()> classes;
  int64_t queued = 0;
  int64_t reserved = 0;
  int64_t leased = 0;
  int64_t staged = 0;
  int64_t parked = 0;
  int64_t escalated = 0;
  /// Queued items past their due time.
  int64_t overdue = 0;
  /// Queued items that are due within the near-due span of open time (ClockPolicy::near_due) and
  /// not past it.
  int64_t near_due = 0;
  std::optional<absl::Time> oldest;
  std::optional<absl::Time> earliest_due;
};

/// Everything a console shows for one item. No identity, no staff names.
struct BundleRow {
  WorkItemRow item;
  OrderRow order;
  AttemptRow attempt;
  /// Effective decisions on this order's attempts, oldest first, `actor` emptied.
  std::vector<DecisionRow> previous;
  std::optional<DraftRow> draft;
};

/// One line of a delivery manifest.
struct DeliveryRow {
  std::string order;
  std::string school;
  /// File name with ".jpg".
  std::string file_name;
  std::string output_sha256;
  int64_t output_bytes = 0;
  absl::Time confirmed;
};

/// One message in a case.
struct CaseMessage {
  absl::Time time;
  bool from_student = false;
  /// Staff code; empty for the student. Never shown to the student.
  std::string staff;
  std::string text;
};

/// A student's request to a human. The words are sealed under the order's key.
struct CaseRow {
  int64_t id = 0;
  std::string order;
  std::string school;
  CaseKind kind = CaseKind::kQuestion;
  CaseState state = CaseState::kOpen;
  /// The decision an appeal is about; 0 = none.
  int64_t decision = 0;
  /// When an answer is owed; only meaningful while the case is open.
  absl::Time due;
  bool provisional = false;
  std::string calendar_version;
  /// SealBytes of the messages as JSON; what is stored and sent back for a repeated request.
  std::string sealed_thread;
  /// Opened messages, oldest first; filled when a case is read.
  std::vector<CaseMessage> messages;
  absl::Time created;
  absl::Time updated;
  int64_t version = 0;
};

/// Where the student wants the finished photo. Personal: sealed at rest, never logged.
struct ContactRow {
  std::string email;
  std::string file_name;
  /// Verified at the log-in; empty where there was none. Show only MaskPhone of it.
  std::string phone;
};

/// One payment as the gateway reported it.
struct PaymentRow {
  std::string transaction;
  std::string order;
  int64_t amount_fen = 0;
  /// SETTLED, REFUND_PENDING or REFUNDED.
  std::string state;
};

/// How a notice fared at one sink.
struct NoticeRow {
  int64_t sequence = 0;
  /// Name of the sink, for example "webhook".
  std::string sink;
  /// WAITING, DELIVERED, SKIPPED or GIVEN_UP.
  std::string state = "WAITING";
  int tries = 0;
  std::optional<absl::Time> next_try;
};

/// A notice for the student, waiting in the outbox.
struct OutboxRow {
  int64_t sequence = 0;
  std::string order;
  /// Catalogue-like name, for example "notice.rejected".
  std::string kind;
  Json detail;
  absl::Time created;
};

// JSON forms, for the store and for stored answers.

/// JSON of a OrderRow.
Json ToJson(const OrderRow& row);
/// JSON of a AttemptRow.
Json ToJson(const AttemptRow& row);
/// JSON of a WorkItemRow.
Json ToJson(const WorkItemRow& row);
/// JSON of a QueueStateRow.
Json ToJson(const QueueStateRow& row);
/// JSON of a DecisionRow.
Json ToJson(const DecisionRow& row);
/// JSON of a DraftRow.
Json ToJson(const DraftRow& row);
/// JSON of a VersionRow.
Json ToJson(const VersionRow& row);
/// JSON of a CaseRow, without the opened messages.
Json ToJson(const CaseRow& row);
/// A OrderRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<OrderRow> OrderFromJson(const Json& json);
/// A AttemptRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<AttemptRow> AttemptFromJson(const Json& json);
/// A WorkItemRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<WorkItemRow> WorkItemFromJson(const Json& json);
/// A QueueStateRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<QueueStateRow> QueueStateFromJson(const Json& json);
/// A DecisionRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<DecisionRow> DecisionFromJson(const Json& json);
/// A DraftRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<DraftRow> DraftFromJson(const Json& json);
/// A VersionRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<VersionRow> VersionFromJson(const Json& json);
/// A CaseRow from its JSON. Errors: kInvalidArgument BAD_JSON naming the member.
StatusOr<CaseRow> CaseFromJson(const Json& json);

}  // namespace zhaojian
