// SPDX-License-Identifier: Apache-2.0
// What a retoucher's keys do.
#include <algorithm>
#include <utility>

#include "app/desk/retouch_desk.h"
#include "core/base/crypto.h"

namespace zhaojian::desk {

bool RetouchDesk::Commit() {
  remark_.reset();
  if (stage_ != RetouchStage::kReady || session_ == nullptr) return false;
  if (gate_current() && !gate_.empty() && !GateGreen()) {
    remark_ = Words{"retouch.remark.gate_red", {}};
    return false;
  }
  session_->CancelLive();
  stage_ = RetouchStage::kCommitting;
  std::string bytes = RecipeToBytes(session_->recipe());
  if (bytes != commit_recipe_) {
    commit_recipe_ = std::move(bytes);
    commit_request_ = RandomUuid();
  }
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, grant = grant_, recipe = commit_recipe_,
       request = commit_request_] { return service->Commit(grant, recipe, request); },
      [this, visit = visit_](StatusOr<CommitReceipt>& receipt) {
        link_->Note(receipt.status(), absl::ZeroDuration());
        if (visit != visit_) return;
        if (IsFinal(receipt.status())) commit_recipe_.clear();
        if (!receipt.ok()) {
          stage_ = RetouchStage::kReady;
          remark_ = Words{"retouch.remark.commit", {ReasonOf(receipt.status())}};
          return;
        }
        if (!receipt->accepted) {
          stage_ = RetouchStage::kReady;
          gate_.clear();
          for (const GateItem& item : receipt->gate.items) gate_.push_back(MakeGateLine(item));
          gate_revision_ = session_->steps_revision();
          remark_ = Words{"retouch.remark.gate_red", {}};
          return;
        }
        durations_.push_back(wiring_.clock->Now() - opened_at_);
        Clear(RetouchStage::kStarting);
      });
  return true;
}

bool RetouchDesk::Return() {
  remark_.reset();
  if (stage_ != RetouchStage::kReady) return false;
  if (!choosing_reason_) {
    choosing_reason_ = true;
    palette_.Reset({"PROC-06"});
    palette_.OpenSearch();
    return false;
  }
  if (palette_.chosen().empty()) {
    remark_ = Words{"review.reject.needs_reason", {}};
    return false;
  }
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, grant = grant_, reasons = palette_.chosen()] {
        return service->ReturnToReview(grant, reasons, "");
      },
      [this, visit = visit_](Status& status) {
        link_->Note(status, absl::ZeroDuration());
        if (visit != visit_) return;
        if (!status.ok()) {
          remark_ = Words{"retouch.remark.return", {ReasonOf(status)}};
          return;
        }
        Clear(RetouchStage::kStarting);
      });
  choosing_reason_ = false;
  return true;
}

void RetouchDesk::CancelReturn() {
  choosing_reason_ = false;
  palette_.CloseSearch();
}

bool RetouchDesk::Park() {
  remark_.reset();
  if (stage_ != RetouchStage::kReady) return false;
  if (dirty() && !saving_) SaveDraft();
  background_.Run(
      wiring_.calls, [service = wiring_.service, grant = grant_] { return service->Park(grant); },
      [this, visit = visit_](Status& status) {
        if (visit != visit_) return;
        if (!status.ok()) {
          remark_ = Words{"retouch.remark.park", {ReasonOf(status)}};
          return;
        }
        Clear(RetouchStage::kStarting);
      });
  return true;
}

void RetouchDesk::Stop() {
  stopped_ = true;
  if (session_ == nullptr) return;
  wiring_.calls->Post([service = wiring_.service, grant = grant_,
                       recipe = dirty() ? RecipeToBytes(session_->recipe()) : std::string(),
                       base = draft_revision_] {
    // The last chance; errors leave the draft as it was stored before and the lease to run out.
    if (!recipe.empty()) (void)SaveOver(*service, grant, recipe, base);
    (void)service->Release(grant, SkipCause::kBreak);
  });
  Clear(RetouchStage::kStarting);
}

void RetouchDesk::Continue() {
  if (stage_ == RetouchStage::kFailed) {
    wiring_.calls->Post([service = wiring_.service, grant = grant_] {
      (void)service->Release(grant,
                             SkipCause::kNeedsSkill);  // an error leaves the lease to run out
    });
  }
  remark_.reset();
  if (stage_ == RetouchStage::kFailed || stage_ == RetouchStage::kLost)
    Clear(RetouchStage::kStarting);
  next_claim_ = absl::InfinitePast();
}

absl::Duration RetouchDesk::median() const {
  if (durations_.empty()) return absl::ZeroDuration();
  std::vector<absl::Duration> sorted = durations_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

void RetouchDesk::NextNote() {
  if (!bundle_.notes.empty()) focused_note_ = (focused_note_ + 1) % bundle_.notes.size();
}

void RetouchDesk::ToggleNoteDone(size_t index) {
  if (!done_.erase(index)) done_.insert(index);
}

void RetouchDesk::ChooseToolByKey(const std::string& key) {
  if (session_ == nullptr) return;
  for (const ToolLine& tool : session_->Tools()) {
    if (tool.built && tool.shortcut == key) session_->ChooseTool(tool.kind);
  }
}

}  // namespace zhaojian::desk
