// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "app/service/convert.h"
#include "app/service/handlers.h"
#include "core/base/json.h"
#include "core/rpc/wire.h"

namespace zhaojian {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kLargestPage = 1000;
// A search by the last digits reads at most this many decisions before it hands out a page token.
constexpr int kSearchedPages = 10;

// A plan as the photo pipeline wrote it; absent numbers mean that there was no head to measure.
void AddPlan(const std::string& plan_json, rpc::ReviewBundle& bundle) {
  const auto plan = ParseJson(plan_json.empty() ? "{}" : plan_json, "plan");
  if (!plan.ok() || !plan->is_object()) return;
  const auto scale = JsonNumber(*plan, "scale", "plan");
  const auto x = JsonNumber(*plan, "x", "plan");
  const auto y = JsonNumber(*plan, "y", "plan");
  if (scale.ok() && x.ok() && y.ok()) bundle.crop = rpc::Crop{*scale, *x, *y};
  bundle.standard_reason = plan->value("standard_reason", "");
}

StatusOr<int64_t> PageStart(const std::string& token) {
  int64_t before = 0;
  if (token.empty()) return before;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), before);
  if (error == std::errc() && end == token.data() + token.size() && before > 0) return before;
  return MakeError(StatusCode::kInvalidArgument, "BAD_PAGE_TOKEN",
                   "The page token is not one of this service.", "page_token");
}

bool EndsWith(const std::string& text, const std::string& tail) {
  return text.size() >= tail.size() &&
         text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}

}  // namespace

Status GetReviewBundle(const ServiceContext& context, const Caller& caller,
                       const v1::GetReviewBundleRequest& request, v1::ReviewBundle* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  LeaseCommand command;
  command.meta.actor = staff.code;
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(request.name()));
  command.fence = request.fence();
  ZJ_ASSIGN_OR_RETURN(const BundleRow row, context.ledger.GetBundle(command));
  ZJ_ASSIGN_OR_RETURN(const School school, context.ledger.GetSchool(row.order.school));
  rpc::ReviewBundle bundle;
  bundle.work_item = ToRpc(row.item);
  bundle.school = school.code;
  bundle.school_name = school.name;
  bundle.profile = row.attempt.profile;
  bundle.due_time = row.item.promise;
  bundle.submit_time = row.item.created;
  bundle.photo_sha256 = row.attempt.photo_sha256;
  const auto standard = row.attempt.variants.find("standard");
  if (standard != row.attempt.variants.end()) bundle.standard_sha256 = standard->second;
  bundle.report_json = row.attempt.report_json;
  AddPlan(row.attempt.plan_json, bundle);
  for (const DecisionRow& decision : row.previous) {
    bundle.previous_decisions.push_back(ToRpc(decision));
  }
  bundle.undo_window = context.undo_window;
  rpc::ToWire(bundle, response);
  return absl::OkStatus();
}

Status SubmitDecision(const ServiceContext& context, const Caller& caller,
                      const v1::SubmitDecisionRequest& request, v1::Decision* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  const rpc::DecisionRequest in = rpc::FromWire(request);
  StageDecisionCommand command;
  command.meta = {staff.code, in.request_id};
  ZJ_ASSIGN_OR_RETURN(command.item, ItemId(in.work_item));
  command.fence = in.fence;
  command.epoch = in.epoch;
  ZJ_ASSIGN_OR_RETURN(command.verdict, VerdictOf(in.verdict));
  command.reasons = ReasonsOf(in.reasons);
  command.comment = in.comment;
  command.seen = SeenOf(in.seen);
  ZJ_ASSIGN_OR_RETURN(const DecisionRow row, context.ledger.StageDecision(command));
  context.wake_timers();
  rpc::ToWire(ToRpc(row), response);
  return absl::OkStatus();
}

Status UndoDecision(const ServiceContext& context, const Caller& caller,
                    const v1::UndoDecisionRequest& request, v1::Grant* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  UndoDecisionCommand command;
  command.meta = {staff.code, request.request_id()};
  ZJ_ASSIGN_OR_RETURN(command.decision, DecisionId(request.name()));
  ZJ_ASSIGN_OR_RETURN(const WorkItemRow row, context.ledger.UndoDecision(command));
  rpc::ToWire(ToRpc(Grant{row, context.clocks.For(row.kind), context.clock.Now()}), response);
  return absl::OkStatus();
}

Status ListDecisions(const ServiceContext& context, const Caller& caller,
                     const v1::ListDecisionsRequest& request, v1::ListDecisionsResponse* response) {
  ZJ_ASSIGN_OR_RETURN(const StaffMember staff, StaffOf(context.ledger, caller));
  const rpc::DecisionFilter in = rpc::FromWire(request);
  DecisionFilter filter;
  filter.school = in.school;
  filter.actor = in.actor;
  // People see their own decisions; other people's are for those who answer for them.
  if (staff.roles.count(Role::kSupervisor) == 0 && staff.roles.count(Role::kAuditor) == 0) {
    filter.actor = staff.code;
  }
  if (in.verdict != rpc::Verdict::kUnspecified) {
    ZJ_ASSIGN_OR_RETURN(filter.verdict, VerdictOf(in.verdict));
  }
  filter.reason = in.reason;
  filter.from = in.from;
  filter.to = in.until;
  ZJ_ASSIGN_OR_RETURN(filter.before, PageStart(in.page_token));
  if (in.page_size < 0) {
    return MakeError(StatusCode::kInvalidArgument, "BAD_PAGE_SIZE",
                     "The page size must not be negative.", "page_size");
  }
  const int page = in.page_size == 0 ? kDefaultPage : std::min(in.page_size, kLargestPage);
  filter.limit = in.order_tail.empty() ? page : kLargestPage;
  for (int turn = 0; turn < kSearchedPages; ++turn) {
    ZJ_ASSIGN_OR_RETURN(const auto rows, context.ledger.ListDecisions(filter));
    for (const DecisionRow& row : rows) {
      filter.before = row.id;
      if (!EndsWith(row.order, in.order_tail)) continue;
      rpc::ToWire(ToRpc(row), response->add_decisions());
      if (response->decisions_size() == page) break;
    }
    if (response->decisions_size() == page) break;
    if (static_cast<int>(rows.size()) < filter.limit) return absl::OkStatus();
  }
  response->set_next_page_token(std::to_string(filter.before));
  return absl::OkStatus();
}

}  // namespace zhaojian
