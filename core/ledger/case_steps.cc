// SPDX-License-Identifier: Apache-2.0
#include "core/base/crypto.h"
#include "core/ledger/command_steps.h"

namespace zhaojian {
namespace {

// A conversation that grows beyond this belongs on the telephone; it also bounds one sealed row.
constexpr size_t kMaxMessages = 200;

std::string SealContext(const CaseRow& row) { return row.order + "/case"; }

Status SealThread(Step& step, CaseRow& row) {
  ZJ_ASSIGN_OR_RETURN(const OrderSecrets secrets, step.txn.GetSecrets(row.order));
  Json list = Json::array();
  for (const CaseMessage& message : row.messages) {
    list.push_back({{"time_us", absl::ToUnixMicros(message.time)},
                    {"student", message.from_student},
                    {"staff", message.staff},
                    {"text", message.text}});
  }
  row.sealed_thread = SealBytes(secrets.key, JsonLine(list), SealContext(row));
  return absl::OkStatus();
}

Status AddMessage(Step& step, CaseRow& row, const std::string& text) {
  if (row.messages.size() >= kMaxMessages) {
    return MakeError(StatusCode::kResourceExhausted, "CASE_TOO_LONG",
                     "this case has " + std::to_string(kMaxMessages) + " messages; open another");
  }
  CaseMessage message;
  message.time = step.now;
  message.from_student = step.meta.actor == kStudentActor;
  if (!message.from_student) message.staff = step.meta.actor;
  message.text = text;
  row.messages.push_back(std::move(message));
  return SealThread(step, row);
}

// An answer is owed by then; the calendar is the one of the reviews.
Status StartCaseClock(Step& step, const School& school, CaseRow& row) {
  const WorkCalendar& calendar = step.policy.calendar;
  const OrderClocks& clocks = step.policy.order_clocks;
  row.due = row.kind == CaseKind::kAppeal
                ? calendar.AddOpenTime(step.now, clocks.appeal, school.makeup_days)
                : calendar.CloseAfter(step.now, clocks.case_days, school.makeup_days);
  row.provisional = calendar.IsProvisional(step.now, row.due);
  row.calendar_version = calendar.Version();
  return absl::OkStatus();
}

// The decision an appeal is about: the newest one that counts for the photo at hand.
StatusOr<int64_t> DecisionToAppeal(Step& step, const OrderRow& order) {
  DecisionFilter filter;
  filter.order = order.number;
  filter.state = DecisionState::kEffective;
  filter.limit = 50;
  ZJ_ASSIGN_OR_RETURN(const auto decisions, step.txn.ListDecisions(filter));
  for (const DecisionRow& decision : decisions) {
    const bool judged = decision.verdict != DecisionVerdict::kEscalate;
    if (decision.attempt == order.attempt && judged) return decision.id;
  }
  return MakeError(StatusCode::kFailedPrecondition, "NOTHING_TO_APPEAL",
                   "no decision about the present photo is known", "kind");
}

Status CheckNoneOpen(Step& step, const OrderRow& order, CaseKind kind) {
  CaseFilter filter;
  filter.order = order.number;
  filter.kind = kind;
  filter.open_only = true;
  ZJ_ASSIGN_OR_RETURN(const auto open, step.txn.ListCases(filter));
  if (open.empty()) return absl::OkStatus();
  return MakeError(StatusCode::kFailedPrecondition, "OPEN_CASE_EXISTS",
                   "such a case is open; write there", "kind",
                   {{"case", std::to_string(open.front().id)}});
}

StatusOr<CaseRow> Insert(Step& step, const OrderRow& order, CaseKind kind,
                         const std::string& text) {
  ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(order.school));
  CaseRow row;
  row.order = order.number;
  row.school = order.school;
  row.kind = kind;
  if (kind == CaseKind::kAppeal) {
    ZJ_ASSIGN_OR_RETURN(row.decision, DecisionToAppeal(step, order));
  }
  ZJ_RETURN_IF_ERROR(StartCaseClock(step, school, row));
  ZJ_RETURN_IF_ERROR(AddMessage(step, row, text));
  row.created = step.now;
  row.updated = step.now;
  row.version = 1;
  ZJ_ASSIGN_OR_RETURN(row.id, step.txn.InsertCase(row));
  ZJ_RETURN_IF_ERROR(step.Audit("case.open", "cases/" + std::to_string(row.id), order.number,
                                order.epoch, 0,
                                {{"kind", Name(kind)},
                                 {"order", order.number},
                                 {"decision", row.decision},
                                 {"due_us", absl::ToUnixMicros(row.due)},
                                 {"calendar", row.calendar_version}}));
  return row;
}

Status SaveCase(Step& step, CaseRow& row, const std::string& action) {
  row.updated = step.now;
  ++row.version;
  ZJ_RETURN_IF_ERROR(step.txn.UpdateCase(row));
  return step.Audit("case." + action, "cases/" + std::to_string(row.id), row.order, 0, 0,
                    {{"state", Name(row.state)}});
}

Status RequireDeskOf(Step& step, const CaseRow& row) {
  if (row.kind == CaseKind::kAppeal) return step.RequireRole({Role::kSupervisor});
  return step.RequireRole({Role::kCustomerService, Role::kSupervisor});
}

// Nobody answers an appeal against their own decision.
Status CheckFourEyes(Step& step, const CaseRow& row) {
  if (row.decision == 0) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const DecisionRow decision, step.txn.GetDecision(row.decision));
  if (decision.actor != step.meta.actor) return absl::OkStatus();
  return MakeError(StatusCode::kPermissionDenied, "FOUR_EYES",
                   "somebody else has to answer the appeal against this decision", "",
                   {{"rule", "FOUR_EYES"}});
}

// What the student was right about happens in the same transaction.
Status GrantWish(Step& step, const CaseRow& row, const std::string& reply) {
  if (row.kind == CaseKind::kErasure) {
    return DoEraseOrder(step, {step.meta, row.order, reply, ""}).status();
  }
  if (row.kind == CaseKind::kRedo) {
    return DoRequestRedo(step, {step.meta, row.order, reply}).status();
  }
  if (row.kind != CaseKind::kRefund) return absl::OkStatus();
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, step.txn.GetOrder(row.order));
  const bool over = order.state == OrderState::kCancelled ||
                    order.state == OrderState::kDelivered || order.state == OrderState::kClosed;
  // Surplus money is owed back already; the fee of an order that goes on is not.
  if (order.payment != PaymentState::kPaid || !over) return absl::OkStatus();
  return DoRefundOrder(step, {step.meta, row.order, reply, ""}).status();
}

}  // namespace

Status OpenThread(Transaction& transaction, CaseRow& row) {
  row.messages.clear();
  const auto secrets = transaction.GetSecrets(row.order);
  if (absl::IsNotFound(secrets.status())) return absl::OkStatus();
  ZJ_RETURN_IF_ERROR(secrets.status());
  ZJ_ASSIGN_OR_RETURN(const std::string text,
                      OpenBytes(secrets->key, row.sealed_thread, SealContext(row)));
  ZJ_ASSIGN_OR_RETURN(const Json list, ParseJson(text, "case"));
  for (const Json& entry : list) {
    row.messages.push_back({absl::FromUnixMicros(entry.at("time_us").get<int64_t>()),
                            entry.at("student").get<bool>(), entry.at("staff").get<std::string>(),
                            entry.at("text").get<std::string>()});
  }
  return absl::OkStatus();
}

Status OpenSystemCase(Step& step, const OrderRow& order, CaseKind kind, const std::string& text) {
  if (!CheckNoneOpen(step, order, kind).ok()) return absl::OkStatus();
  return Insert(step, order, kind, text).status();
}

StatusOr<CaseRow> DoOpenCase(Step& step, const OpenCaseCommand& command) {
  if (step.meta.actor != kStudentActor) {
    ZJ_RETURN_IF_ERROR(step.RequireRole({Role::kCustomerService, Role::kSupervisor}));
  }
  ZJ_RETURN_IF_ERROR(CheckWords(command.text, "text"));
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, step.txn.GetOrder(command.order));
  if (order.state == OrderState::kPurged) {
    return MakeError(StatusCode::kFailedPrecondition, "ILLEGAL_TRANSITION",
                     "the data of this order is destroyed", "",
                     {{"state", Name(order.state)}, {"event", "open_case"}});
  }
  ZJ_RETURN_IF_ERROR(CheckNoneOpen(step, order, command.kind));
  ZJ_ASSIGN_OR_RETURN(CaseRow row, Insert(step, order, command.kind, command.text));
  if (command.kind == CaseKind::kAppeal) ZJ_RETURN_IF_ERROR(step.Contest(order));
  return row;
}

StatusOr<CaseRow> DoPostMessage(Step& step, const PostMessageCommand& command) {
  ZJ_RETURN_IF_ERROR(CheckWords(command.text, "text"));
  ZJ_ASSIGN_OR_RETURN(CaseRow row, step.txn.GetCase(command.id));
  const bool student = step.meta.actor == kStudentActor;
  if (!student) ZJ_RETURN_IF_ERROR(RequireDeskOf(step, row));
  if (!IsOpen(row.state)) return CheckCaseMove(row.state, CaseState::kOpen);
  ZJ_RETURN_IF_ERROR(OpenThread(step.txn, row));
  ZJ_RETURN_IF_ERROR(AddMessage(step, row, command.text));
  const bool answered = student && row.state == CaseState::kWaitingStudent;
  row.state = student ? CaseState::kOpen : CaseState::kWaitingStudent;
  ZJ_ASSIGN_OR_RETURN(const OrderRow order, step.txn.GetOrder(row.order));
  if (answered) {
    // It is our turn again, so our time begins again.
    ZJ_ASSIGN_OR_RETURN(const School school, step.txn.GetSchool(row.school));
    ZJ_RETURN_IF_ERROR(StartCaseClock(step, school, row));
  }
  ZJ_RETURN_IF_ERROR(SaveCase(step, row, student ? "reply" : "ask"));
  if (!student) ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.case_answered", {{"case", row.id}}));
  return row;
}

StatusOr<CaseRow> DoResolveCase(Step& step, const ResolveCaseCommand& command) {
  ZJ_ASSIGN_OR_RETURN(CaseRow row, step.txn.GetCase(command.id));
  ZJ_RETURN_IF_ERROR(CheckEtag(command.etag, row.version, "cases/" + std::to_string(row.id)));
  const bool student = step.meta.actor == kStudentActor;
  if (student != (command.outcome == CaseState::kWithdrawn)) {
    return MakeError(StatusCode::kPermissionDenied, "ROLE_MISSING",
                     "the student withdraws a case, staff answer it", "outcome",
                     {{"rule", "ROLE_MISSING"}});
  }
  ZJ_RETURN_IF_ERROR(CheckCaseMove(row.state, command.outcome));
  if (IsOpen(command.outcome)) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_OUTCOME",
                     "a case ends UPHELD, OVERTURNED or WITHDRAWN, and is then CLOSED", "outcome");
  }
  if (!student) {
    ZJ_RETURN_IF_ERROR(RequireDeskOf(step, row));
    ZJ_RETURN_IF_ERROR(CheckFourEyes(step, row));
  }
  ZJ_RETURN_IF_ERROR(OpenThread(step.txn, row));
  if (command.outcome != CaseState::kClosed) {
    if (!student) ZJ_RETURN_IF_ERROR(CheckWords(command.reply, "reply"));
    if (!command.reply.empty()) ZJ_RETURN_IF_ERROR(AddMessage(step, row, command.reply));
  }
  row.state = command.outcome;
  ZJ_RETURN_IF_ERROR(SaveCase(step, row, "resolve"));
  if (command.outcome == CaseState::kOverturned) {
    ZJ_RETURN_IF_ERROR(GrantWish(step, row, command.reply));
  }
  ZJ_ASSIGN_OR_RETURN(OrderRow order, step.txn.GetOrder(row.order));
  ZJ_ASSIGN_OR_RETURN(const bool more, step.HasOpenCase(order));
  if (!more) ZJ_RETURN_IF_ERROR(step.RearmTimer(order));
  if (!student && command.outcome != CaseState::kClosed) {
    ZJ_RETURN_IF_ERROR(step.Notify(order, "notice.case_answered", {{"case", row.id}}));
  }
  return row;
}

}  // namespace zhaojian
