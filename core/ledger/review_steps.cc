// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/ledger/command_steps.h"
#include "core/ledger/queue_turn.h"

namespace zhaojian {
namespace {

Json CodesOf(const std::vector<ReasonRef>& reasons) {
  Json codes = Json::array();
  for (const ReasonRef& reason : reasons) codes.push_back(reason.code);
  return codes;
}

// From a rejected photo on: the same bytes are not taken again, the student is told why.
Status MarkRejected(Step& step, OrderRow& order, const std::vector<ReasonRef>& reasons) {
  ZJ_ASSIGN_OR_RETURN(AttemptRow attempt, step.txn.GetAttempt(order.number, order.attempt));
  attempt.rejected = true;
  ZJ_RETURN_IF_ERROR(step.txn.PutAttempt(attempt));
  order.rejection = HeaviestFirst(step.policy.reasons, reasons);
  order.output_sha256.clear();
  ZJ_RETURN_IF_ERROR(step.StopClock(order));
  return step.Notify(order, "notice.rejected", {{"codes", CodesOf(order.rejection)}});
}

// From a passed photo on: the retoucher's turn.
Status StartRetouch(Step& step, OrderRow& order, absl::Time from, NewWork work) {
  ZJ_RETURN_IF_ERROR(step.StartClock(order, DueKind::kRetouch, from));
  work.kind = WorkKind::kRetouch;
  work.reasons = WorkOrder(step.policy.reasons, work.reasons);
  ZJ_RETURN_IF_ERROR(step.Enqueue(order, work));
  return step.Notify(order, "notice.passed", {});
}

Status ApplyVerdict(Step& step, OrderRow& order, const WorkItemRow& item,
                    const DecisionRow& decision) {
  const Json detail = {{"decision", decision.id}, {"codes", CodesOf(decision.reasons)}};
  const std::set<Actor> reviewers = {Actor::kReviewer, Actor::kSupervisor};
  switch (decision.verdict) {
    case DecisionVerdict::kPass: {
      ZJ_RETURN_IF_ERROR(
          step.Fire(order, OrderEvent::kDecidePass, reviewers, {"seen_matches"}, detail));
      NewWork work;
      work.note = decision.comment;
      work.reasons = decision.reasons;
      return StartRetouch(step, order, decision.effective, std::move(work));
    }
    case DecisionVerdict::kReject:
      ZJ_RETURN_IF_ERROR(step.Fire(order, OrderEvent::kDecideReject, reviewers,
                                   {"seen_matches", "has_reason"}, detail));
      return MarkRejected(step, order, decision.reasons);
    case DecisionVerdict::kEscalate: {
      ZJ_RETURN_IF_ERROR(
          step.Fire(order, OrderEvent::kEscalate, {Actor::kReviewer}, {"has_comment"}, detail));
      NewWork work;
      work.supervisor_only = true;
      work.work_class = item.work_class;
      work.excluded = item.excluded;
      work.excluded.push_back(decision.actor);
      work.note = decision.comment;
      work.reasons = decision.reasons;
      return step.Enqueue(order, work);
    }
  }
  return absl::OkStatus();
}

Status CheckSeen(Step& step, const WorkItemRow& item, const SeenProof& seen) {
  ZJ_ASSIGN_OR_RETURN(const AttemptRow attempt, step.txn.GetAttempt(item.order, item.attempt));
  if (seen.photo_sha256 == attempt.photo_sha256) return absl::OkStatus();
  return MakeError(StatusCode::kInvalidArgument, "SHA_MISMATCH",
                   "the decision is about another photo than the item's", "seen.photo_sha256");
}

// May this person say this about the order, once it takes effect?
Status CheckVerdictAllowed(Step& step, const StaffMember& staff, const OrderRow& order,
                           DecisionVerdict verdict) {
  const OrderEvent event = verdict == DecisionVerdict::kPass     ? OrderEvent::kDecidePass
                           : verdict == DecisionVerdict::kReject ? OrderEvent::kDecideReject
                                                                 : OrderEvent::kEscalate;
  return step.policy.orders
      .Next(order.state, event, ActorsOf(staff), {"seen_matches", "has_reason", "has_comment"})
      .status();
}

// The item a decision may be about: active, or reserved by the same person. The second comes from
// a console that was cut off between the key and its Activate and now empties its journal.
StatusOr<WorkItemRow> DecidableItem(Step& step, const StageDecisionCommand& command) {
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, HeldItem(step, command.item, command.fence));
  if (item.state == WorkState::kReserved) return item;
  return ActiveItem(step, command.item, command.fence);
}

DecisionRow NewDecision(const Step& step, const WorkItemRow& item,
                        const StageDecisionCommand& command) {
  DecisionRow decision;
  decision.item = item.id;
  decision.kind = item.kind;
  decision.order = item.order;
  decision.school = item.school;
  decision.attempt = item.attempt;
  decision.fence = item.fence;
  decision.epoch = item.epoch;
  decision.verdict = command.verdict;
  decision.reasons = command.reasons;
  decision.primary = PrimaryReason(step.policy.reasons, command.reasons);
  decision.comment = command.comment;
  decision.seen = command.seen;
  decision.actor = step.meta.actor;
  decision.decided = step.now;
  decision.effective = step.now + step.settings.undo_window;
  decision.version = 1;
  return decision;
}

}  // namespace

StatusOr<DecisionRow> DoStageDecision(Step& step, const StageDecisionCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, DecidableItem(step, command));
  if (item.kind != WorkKind::kReview) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "this item is no review", "",
                     {{"state", Name(item.state)}, {"event", "stage_decision"}});
  }
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  ZJ_RETURN_IF_ERROR(CheckEpoch(order, command.epoch));
  ZJ_RETURN_IF_ERROR(CheckSeen(step, item, command.seen));
  ZJ_RETURN_IF_ERROR(CheckReasons(step.policy.reasons, command.verdict, command.reasons,
                                  command.comment, staff.roles.count(Role::kSupervisor) > 0));
  if (item.state == WorkState::kReserved) {
    ZJ_RETURN_IF_ERROR(OpenReserved(step, staff, item, order));
  }
  ZJ_RETURN_IF_ERROR(CheckVerdictAllowed(step, staff, order, command.verdict));
  ZJ_RETURN_IF_ERROR(RecordPace(step, item));
  DecisionRow decision = NewDecision(step, item, command);
  ZJ_ASSIGN_OR_RETURN(decision.id, step.txn.InsertDecision(decision));
  item.lease_expires.reset();
  item.wakes = decision.effective;
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kStageDecision,
                               {{"decision", decision.id},
                                {"verdict", Name(decision.verdict)},
                                {"codes", CodesOf(decision.reasons)},
                                {"photo_sha256", decision.seen.photo_sha256}}));
  // Without a window nothing can be undone, so nothing is waited for.
  if (step.settings.undo_window <= absl::ZeroDuration()) {
    ZJ_RETURN_IF_ERROR(ApplyDecision(step, item, decision));
    return step.txn.GetDecision(decision.id);
  }
  return decision;
}

Status ApplyDecision(Step& step, WorkItemRow item, DecisionRow decision) {
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(item.order));
  item.wakes.reset();
  ++decision.version;
  if (order.epoch != decision.epoch) {
    decision.state = DecisionState::kDropped;
    ZJ_RETURN_IF_ERROR(step.txn.UpdateDecision(decision));
    item.cancel_reason = "ATTEMPT_WITHDRAWN";
    return step.Move(item, WorkEvent::kCancel, {{"why", item.cancel_reason}});
  }
  decision.state = DecisionState::kEffective;
  ZJ_RETURN_IF_ERROR(step.txn.UpdateDecision(decision));
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kEffect, {{"decision", decision.id}}));
  return ApplyVerdict(step, order, item, decision);
}

StatusOr<WorkItemRow> DoUndoDecision(Step& step, const UndoDecisionCommand& command) {
  ZJ_ASSIGN_OR_RETURN(DecisionRow decision, step.txn.GetDecision(command.decision));
  if (decision.actor != step.meta.actor) {
    return MakeError(StatusCode::kPermissionDenied, "NOT_HOLDER",
                     "only whoever decided can take it back", "", {{"rule", "NOT_HOLDER"}});
  }
  ZJ_RETURN_IF_ERROR(step.Staff().status());
  ZJ_ASSIGN_OR_RETURN(WorkItemRow item, step.txn.GetItem(decision.item));
  if (decision.state == DecisionState::kDropped) {
    return MakeError(StatusCode::kAborted, item.cancel_reason, "the work is no longer wanted", "",
                     {{"order", OrderTail(item.order)}});
  }
  if (decision.state != DecisionState::kStaged || step.now >= decision.effective) {
    return MakeError(StatusCode::kFailedPrecondition, "UNDO_WINDOW_CLOSED",
                     "the decision has taken effect; a supervisor can overturn it", "",
                     {{"id", std::to_string(decision.id)}});
  }
  decision.state = DecisionState::kUndone;
  ++decision.version;
  ZJ_RETURN_IF_ERROR(step.txn.UpdateDecision(decision));
  // The hold begins anew: the person looks at the photo again.
  const LeaseClocks& clocks = step.policy.clocks.For(item.kind);
  item.held_since = step.now;
  item.lease_expires = step.now + clocks.ttl;
  item.wakes = *item.lease_expires + clocks.grace;
  ZJ_RETURN_IF_ERROR(step.Move(item, WorkEvent::kUndo, {{"decision", decision.id}}));
  return item;
}

namespace {

Status CheckOverturn(Step& step, const OverturnCommand& command, const DecisionRow& old) {
  if (command.verdict == DecisionVerdict::kEscalate || command.verdict == old.verdict) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_VERDICT",
                     "an overturn turns PASS into REJECT or REJECT into PASS", "verdict");
  }
  // Without an etag the row as it is now is meant, so that a repeated request stays the same one.
  if (!command.etag.empty() && command.etag != std::to_string(old.version)) {
    return MakeError(StatusCode::kAborted, "ETAG_MISMATCH",
                     "the decision has changed since you looked; look again", "etag",
                     {{"resource", "decisions/" + std::to_string(old.id)},
                      {"etag_now", std::to_string(old.version)}});
  }
  if (old.state != DecisionState::kEffective) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "only a decision that took effect can be overturned", "",
                     {{"state", Name(old.state)}, {"event", "overturn"}});
  }
  if (CountCharacters(command.justification) == 0) {
    return MakeError(StatusCode::kInvalidArgument, "COMMENT_REQUIRED",
                     "say why the decision is overturned", "justification");
  }
  return CheckReasons(step.policy.reasons, command.verdict, command.reasons, command.justification,
                      /*supervisor_override=*/true);
}

}  // namespace

StatusOr<DecisionRow> DoOverturn(Step& step, const OverturnCommand& command) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, step.Staff());
  ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kSupervisor}));
  ZJ_ASSIGN_OR_RETURN(DecisionRow old, step.txn.GetDecision(command.decision));
  ZJ_RETURN_IF_ERROR(CheckOverturn(step, command, old));
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(old.order));
  if (order.attempt != old.attempt) {
    return MakeError(StatusCode::kFailedPrecondition, "NEWER_ATTEMPT_EXISTS",
                     "the student has uploaded another photo since", "",
                     {{"id", std::to_string(old.id)}});
  }
  GuardFacts facts = {"no_newer_attempt"};
  ZJ_ASSIGN_OR_RETURN(const auto deciders, DecidersOf(step.txn, order.number, order.attempt));
  if (std::find(deciders.begin(), deciders.end(), staff.code) == deciders.end()) {
    facts.insert("other_decider");
  }
  if (!command.reasons.empty()) facts.insert("has_reason");
  const bool pass = command.verdict == DecisionVerdict::kPass;
  ZJ_RETURN_IF_ERROR(step.Fire(
      order, pass ? OrderEvent::kOverturnToPass : OrderEvent::kOverturnToReject, ActorsOf(staff),
      facts, {{"decision", old.id}, {"codes", CodesOf(command.reasons)}}));
  ZJ_RETURN_IF_ERROR(
      step.CancelOpenItems(order, "ATTEMPT_OVERTURNED", RenewOutcome::kRevokedSupervisor));
  ++old.version;
  ZJ_RETURN_IF_ERROR(step.txn.UpdateDecision(old));
  DecisionRow decision = old;
  decision.item = 0;
  decision.fence = 0;
  decision.epoch = order.epoch;
  decision.verdict = command.verdict;
  decision.reasons = command.reasons;
  decision.primary = PrimaryReason(step.policy.reasons, command.reasons);
  decision.comment = command.justification;
  decision.actor = staff.code;
  decision.decided = step.now;
  decision.effective = step.now;
  decision.overturns = old.id;
  decision.version = 1;
  ZJ_ASSIGN_OR_RETURN(decision.id, step.txn.InsertDecision(decision));
  if (!pass) {
    ZJ_RETURN_IF_ERROR(MarkRejected(step, order, command.reasons));
    return decision;
  }
  ZJ_ASSIGN_OR_RETURN(AttemptRow attempt, step.txn.GetAttempt(order.number, order.attempt));
  attempt.rejected = false;
  ZJ_RETURN_IF_ERROR(step.txn.PutAttempt(attempt));
  order.rejection.clear();
  NewWork work;
  work.note = command.justification;
  work.reasons = command.reasons;
  work.contested = true;
  ZJ_RETURN_IF_ERROR(StartRetouch(step, order, step.now, std::move(work)));
  return decision;
}

}  // namespace zhaojian
