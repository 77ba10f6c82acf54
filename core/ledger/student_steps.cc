// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"
#include "core/base/crypto.h"
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

// Four times as many hashes as a photo is given today.
constexpr size_t kMaxHashDigits = 512;

// Lower-case hex of a salted hash. Four characters could be guessed from any hash; the limit of
// wrong answers and the erasable salt protect them, not its slowness.
std::string LastFourHash(const std::string& salt, const std::string& last_four) {
  return HexEncode(HmacSha256(salt, last_four));
}

StatusOr<SubjectRow> SubjectOf(Step& step, const CollectionCode& code) {
  ZJ_ASSIGN_OR_RETURN(const std::string key, step.txn.StoreKey());
  const std::string uid_hash = HexEncode(HmacSha256(key, code.school + "\n" + code.uid));
  ZJ_ASSIGN_OR_RETURN(const auto known, step.txn.FindSubject(uid_hash));
  if (known) return *known;
  ZJ_ASSIGN_OR_RETURN(const std::string expected, NormaliseLastFour(code.id_masked));
  SubjectRow subject;
  subject.uid_hash = uid_hash;
  subject.salt = HexEncode(RandomBytes(16));
  subject.last_four_hash = LastFourHash(subject.salt, expected);
  return subject;
}

// Counts wrong answers; the count is kept although the command fails.
Status CheckLastFour(Step& step, SubjectRow& subject, const std::string& typed) {
  if (subject.locked_until && step.now < *subject.locked_until) {
    return MakeError(StatusCode::kResourceExhausted, "CODE_LOCKED",
                     "too many wrong answers; try again later", "last_four",
                     {{"resets_at", FormatServiceTime(*subject.locked_until)}});
  }
  ZJ_ASSIGN_OR_RETURN(const std::string last_four, NormaliseLastFour(typed));
  if (LastFourHash(subject.salt, last_four) == subject.last_four_hash) {
    subject.failures = 0;
    subject.locked_until.reset();
    return absl::OkStatus();
  }
  ++subject.failures;
  const int left = step.policy.clocks.max_code_failures - subject.failures;
  if (left <= 0) {
    subject.locked_until = step.now + step.policy.clocks.code_lock;
    subject.failures = 0;
  }
  ZJ_RETURN_IF_ERROR(step.txn.PutSubject(subject));
  ZJ_RETURN_IF_ERROR(step.Audit("code.refused", "subjects/" + subject.uid_hash.substr(0, 12), "", 0,
                                0, {{"left", std::max(left, 0)}}));
  step.txn.KeepDespiteError();
  return MakeError(StatusCode::kInvalidArgument, "LAST_FOUR_MISMATCH",
                   "the last four characters of the ID number do not match", "last_four",
                   {{"left", std::to_string(std::max(left, 0))}});
}

bool IsFinished(OrderState state) {
  return state == OrderState::kDelivered || state == OrderState::kClosed ||
         state == OrderState::kCancelled || state == OrderState::kPurged;
}

// Nobody who has not given the last four learns the number of another order.
Status CheckNoOpenOrder(Step& step, const SubjectRow& subject, bool tell_number) {
  if (subject.order.empty()) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const OrderRow open, step.txn.GetOrder(subject.order));
  if (IsFinished(open.state)) return absl::OkStatus();
  std::map<std::string, std::string> facts;
  if (tell_number) facts["order"] = open.number;
  return MakeError(StatusCode::kFailedPrecondition, "OPEN_ORDER_EXISTS",
                   "this student has an open order; go on with that one", "", facts);
}

StatusOr<OrderRow> InsertOrder(Step& step, const School& school, const CollectionCode& code,
                               const std::optional<PhoneToken>& phone) {
  OrderRow order;
  do {
    order.number = MakeOrderNumber(step.now, RandomBytes(8));
  } while (step.txn.GetOrder(order.number).ok());
  order.school = school.code;
  order.payment = school.payment_enabled ? PaymentState::kUnpaid : PaymentState::kNotRequired;
  order.created = step.now;
  order.updated = step.now;
  order.version = 1;
  OrderSecrets secrets;
  secrets.key = RandomBytes(32);
  Json subject = {{"student_number", code.student_number},
                  {"exam_number", code.exam_number},
                  {"uid", code.uid},
                  {"name_masked", code.name_masked},
                  {"id_masked", code.id_masked}};
  if (phone) subject["phone"] = phone->phone;
  secrets.sealed_subject = SealBytes(secrets.key, JsonLine(subject), order.number);
  ZJ_RETURN_IF_ERROR(step.txn.InsertOrder(order, secrets));
  ZJ_RETURN_IF_ERROR(step.Audit(
      "order.create", "orders/" + order.number, order.number, order.epoch, 0,
      {{"school", school.code}, {"payment", Name(order.payment)}, {"phone", phone.has_value()}}));
  if (phone) ZJ_RETURN_IF_ERROR(UsePhoneToken(step, *phone));
  return order;
}

Status ConsentRequired() {
  return MakeError(StatusCode::kFailedPrecondition, "CONSENT_REQUIRED",
                   "the student has to agree to the processing of the photo", "consent");
}

// The data are right and the student agreed; the table says what comes next.
Status FireConfirmInfo(Step& step, OrderRow& order, const School& school,
                       const std::string& consent_version) {
  order.consent_version = consent_version;
  order.consented = step.now;
  return step.Fire(
      order, OrderEvent::kConfirmInfo, {Actor::kStudent},
      {"consent", "code_valid", "last_four", school.payment_enabled ? "payment_on" : "payment_off"},
      {{"consent_version", consent_version}});
}

bool WindowOpen(const School& school, const OrderRow& order, absl::Time now) {
  if (order.window_until) return now < *order.window_until;
  return (!school.opens || now >= *school.opens) && (!school.closes || now < *school.closes);
}

Status CheckUpload(const UploadPhotoCommand& command) {
  const auto invalid = [](const std::string& field) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_UPLOAD", "upload: bad " + field, field);
  };
  if (!IsSha256(command.photo_sha256)) return invalid("photo_sha256");
  if (command.photo_bytes <= 0) return invalid("photo_bytes");
  const size_t digits = command.perceptual_hash.size();
  if (digits % 16 != 0 || digits > kMaxHashDigits) return invalid("perceptual_hash");
  if (command.width <= 0 || command.height <= 0) return invalid("width");
  for (const auto& [name, sha256] : command.variants) {
    if (!IsSha256(sha256)) return invalid("variants");
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<OrderRow> DoCreateOrder(Step& step, const CreateOrderCommand& command,
                                 const CollectionCode& code,
                                 const std::optional<PhoneToken>& phone) {
  auto school = step.txn.GetSchool(code.school);
  if (!school.ok()) {
    return MakeError(StatusCode::kFailedPrecondition, "SCHOOL_UNKNOWN",
                     "the school of this collection code is not served here", "collection_code");
  }
  if (!command.feature_code.empty() && command.feature_code != school->feature_code) {
    return MakeError(StatusCode::kInvalidArgument, "FEATURE_CODE_MISMATCH",
                     "the feature code belongs to another school", "feature_code");
  }
  // Before anything is written: nobody is sent to pay what cannot be verified.
  ZJ_RETURN_IF_ERROR(CheckTakesPayment(step, *school));
  const bool now = !command.confirm_later;
  if (now && !command.consent) return ConsentRequired();
  ZJ_ASSIGN_OR_RETURN(SubjectRow subject, SubjectOf(step, code));
  if (now) ZJ_RETURN_IF_ERROR(CheckLastFour(step, subject, command.last_four));
  ZJ_RETURN_IF_ERROR(CheckNoOpenOrder(step, subject, /*tell_number=*/now));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, InsertOrder(step, *school, code, phone));
  subject.order = order.number;
  ZJ_RETURN_IF_ERROR(step.txn.PutSubject(subject));
  if (now) {
    ZJ_RETURN_IF_ERROR(FireConfirmInfo(step, order, *school, command.consent_version));
    return order;
  }
  ZJ_RETURN_IF_ERROR(step.ArmTimer(order));
  ZJ_RETURN_IF_ERROR(step.Save(order));
  return order;
}

StatusOr<OrderRow> DoConfirmInfo(Step& step, const ConfirmInfoCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  ZJ_RETURN_IF_ERROR(CheckTakesPayment(step, school));
  // Whether it may be asked at all comes before the answer, so that no wrong answer is counted
  // against an order that is past this step.
  const char* payment = school.payment_enabled ? "payment_on" : "payment_off";
  ZJ_RETURN_IF_ERROR(step.policy.orders
                         .Next(order.state, OrderEvent::kConfirmInfo, actors,
                               {"consent", "code_valid", "last_four", payment})
                         .status());
  if (!command.consent) return ConsentRequired();
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets, step.txn.GetSecrets(order.number));
  ZJ_ASSIGN_OR_RETURN(const std::string text,
                      OpenBytes(secrets.key, secrets.sealed_subject, order.number));
  ZJ_ASSIGN_OR_RETURN(const Json facts, ParseJson(text, "subject"));
  CollectionCode code;
  code.school = order.school;
  ZJ_ASSIGN_OR_RETURN(code.uid, JsonString(facts, "uid", "subject"));
  ZJ_ASSIGN_OR_RETURN(code.id_masked, JsonString(facts, "id_masked", "subject"));
  ZJ_ASSIGN_OR_RETURN(SubjectRow subject, SubjectOf(step, code));
  ZJ_RETURN_IF_ERROR(CheckLastFour(step, subject, command.last_four));
  ZJ_RETURN_IF_ERROR(step.txn.PutSubject(subject));
  ZJ_RETURN_IF_ERROR(FireConfirmInfo(step, order, school, command.consent_version));
  return order;
}

StatusOr<OrderRow> DoUploadPhoto(Step& step, const UploadPhotoCommand& command) {
  ZJ_RETURN_IF_ERROR(CheckUpload(command));
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  ZJ_ASSIGN_OR_RETURN(const bool rejected,
                      step.txn.WasRejected(order.number, command.photo_sha256));
  GuardFacts facts;
  if (WindowOpen(school, order, step.now)) facts.insert("window_open");
  if (order.attempt - order.attempts_before < school.max_attempts) facts.insert("attempts_left");
  if (!rejected) facts.insert("not_rejected_before");
  AttemptRow attempt;
  attempt.order = order.number;
  attempt.attempt = ++order.attempt;
  attempt.photo_sha256 = command.photo_sha256;
  attempt.photo_bytes = command.photo_bytes;
  attempt.mime = command.mime;
  attempt.width = command.width;
  attempt.height = command.height;
  attempt.profile = command.profile;
  attempt.report_json = command.report_json;
  attempt.plan_json = command.plan_json;
  attempt.recipe = command.recipe;
  attempt.perceptual_hash = command.perceptual_hash;
  attempt.variants = command.variants;
  attempt.created = step.now;
  order.rejection.clear();
  order.output_sha256.clear();
  ZJ_RETURN_IF_ERROR(
      step.Fire(order, OrderEvent::kUploadPhoto, actors, facts,
                {{"attempt", attempt.attempt}, {"photo_sha256", attempt.photo_sha256}}));
  ZJ_RETURN_IF_ERROR(step.txn.PutAttempt(attempt));
  return order;
}

StatusOr<OrderRow> DoRetake(Step& step, const OrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRetake, actors, {}, {}));
  return order;
}

StatusOr<OrderRow> DoSubmit(Step& step, const OrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  GuardFacts facts;
  const auto attempt = step.txn.GetAttempt(order.number, order.attempt);
  if (attempt.ok() && !attempt->report_json.empty()) facts.insert("machine_checked");
  order.submitted = true;
  ZJ_RETURN_IF_ERROR(
      step.Fire(order, OrderEvent::kSubmit, actors, facts, {{"attempt", order.attempt}}));
  ZJ_RETURN_IF_ERROR(step.StartClock(order, DueKind::kReview, step.now));
  ZJ_RETURN_IF_ERROR(step.Enqueue(order, NewWork{}));
  return order;
}

StatusOr<OrderRow> DoWithdraw(Step& step, const OrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(const auto items, step.txn.OpenItems(order.number));
  for (const WorkItemRow& item : items) {
    if (item.state != WorkState::kStaged) continue;
    return MakeError(StatusCode::kFailedPrecondition, "ALREADY_DECIDED",
                     "the photo has just been judged; the result shows in a moment", "",
                     {{"id", order.number}});
  }
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kWithdraw, actors, {}, {}));
  ZJ_RETURN_IF_ERROR(
      step.CancelOpenItems(order, "ATTEMPT_WITHDRAWN", RenewOutcome::kRevokedWithdrawn));
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  return order;
}

StatusOr<OrderRow> DoCancel(Step& step, const OrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_RETURN_IF_ERROR(OweRefundOnEnd(step, order));
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kCancel, actors, {}, {}));
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  return order;
}

StatusOr<OrderRow> DoRequestRecollection(Step& step, const OrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  GuardFacts facts;
  if (order.recollections < school.max_recollections) facts.insert("recollections_left");
  ++order.recollections;
  order.output_sha256.clear();
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRequestRecollection, actors, facts, {}));
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  return order;
}

StatusOr<OrderRow> DoRequestRedo(Step& step, const OrderCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  GuardFacts facts;
  if (order.redos < school.max_redos) facts.insert("redos_left");
  if (CountCharacters(command.comment) > 0) facts.insert("has_comment");
  ++order.redos;
  order.output_sha256.clear();
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kRequestRedo, actors, facts, {}));
  ZJ_RETURN_IF_ERROR(step.StartClock(order, DueKind::kRetouch, step.now));
  NewWork work;
  work.kind = WorkKind::kRetouch;
  work.note = command.comment;
  ZJ_RETURN_IF_ERROR(step.Enqueue(order, work));
  return order;
}

StatusOr<OrderRow> DoConfirm(Step& step, const ConfirmCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const auto actors, step.Actors());
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  GuardFacts facts;
  if (!order.output_sha256.empty() && command.output_sha256 == order.output_sha256) {
    facts.insert("output_echoed");
  }
  order.confirmed_sha256 = order.output_sha256;
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kConfirm, actors, facts,
                               {{"output_sha256", order.confirmed_sha256}}));
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  return order;
}

}  // namespace zhaojian
