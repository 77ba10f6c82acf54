// SPDX-License-Identifier: Apache-2.0
#include "core/ledger/command_bodies.h"

#include "core/base/crypto.h"

namespace zhaojian {

Json BodyOf(const PutSchoolCommand& command) {
  return {{"school", SchoolToJson(command.school)}, {"create_only", command.create_only}};
}

Json BodyOf(const PutStaffCommand& command) {
  return {{"staff", StaffToJson(command.staff)}, {"create_only", command.create_only}};
}

Json BodyOf(const PauseStaffCommand& command) {
  return {
      {"code", command.code}, {"paused", command.paused}, {"justification", command.justification}};
}

// Without the collection code and the last four: the hash of the body outlives the student's data
// and four characters can be guessed from any hash.
Json BodyOf(const CreateOrderCommand& command) {
  Json body = {{"feature_code", command.feature_code}, {"consent", command.consent}};
  if (!command.consent_version.empty()) body["consent_version"] = command.consent_version;
  if (command.confirm_later) body["confirm_later"] = true;
  return body;
}

// Without the last four, as above.
Json BodyOf(const ConfirmInfoCommand& command) {
  return {{"order", command.order},
          {"consent", command.consent},
          {"consent_version", command.consent_version}};
}

// An address could be guessed from its hash, so it is no part of the body: the order is enough to
// tell requests apart, and the newest one wins.
Json BodyOf(const SetContactCommand& command) { return {{"order", command.order}}; }

Json BodyOf(const ImportCalendarCommand& command) {
  return {{"calendar", Sha256Hex(command.json)}, {"justification", command.justification}};
}

Json BodyOf(const RecomputeDueCommand& command) {
  return {{"school", command.school}, {"justification", command.justification}};
}

Json BodyOf(const SettlePaymentCommand& command) {
  return {{"order", command.order},
          {"gateway_transaction", command.gateway_transaction},
          {"amount_fen", command.amount_fen}};
}

Json BodyOf(const UploadPhotoCommand& command) {
  return {{"order", command.order},
          {"photo_sha256", command.photo_sha256},
          {"report", Sha256Hex(command.report_json)},
          {"plan", Sha256Hex(command.plan_json)},
          {"recipe", Sha256Hex(command.recipe)},
          {"variants", command.variants}};
}

Json BodyOf(const OrderCommand& command) {
  return {{"order", command.order}, {"comment", command.comment}};
}

Json BodyOf(const ConfirmCommand& command) {
  return {{"order", command.order}, {"output_sha256", command.output_sha256}};
}

Json BodyOf(const ClaimCommand& command) {
  Json kinds = Json::array();
  for (const WorkKind kind : command.kinds) kinds.push_back(Name(kind));
  return {{"kinds", kinds}, {"max_items", command.max_items}};
}

Json BodyOf(const LeaseCommand& command) {
  return {{"item", command.item}, {"fence", command.fence}};
}

Json BodyOf(const ReleaseCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"cause", Name(command.cause)},
          {"comment", command.comment}};
}

Json BodyOf(const ParkCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"until", absl::ToUnixMicros(command.until)}};
}

Json BodyOf(const RecordViewCommand& command) {
  return {{"order", command.order},
          {"attempt", command.attempt},
          {"variant", command.variant},
          {"purpose", command.purpose}};
}

Json BodyOf(const StageDecisionCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"epoch", command.epoch},
          {"verdict", Name(command.verdict)},
          {"reasons", ReasonsToJson(command.reasons)},
          {"comment", command.comment},
          {"seen", SeenToJson(command.seen)}};
}

Json BodyOf(const UndoDecisionCommand& command) { return {{"decision", command.decision}}; }

Json BodyOf(const OverturnCommand& command) {
  return {{"decision", command.decision},
          {"verdict", Name(command.verdict)},
          {"reasons", ReasonsToJson(command.reasons)},
          {"justification", command.justification},
          {"etag", command.etag}};
}

Json BodyOf(const SaveDraftCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"recipe", Sha256Hex(command.recipe)},
          {"etag", command.etag}};
}

Json BodyOf(const CommitRetouchCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"epoch", command.epoch},
          {"source_sha256", command.source_sha256},
          {"output_sha256", command.output_sha256},
          {"recipe", Sha256Hex(command.recipe)}};
}

Json BodyOf(const ReturnToReviewCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"reasons", ReasonsToJson(command.reasons)},
          {"comment", command.comment}};
}

Json BodyOf(const DecideQcCommand& command) {
  return {{"item", command.item},
          {"fence", command.fence},
          {"pass", command.pass},
          {"reasons", ReasonsToJson(command.reasons)},
          {"comment", command.comment}};
}

// The file name follows from the order and may hold the student's number.
Json BodyOf(const DeliverCommand& command) {
  return {{"order", command.order},
          {"output_sha256", command.output_sha256},
          {"receipt", command.receipt}};
}

Json BodyOf(const SettleRefundCommand& command) {
  return {{"order", command.order},
          {"gateway_transaction", command.gateway_transaction},
          {"amount_fen", command.amount_fen}};
}

Json BodyOf(const StaffOrderCommand& command) {
  return {
      {"order", command.order}, {"justification", command.justification}, {"etag", command.etag}};
}

Json BodyOf(const DeliveryFailedCommand& command) {
  return {{"order", command.order}, {"why", command.why}};
}

Json BodyOf(const ReceiverRejectionCommand& command) {
  return {{"order", command.order},
          {"reasons", ReasonsToJson(command.reasons)},
          {"comment", command.comment}};
}

Json BodyOf(const OpenCaseCommand& command) {
  return {{"order", command.order}, {"kind", Name(command.kind)}, {"text", command.text}};
}

Json BodyOf(const PostMessageCommand& command) {
  return {{"case", command.id}, {"text", command.text}};
}

Json BodyOf(const ResolveCaseCommand& command) {
  return {{"case", command.id},
          {"outcome", Name(command.outcome)},
          {"reply", command.reply},
          {"etag", command.etag}};
}

}  // namespace zhaojian
