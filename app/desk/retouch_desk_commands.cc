// SPDX-License-Identifier: Apache-2.0
// What a retoucher's keys do.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "app/desk/retouch_desk.h"
#include "core/base/crypto.h"
#include "core/retouch/op_tone.h"
#include "core/retouch/renderer.h"

namespace zhaojian::desk {
namespace {

// Half the side of the square that is averaged, canvas pixels: noise goes, a button still fits.
constexpr int kGreyReach = 3;

/// Mean linear light around a canvas pixel, red green blue; empty outside the picture.
std::optional<std::array<double, 3>> MeanLight(const cv::Mat& bgr, cv::Point at) {
  const cv::Rect around(at.x - kGreyReach, at.y - kGreyReach, 2 * kGreyReach + 1,
                        2 * kGreyReach + 1);
  const cv::Rect inside = around & cv::Rect(0, 0, bgr.cols, bgr.rows);
  if (inside.empty() || !inside.contains(at)) return std::nullopt;
  std::array<double, 3> sum{};
  for (int y = inside.y; y < inside.br().y; ++y) {
    for (int x = inside.x; x < inside.br().x; ++x) {
      const cv::Vec3b pixel = bgr.at<cv::Vec3b>(y, x);
      for (size_t c = 0; c < 3; ++c) sum[c] += SrgbToLinear(pixel[2 - static_cast<int>(c)] / 255.0);
    }
  }
  for (double& light : sum) light /= inside.area();
  return sum;
}

}  // namespace

void RetouchDesk::PickGrey(cv::Point2d delivered) {
  remark_.reset();
  if (stage_ != RetouchStage::kReady || session_ == nullptr) return;
  const cv::Point at(static_cast<int>(delivered.x * kCanvasFactor),
                     static_cast<int>(delivered.y * kCanvasFactor));
  const auto light = MeanLight(pictures_.source, at);
  if (!light) return;
  switch (session_->PickGrey(*light)) {
    case GreyPick::kTaken:
      return;
    case GreyPick::kTooBright:
      remark_ = Words{"retouch.remark.grey_bright", {}};
      return;
    case GreyPick::kTooDark:
      remark_ = Words{"retouch.remark.grey_dark", {}};
      return;
    case GreyPick::kLimited:
      remark_ = Words{"retouch.remark.grey_limited", {}};
      return;
    case GreyPick::kRefused:
      return;
  }
}

bool RetouchDesk::Commit() {
  remark_.reset();
  if (stage_ != RetouchStage::kReady || session_ == nullptr) return false;
  if (gate_current() && !gate_.empty() && !GateGreen()) {
    remark_ = Words{"retouch.remark.gate_red", {}};
    refused_ = true;
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
          TakeGate(receipt->gate);
          gate_revision_ = session_->steps_revision();
          refused_ = true;
          remark_ = Words{"retouch.remark.gate_red", {}};
          return;
        }
        durations_.push_back(wiring_.clock->Now() - opened_at_);
        Clear(RetouchStage::kStarting, true);
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
        Clear(RetouchStage::kStarting, true);
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
  keeper_.Note(*session_);
  wiring_.calls->Post([service = wiring_.service, grant = grant_,
                       recipe = dirty() ? RecipeToBytes(session_->recipe()) : std::string(),
                       base = draft_revision_, forget = keeper_.Leave()] {
    // Errors leave the draft as it was stored before, the steps on this disk and the lease to run
    // out.
    const bool stored = recipe.empty() || SaveOver(*service, grant, recipe, base).ok();
    (void)service->Release(grant, SkipCause::kBreak);
    if (stored) forget();
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

void RetouchDesk::LookAtGate(size_t line) {
  if (session_ == nullptr || line >= gate_.size()) return;
  looked_at_ = line;
  const std::string& id = gate_[line].id;
  if (gate_places_[line]) {
    // Geometry is about the whole frame: the crop tool shows its bands.
    if (gate_[line].reason.rfind("GEO-", 0) == 0) {
      session_->ChooseTool("geom.crop_scale");
      view_.SetZoom(0);
    } else {
      if (id == "gate.kept_wall") session_->ChooseTool("bg.matte_brush");
      view_.LookAt(*gate_places_[line]);
    }
    return;
  }
  if (id.rfind("gate.background", 0) == 0) session_->ChooseTool("bg.replace");
  if (id == "gate.matte_iou") session_->ChooseTool("bg.matte_brush");
  if (id == "gate.halo") session_->ChooseTool("bg.matte_edge");
  if (id == "gate.cast") session_->ChooseTool("tone.white_balance");
  if (id == "gate.bytes" || id == "gate.quality" || id == "gate.texture")
    session_->ChooseTool("detail.sharpen");
}

void RetouchDesk::NextRed() {
  const auto red =
      static_cast<size_t>(std::count_if(gate_.begin(), gate_.end(), [](const CheckLine& line) {
        return line.verdict != Verdict::kOk;
      }));
  // What is red stands first.
  if (red > 0) LookAtGate(looked_at_ ? (*looked_at_ + 1) % red : 0);
}

void RetouchDesk::OpenCopy() {
  if (session_ == nullptr || stage_ != RetouchStage::kReady) return;
  if (!shelf_.OpenCopy(session_->recipe())) remark_ = Words{"shelf.nothing", {}};
}

void RetouchDesk::OpenPaste() {
  if (session_ == nullptr || stage_ != RetouchStage::kReady) return;
  if (!shelf_.OpenPaste()) remark_ = Words{"shelf.empty", {}};
}

void RetouchDesk::ConfirmShelf() {
  if (session_ == nullptr) return;
  if (shelf_.card() == StepShelf::Card::kCopy) {
    if (shelf_.Choose(0)) remark_ = Words{"shelf.copied", {}};
    return;
  }
  const std::vector<Operation> steps = shelf_.Take();
  if (steps.empty()) return;
  const auto refused = session_->Apply(steps);
  remark_ =
      refused.empty()
          ? Words{"shelf.applied", {std::to_string(steps.size())}}
          : Words{"shelf.refused",
                  {std::to_string(steps.size() - refused.size()), std::to_string(refused.size())}};
}

void RetouchDesk::ChooseSlot(size_t slot) {
  const bool copying = shelf_.card() == StepShelf::Card::kCopy;
  if (shelf_.Choose(slot) && copying) remark_ = Words{"shelf.kept", {std::to_string(slot)}};
}

void RetouchDesk::NextNote() {
  if (!bundle_.notes.empty()) focused_note_ = (focused_note_ + 1) % bundle_.notes.size();
}

void RetouchDesk::ToggleNoteDone(size_t index) {
  if (!done_.erase(index)) done_.insert(index);
}

void RetouchDesk::ChooseTool(const std::string& kind) {
  if (session_ == nullptr) return;
  // What was said about the tool before says nothing about this one.
  if (kind != session_->tool()) remark_.reset();
  if (session_->ChooseTool(kind) && kind == "geom.crop_scale") view_.SetZoom(0);
}

void RetouchDesk::ChooseToolByKey(const std::string& key) {
  if (session_ == nullptr) return;
  for (const ToolLine& tool : session_->Tools()) {
    if (tool.built && tool.shortcut == key) ChooseTool(tool.kind);
  }
}

}  // namespace zhaojian::desk
