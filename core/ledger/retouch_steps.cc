// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "core/base/crypto.h"
#include "core/base/file_name.h"
#include "core/ledger/command_steps.h"
#include "core/ledger/queue_turn.h"

namespace zhaojian {
namespace {

constexpr char kDeliveryEnding[] = ".jpg";

StatusOr<WorkItemRow> ActiveOfKind(Step& step, int64_t id, int64_t fence, WorkKind kind,
                                   const char* event) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, ActiveItem(step, id, fence));
  if (item.kind == kind) return item;
  return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                   std::string("this item is no ") + Name(kind), "",
                   {{"state", Name(item.state)}, {"event", event}});
}

// The work is done: nobody holds it any more, and the row keeps who did it.
Status Complete(Step& step, WorkItemRow& item, const Json& detail) {
  ZJ_RETURN_IF_ERROR(RecordPace(step, item));
  item.lease_expires.reset();
  item.wakes.reset();
  return step.Move(item, WorkEvent::kComplete, detail);
}

// A draw that anybody can repeat: the first 8 bytes of SHA-256(order, picture) as a fraction.
bool Sampled(double share, const OrderRow& order) {
  if (share <= 0) return false;
  const std::string hash = Sha256(order.number + "\n" + order.output_sha256);
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = (value << 8) | static_cast<unsigned char>(hash[i]);
  return std::ldexp(static_cast<double>(value), -64) < share;
}

Status OfferForConfirmation(Step& step, OrderRow& order) {
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  order.confirm_by = step.policy.calendar.CloseAfter(
      step.now, step.policy.order_clocks.confirm_days, school.makeup_days);
  order.told = false;
  ZJ_RETURN_IF_ERROR(step.ArmTimer(order));
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  // Which picture the words are about: a late notice about an older one frees nothing.
  return step.Notify(order, "notice.to_confirm", {{"output_sha256", order.output_sha256}});
}

Status CheckCommit(const CommitRetouchCommand& command, const AttemptRow& attempt) {
  if (command.source_sha256 != attempt.photo_sha256) {
    return MakeError(StatusCode::kInvalidArgument, "SHA_MISMATCH",
                     "the picture was made from another photo than the item's", "source_sha256");
  }
  if (!IsSha256(command.output_sha256) || command.output_bytes <= 0) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_OUTPUT", "the finished picture is missing",
                     "output_sha256");
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<DraftRow> DoSaveDraft(Step& step, const SaveDraftCommand& command) {
  ZJ_RETURN_IF_ERROR(step.Staff().status());
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow item, ActiveOfKind(step, command.item, command.fence,
                                                           WorkKind::kRetouch, "save_draft"));
  ZJ_ASSIGN_OR_RETURN(const auto present, step.txn.FindDraft(item.order, item.attempt));
  const int64_t revision = present ? present->revision : 0;
  const std::string etag = command.etag.empty() ? "0" : command.etag;
  if (etag != std::to_string(revision)) {
    return MakeError(
        StatusCode::kAborted, "ETAG_MISMATCH", "the draft was saved elsewhere; load it again",
        "etag",
        {{"resource", "drafts/" + OrderTail(item.order)}, {"etag_now", std::to_string(revision)}});
  }
  DraftRow draft;
  draft.order = item.order;
  draft.attempt = item.attempt;
  draft.recipe = command.recipe;
  draft.revision = revision + 1;
  draft.actor = step.meta.actor;
  draft.updated = step.now;
  ZJ_RETURN_IF_ERROR(step.txn.PutDraft(draft));
  ZJ_RETURN_IF_ERROR(step.Audit(
      "draft.save", "items/" + std::to_string(item.id), item.order, item.epoch, item.fence,
      {{"revision", draft.revision}, {"recipe_sha256", Sha256Hex(draft.recipe)}}));
  return draft;
}

StatusOr<VersionRow> DoCommitRetouch(Step& step, const CommitRetouchCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, ActiveOfKind(step, command.item, command.fence,
                                                     WorkKind::kRetouch, "commit_retouch"));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  ZJ_RETURN_IF_ERROR(CheckEpoch(order, command.epoch));
  ZJ_ASSIGN_OR_RETURN(const AttemptRow attempt, step.txn.GetAttempt(item.order, item.attempt));
  ZJ_RETURN_IF_ERROR(CheckCommit(command, attempt));
  VersionRow version;
  version.order = item.order;
  version.attempt = item.attempt;
  version.source_sha256 = command.source_sha256;
  version.output_sha256 = command.output_sha256;
  version.output_bytes = command.output_bytes;
  version.recipe = command.recipe;
  version.engine = command.engine;
  version.gate_json = command.gate_json;
  version.actor = staff.code;
  version.created = step.now;
  ZJ_ASSIGN_OR_RETURN(version.id, step.txn.InsertVersion(version));
  order.output_sha256 = version.output_sha256;
  ZJ_RETURN_IF_ERROR(Complete(step, item, {{"version", version.id}}));
  ZJ_RETURN_IF_ERROR(
      step.Fire(order, OrderEvent::kCommitRetouch, ActorsOf(staff),
                command.gate_green ? GuardFacts{"gate_green"} : GuardFacts{},
                {{"version", version.id}, {"output_sha256", version.output_sha256}}));
  if (Sampled(school.quality_sampling, order)) {
    NewWork work;
    work.kind = WorkKind::kQc;
    work.excluded = {staff.code};
    ZJ_RETURN_IF_ERROR(step.Enqueue(order, work));
    return version;
  }
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kQcSkip, {Actor::kSystem}, {"not_sampled"}, {}));
  ZJ_RETURN_IF_ERROR(OfferForConfirmation(step, order));
  return version;
}

StatusOr<WorkItemRow> DoReturnToReview(Step& step, const ReturnToReviewCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, ActiveOfKind(step, command.item, command.fence,
                                                     WorkKind::kRetouch, "return_to_review"));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  if (command.reasons.empty()) {
    return MakeError(StatusCode::kInvalidArgument, "REASON_REQUIRED", "say why the photo goes back",
                     "reasons");
  }
  // A retoucher suggests; the rules for a rejection are asked of the reviewer who makes it.
  ZJ_RETURN_IF_ERROR(CheckCodes(step.policy.reasons, command.reasons));
  NewWork work;
  ZJ_ASSIGN_OR_RETURN(work.excluded, DecidersOf(step.txn, item.order, item.attempt));
  work.note = command.comment;
  work.reasons = command.reasons;
  work.again = true;
  ZJ_RETURN_IF_ERROR(Complete(step, item, {{"returned", true}}));
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kReturnToReview, ActorsOf(staff), {"has_reason"},
                               {{"item", item.id}}));
  ZJ_RETURN_IF_ERROR(step.StartClock(order, DueKind::kReview, step.now));
  ZJ_RETURN_IF_ERROR(step.Enqueue(order, work));
  return item;
}

StatusOr<OrderRow> DoDecideQc(Step& step, const DecideQcCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item,
                      ActiveOfKind(step, command.item, command.fence, WorkKind::kQc, "decide_qc"));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  ZJ_ASSIGN_OR_RETURN(const VersionRow version, step.txn.LastVersion(item.order));
  ZJ_RETURN_IF_ERROR(CheckCodes(step.policy.reasons, command.reasons));
  GuardFacts facts;
  if (version.actor != staff.code) facts.insert("other_retoucher");
  if (!command.reasons.empty()) facts.insert("has_reason");
  ZJ_RETURN_IF_ERROR(Complete(step, item, {{"pass", command.pass}}));
  ZJ_RETURN_IF_ERROR(step.Fire(order, command.pass ? OrderEvent::kQcPass : OrderEvent::kQcRedo,
                               ActorsOf(staff), facts, {{"item", item.id}}));
  if (command.pass) {
    ZJ_RETURN_IF_ERROR(OfferForConfirmation(step, order));
    return order;
  }
  order.output_sha256.clear();
  ZJ_RETURN_IF_ERROR(step.StartClock(order, DueKind::kRetouch, step.now));
  NewWork work;
  work.kind = WorkKind::kRetouch;
  work.note = command.comment;
  work.reasons = command.reasons;
  ZJ_RETURN_IF_ERROR(step.Enqueue(order, work));
  return order;
}

StatusOr<std::string> DeliveryFileName(Transaction& transaction, const School& school,
                                       const OrderRow& order) {
  std::string name = school.delivery_name;
  const auto replace = [&](const std::string& mark, const std::string& value) {
    const size_t at = name.find(mark);
    if (at != std::string::npos) name.replace(at, mark.size(), value);
  };
  replace("{order}", order.number);
  for (const char* key : {"uid", "student_number", "exam_number"}) {
    const std::string mark = std::string("{") + key + "}";
    if (name.find(mark) == std::string::npos) continue;
    ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets, transaction.GetSecrets(order.number));
    ZJ_ASSIGN_OR_RETURN(const std::string text,
                        OpenBytes(secrets.key, secrets.sealed_subject, order.number));
    ZJ_ASSIGN_OR_RETURN(const Json subject, ParseJson(text, "subject"));
    const std::string number = subject.value(key, std::string());
    replace(mark, number.empty() ? order.number : number);
  }
  return SafeFileName(name, order.number) + kDeliveryEnding;
}

std::string CollisionFileName(const std::string& file_name, const std::string& order) {
  const size_t stem = file_name.size() - (sizeof(kDeliveryEnding) - 1);
  return file_name.substr(0, stem) + "-" + order + kDeliveryEnding;
}

StatusOr<OrderRow> DoDeliver(Step& step, const DeliverCommand& command) {
  ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kSupervisor, Role::kAdministrator}));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(command.order));
  if (order.hold) {
    return MakeError(StatusCode::kFailedPrecondition, "ORDER_ON_HOLD",
                     "a supervisor holds this order; release it before it is handed over");
  }
  ZJ_RETURN_IF_ERROR(
      step.policy.orders
          .Next(order.state, OrderEvent::kDeliverOk, {Actor::kSystem}, {"hash_confirmed"})
          .status());
  order.receipt = command.receipt;
  order.delivered = step.now;
  GuardFacts facts;
  if (!order.confirmed_sha256.empty() && command.output_sha256 == order.confirmed_sha256) {
    facts.insert("hash_confirmed");
  }
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  ZJ_ASSIGN_OR_RETURN(order.delivered_name, DeliveryFileName(step.txn, school, order));
  const std::string other = CollisionFileName(order.delivered_name, order.number);
  if (command.file_name == other) order.delivered_name = other;
  // The name may hold the student's number and the trail is never erased: only a hash under the
  // order's key goes there, which says nothing once that key is gone.
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets, step.txn.GetSecrets(order.number));
  const std::string name_hash = HexEncode(HmacSha256(secrets.key, order.delivered_name));
  ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kDeliverOk, {Actor::kSystem}, facts,
                               {{"output_sha256", command.output_sha256},
                                {"file_name_hmac", name_hash},
                                {"receipt", command.receipt}}));
  if (!command.file_name.empty() && command.file_name != order.delivered_name) {
    return MakeError(StatusCode::kInvalidArgument, "FILE_NAME_MISMATCH",
                     "the school's rule gives this file another name; list what is to be delivered",
                     "file_name");
  }
  ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.delivered", {}));
  return order;
}

}  // namespace zhaojian
