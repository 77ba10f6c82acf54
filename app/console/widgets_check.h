// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/console/kit.h"

namespace zhaojian {

/// A verdict as the console shows it: sign, word and shape, never colour alone.
enum class Sign { kFail, kCaution, kNotAssessed, kOk };

/// Its icon and its colour.
Icon IconOf(Sign sign);
Token TokenOf(Sign sign);

/// A value on its band. All numbers share one unit; an absent limit is an open side.
struct BandView {
  std::optional<double> value;
  std::optional<double> allowed_min;
  std::optional<double> allowed_max;
  /// Wider than the allowed zone, where there is a caution zone.
  std::optional<double> caution_min;
  std::optional<double> caution_max;
  Sign sign = Sign::kOk;
  /// Numbers under the bar (fail card only): position and words.
  std::vector<std::pair<double, std::string>> ticks;
};

/// The two ends of a bar's scale: two-sided bands get one band width on each side, one-sided ones
/// run from 0 to twice the limit; always widened to hold the caution zone and the value with 10 %
/// to spare.
std::pair<double, double> AxisOf(const BandView& band);

/// Thick = allowed, thin 3 = caution, 1 px = outside, tick = limit, marker = shape of the verdict.
/// Not assessed: dashed, no marker. @param thick height of the allowed zone in logical px.
void BandBar(Kit& kit, const Rect& rect, const BandView& band, float thick = 6);

/// One check as a row of the panel.
struct CheckRowData {
  std::string id;
  /// "不合格", "注意", "无法判定，请目视", "合格".
  std::string verdict_word;
  std::string name;
  /// With unit: "11.4°". For not assessed: empty.
  std::string value;
  /// "≤ 8", "50–110"; for not assessed why ("左耳置信 0.41 < 0.50").
  std::string limit;
  /// Fail card only: "超出 1.4°".
  std::string excess;
  BandView band;
  /// The one the photo is zoomed to.
  bool focused = false;
  /// Kept free at the card's lower edge for a picture, logical px.
  float below = 0;
};

/// Height a row takes: fail 128, caution 60, not assessed 52, ok 22.
float CheckRowHeight(Sign sign);

/// Draws a check in the form of its sign. Fail cards after the first may be drawn 60 high: pass
/// that height. Below 40 a card is one line.
Touch CheckRow(Kit& kit, const Rect& rect, const CheckRowData& data);

/// Signs with their counts, right-aligned in the rectangle, in the order fail, caution, not
/// assessed, ok.
void VerdictCounts(Kit& kit, const Rect& rect, int fail, int caution, int not_assessed, int ok);

/// The ink chip on the photo that repeats the worst value. Drawn centred on (cx, cy).
void ValueChip(Kit& kit, float cx, float cy, Sign sign, const std::string& value);

}  // namespace zhaojian
