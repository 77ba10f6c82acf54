// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/console/panel_supervise.h"
#include "app/console/widgets.h"
#include "app/console/widgets_chart.h"

namespace zhaojian {
namespace {

using desk::SupervisorDesk;

// Below this many a share says nothing about a person (visual target §7: hollow, no rank, no
// alarm).
constexpr int kFewestForJudgement = 50;

std::string Percent(double share) {
  return std::to_string(static_cast<int>(std::lround(share * 100))) + " %";
}

void DrawReasons(View& view, const Rect& rect) {
  SupervisorDesk& desk = view.state.supervisor();
  const auto& bars = desk.bars();
  double top = 0;
  for (size_t i = 0; i < bars.size() && i < 4; ++i) top += bars[i].share;
  const std::string answer =
      bars.empty() ? view.T("chart.reasons_none")
                   : view.F("chart.reasons_answer",
                            {std::to_string(std::min<size_t>(4, bars.size())), Percent(top)});
  const Rect plot = ChartFrame(view.kit, rect, "chart.reasons", view.T("chart.reasons"),
                               view.F("chart.n_rejected", {CountWords(desk.rejected())}), answer);
  double longest = 0.01;
  for (const auto& bar : bars) longest = std::max(longest, bar.high);
  float y = plot.y;
  const float bar_x = plot.x + 214, bar_w = plot.w - 214 - 110;
  for (const auto& bar : bars) {
    if (y + 28 > plot.Bottom()) break;
    BarRowData row;
    row.id = "bar." + bar.code;
    row.code = bar.code;
    if (const Reason* reason = view.state.reasons().Find(bar.code)) {
      row.words = desk::WordsOf(*reason, view.language());
    }
    row.value = static_cast<float>(bar.share / longest);
    row.low = static_cast<float>(bar.low / longest);
    row.high = static_cast<float>(bar.high / longest);
    row.has_interval = true;
    row.count_words = CountWords(bar.count);
    row.share_words = Percent(bar.share);
    row.chosen = bar.code == desk.chosen_reason();
    row.small_sample = desk.rejected() < kFewestForJudgement;
    if (BarRow(view.kit, {plot.x - 8, y, plot.w + 16, 28}, bar_x, bar_w, row).clicked) {
      desk.ChooseReason(row.chosen ? "" : bar.code);
    }
    y += 28;
  }
}

void DrawHours(View& view, const Rect& rect) {
  Kit& kit = view.kit;
  const SupervisorDesk& desk = view.state.supervisor();
  const auto n = static_cast<int>(desk.decisions().size());
  const Rect plot =
      ChartFrame(kit, rect, "chart.hours", view.T("chart.hours"), "n = " + CountWords(n),
                 view.F("chart.hours_answer", {CountWords(n)}));
  const auto& hours = desk.hours();
  int first = 9, last = 17, most = 1;
  for (int h = 0; h < 24; ++h) {
    const int count = hours[static_cast<size_t>(h)];
    if (count > 0) first = std::min(first, h), last = std::max(last, h);
    most = std::max(most, count);
  }
  const float base = plot.Bottom() - 26, height = base - plot.y - 22;
  kit.Line(plot.x, base, plot.Right(), base, Token::kLine);
  const float step = plot.w / static_cast<float>(last - first + 1);
  for (int h = first; h <= last; ++h) {
    const int count = hours[static_cast<size_t>(h)];
    const float x = plot.x + step * static_cast<float>(h - first);
    const float bar_h = height * static_cast<float>(count) / static_cast<float>(most);
    if (count > 0) {
      kit.Fill({x + step * 0.16f, base - bar_h, step * 0.68f, bar_h}, Token::kBand);
      kit.Text(Type::kCap, Token::kHi, {x, base - bar_h - 22, step, 20}, CountWords(count),
               Align::kCentre);
    }
    kit.Text(Type::kCap, Token::kDim, {x, base + 4, step, 20}, std::to_string(h), Align::kCentre);
  }
}

void DrawPeople(View& view, const Rect& rect) {
  Kit& kit = view.kit;
  SupervisorDesk& desk = view.state.supervisor();
  int n = 0;
  for (const auto& person : desk.staff()) n += person.decisions;
  const bool few = std::any_of(desk.staff().begin(), desk.staff().end(), [](const auto& person) {
    return person.decisions < kFewestForJudgement;
  });
  const Rect plot = ChartFrame(kit, rect, "chart.people", view.T("chart.people"),
                               view.F("chart.n_decided", {CountWords(n)}),
                               view.T(few ? "chart.people_few" : "chart.people_answer"));
  const float axis_x = plot.x + 130, axis_w = plot.w - 130 - 60;
  const float base = plot.Bottom() - 26;
  for (int tick = 0; tick <= 100; tick += 25) {
    const float x = axis_x + axis_w * static_cast<float>(tick) / 100;
    kit.Line(x, plot.y, x, base, Token::kLine);
    kit.Text(Type::kCap, Token::kDim, {x - 20, base + 4, 40, 20}, std::to_string(tick),
             Align::kCentre);
  }
  float y = plot.y + 4;
  for (const auto& person : desk.staff()) {
    if (y + 28 > base) break;
    const bool small = person.decisions < kFewestForJudgement;
    const bool chosen = desk.staff_filter() == person.code;
    const Rect row{plot.x - 8, y, plot.w + 16, 28};
    if (SelectRow(kit, row, "person." + person.code, chosen, person.code).clicked) {
      desk.SetStaffFilter(chosen ? "" : person.code);
    }
    kit.TextAt(Type::kBody, Token::kText, plot.x, row.CentreY(), person.code);
    kit.Text(Type::kCap, Token::kDim, {plot.x + 60, y, 60, 28}, CountWords(person.decisions),
             Align::kRight);
    const double share =
        person.decisions > 0 ? static_cast<double>(person.rejected) / person.decisions : 0;
    const auto at = [&](double v) { return axis_x + axis_w * static_cast<float>(v); };
    if (small) {
      kit.Dashed(at(person.low), row.CentreY(), at(person.high), row.CentreY(), Token::kDim, 1.5f,
                 4, 4);
      kit.draw()->AddCircle(kit.At(at(share), row.CentreY()), kit.Px(5), ColourOf(Token::kText), 0,
                            kit.Px(1.5f));
      kit.Text(Type::kCap, Token::kDim, {at(1) + 4, y, 60, 28}, "n < 50");
    } else {
      kit.Line(at(person.low), row.CentreY(), at(person.high), row.CentreY(), Token::kHi, 2);
      kit.draw()->AddCircleFilled(kit.At(at(share), row.CentreY()), kit.Px(5),
                                  ColourOf(Token::kHi));
      kit.Text(Type::kBodyBold, Token::kHi, {at(1) + 4, y, 60, 28}, Percent(share));
    }
    y += 28;
  }
}

/// Verdicts of the period as counts with their shares; nothing is compared here.
void DrawOutcome(View& view, const Rect& rect) {
  const SupervisorDesk& desk = view.state.supervisor();
  int passed = 0, with_order = 0, escalated = 0;
  for (const auto& row : desk.decisions()) {
    if (row.choice == desk::Choice::kPass) ++passed, with_order += row.reasons.empty() ? 0 : 1;
    if (row.choice == desk::Choice::kEscalate) ++escalated;
  }
  const auto n = static_cast<int>(desk.decisions().size());
  const Rect plot =
      ChartFrame(view.kit, rect, "chart.outcome", view.T("chart.outcome"), "n = " + CountWords(n),
                 view.F("chart.outcome_answer", {CountWords(passed), CountWords(desk.rejected())}));
  const struct {
    const char* word;
    int count;
  } rows[] = {{"chart.passed", passed},
              {"chart.with_order", with_order},
              {"chart.rejected", desk.rejected()},
              {"chart.escalated", escalated}};
  float y = plot.y;
  for (const auto& line : rows) {
    const auto [low, high] = desk::WilsonInterval(line.count, n);
    BarRowData row;
    row.id = line.word;
    row.words = view.T(line.word);
    row.value = n > 0 ? static_cast<float>(line.count) / static_cast<float>(n) : 0;
    row.low = static_cast<float>(low), row.high = static_cast<float>(high);
    row.has_interval = n > 0;
    row.count_words = CountWords(line.count);
    row.share_words = n > 0 ? Percent(static_cast<double>(line.count) / n) : "";
    row.small_sample = n < kFewestForJudgement;
    BarRow(view.kit, {plot.x - 8, y, plot.w + 16, 28}, plot.x + 214, plot.w - 214 - 110, row);
    y += 32;
  }
}

}  // namespace

void DrawSuperviseFilters(View& view) {
  Kit& kit = view.kit;
  SupervisorDesk& desk = view.state.supervisor();
  const Rect& left = view.layout.left;
  kit.Fill(left, Token::kPanel);
  if (view.layout.compact) return;
  SectionHeader(kit, {12, left.y + 10, 184, 26}, view.T("filter.title"));
  const char* periods[] = {"filter.today", "filter.week", "filter.month"};
  for (int i = 0; i < 3; ++i) {
    if (Segment(kit, {12 + 63.0f * static_cast<float>(i), left.y + 42, 58, 28}, periods[i],
                view.T(periods[i]), static_cast<int>(desk.period()) == i)
            .clicked) {
      desk.SetPeriod(static_cast<desk::Period>(i));
    }
  }
  kit.TextAt(Type::kCap, Token::kText, 12, left.y + 92, view.T("filter.person"));
  const std::string who = desk.staff_filter().empty()
                              ? view.F("filter.everybody", {std::to_string(desk.staff().size())})
                              : desk.staff_filter();
  if (ChoiceBox(kit, {12, left.y + 104, 184, 30}, "filter.person", who).clicked)
    desk.SetStaffFilter("");
  float y = left.y + 160;
  kit.Line(12, y, 196, y, Token::kLine);
  SectionHeader(kit, {12, y + 10, 184, 26}, view.T("filter.waiting"));
  y += 42;
  FactRow(kit, {12, y, 184, 24}, view.T("top.review_pending"),
          CountWords(view.state.counts().review_pending), true);
  FactRow(kit, {12, y + 26, 184, 24}, view.T("top.retouch_pending"),
          CountWords(view.state.counts().retouch_pending), true);
  FactRow(kit, {12, y + 52, 184, 24}, view.T("top.escalated"),
          CountWords(view.state.counts().escalated), true);
  if (desk.loaded()) {
    const absl::CivilSecond at = absl::ToCivilSecond(desk.as_of(), ServiceZone());
    const auto two = [](int v) { return (v < 10 ? "0" : "") + std::to_string(v); };
    kit.TextAt(Type::kCap, Token::kDim, 12, left.Bottom() - 42,
               view.F("filter.as_of", {std::to_string(at.hour()) + ":" + two(at.minute()) + ":" +
                                       two(at.second())}));
    kit.TextAt(Type::kCap, Token::kDim, 12, left.Bottom() - 20, view.T("filter.intervals"));
  }
}

void DrawSuperviseCharts(View& view) {
  const Rect& stage = view.layout.stage;
  view.kit.Fill(stage, Token::kWin);
  const SupervisorDesk& desk = view.state.supervisor();
  if (!desk.loaded()) {
    const std::string words =
        desk.error().ok() ? view.T("stage.starting") : ErrorWords(view, ReasonOf(desk.error()));
    view.kit.Text(Type::kTitle, Token::kHi, stage, words, Align::kCentre);
    return;
  }
  const float w = std::floor((stage.w - 36) / 2), h = std::floor((stage.h - 36) / 2);
  const float x1 = stage.x + 12, x2 = x1 + w + 12, y1 = stage.y + 12, y2 = y1 + h + 12;
  DrawReasons(view, {x1, y1, w, h});
  DrawHours(view, {x2, y1, w, h});
  DrawOutcome(view, {x1, y2, w, h});
  DrawPeople(view, {x2, y2, w, h});
}

}  // namespace zhaojian
