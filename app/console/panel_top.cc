// SPDX-License-Identifier: Apache-2.0
#include "app/console/panel_top.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "app/console/widgets.h"

namespace zhaojian {
namespace {

using desk::Link;
using desk::Screen;

void DrawTabs(View& view) {
  const float h = view.layout.top.h;
  const struct {
    Screen screen;
    const char* id;
    const char* key;
  } tabs[] = {{Screen::kReview, "tab.review", "Ctrl 1"},
              {Screen::kRetouch, "tab.retouch", "Ctrl 2"},
              {Screen::kSupervise, "tab.supervise", "Ctrl 3"}};
  float x = 128;
  for (const auto& tab : tabs) {
    if (view.state.signed_in() && !view.state.MayOpen(tab.screen)) continue;
    const bool chosen = view.state.screen() == tab.screen;
    if (Tab(view.kit, {x, 0, 112, h}, tab.id, view.T(tab.id), tab.key, chosen).clicked) {
      view.state.Show(tab.screen);
    }
    x += 112;
  }
}

/// Since when the urgent go first in the queue of this screen; absent while everything can be done
/// in time.
std::optional<absl::Time> ByClassSince(const View& view) {
  const desk::QueueCounts& counts = view.state.counts();
  switch (view.state.screen()) {
    case Screen::kReview:
      return counts.review_by_class;
    case Screen::kRetouch:
      return counts.retouch_by_class;
    case Screen::kSupervise:
      break;
  }
  return counts.review_by_class ? counts.review_by_class : counts.retouch_by_class;
}

/// The announcement of the other order, before the counters, so that it is never left out. Returns
/// where the next thing may begin.
float DrawAnnouncement(View& view, float x) {
  const auto since = ByClassSince(view);
  if (!since) return x;
  const std::string words = view.F(view.layout.compact ? "top.by_class_short" : "top.by_class",
                                   {ClockWords(view, *since)});
  const Rect& top = view.layout.top;
  constexpr float kSign = 20;
  const float width = kSign + view.kit.TextWidth(Type::kCap, words);
  view.kit.Sign(Icon::kCaution, x + 7, top.CentreY(), Token::kCaution, 14);
  view.kit.TextAt(Type::kCap, Token::kHi, x + kSign, top.CentreY(), words);
  view.kit.probe().Add("top.by_class", {x, top.y, width, top.h}, words);
  return x + width + 24;
}

using Counter = std::pair<const char*, int>;

/// The counters of the screen from left to right, each by the key of its name.
std::vector<Counter> CountersOf(View& view) {
  const desk::QueueCounts& counts = view.state.counts();
  switch (view.state.screen()) {
    case Screen::kReview:
      return {{"top.review_pending", counts.review_pending},
              {"top.mine_today", view.state.review().pace().today},
              {"top.near_due", counts.review_near_due},
              {"top.overdue", counts.review_overdue}};
    case Screen::kRetouch:
      return {{"top.retouch_pending", counts.retouch_pending},
              {"top.mine_today", view.state.retouch().committed_today()},
              {"top.near_due", counts.retouch_near_due},
              {"top.overdue", counts.retouch_overdue}};
    case Screen::kSupervise:
      return {{"top.review_pending", counts.review_pending},
              {"top.retouch_pending", counts.retouch_pending},
              {"top.escalated", counts.escalated},
              {"top.overdue", counts.review_overdue + counts.retouch_overdue}};
  }
  return {};
}

/// What does not fit before `limit` is left out: one's own count first, it gives way to what is
/// late, then the last one. Tests find each counter by the key of its name.
void DrawCounters(View& view, float limit) {
  const std::vector<Counter> shown = CountersOf(view);
  const Rect& top = view.layout.top;
  float x = DrawAnnouncement(view, view.layout.compact ? 476 : 500);
  const float gap = view.layout.compact ? 14 : 24;
  const auto name_width = [&](const char* id) {
    return view.kit.TextWidth(Type::kCap, view.T(id)) + 6;
  };
  const auto width = [&](const Counter& counter) {
    return name_width(counter.first) +
           view.kit.TextWidth(Type::kStrong, CountWords(counter.second));
  };
  float all = x - gap;
  for (const Counter& counter : shown) all += width(counter) + gap;
  for (const Counter& counter : shown) {
    const auto& [id, count] = counter;
    if (all > limit && std::string_view(id) == "top.mine_today") continue;
    if (x + width(counter) > limit) break;
    const std::string value = CountWords(count);
    view.kit.TextAt(Type::kCap, Token::kText, x, top.CentreY(), view.T(id));
    view.kit.TextAt(Type::kStrong, Token::kHi, x + name_width(id), top.CentreY(), value);
    view.kit.probe().Add(id, {x, top.y, width(counter), top.h}, value);
    x += width(counter) + gap;
  }
}

/// Draws right-aligned before `right` and returns the new right edge.
float RightText(View& view, float right, Type type, Token token, const std::string& text) {
  const float w = view.kit.TextWidth(type, text);
  view.kit.TextAt(type, token, right - w, view.layout.top.CentreY(), text);
  return right - w;
}

void Divider(View& view, float x) {
  const float y = view.layout.top.CentreY();
  view.kit.Line(x, y - 8, x, y + 8, Token::kLine);
}

float DrawLink(View& view, float right) {
  const Link& link = view.state.link();
  const float y = view.layout.top.CentreY();
  Icon icon = Icon::kLinkWait;
  Token token = Token::kCaution;
  std::string words = view.T("link.connecting"), detail;
  switch (link.state()) {
    case Link::State::kConnecting:
      break;
    case Link::State::kConnected:
      icon = Icon::kLinkUp;
      token = Token::kOk;
      words = view.T("link.connected");
      detail = absl::StrCat(std::max<int64_t>(1, absl::ToInt64Milliseconds(link.latency())), " ms");
      break;
    case Link::State::kReconnecting:
      words = view.T("link.reconnecting");
      detail = view.F("link.attempt", {std::to_string(link.failures())});
      break;
    case Link::State::kOffline:
      icon = Icon::kLinkDown;
      token = Token::kFail;
      words = view.T("link.offline");
      detail = SpanWords(view.state.now() - link.down_since());
      break;
  }
  if (const int waiting = view.state.review().sender().unanswered();
      waiting > 0 && link.failures() > 0) {
    detail += " ・ " + view.F("link.waiting", {std::to_string(waiting)});
  }
  if (!detail.empty()) right = RightText(view, right, Type::kCap, Token::kText, detail) - 5;
  right = RightText(view, right, Type::kCap, Token::kHi, words) - 14;
  view.kit.Sign(icon, right, y, token, 14);
  return right - 16;
}

/// Returns its left edge.
float DrawClock(View& view, float right) {
  const absl::Time now = view.state.now();
  const absl::CivilMinute minute = absl::ToCivilMinute(now, ServiceZone());
  // The office closes at 17:00 (design §6).
  const int left = 17 * 60 - (minute.hour() * 60 + minute.minute());
  if (view.calendar.IsOpen(now, false) && left > 0) {
    const std::string words =
        left >= 60
            ? view.F("top.closes_hours", {std::to_string(left / 60), std::to_string(left % 60)})
            : view.F("top.closes", {std::to_string(left)});
    right = RightText(view, right, Type::kCap, Token::kText, words) - 8;
  }
  right = RightText(view, right, Type::kStrong, Token::kHi, ClockWords(view, now)) - 14;
  Divider(view, right);
  return right;
}

void KeyLine(View& view, float x, float y, float key_w, const char* key, const std::string& words) {
  const float w = KeyPlateWidth(view.kit, key);
  KeyPlate(view.kit, x + key_w - w, y, key);
  view.kit.TextAt(Type::kBody, Token::kText, x + key_w + 14, y, words);
}

}  // namespace

void DrawTopBar(View& view) {
  Kit& kit = view.kit;
  const Rect& top = view.layout.top;
  kit.Fill(top, Token::kWin);
  kit.Line(0, top.Bottom() - 1, top.w, top.Bottom() - 1, Token::kLine);
  kit.Sign(Icon::kBrand, 25, top.CentreY(), Token::kHi, 20);
  kit.TextAt(Type::kStrong, Token::kHi, 43, top.CentreY(), view.T("app.name"));
  DrawTabs(view);
  float right = top.w - 20;
  const desk::Person& person = view.state.person();
  const std::string language = view.T("top.other_language");
  const float language_w = kit.TextWidth(Type::kCap, language) + 16;
  const Rect switcher{right - language_w, top.CentreY() - 12, language_w, 24};
  const Touch touch = kit.Area("top.language", switcher, language);
  kit.Outline(switcher, touch.hovered ? Token::kHi : Token::kEdge, 1, metric::kRoundChip);
  kit.Text(Type::kCap, Token::kText, switcher, language, Align::kCentre);
  if (touch.clicked) view.state.ToggleLanguage();
  right -= language_w + 12;
  right =
      RightText(view, right, Type::kCap, Token::kHi, person.code.empty() ? "…" : person.code) - 14;
  Divider(view, right);
  right = DrawLink(view, right - 14) - 4;
  Divider(view, right);
  DrawCounters(view, DrawClock(view, right - 14) - 12);
}

void DrawKeySheet(View& view) {
  if (!view.state.keys_shown()) return;
  Kit& kit = view.kit;
  const Rect sheet{std::max(20.0f, kit.Width() / 2 - 560), std::max(50.0f, kit.Height() / 2 - 330),
                   std::min(1120.0f, kit.Width() - 40), 660};
  kit.BeginLayer("keys", sheet);
  kit.Fill(sheet, Token::kPanel, metric::kRoundCard);
  kit.Outline(sheet, Token::kEdge, 1, metric::kRoundCard);
  kit.TextAt(Type::kTitle, Token::kHi, sheet.x + 28, sheet.y + 34, view.T("keys.title"));
  kit.TextAt(Type::kCap, Token::kDim, sheet.x + 200, sheet.y + 36, view.T("keys.remark"));
  const struct {
    const char* title;
    std::vector<std::pair<const char*, const char*>> keys;
  } columns[] = {{"keys.review",
                  {{"F", "keys.pass"},
                   {"R", "keys.reject"},
                   {"E", "keys.escalate"},
                   {"S", "keys.skip"},
                   {"Z", "keys.undo"},
                   {"1 – 9", "keys.digits"},
                   {"/", "keys.search"},
                   {"N", "keys.note"},
                   {"W", "keys.region"},
                   {"Space", "keys.original"},
                   {"D", "keys.problem"},
                   {"X", "keys.one_to_one"},
                   {"C", "keys.compare"},
                   {"G", "keys.guides"},
                   {"H", "keys.marks"},
                   {"V", "keys.landmarks"},
                   {"B", "keys.cover"}}},
                 {"keys.retouch",
                  {{"Ctrl Enter", "keys.commit"},
                   {"Ctrl R", "keys.return"},
                   {"Ctrl P", "keys.park"},
                   {"Ctrl Z", "keys.undo_step"},
                   {"Ctrl Y", "keys.redo_step"},
                   {"Ctrl S", "keys.snapshot"},
                   {"Ctrl C V", "keys.shelf"},
                   {"Ctrl G", "keys.next_red"},
                   {"Tab", "keys.next_note"},
                   {"V", "keys.view"},
                   {"Shift V", "keys.base"},
                   {"Space", "keys.original"},
                   {"1 – 5", "keys.zoom"},
                   {"[ ]", "keys.brush"},
                   {"Alt", "keys.opposite"},
                   {"L", "keys.loupe"},
                   {"H", "keys.marks"},
                   {"`", "keys.surround"}}},
                 {"keys.supervise",
                  {{"Tab", "keys.next_bar"},
                   {"\u2191 \u2193", "keys.next_photo"},
                   {"Esc", "keys.back"},
                   {"Ctrl O", "keys.overturn"},
                   {"Ctrl 1 2 3", "keys.screens"},
                   {"?", "keys.this"}}}};
  float x = sheet.x + 28;
  for (const auto& column : columns) {
    kit.TextAt(Type::kBodyBold, Token::kHi, x, sheet.y + 84, view.T(column.title));
    float y = sheet.y + 118;
    for (const auto& [key, words] : column.keys) {
      KeyLine(view, x, y, 96, key, view.T(words));
      y += 31;
    }
    x += (sheet.w - 56) / 3;
  }
  kit.EndLayer();
}

}  // namespace zhaojian
