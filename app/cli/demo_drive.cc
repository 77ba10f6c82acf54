// SPDX-License-Identifier: Apache-2.0
#include <absl/time/clock.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "app/cli/deliver.h"
#include "app/cli/demo.h"
#include "core/base/crypto.h"
#include "core/base/file.h"
#include "core/compliance/report.h"
#include "core/ledger/audit.h"
#include "core/retouch/standard.h"

namespace zhaojian {
namespace {

// The unattended run gives up when the service makes no progress for this long.
constexpr absl::Duration kStall = absl::Seconds(60);
constexpr absl::Duration kPoll = absl::Milliseconds(50);
constexpr char kGateStaysRed[] = "PROC-06";
constexpr char kWithoutCause[] = "QUAL-04";
constexpr size_t kMaxReasons = 3;

rpc::Reason MakeReason(const std::string& code) {
  rpc::Reason reason;
  reason.code = code;
  return reason;
}

// The measured verdict: reject what blocks, with the reasons that the blocking measures suggest.
StatusOr<rpc::DecisionRequest> JudgeByMeasures(const rpc::ReviewBundle& bundle) {
  ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(bundle.report_json, "report"));
  ZJ_ASSIGN_OR_RETURN(const Report report, ReportFromJson(json));
  rpc::DecisionRequest decision;
  decision.request_id = RandomUuid();
  decision.seen.photo_sha256 = bundle.photo_sha256;
  decision.seen.standard_sha256 = bundle.standard_sha256;
  decision.seen.profile_version = report.profile_version;
  decision.verdict = rpc::Verdict::kPass;
  std::set<std::string> blocking;
  for (const Measure& measure : report.measures) {
    if (measure.verdict == Verdict::kBlock && !measure.reason.empty())
      blocking.insert(measure.reason);
  }
  for (const std::string& code : report.suggestions) {
    if (blocking.count(code) > 0 && decision.reasons.size() < kMaxReasons) {
      decision.reasons.push_back(MakeReason(code));
    }
  }
  if (decision.reasons.empty() && bundle.standard_sha256.empty()) {
    decision.reasons.push_back(
        MakeReason(bundle.standard_reason.empty() ? "FILE-01" : bundle.standard_reason));
  }
  if (!decision.reasons.empty()) decision.verdict = rpc::Verdict::kReject;
  return decision;
}

// A photo that came back from retouching with a red gate is rejected with PROC-06 beside its cause.
Status ReviewReturned(rpc::ServiceClient& reviewer, const rpc::Grant& grant,
                      const std::vector<rpc::Reason>& reasons) {
  ZJ_ASSIGN_OR_RETURN(const auto bundle,
                      reviewer.GetReviewBundle(grant.work_item.name, grant.lease.fence));
  rpc::DecisionRequest decision;
  decision.work_item = grant.work_item.name;
  decision.fence = grant.lease.fence;
  decision.epoch = grant.work_item.epoch;
  decision.request_id = RandomUuid();
  decision.verdict = rpc::Verdict::kReject;
  decision.seen.photo_sha256 = bundle.photo_sha256;
  decision.seen.standard_sha256 = bundle.standard_sha256;
  decision.reasons = reasons;
  return reviewer.SubmitDecision(decision).status();
}

// PROC-06 is what happened; the code beside it says why and is not counted again.
std::string CountedReason(const rpc::Order& order) {
  for (const rpc::Reason& reason : order.reasons) {
    if (reason.code == kGateStaysRed) return reason.code;
  }
  return order.reasons.empty() ? std::string() : order.reasons.front().code;
}

class Driver {
 public:
  Driver(const Connection& connection, const DriveOptions& options)
      : connection_(connection), options_(options) {}

  StatusOr<DemoSummary> Run() {
    ZJ_ASSIGN_OR_RETURN(reviewer_, connection_.Client(kDemoReviewer));
    ZJ_ASSIGN_OR_RETURN(second_reviewer_, connection_.Client(kDemoEveryRole));
    ZJ_ASSIGN_OR_RETURN(retoucher_, connection_.Client(kDemoRetoucher));
    ZJ_ASSIGN_OR_RETURN(student_, connection_.Client(""));
    summary_.submitted = static_cast<int>(options_.orders.size());
    ZJ_RETURN_IF_ERROR(Screenshot("review"));
    ZJ_RETURN_IF_ERROR(Annotate(ReviewAll(), "reviewing"));
    ZJ_RETURN_IF_ERROR(WaitForRetouchWork());
    ZJ_RETURN_IF_ERROR(Screenshot("retouch"));
    ZJ_RETURN_IF_ERROR(Annotate(RetouchAll(), "retouching"));
    ZJ_RETURN_IF_ERROR(Annotate(ConfirmAll(), "confirming"));
    ZJ_RETURN_IF_ERROR(Annotate(Deliver(), "delivering"));
    ZJ_RETURN_IF_ERROR(Screenshot("supervise"));
    ZJ_RETURN_IF_ERROR(Annotate(CheckAudit(), "checking the trail"));
    return summary_;
  }

 private:
  Status ReviewAll() {
    while (true) {
      ZJ_ASSIGN_OR_RETURN(const auto claim, reviewer_->Claim(rpc::WorkKind::kReview, 1));
      if (claim.grants.empty()) return absl::OkStatus();
      const rpc::Grant& grant = claim.grants.front();
      ZJ_ASSIGN_OR_RETURN(const auto bundle,
                          reviewer_->GetReviewBundle(grant.work_item.name, grant.lease.fence));
      ZJ_ASSIGN_OR_RETURN(rpc::DecisionRequest decision, JudgeByMeasures(bundle));
      decision.work_item = grant.work_item.name;
      decision.fence = grant.lease.fence;
      decision.epoch = grant.work_item.epoch;
      ZJ_RETURN_IF_ERROR(reviewer_->SubmitDecision(decision).status());
      std::cerr << "\rreviewed " << ++reviewed_ << "/" << summary_.submitted << std::flush;
    }
  }

  // Decisions take effect when their undo window closes; then every order has left REVIEW_PENDING.
  Status WaitForRetouchWork() {
    std::cerr << std::endl;
    return WaitUntil([this]() -> StatusOr<bool> {
      ZJ_ASSIGN_OR_RETURN(const auto counts, reviewer_->QueueCounts());
      int64_t open = 0;
      for (const auto& count : counts) {
        if (count.kind == rpc::WorkKind::kReview)
          open += count.queued + count.leased + count.staged;
      }
      return open == 0;
    });
  }

  Status RetouchAll() {
    int done = 0;
    while (true) {
      ZJ_ASSIGN_OR_RETURN(const auto claim, retoucher_->Claim(rpc::WorkKind::kRetouch, 1));
      if (claim.grants.empty()) break;
      const rpc::Grant& grant = claim.grants.front();
      ZJ_ASSIGN_OR_RETURN(const auto bundle,
                          retoucher_->GetRetouchBundle(grant.work_item.name, grant.lease.fence));
      ZJ_ASSIGN_OR_RETURN(
          const auto result,
          retoucher_->CommitRetouch(grant.work_item.name, grant.lease.fence, grant.work_item.epoch,
                                    bundle.recipe, RandomUuid()));
      if (!result.committed) ZJ_RETURN_IF_ERROR(ReturnRed(grant, result.gate_json));
      std::cerr << "\rretouched " << ++done << std::flush;
    }
    std::cerr << std::endl;
    return absl::OkStatus();
  }

  Status ReturnRed(const rpc::Grant& grant, const std::string& gate_json) {
    ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(gate_json, "gate"));
    ZJ_ASSIGN_OR_RETURN(const GateReport gate, GateFromJson(json));
    std::vector<rpc::Reason> reasons = {MakeReason(kGateStaysRed)};
    std::cerr << std::endl << "gate red:";
    for (const GateItem& item : gate.items) {
      if (item.green) continue;
      std::cerr << " " << item.id << "=" << item.value;
      const bool own = !item.reason.empty() && item.reason != kGateStaysRed;
      if (own && reasons.size() == 1) reasons.push_back(MakeReason(item.reason));
    }
    std::cerr << std::endl;
    // PROC-06 needs a second code, and some lines of the gate have none of their own.
    if (reasons.size() == 1) reasons.push_back(MakeReason(kWithoutCause));
    ZJ_RETURN_IF_ERROR(retoucher_->ReturnToReview(grant.work_item.name, grant.lease.fence, reasons,
                                                  "gate stays red"));
    rpc::Grant returned;
    ZJ_RETURN_IF_ERROR(WaitUntil([&]() -> StatusOr<bool> {
      ZJ_ASSIGN_OR_RETURN(auto claim, second_reviewer_->Claim(rpc::WorkKind::kReview, 1));
      if (claim.grants.empty()) return false;
      returned = claim.grants.front();
      return true;
    }));
    return ReviewReturned(*second_reviewer_, returned, reasons);
  }

  Status ConfirmAll() {
    for (const std::string& number : options_.orders) {
      rpc::Order order;
      ZJ_RETURN_IF_ERROR(WaitUntil([&]() -> StatusOr<bool> {
        ZJ_ASSIGN_OR_RETURN(order, student_->GetOrder(number));
        return order.state == "AWAITING_CONFIRMATION" || order.state == "RECOLLECT_REQUIRED";
      }));
      if (order.state == "RECOLLECT_REQUIRED") {
        ++summary_.rejected;
        ++summary_.reasons[CountedReason(order)];
        continue;
      }
      ZJ_RETURN_IF_ERROR(student_->Confirm(number, order.delivered_sha256).status());
      ++summary_.passed;
    }
    return absl::OkStatus();
  }

  Status Deliver() {
    ZJ_ASSIGN_OR_RETURN(const auto operator_client, connection_.Client(kDemoSupervisor));
    ZJ_ASSIGN_OR_RETURN(const DeliveryCount count,
                        ExportDelivered(*operator_client, kDemoSchool, options_.out / "delivered",
                                        /*zip=*/false));
    summary_.delivered = count.photos;
    return absl::OkStatus();
  }

  Status CheckAudit() {
    ZJ_ASSIGN_OR_RETURN(const auto supervisor, connection_.Client(kDemoSupervisor));
    std::string text;
    ZJ_RETURN_IF_ERROR(supervisor->ExportAudit([&text](const std::string& piece) {
      text += piece;
      return absl::OkStatus();
    }));
    ZJ_RETURN_IF_ERROR(
        WriteFileAtomically(options_.out / "audit.jsonl", text, FileRights::kHandedOn));
    const auto verdict = VerifyAuditExport(text);
    summary_.audit_ok = verdict.ok();
    if (!verdict.ok()) std::cerr << MessageOf(verdict.status()) << std::endl;
    return absl::OkStatus();
  }

  Status Screenshot(const std::string& screen) {
    if (options_.console.empty()) return absl::OkStatus();
    ZJ_RETURN_IF_ERROR(MakeFolder(options_.out / "screens"));
    const std::string file = (options_.out / "screens" / (screen + ".png")).string();
    const std::string command = "'" + options_.console + "' --service '" + options_.address +
                                "' --as " + kDemoEveryRole + " --screenshot '" + file +
                                "' --screen " + screen;
    if (std::system(command.c_str()) != 0) {
      return MakeError(StatusCode::kInternal, "SCREENSHOT_FAILED",
                       "the console made no picture of the " + screen + " screen");
    }
    return absl::OkStatus();
  }

  template <typename Condition>
  Status WaitUntil(Condition condition) {
    for (absl::Duration waited = absl::ZeroDuration(); waited < kStall; waited += kPoll) {
      ZJ_ASSIGN_OR_RETURN(const bool holds, condition());
      if (holds) return absl::OkStatus();
      absl::SleepFor(kPoll);
    }
    return MakeError(StatusCode::kDeadlineExceeded, "DEMO_STALLED",
                     "the service made no progress for a minute; look at its log");
  }

  const Connection& connection_;
  const DriveOptions& options_;
  std::unique_ptr<rpc::ServiceClient> reviewer_, second_reviewer_, retoucher_, student_;
  DemoSummary summary_;
  int reviewed_ = 0;
};

}  // namespace

StatusOr<DemoSummary> DriveDemo(const Connection& connection, const DriveOptions& options) {
  ZJ_RETURN_IF_ERROR(MakeFolder(options.out));
  return Driver(connection, options).Run();
}

}  // namespace zhaojian
