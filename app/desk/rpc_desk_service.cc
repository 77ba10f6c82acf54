// SPDX-License-Identifier: Apache-2.0
#include "app/desk/rpc_desk_service.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "app/desk/rpc_convert.h"
#include "core/rpc/client.h"

namespace zhaojian::desk {
namespace {

// A page of the service; the screen asks for what it can show.
constexpr int kPage = 1000;
class RpcDeskService final : public DeskService {
 public:
  RpcDeskService(std::unique_ptr<rpc::ServiceClient> client, const Clock* clock)
      : client_(std::move(client)), clock_(clock) {}

  StatusOr<Person> WhoAmI() override {
    ZJ_ASSIGN_OR_RETURN(const rpc::Staff staff, client_->GetMe());
    Person person;
    person.code = staff.code;
    const auto has = [&staff](const char* role) {
      return std::find(staff.roles.begin(), staff.roles.end(), role) != staff.roles.end();
    };
    person.reviewer = has("reviewer");
    person.retoucher = has("retoucher");
    person.supervisor = has("supervisor");
    return person;
  }

  StatusOr<std::vector<Grant>> Claim(WorkKind kind, int max_items) override {
    const rpc::WorkKind wire =
        kind == WorkKind::kReview ? rpc::WorkKind::kReview : rpc::WorkKind::kRetouch;
    std::vector<Grant> grants;
    if (!TookUp(kind)) {
      // A console that was killed still holds its leases; they are taken up and not waited out.
      ZJ_ASSIGN_OR_RETURN(const std::vector<rpc::Grant> held, client_->ListHeld());
      for (const rpc::Grant& grant : held) {
        const bool usable =
            grant.work_item.state == "LEASED" || grant.work_item.state == "RESERVED";
        if (usable && grant.work_item.kind == wire) grants.push_back(FromGrant(grant, kind));
      }
      // The active one was on the stage and comes back to it.
      std::stable_sort(grants.begin(), grants.end(),
                       [](const Grant& a, const Grant& b) { return !a.reserved && b.reserved; });
      SetTookUp(kind);
    }
    const int more = max_items - static_cast<int>(grants.size());
    if (more <= 0) return grants;
    ZJ_ASSIGN_OR_RETURN(const rpc::ClaimResult result, client_->Claim(wire, more));
    for (const rpc::Grant& grant : result.grants) grants.push_back(FromGrant(grant, kind));
    return grants;
  }

  StatusOr<Grant> Activate(const Grant& grant) override {
    ZJ_ASSIGN_OR_RETURN(const rpc::Grant active, client_->Activate(grant.work_item, grant.fence));
    return FromGrant(active, grant.kind);
  }

  StatusOr<std::vector<LeaseAnswer>> Renew(const std::vector<Grant>& grants,
                                           absl::Duration idle) override {
    std::vector<rpc::LeaseRef> refs;
    for (const Grant& grant : grants) refs.push_back({grant.work_item, grant.fence, idle});
    ZJ_ASSIGN_OR_RETURN(const std::vector<rpc::LeaseStatus> statuses, client_->Renew(refs));
    std::vector<LeaseAnswer> answers;
    for (const rpc::LeaseStatus& status : statuses) {
      LeaseAnswer answer;
      answer.work_item = status.work_item;
      answer.outcome = OutcomeOf(status.outcome);
      answer.lease_until =
          clock_->Now() + (status.lease ? status.lease->ttl : absl::ZeroDuration());
      answers.push_back(std::move(answer));
    }
    return answers;
  }

  Status Release(const Grant& grant, SkipCause cause) override {
    return client_->Release(grant.work_item, grant.fence, static_cast<rpc::ReleaseCause>(cause),
                            "");
  }

  Status Park(const Grant& grant) override {
    // Until the end of this working day, the latest that is allowed without asking a supervisor.
    return client_->Park(grant.work_item, grant.fence, clock_->Now() + absl::Hours(8));
  }

  StatusOr<ReviewBundle> GetReviewBundle(const Grant& grant) override {
    ZJ_ASSIGN_OR_RETURN(const rpc::ReviewBundle wire,
                        client_->GetReviewBundle(grant.work_item, grant.fence));
    ReviewBundle bundle;
    bundle.school = wire.school_name.empty() ? wire.school : wire.school_name;
    bundle.profile = wire.profile;
    bundle.attempt = wire.work_item.attempt;
    bundle.due = wire.due_time;
    bundle.photo_sha256 = wire.photo_sha256;
    bundle.standard_sha256 = wire.standard_sha256;
    bundle.standard_reason = wire.standard_reason;
    bundle.undo_window = wire.undo_window;
    ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(wire.report_json, "report"));
    ZJ_ASSIGN_OR_RETURN(bundle.report, ReportFromJson(json));
    if (wire.crop) {
      bundle.crop_scale = wire.crop->scale;
      bundle.crop_x = wire.crop->offset_x;
      bundle.crop_y = wire.crop->offset_y;
    }
    for (const rpc::Decision& decision : wire.previous_decisions) {
      bundle.previous.push_back(FromRpc(decision));
    }
    return bundle;
  }

  StatusOr<RetouchBundle> GetRetouchBundle(const Grant& grant) override {
    ZJ_ASSIGN_OR_RETURN(const rpc::RetouchBundle wire,
                        client_->GetRetouchBundle(grant.work_item, grant.fence));
    RetouchBundle bundle;
    bundle.school = wire.school_name.empty() ? wire.school : wire.school_name;
    bundle.profile = wire.profile;
    bundle.profile_document = wire.profile_document;
    bundle.photo_sha256 = wire.photo_sha256;
    bundle.due = wire.due_time;
    bundle.recipe = wire.recipe;
    bundle.draft_revision = wire.draft_revision;
    bundle.notes = FromRpc(wire.work_order);
    bundle.comment = wire.comment;
    return bundle;
  }

  StatusOr<std::string> ReadPicture(const Grant& grant, PictureKind kind,
                                    const std::string& purpose, int attempt) override {
    ZJ_ASSIGN_OR_RETURN(rpc::Asset asset, client_->ReadAsset(grant.work_item, grant.fence,
                                                             ToRpc(kind), purpose, attempt));
    return std::move(asset.bytes);
  }

  StatusOr<std::string> ReadDecisionPicture(const std::string& decision_id,
                                            PictureKind kind) override {
    ZJ_ASSIGN_OR_RETURN(rpc::Asset asset,
                        client_->ReadDecisionAsset(decision_id, ToRpc(kind), "audit"));
    return std::move(asset.bytes);
  }

  StatusOr<DecisionReceipt> Submit(const Decision& decision) override {
    ZJ_ASSIGN_OR_RETURN(const rpc::Decision stored, client_->SubmitDecision(ToRpc(decision)));
    // The window is counted on this machine's clock from the moment of the answer.
    const absl::Duration window = stored.effective_time - stored.decide_time;
    return DecisionReceipt{stored.name, clock_->Now() + window};
  }

  Status Undo(const std::string& decision_id, const std::string& request_id) override {
    return client_->UndoDecision(decision_id, request_id).status();
  }

  StatusOr<int64_t> SaveDraft(const Grant& grant, const std::string& recipe,
                              int64_t base_revision) override {
    return client_->SaveDraft(grant.work_item, grant.fence, recipe, base_revision);
  }

  StatusOr<CommitReceipt> Commit(const Grant& grant, const std::string& recipe,
                                 const std::string& request_id) override {
    ZJ_ASSIGN_OR_RETURN(
        const rpc::CommitResult result,
        client_->CommitRetouch(grant.work_item, grant.fence, grant.epoch, recipe, request_id));
    CommitReceipt receipt;
    receipt.accepted = result.committed;
    receipt.bytes = result.bytes;
    receipt.jpeg_quality = result.jpeg_quality;
    if (!result.gate_json.empty()) {
      ZJ_ASSIGN_OR_RETURN(const Json json, ParseJson(result.gate_json, "gate"));
      ZJ_ASSIGN_OR_RETURN(receipt.gate, GateFromJson(json));
    }
    return receipt;
  }

  Status ReturnToReview(const Grant& grant, const std::vector<ReasonMark>& reasons,
                        const std::string& comment) override {
    return client_->ReturnToReview(grant.work_item, grant.fence, ToRpc(reasons), comment);
  }

  StatusOr<QueueCounts> Counts() override {
    ZJ_ASSIGN_OR_RETURN(const std::vector<rpc::QueueCount> queues, client_->QueueCounts());
    QueueCounts counts;
    for (const rpc::QueueCount& queue : queues) {
      const int waiting = static_cast<int>(queue.queued);
      const bool review = queue.kind == rpc::WorkKind::kReview;
      if (review || queue.kind == rpc::WorkKind::kRetouch) {
        (review ? counts.review_pending : counts.retouch_pending) += waiting;
        (review ? counts.review_near_due : counts.retouch_near_due) +=
            static_cast<int>(queue.near_due);
        (review ? counts.review_overdue : counts.retouch_overdue) +=
            static_cast<int>(queue.overdue);
        if (queue.order == "CLASS") {
          (review ? counts.review_by_class : counts.retouch_by_class) = queue.order_time;
        }
      }
      counts.escalated += static_cast<int>(queue.escalated);
      if (queue.earliest_due_time) {
        counts.earliest_due = std::min(counts.earliest_due, *queue.earliest_due_time);
      }
    }
    return counts;
  }

  StatusOr<std::vector<DecisionRow>> ListDecisions(const DecisionFilter& filter) override {
    std::vector<DecisionRow> rows;
    rpc::DecisionFilter wire;
    if (filter.since > absl::InfinitePast()) wire.from = filter.since;
    wire.page_size = std::min(filter.limit, kPage);
    do {
      ZJ_ASSIGN_OR_RETURN(const rpc::DecisionPage page, client_->ListDecisions(wire));
      for (const rpc::Decision& decision : page.decisions) rows.push_back(FromRpc(decision));
      wire.page_token = page.next_page_token;
    } while (!wire.page_token.empty() && static_cast<int>(rows.size()) < filter.limit);
    return rows;
  }

  StatusOr<std::vector<TrailRow>> Trail(const std::string& decision_id) override {
    ZJ_ASSIGN_OR_RETURN(const rpc::Trail trail, client_->GetTrail(decision_id));
    std::vector<TrailRow> rows;
    for (const rpc::TrailEvent& event : trail.events) {
      rows.push_back({event.sequence, event.time, event.actor, event.action, event.detail_json});
    }
    return rows;
  }

  Status Overturn(const std::string& decision_id, const std::string& justification) override {
    return client_->OverturnDecision(decision_id, rpc::Verdict::kPass, {}, justification).status();
  }

 private:
  Grant FromGrant(const rpc::Grant& wire, WorkKind kind) const {
    Grant grant;
    grant.work_item = wire.work_item.name;
    grant.kind = kind;
    grant.order_tail = wire.work_item.order_tail;
    grant.fence = wire.lease.fence != 0 ? wire.lease.fence : wire.work_item.fence;
    grant.epoch = wire.work_item.epoch;
    grant.reserved = wire.reserved;
    // By the span and this machine's clock; two wall clocks never agree.
    grant.lease_until = clock_->Now() + wire.lease.ttl;
    grant.lease_ttl = wire.lease.ttl;
    grant.heartbeat = wire.lease.heartbeat;
    grant.due = wire.work_item.due_time;
    return grant;
  }

  static LeaseAnswer::Outcome OutcomeOf(rpc::LeaseOutcome outcome) {
    switch (outcome) {
      case rpc::LeaseOutcome::kRenewed:
        return LeaseAnswer::Outcome::kRenewed;
      case rpc::LeaseOutcome::kRevokedWithdrawn:
        return LeaseAnswer::Outcome::kWithdrawn;
      case rpc::LeaseOutcome::kRevokedSupervisor:
        return LeaseAnswer::Outcome::kTaken;
      case rpc::LeaseOutcome::kMaxHoldReached:
        return LeaseAnswer::Outcome::kMaxHold;
      case rpc::LeaseOutcome::kIdle:
        return LeaseAnswer::Outcome::kIdle;
      case rpc::LeaseOutcome::kUnspecified:
      case rpc::LeaseOutcome::kLost:
        break;
    }
    return LeaseAnswer::Outcome::kLost;
  }

  bool TookUp(WorkKind kind) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return took_up_[static_cast<size_t>(kind)];
  }
  void SetTookUp(WorkKind kind) {
    const std::lock_guard<std::mutex> lock(mutex_);
    took_up_[static_cast<size_t>(kind)] = true;
  }

  std::unique_ptr<rpc::ServiceClient> client_;
  const Clock* clock_;
  mutable std::mutex mutex_;
  bool took_up_[2] = {};
};

}  // namespace

StatusOr<std::unique_ptr<DeskService>> ConnectDesk(const std::string& address,
                                                   const std::string& staff, const Clock* clock) {
  rpc::ClientOptions options;
  options.address = address;
  options.staff = staff;
  // The desks send again by themselves and show that they do.
  options.max_attempts = 2;
  ZJ_ASSIGN_OR_RETURN(auto client, rpc::ServiceClient::Create(std::move(options)));
  return std::unique_ptr<DeskService>(std::make_unique<RpcDeskService>(std::move(client), clock));
}

}  // namespace zhaojian::desk
