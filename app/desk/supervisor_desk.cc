// SPDX-License-Identifier: Apache-2.0
#include "app/desk/supervisor_desk.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace zhaojian::desk {
namespace {

// Numbers are at most this old while the screen is shown (review-queue reference V1: 2 s behind).
constexpr absl::Duration kRefresh = absl::Seconds(2);
constexpr int kAuditShortSide = 480;

absl::Time StartOf(Period period, absl::Time now) {
  const absl::CivilDay today(absl::ToCivilSecond(now, ServiceZone()));
  absl::CivilDay first = today;
  if (period == Period::kWeek) {
    first = absl::PrevWeekday(today + 1, absl::Weekday::monday);
  } else if (period == Period::kMonth) {
    first = absl::CivilDay(today.year(), today.month(), 1);
  }
  return absl::FromCivil(first, ServiceZone());
}

std::string FirstReason(const DecisionRow& row) {
  return row.reasons.empty() ? std::string() : row.reasons.front().code;
}

}  // namespace

std::pair<double, double> WilsonInterval(int k, int n) {
  if (n <= 0) return {0.0, 1.0};
  constexpr double z = 1.959964;  // 97.5 % point of the normal distribution
  const double p = static_cast<double>(k) / n;
  const double denominator = 1 + z * z / n;
  const double middle = (p + z * z / (2 * n)) / denominator;
  const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)) / denominator;
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

SupervisorDesk::SupervisorDesk(const Wiring& wiring, Link* link, const ReasonCatalogue* reasons)
    : wiring_(wiring), link_(link), reasons_(reasons), background_(wiring.main) {}

void SupervisorDesk::Tick() {
  const absl::Time now = wiring_.clock->Now();
  if (!loading_ && now >= next_refresh_ && now >= link_->next_attempt()) Load();
}

void SupervisorDesk::Load() {
  loading_ = true;
  const absl::Time begun = wiring_.clock->Now();
  DecisionFilter filter;
  filter.since = StartOf(period_, begun);
  background_.Run(
      wiring_.pictures,
      [service = wiring_.service, filter] { return service->ListDecisions(filter); },
      [this, begun](StatusOr<std::vector<DecisionRow>>& rows) {
        loading_ = false;
        const absl::Time now = wiring_.clock->Now();
        next_refresh_ = now + kRefresh;
        link_->Note(rows.status(), now - begun);
        error_ = rows.status();
        if (!rows.ok()) return;
        loaded_ = true;
        as_of_ = now;
        all_ = *std::move(rows);
        Count();
      });
}

void SupervisorDesk::Count() {
  decisions_.clear();
  std::map<std::string, int> by_reason;
  std::map<std::string, StaffRow> by_staff;
  hours_.assign(24, 0);
  rejected_ = 0;
  for (const DecisionRow& row : all_) {
    if (row.undone) continue;
    StaffRow& person = by_staff[row.staff];
    person.code = row.staff;
    ++person.decisions;
    if (row.choice == Choice::kReject) ++person.rejected;
    if (!staff_filter_.empty() && row.staff != staff_filter_) continue;
    decisions_.push_back(row);
    ++hours_[static_cast<size_t>(absl::ToCivilSecond(row.time, ServiceZone()).hour())];
    if (row.choice != Choice::kReject) continue;
    ++rejected_;
    ++by_reason[FirstReason(row)];
  }
  bars_.clear();
  for (const auto& [code, count] : by_reason) {
    const auto [low, high] = WilsonInterval(count, rejected_);
    bars_.push_back({code, count, static_cast<double>(count) / rejected_, low, high});
  }
  std::stable_sort(bars_.begin(), bars_.end(),
                   [](const ReasonBar& a, const ReasonBar& b) { return a.count > b.count; });
  staff_.clear();
  // By code and not by rate: this is no list of ranks.
  for (auto& [code, row] : by_staff) {
    std::tie(row.low, row.high) = WilsonInterval(row.rejected, row.decisions);
    staff_.push_back(row);
  }
  FillRows();
}

void SupervisorDesk::FillRows() {
  const std::string kept = Chosen() != nullptr ? Chosen()->id : std::string();
  rows_.clear();
  for (const DecisionRow& row : decisions_) {
    const bool wanted = chosen_reason_.empty() ||
                        (row.choice == Choice::kReject && FirstReason(row) == chosen_reason_);
    if (wanted) rows_.push_back(row);
  }
  chosen_row_ = rows_.empty() ? -1 : 0;
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (rows_[i].id == kept) chosen_row_ = static_cast<int>(i);
  }
  OpenChosen();
}

const DecisionRow* SupervisorDesk::Chosen() const {
  const bool valid = chosen_row_ >= 0 && chosen_row_ < static_cast<int>(rows_.size());
  return valid ? &rows_[static_cast<size_t>(chosen_row_)] : nullptr;
}

void SupervisorDesk::SetPeriod(Period period) {
  period_ = period;
  Refresh();
}

void SupervisorDesk::SetStaffFilter(const std::string& code) {
  staff_filter_ = code;
  Count();
}

void SupervisorDesk::ChooseReason(const std::string& code) {
  chosen_reason_ = code;
  chosen_row_ = -1;
  FillRows();
}

void SupervisorDesk::NextBar(int step) {
  if (bars_.empty()) return;
  int at = -1;
  for (size_t i = 0; i < bars_.size(); ++i) {
    if (bars_[i].code == chosen_reason_) at = static_cast<int>(i);
  }
  const int count = static_cast<int>(bars_.size());
  at = at < 0 ? (step > 0 ? 0 : count - 1) : std::clamp(at + step, 0, count - 1);
  ChooseReason(bars_[static_cast<size_t>(at)].code);
}

void SupervisorDesk::ChooseRow(int index) {
  if (rows_.empty()) return;
  chosen_row_ = std::clamp(index, 0, static_cast<int>(rows_.size()) - 1);
  OpenChosen();
}

void SupervisorDesk::OpenChosen() {
  const DecisionRow* row = Chosen();
  const std::string id = row == nullptr ? std::string() : row->id;
  if (id == opened_) return;
  opened_ = id;
  picture_ = cv::Mat();
  ++picture_serial_;
  trail_.clear();
  picture_error_ = Status();
  justification_.clear();
  remark_.reset();
  if (row == nullptr) return;
  background_.Run(
      wiring_.pictures,
      [service = wiring_.service, id]() -> StatusOr<cv::Mat> {
        // A photo without a standard picture is shown as it was sent.
        auto bytes = service->ReadDecisionPicture(id, PictureKind::kStandard);
        if (!bytes.ok()) bytes = service->ReadDecisionPicture(id, PictureKind::kPreview);
        ZJ_RETURN_IF_ERROR(bytes.status());
        ZJ_ASSIGN_OR_RETURN(const Photo photo, DecodePhoto(*bytes, {kAuditShortSide}));
        return photo.bgr;
      },
      [this, id](StatusOr<cv::Mat>& picture) {
        if (id != opened_) return;
        picture_error_ = picture.status();
        if (picture.ok()) picture_ = *picture;
        ++picture_serial_;
      });
  background_.Run(
      wiring_.pictures, [service = wiring_.service, id] { return service->Trail(id); },
      [this, id](StatusOr<std::vector<TrailRow>>& trail) {
        if (id == opened_ && trail.ok()) trail_ = *std::move(trail);
      });
}

bool SupervisorDesk::Overturn() {
  remark_.reset();
  const DecisionRow* row = Chosen();
  if (row == nullptr || row->choice != Choice::kReject) {
    remark_ = Words{"supervise.remark.only_rejections", {}};
    return false;
  }
  if (justification_.empty()) {
    remark_ = Words{"supervise.remark.needs_reason", {}};
    return false;
  }
  background_.Run(
      wiring_.calls,
      [service = wiring_.service, id = row->id, words = justification_] {
        return service->Overturn(id, words);
      },
      [this](Status& status) {
        link_->Note(status, absl::ZeroDuration());
        remark_ = status.ok() ? Words{"supervise.remark.overturned", {}}
                              : Words{"supervise.remark.refused", {ReasonOf(status)}};
        Refresh();
      });
  return true;
}

}  // namespace zhaojian::desk
