// SPDX-License-Identifier: Apache-2.0
#include "app/desk/check_layout.h"

#include <algorithm>

namespace zhaojian::desk {
namespace {

// A close-up is reduced to this share of its height before others are left out, and cards become
// single lines when theirs would fall below the second: below 0.6 it is no longer larger than the
// photo itself.
constexpr float kLeastShare = 0.6f, kTightBelow = 0.8f;

// Passing checks that close-ups leave in sight: the four of the gate's five that can pass beside a
// problem.
constexpr size_t kKeptOk = 4;

float CloseUpHeight(const ReviewItem& item, const std::string& measure, const CheckHeights& h) {
  for (const CloseUpView& view : item.close_ups) {
    if (view.measure != measure || view.picture.empty()) continue;
    return h.close_up_width * static_cast<float>(view.picture.rows) /
           static_cast<float>(view.picture.cols);
  }
  return 0;
}

float CardHeight(const ReviewItem& item, size_t index, const CheckHeights& h) {
  const CheckLine& line = item.lines[index];
  if (line.verdict == Verdict::kBlock) return index == 0 ? h.worst : h.fail;
  if (line.verdict == Verdict::kWarn) return h.caution;
  // Nothing to look at (a file without a density): one line is enough.
  return CloseUpHeight(item, line.id, h) > 0 ? h.unknown : h.tight;
}

struct Problems {
  std::vector<CheckPlace> rows;
  float gap = 0;
  float used = 0;
};

/// Heights only. @param tight every card but the worst is one line.
Problems Measure(const ReviewItem& item, size_t count, bool tight, const CheckHeights& h) {
  Problems out;
  out.gap = tight ? h.tight_gap : h.gap;
  for (size_t i = 0; i < count; ++i) {
    const float full = CardHeight(item, i, h);
    const bool worst = i == 0 && item.lines[i].verdict == Verdict::kBlock;
    out.rows.push_back({i, 0, tight && !worst ? h.tight : full, 0});
    out.used += out.rows.back().height + out.gap;
  }
  return out;
}

/// Natural heights of the close-ups, by row; 0 = none.
std::vector<float> NaturalCloseUps(const ReviewItem& item, size_t count, const CheckHeights& h) {
  std::vector<float> heights;
  for (size_t i = 0; i < count; ++i) heights.push_back(CloseUpHeight(item, item.lines[i].id, h));
  return heights;
}

/// How much of its natural height each close-up may have so that all fit, at most 1.
float ShareOf(const std::vector<float>& natural, float room) {
  float all = 0;
  for (const float height : natural) all += height;
  return all > room ? room / all : 1;
}

/// Gives close-ups out: the focused one whole, then down the list, all equally reduced so that as
/// many as possible fit.
/// @param looks what close-ups may reach to; the focused one may push the passing checks away.
void GiveCloseUps(const std::vector<float>& natural, int focused, float looks, float room,
                  Problems& problems) {
  const auto give = [&](size_t i, float share, float limit) {
    CheckPlace& row = problems.rows[i];
    const float height = natural[i] * share;
    if (height <= 0 || row.close_up > 0 || problems.used + height > limit + 0.01f) return;
    problems.used += height;
    row.close_up = height;
  };
  std::vector<float> rest(natural.begin(),
                          natural.begin() + static_cast<std::ptrdiff_t>(problems.rows.size()));
  if (focused >= 0 && focused < static_cast<int>(problems.rows.size())) {
    give(static_cast<size_t>(focused), 1, room);
    rest[static_cast<size_t>(focused)] = 0;
  }
  const float share = std::max(kLeastShare, ShareOf(rest, std::max(0.0f, looks - problems.used)));
  for (size_t i = 0; i < problems.rows.size(); ++i) give(i, share, looks);
}

void PlaceOk(const ReviewItem& item, size_t first, float y, float end, const CheckHeights& h,
             CheckLayout& layout) {
  const int count = static_cast<int>(item.lines.size() - first);
  layout.bottom = y;
  if (count == 0) return;
  layout.ok_left = count;
  if (y + h.heading > end) return;
  layout.heading_y = y;
  y += h.heading;
  for (size_t i = first; i < item.lines.size(); ++i) {
    // The last line says how many more there are, unless only one is left.
    const float needed = layout.ok_left > 1 ? 2 * h.ok : h.ok;
    if (y + needed > end) break;
    layout.rows.push_back({i, y, h.ok, 0});
    --layout.ok_left;
    y += h.ok;
  }
  layout.left_y = y;
  layout.bottom = layout.ok_left > 0 ? y + h.ok : y;
}

}  // namespace

CheckLayout PlaceChecks(const ReviewItem& item, float top, float end, int focused,
                        const CheckHeights& h) {
  const auto ok = std::find_if(item.lines.begin(), item.lines.end(),
                               [](const CheckLine& line) { return line.verdict == Verdict::kOk; });
  const auto count = static_cast<size_t>(ok - item.lines.begin());
  const bool some_ok = ok != item.lines.end();
  // The heading of the passing checks and the line with their number.
  const float room = end - top - (some_ok ? h.heading + h.ok : 0);
  Problems problems = Measure(item, count, false, h);
  const std::vector<float> natural = NaturalCloseUps(item, count, h);
  const float kept = h.ok * static_cast<float>(std::min(kKeptOk, item.lines.size() - count));
  const float looks = room - kept;
  if (problems.used > room || ShareOf(natural, looks - problems.used) < kTightBelow) {
    problems = Measure(item, count, true, h);
  }
  CheckLayout layout;
  while (!problems.rows.empty() && problems.used > room) {
    // One line is kept for "and so many more".
    problems.used -= problems.rows.back().height + problems.gap;
    if (layout.problems_left == 0) problems.used += h.ok;
    problems.rows.pop_back();
    ++layout.problems_left;
  }
  GiveCloseUps(natural, focused, looks, room, problems);
  float y = top;
  for (CheckPlace& row : problems.rows) {
    row.y = y;
    y += row.height + row.close_up + problems.gap;
    layout.rows.push_back(row);
  }
  if (layout.problems_left > 0) {
    layout.left_y = y;
    layout.bottom = y + h.ok;
    layout.ok_left = static_cast<int>(item.lines.size() - count);
    if (some_ok && y + h.ok + h.heading <= end) layout.heading_y = y + h.ok;
    return layout;
  }
  PlaceOk(item, count, y, end, h, layout);
  return layout;
}

}  // namespace zhaojian::desk
