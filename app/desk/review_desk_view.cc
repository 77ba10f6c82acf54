// SPDX-License-Identifier: Apache-2.0
// How the reviewer looks at a photo: guides, zoom, comparison, marked regions. Decisions are in
// review_desk.cc.
#include <algorithm>

#include "app/desk/review_desk.h"

namespace zhaojian::desk {

void ReviewDesk::CycleGuides() {
  guides_ = guides_ == GuideMode::kAll       ? GuideMode::kProblem
            : guides_ == GuideMode::kProblem ? GuideMode::kNone
                                             : GuideMode::kAll;
}

void ReviewDesk::ToggleOneToOne() {
  one_to_one_ = !one_to_one_;
  focused_problem_ = -1;
  compared_ = -1;
}

void ReviewDesk::NextProblem() {
  const auto item = Current();
  if (item == nullptr) return;
  // What could not be assessed and has no place on the photo is nothing to look at.
  const auto worth = [&](const CheckLine& line) {
    if (line.verdict != Verdict::kUnknown) return line.verdict != Verdict::kOk;
    return std::any_of(item->close_ups.begin(), item->close_ups.end(),
                       [&](const CloseUpView& look) { return look.measure == line.id; });
  };
  const auto begin = item->lines.begin() + focused_problem_ + 1;
  const auto next = std::find_if(begin, item->lines.end(), worth);
  focused_problem_ = next == item->lines.end() ? -1 : static_cast<int>(next - item->lines.begin());
  one_to_one_ = false;
  compared_ = -1;
  // Asked for a problem: whatever had put the marks away, this one is wanted.
  if (focused_problem_ >= 0) marks_hidden_ = false;
}

void ReviewDesk::FocusMeasure(const std::string& measure) {
  const auto item = Current();
  if (item == nullptr) return;
  const auto at = std::find_if(item->lines.begin(), item->lines.end(),
                               [&](const CheckLine& line) { return line.id == measure; });
  if (at == item->lines.end()) return;
  const int index = static_cast<int>(at - item->lines.begin());
  focused_problem_ = focused_problem_ == index ? -1 : index;
  one_to_one_ = false;
  compared_ = -1;
}

const CheckLine* ReviewDesk::explained() const {
  const auto item = Current();
  if (item == nullptr) return nullptr;
  for (const CheckLine& line : item->lines) {
    if (!hovered_.empty() && line.id == hovered_) return &line;
  }
  const auto focused = static_cast<size_t>(focused_problem_);
  return focused_problem_ >= 0 && focused < item->lines.size() ? &item->lines[focused] : nullptr;
}

void ReviewDesk::CycleCompared() {
  const auto item = Current();
  if (item == nullptr) return;
  remark_.reset();
  if (item->earlier.empty()) remark_ = Words{"review.remark.no_earlier", {}};
  compared_ = compared_ + 1 < static_cast<int>(item->earlier.size()) ? compared_ + 1 : -1;
  focused_problem_ = -1;
  one_to_one_ = false;
}

void ReviewDesk::OpenRegion() {
  if (Current() == nullptr || covered_) return;
  remark_.reset();
  compared_ = -1;
  mode_ = ReviewMode::kRegion;
  region_.Reset();
  region_code_.clear();
  for (const ReasonMark& mark : palette_.chosen()) {
    if (!mark.region) region_code_ = mark.code;
  }
}

bool ReviewDesk::MarksRegion() const {
  return mode_ == ReviewMode::kRegion && Current() != nullptr;
}

void ReviewDesk::BeginRegion(cv::Point2d at) {
  if (MarksRegion()) region_.Begin(ToSourceFraction(*Current(), at));
}

void ReviewDesk::MoveRegion(cv::Point2d at) {
  if (MarksRegion()) region_.Move(ToSourceFraction(*Current(), at));
}

void ReviewDesk::EndRegion() {
  if (MarksRegion() && region_.drawing() && region_.End()) KeepRegion();
}

void ReviewDesk::NudgeRegion(double dx, double dy) {
  if (!MarksRegion() || !region_.box()) return;
  const auto item = Current();
  region_.Nudge(ToSourceFraction(*item, {dx, dy}) - ToSourceFraction(*item, {0, 0}));
  KeepRegion();
}

void ReviewDesk::DropRegion() {
  if (mode_ != ReviewMode::kRegion) return;
  region_.Reset();
  palette_.SetRegion(region_code_, std::nullopt);
}

void ReviewDesk::KeepRegion() {
  if (!region_code_.empty()) palette_.SetRegion(region_code_, region_.box());
}

void ReviewDesk::BindRegion(const std::string& code) {
  const ReasonMark* mark = palette_.Chosen(code);
  if (mark == nullptr) {
    palette_.Toggle(code);
  } else if (!region_.box() && mark->region) {
    region_.Take(*mark->region);  // taken up again, to be moved or deleted
    region_code_ = code;
    return;
  }
  if (region_.box() && region_code_ != code) palette_.SetRegion(region_code_, std::nullopt);
  region_code_ = code;
  if (region_.box()) KeepRegion();
}

void ReviewDesk::CloseMode() {
  if (mode_ == ReviewMode::kPalette) palette_.CloseSearch();
  // A box alone means nothing: it goes with a reason or not at all.
  const bool loose = mode_ == ReviewMode::kRegion && region_.box() && region_code_.empty();
  if (loose) remark_ = Words{"review.remark.region_dropped", {}};
  region_.Reset();
  region_code_.clear();
  mode_ = ReviewMode::kDeciding;
}

}  // namespace zhaojian::desk
