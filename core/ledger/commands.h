// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/decision.h"
#include "core/domain/order.h"
#include "core/domain/school.h"
#include "core/domain/staff.h"
#include "core/domain/student_case.h"
#include "core/domain/work_item.h"

namespace zhaojian {

/// Who asks, and which request this is.
struct RequestMeta {
  /// Staff code for staff; kStudentActor for the student's side; kSystemActor for timers and local
  /// administration. Staff commands load the staff record and check its roles.
  std::string actor;
  /// Required on every mutation but renewals and Tick: the same id with the same body gets the
  /// stored answer again, with another body kInvalidArgument REQUEST_ID_REUSED.
  std::string request_id;
};

/// Actor of everything a student does.
inline constexpr char kStudentActor[] = "student";
/// Actor of timers and of local administration.
inline constexpr char kSystemActor[] = "system";

/// Creates an order and, in the same transaction, confirms the data (consents, code, last four).
struct CreateOrderCommand {
  RequestMeta meta;
  /// Collection code as read from the picture.
  std::string collection_code;
  /// As typed; normalised by the ledger.
  std::string last_four;
  /// Must equal the school's feature code when given.
  std::string feature_code;
  /// The student agreed to the processing of the photo.
  bool consent = false;
  /// Which text was agreed to, for example "2026-03".
  std::string consent_version;
  /// True: the order stays CREATED until ConfirmInfo; consent and last four are asked there.
  bool confirm_later = false;
  /// Of the log-in by phone; empty where the service asks for none.
  std::string phone_token;
};

/// The student has seen the masked data and says that they are right.
struct ConfirmInfoCommand {
  RequestMeta meta;
  std::string order;
  /// As typed; normalised by the ledger.
  std::string last_four;
  bool consent = false;
  std::string consent_version;
};

/// Stores a photo that was decoded, measured and prepared. The blobs are in place already.
struct UploadPhotoCommand {
  RequestMeta meta;
  std::string order;
  std::string photo_sha256;
  int64_t photo_bytes = 0;
  std::string mime;
  int width = 0;
  int height = 0;
  std::string profile;
  std::string report_json;
  std::string plan_json;
  std::string recipe;
  /// As in AttemptRow.
  std::string perceptual_hash;
  std::map<std::string, std::string> variants;
};

/// Retake, Submit, Withdraw, Cancel, RequestRecollection: one order and nothing else.
struct OrderCommand {
  RequestMeta meta;
  std::string order;
  /// Free words of the student; RequestRecollection and RequestRedo only.
  std::string comment;
};

/// The student accepts the finished picture.
struct ConfirmCommand {
  RequestMeta meta;
  std::string order;
  /// Hash of the picture the student saw.
  std::string output_sha256;
};

/// The gateway reports a payment.
struct SettlePaymentCommand {
  RequestMeta meta;
  std::string order;
  std::string gateway_transaction;
  int64_t amount_fen = 0;
};

/// Where the student wants the finished photo.
struct SetContactCommand {
  RequestMeta meta;
  std::string order;
  /// Empty: no mail.
  std::string email;
  /// Any characters; empty: the order number.
  std::string file_name;
};

/// The gateway reports that money went back.
struct SettleRefundCommand {
  RequestMeta meta;
  std::string order;
  std::string gateway_transaction;
  int64_t amount_fen = 0;
};

/// A member of staff does something to one order and says why: hold, release of a hold, refund,
/// recall, another try to deliver, erasure.
struct StaffOrderCommand {
  RequestMeta meta;
  std::string order;
  std::string justification;
  /// Version of the order that was looked at, as text; empty = whatever it is now.
  std::string etag;
};

/// A hand-over did not work.
struct DeliveryFailedCommand {
  RequestMeta meta;
  std::string order;
  /// Short and stable, for example DISK_FULL; no path, no name.
  std::string why;
};

/// The receiver compared the delivered photo and does not take it.
struct ReceiverRejectionCommand {
  RequestMeta meta;
  std::string order;
  std::vector<ReasonRef> reasons;
  std::string comment;
};

/// A student asks a human; or staff open a case for the student.
struct OpenCaseCommand {
  RequestMeta meta;
  std::string order;
  CaseKind kind = CaseKind::kQuestion;
  std::string text;
};

/// One more message in an open case.
struct PostMessageCommand {
  RequestMeta meta;
  int64_t id = 0;
  std::string text;
};

/// Ends a case, or closes one that was answered.
struct ResolveCaseCommand {
  RequestMeta meta;
  int64_t id = 0;
  CaseState outcome = CaseState::kUpheld;
  /// Words for the student; may be empty when the case is only closed.
  std::string reply;
  /// Version of the case that was looked at, as text; empty = whatever it is now.
  std::string etag;
};

/// How the delivery of one notice to one sink went.
struct MarkNoticeCommand {
  /// Skipped: the sink has no way to this student (no mail address) and never will for this notice.
  enum class Outcome { kDelivered, kFailed, kSkipped };
  int64_t sequence = 0;
  std::string sink;
  Outcome outcome = Outcome::kFailed;
  /// Short and stable, for example HTTP_500; empty when delivered.
  std::string why;
};

/// New holidays: the whole calendar file, as assets/calendar/workdays_cn.json.
struct ImportCalendarCommand {
  RequestMeta meta;
  std::string json;
  std::string justification;
};

/// Due times of what waits are computed anew with the calendar in use.
struct RecomputeDueCommand {
  RequestMeta meta;
  /// Empty: all schools.
  std::string school;
  std::string justification;
};

/// Asks for work.
struct ClaimCommand {
  RequestMeta meta;
  /// Kinds wanted; empty = everything the person's roles allow.
  std::vector<WorkKind> kinds;
  /// 1 active + up to the policy's reserve; more is brought down.
  int max_items = 1;
};

/// One lease of one person.
struct LeaseCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
};

/// Gives a lease back.
struct ReleaseCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  ReleaseCause cause = ReleaseCause::kSkip;
  std::string comment;
};

/// Puts a retouch aside until `until`; the draft stays.
struct ParkCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  absl::Time until;
};

/// One lease in a heartbeat.
struct LeaseRef {
  int64_t item = 0;
  int64_t fence = 0;
  /// How long the person has not touched anything.
  absl::Duration idle;
};

/// A decision at the press of a key.
struct StageDecisionCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  int64_t epoch = 0;
  DecisionVerdict verdict = DecisionVerdict::kPass;
  std::vector<ReasonRef> reasons;
  std::string comment;
  SeenProof seen;
};

/// Takes a staged decision back inside the window.
struct UndoDecisionCommand {
  RequestMeta meta;
  int64_t decision = 0;
};

/// A supervisor replaces a decision that already had its effect.
struct OverturnCommand {
  RequestMeta meta;
  int64_t decision = 0;
  /// PASS or REJECT.
  DecisionVerdict verdict = DecisionVerdict::kReject;
  std::vector<ReasonRef> reasons;
  std::string justification;
  /// Version of the decision that was looked at, as text; empty = whatever it is now.
  std::string etag;
};

/// Saves the work in progress.
struct SaveDraftCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  std::string recipe;
  /// Revision this save builds on, as text; "0" or empty for the first.
  std::string etag;
};

/// Hands in a finished picture. The service has rendered it and stored the blob.
struct CommitRetouchCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  int64_t epoch = 0;
  std::string source_sha256;
  std::string output_sha256;
  int64_t output_bytes = 0;
  std::string recipe;
  std::string engine;
  std::string gate_json;
  /// Verdict of the gate; a red gate is refused with GATE_FAILED.
  bool gate_green = false;
};

/// The retoucher cannot bring the photo within the standard.
struct ReturnToReviewCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  std::vector<ReasonRef> reasons;
  std::string comment;
};

/// A supervisor's look at a finished picture (QC items).
struct DecideQcCommand {
  RequestMeta meta;
  int64_t item = 0;
  int64_t fence = 0;
  bool pass = true;
  /// Needed when it does not pass.
  std::vector<ReasonRef> reasons;
  std::string comment;
};

/// Pixels are about to be shown to somebody.
struct RecordViewCommand {
  RequestMeta meta;
  std::string order;
  int attempt = 0;
  /// thumb, preview, standard, original, delivered.
  std::string variant;
  /// Why, for anyone who holds no lease on the order; may be empty for the holder.
  std::string purpose;
};

/// A confirmed picture was written where the school wants it.
struct DeliverCommand {
  RequestMeta meta;
  std::string order;
  /// Hash of the bytes that were written.
  std::string output_sha256;
  /// The name ListDeliverable gave, or the same with `-<order>` before its ending where another
  /// student's photo had it; the ledger works it out itself and refuses any other. May be empty.
  std::string file_name;
  /// What the receiver answered; for a folder, its kind.
  std::string receipt;
};

/// Adds or replaces a school.
struct PutSchoolCommand {
  RequestMeta meta;
  School school;
  /// True: kAlreadyExists SCHOOL_EXISTS when there is one.
  bool create_only = true;
};

/// Adds or replaces a staff member.
struct PutStaffCommand {
  RequestMeta meta;
  StaffMember staff;
  /// True: kAlreadyExists STAFF_EXISTS when there is one.
  bool create_only = true;
};

/// Stops or resumes granting work to a person.
struct PauseStaffCommand {
  RequestMeta meta;
  std::string code;
  bool paused = true;
  std::string justification;
};

/// Which orders to list; empty fields match all.
struct OrderFilter {
  std::string school;
  std::optional<OrderState> state;
  /// Only numbers after this one, in order of number.
  std::string after;
  int limit = 50;
};

/// Which decisions to list, newest first; empty fields match all.
struct DecisionFilter {
  std::string order;
  std::string school;
  std::string actor;
  std::optional<DecisionVerdict> verdict;
  std::optional<DecisionState> state;
  /// A code among the decision's reasons.
  std::string reason;
  std::optional<absl::Time> from;
  std::optional<absl::Time> to;
  /// Only ids below this one; 0 = from the newest.
  int64_t before = 0;
  int limit = 50;
};

/// Which cases to list, oldest due first; empty fields match all.
struct CaseFilter {
  std::string order;
  std::string school;
  std::optional<CaseKind> kind;
  /// Only those somebody still owes an answer.
  bool open_only = false;
  /// Only ids above this one.
  int64_t after = 0;
  int limit = 50;
};

/// Which audit events to list, oldest first; empty fields match all.
struct AuditFilter {
  /// Number of an order: its own events and those of its items.
  std::string order;
  std::string actor;
  std::string action;
  int64_t after = 0;
  int limit = 50;
};

}  // namespace zhaojian
