// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/desk/background.h"
#include "app/desk/check_lines.h"
#include "app/desk/link.h"
#include "app/desk/reason_palette.h"
#include "app/desk/review_desk.h"

namespace zhaojian::desk {

/// The spans a supervisor looks at.
enum class Period { kToday, kWeek, kMonth };

/// One bar: rejections by their first reason.
struct ReasonBar {
  std::string code;
  int count = 0;
  /// Of all rejections in the period, 0..1, with its 95 % Wilson interval.
  double share = 0, low = 0, high = 0;
};

/// One person's decisions in the period.
struct StaffRow {
  std::string code;
  int decisions = 0;
  int rejected = 0;
  double low = 0, high = 0;
};

/// Bounds of the 95 % Wilson score interval of k of n (Wilson 1927), 0..1; {0, 1} for n = 0.
std::pair<double, double> WilsonInterval(int k, int n);

/// What the supervisor's screen knows and does: decisions, reasons, photo and trail. Frame thread
/// only.
class SupervisorDesk {
 public:
  SupervisorDesk(const Wiring& wiring, Link* link, const ReasonCatalogue* reasons);

  /// Refreshes every few seconds while the screen is shown.
  void Tick();
  void Refresh() { next_refresh_ = absl::InfinitePast(); }

  Period period() const { return period_; }
  void SetPeriod(Period period);
  const std::string& staff_filter() const { return staff_filter_; }
  /// Empty = everybody.
  void SetStaffFilter(const std::string& code);
  absl::Time as_of() const { return as_of_; }
  const Status& error() const { return error_; }
  bool loaded() const { return loaded_; }

  /// Decisions of the period that pass the filters (not undone ones), newest first.
  const std::vector<DecisionRow>& decisions() const { return decisions_; }
  int rejected() const { return rejected_; }
  const std::vector<ReasonBar>& bars() const { return bars_; }
  const std::vector<StaffRow>& staff() const { return staff_; }
  /// Decisions per hour of the day (0..23, +08:00), today's.
  const std::vector<int>& hours() const { return hours_; }

  /// The bar whose photos are listed, empty = all decisions.
  const std::string& chosen_reason() const { return chosen_reason_; }
  void ChooseReason(const std::string& code);
  void NextBar(int step);
  /// Rows of the drill-down.
  const std::vector<DecisionRow>& rows() const { return rows_; }
  int chosen_row() const { return chosen_row_; }
  void ChooseRow(int index);
  const DecisionRow* Chosen() const;
  /// The picture the reviewer saw; empty until loaded. Reading it is recorded as an audit view.
  const cv::Mat& picture() const { return picture_; }
  uint64_t picture_serial() const { return picture_serial_; }
  const Status& picture_error() const { return picture_error_; }
  const std::vector<TrailRow>& trail() const { return trail_; }

  std::string& justification() { return justification_; }
  const std::optional<Words>& remark() const { return remark_; }
  /// Turns a rejection into a pass; needs a justification.
  bool Overturn();

 private:
  void Load();
  void Count();
  void FillRows();
  void OpenChosen();
  Wiring wiring_;
  Link* link_;
  const ReasonCatalogue* reasons_;
  Period period_ = Period::kToday;
  std::string staff_filter_;
  bool loading_ = false, loaded_ = false;
  absl::Time next_refresh_ = absl::InfinitePast(), as_of_;
  Status error_, picture_error_;
  std::vector<DecisionRow> all_, decisions_, rows_;
  std::vector<ReasonBar> bars_;
  std::vector<StaffRow> staff_;
  std::vector<int> hours_ = std::vector<int>(24, 0);
  int rejected_ = 0;
  std::string chosen_reason_;
  int chosen_row_ = -1;
  std::string opened_;
  cv::Mat picture_;
  uint64_t picture_serial_ = 0;
  std::vector<TrailRow> trail_;
  std::string justification_;
  std::optional<Words> remark_;
  Background background_;
};

}  // namespace zhaojian::desk
