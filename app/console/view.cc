// SPDX-License-Identifier: Apache-2.0
#include "app/console/view.h"

#include <absl/strings/str_format.h>

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {
// Visual target §6: the full grid needs 1600 x 900; below, the 1280 x 720 one holds.
constexpr float kFullWidth = 1600, kFullHeight = 900;
}  // namespace

Layout::Layout(float width, float height, desk::Screen screen) {
  compact = width < kFullWidth || height < kFullHeight;
  const bool retouch = screen == desk::Screen::kRetouch;
  const float bar = compact ? 36.0f : 44.0f;
  const float foot = compact ? 56.0f : 72.0f;
  const float left_w = compact ? (retouch ? 148.0f : 64.0f) : 208.0f;
  const float right_w = compact ? (retouch ? 344.0f : 400.0f) : (retouch ? 448.0f : 536.0f);
  const float middle = height - bar - foot;
  top = {0, 0, width, bar};
  left = {0, bar, left_w, middle};
  stage = {left_w, bar, width - left_w - right_w, middle};
  right = {width - right_w, bar, right_w, middle};
  bottom = {0, height - foot, width, foot};
  // The photo is 3 : 4; review leaves 64 for margins and the key row, retouch 88 for toolbar and
  // captions.
  const float around = retouch ? 88.0f : (compact ? 36.0f : 64.0f);
  const float photo_h = std::floor(middle - around);
  const float photo_w = std::floor(photo_h * 0.75f);
  const float x = retouch && !compact ? stage.x + 304 : stage.x + (stage.w - photo_w) / 2;
  const float extra = retouch && !compact ? std::max(0.0f, (stage.w - 1264) / 2) : 0;
  photo = {std::floor(x + extra), bar + (retouch ? 76.0f : (compact ? 8.0f : 20.0f)), photo_w,
           photo_h};
}

std::string ErrorWords(const View& view, const std::string& reason) {
  const std::string key = "error." + reason;
  const std::string& words = view.T(key);
  return words == key ? reason : words;
}

std::string ClockWords(const View& view, absl::Time time) {
  const absl::CivilMinute minute = absl::ToCivilMinute(time, ServiceZone());
  const int weekday = static_cast<int>(absl::GetWeekday(minute));
  return absl::StrFormat("%s %02d:%02d", view.T("weekday." + std::to_string(weekday)),
                         minute.hour(), minute.minute());
}

std::string DueWords(const View& view, absl::Time time) {
  const absl::CivilMinute minute = absl::ToCivilMinute(time, ServiceZone());
  const std::string day =
      view.T("weekday." + std::to_string(static_cast<int>(absl::GetWeekday(minute))));
  if (view.language() == Language::kChinese) {
    return absl::StrFormat("%s %02d-%02d %02d:%02d", day, minute.month(), minute.day(),
                           minute.hour(), minute.minute());
  }
  return absl::StrFormat("%s %d %s %02d:%02d", day, minute.day(),
                         view.T("month." + std::to_string(minute.month())), minute.hour(),
                         minute.minute());
}

std::string OpenTimeWords(const View& view, absl::Time from, absl::Time to) {
  const absl::Duration left = view.calendar.OpenTime(from, to, false);
  if (left <= absl::ZeroDuration()) return {};
  const auto minutes = absl::ToInt64Minutes(left);
  return view.F("time.open", {std::to_string(minutes / 60), std::to_string(minutes % 60)});
}

std::string SpanWords(absl::Duration span) {
  const double seconds = absl::ToDoubleSeconds(span);
  if (seconds < 60) return absl::StrFormat("%.1f s", seconds);
  return absl::StrFormat("%d:%02d", static_cast<int>(seconds) / 60, static_cast<int>(seconds) % 60);
}

std::string CountWords(int count) {
  std::string digits = std::to_string(count);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

}  // namespace zhaojian
