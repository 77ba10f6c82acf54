// SPDX-License-Identifier: Apache-2.0
#include "app/console/widgets_check.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

// A card lower than this has room for one line only.
constexpr float kTight = 40;
// The list of a 1280 px screen.
constexpr float kNarrow = 450;

/// Places a number of the band's unit on the bar.
struct Axis {
  double low;
  double high;
  Rect rect;
  float X(double value) const {
    const double part = high > low ? (value - low) / (high - low) : 0;
    return rect.x + rect.w * static_cast<float>(std::clamp(part, 0.0, 1.0));
  }
};

void Zone(Kit& kit, const Axis& axis, std::optional<double> from, std::optional<double> to,
          float thick, Token token) {
  const float x0 = from ? axis.X(*from) : axis.rect.x;
  const float x1 = to ? axis.X(*to) : axis.rect.Right();
  if (x1 > x0) kit.Fill({x0, axis.rect.CentreY() - thick / 2, x1 - x0, thick}, token);
}

void Marker(Kit& kit, Sign sign, float x, float cy, bool large) {
  if (sign == Sign::kOk) {
    kit.Fill({x - 1.5f, cy - 5, 3, 10}, Token::kOk);
  } else if (sign == Sign::kCaution) {  // too small for its sign: the shape alone
    const ImVec2 at = kit.At(x, cy);
    const float unit = kit.scale();
    kit.draw()->AddTriangleFilled({at.x, at.y - 7 * unit}, {at.x + 7 * unit, at.y + 6 * unit},
                                  {at.x - 7 * unit, at.y + 6 * unit}, ColourOf(Token::kCaution));
  } else {
    kit.Sign(IconOf(sign), x, cy, TokenOf(sign), large ? 14 : 13);
  }
}

void DrawFrame(Kit& kit, const Rect& rect, const CheckRowData& data, const Touch& touch) {
  kit.Fill(rect, Token::kRaised, metric::kRoundCard);
  if (data.focused || touch.hovered) {
    kit.Outline(rect, data.focused ? Token::kAccent : Token::kEdge, data.focused ? 1.5f : 1,
                metric::kRoundCard);
  }
  kit.Fill({rect.x, rect.y, metric::kStripe, rect.h}, TokenOf(data.band.sign));
}

void FailCard(Kit& kit, const Rect& rect, const CheckRowData& data) {
  kit.Sign(Icon::kFail, rect.x + 30, rect.y + 34, Token::kFail, 34);
  kit.TextAt(Type::kCapBold, Token::kFail, rect.x + 58, rect.y + (rect.h < 120 ? 17.0f : 25.0f),
             data.verdict_word);
  const float right = rect.Right() - 13;
  const float value = kit.TextWidth(Type::kHero, data.value);
  const float excess = kit.TextWidth(Type::kBodyBold, data.excess);
  const float title = rect.h < 120 ? 25.0f : 34.0f;  // the low card of a 1280 px screen
  kit.Text(Type::kTitle, Token::kHi,
           {rect.x + 58, rect.y + title, rect.w - 90 - value - excess, 28}, data.name);
  kit.TextAt(Type::kHero, Token::kHi, right - value, rect.y + 37, data.value);
  kit.TextAt(Type::kBodyBold, Token::kFail, right - value - 15 - excess, rect.y + 45, data.excess);
  const Rect bar{rect.x + 20, rect.Bottom() - 50, rect.w - 40, 20};
  BandBar(kit, bar, data.band, 10);
  const auto [low, high] = AxisOf(data.band);
  const Axis axis{low, high, bar};
  for (const auto& [at, words] : data.band.ticks) {
    const float width = kit.TextWidth(Type::kCap, words);
    const float x = std::clamp(axis.X(at) - width / 2, rect.x + 10, rect.Right() - 10 - width);
    kit.TextAt(Type::kCap, Token::kText, x, rect.Bottom() - 16, words);
  }
}

/// Fail cards after the first and all caution cards.
void ShortCard(Kit& kit, const Rect& rect, const CheckRowData& data) {
  const Sign sign = data.band.sign;
  const float up = rect.y + rect.h * 0.34f, down = rect.y + rect.h * 0.69f;
  kit.Sign(IconOf(sign), rect.x + 24, rect.CentreY(), TokenOf(sign), 22);
  kit.TextAt(Type::kCapBold, TokenOf(sign), rect.x + 48, up, data.verdict_word);
  const float bar = rect.x + 0.406f * rect.w;
  kit.Text(Type::kStrong, Token::kHi, {rect.x + 48, down - 12, bar - rect.x - 56, 24}, data.name);
  BandBar(kit, {bar, rect.CentreY() - 8, 0.336f * rect.w, 16}, data.band, 8);
  const float right = rect.Right() - 12;
  const float column = rect.w * 0.24f;
  const std::string& first = sign == Sign::kFail && !data.excess.empty() ? data.excess : data.limit;
  kit.Text(Type::kStrong, Token::kHi, {right - column, up - 11, column, 24}, data.value,
           Align::kRight);
  kit.Text(Type::kCap, sign == Sign::kFail ? Token::kFail : Token::kDim,
           {right - column, down - 9, column, 20}, first, Align::kRight);
}

void NotAssessedCard(Kit& kit, const Rect& rect, const CheckRowData& data) {
  kit.Sign(Icon::kNotAssessed, rect.x + 24, rect.CentreY(), Token::kNotAssessed, 22);
  const float why = std::min(rect.w * 0.48f, kit.TextWidth(Type::kCap, data.limit) + 1);
  const float room = rect.w - 48 - 12 - why - 10;
  kit.Text(Type::kCapBold, Token::kNotAssessed, {rect.x + 48, rect.y + 6, room, 20},
           data.verdict_word);
  kit.Text(Type::kStrong, Token::kHi, {rect.x + 48, rect.y + 24, room, 24}, data.name);
  kit.Text(Type::kCap, Token::kText, {rect.Right() - 12 - why, rect.y, why, rect.h}, data.limit,
           Align::kRight);
}

/// A card where room is short: sign, name, bar, value and limit, or why not, on one line.
void TightCard(Kit& kit, const Rect& rect, const CheckRowData& data) {
  const Sign sign = data.band.sign;
  const float cy = rect.CentreY(), right = rect.Right() - 12;
  kit.Sign(IconOf(sign), rect.x + 20, cy, TokenOf(sign), 16);
  const float split = rect.x + 0.42f * rect.w;
  kit.Text(Type::kBodyBold, Token::kHi, {rect.x + 36, rect.y, split - rect.x - 40, rect.h},
           data.name);
  if (sign == Sign::kNotAssessed) {
    kit.Text(Type::kCap, Token::kText, {split, rect.y, right - split, rect.h}, data.limit,
             Align::kRight);
    return;
  }
  const float bar = 0.2f * rect.w, value = split + bar + 8;
  BandBar(kit, {split, cy - 8, bar, 16}, data.band, 6);
  const float limit = rect.w * 0.15f;
  kit.Text(Type::kBodyBold, Token::kHi, {value, rect.y, right - limit - 6 - value, rect.h},
           data.value, Align::kRight);
  kit.Text(Type::kCap, Token::kDim, {right - limit, rect.y, limit, rect.h}, data.limit,
           Align::kRight);
}

void OkRow(Kit& kit, const Rect& rect, const CheckRowData& data, const Touch& touch) {
  if (data.focused || touch.hovered) kit.Fill(rect, Token::kRaised, metric::kRoundPlate);
  const float cy = rect.CentreY();
  kit.Sign(Icon::kOk, rect.x + 16, cy, Token::kOk, 13);
  // A narrow panel keeps its room for the names.
  const bool narrow = rect.w < kNarrow;
  const float bar = rect.x + (narrow ? 0.43f : 0.315f) * rect.w;
  const float bar_width = (narrow ? 0.18f : 0.31f) * rect.w;
  kit.Text(Type::kBody, Token::kText, {rect.x + 34, rect.y, bar - rect.x - 40, rect.h}, data.name);
  BandBar(kit, {bar, cy - 8, bar_width, 16}, data.band, 6);
  const float value_right = rect.x + 0.805f * rect.w;
  kit.Text(Type::kBody, Token::kHi,
           {bar + bar_width + 4, rect.y, value_right - bar - bar_width - 4, rect.h}, data.value,
           Align::kRight);
  kit.Text(Type::kCap, Token::kDim,
           {value_right + 4, rect.y, rect.Right() - 8 - value_right - 4, rect.h}, data.limit,
           Align::kRight);
}

}  // namespace

Icon IconOf(Sign sign) {
  return sign == Sign::kFail          ? Icon::kFail
         : sign == Sign::kCaution     ? Icon::kCaution
         : sign == Sign::kNotAssessed ? Icon::kNotAssessed
                                      : Icon::kOk;
}

Token TokenOf(Sign sign) {
  return sign == Sign::kFail          ? Token::kFail
         : sign == Sign::kCaution     ? Token::kCaution
         : sign == Sign::kNotAssessed ? Token::kNotAssessed
                                      : Token::kOk;
}

std::pair<double, double> AxisOf(const BandView& band) {
  double low = 0, high = 1;
  if (band.allowed_min && band.allowed_max) {
    const double width = std::max(*band.allowed_max - *band.allowed_min, 1e-9);
    low = *band.allowed_min - width;
    high = *band.allowed_max + width;
  } else if (band.allowed_max) {
    high = 2 * *band.allowed_max;
  } else if (band.allowed_min) {
    high = 2 * *band.allowed_min;
  }
  if (high <= low) {  // a limit of 0 or below: one-sided bands of negative numbers
    low = std::min(low, high) - 1;
    high = low + 2;
  }
  const double spare = 0.1 * (high - low);
  for (const std::optional<double>& number : {band.caution_min, band.caution_max, band.value}) {
    if (!number || !std::isfinite(*number)) continue;
    if (*number < low) low = *number - spare;
    if (*number > high) high = *number + spare;
  }
  return {low, high};
}

void BandBar(Kit& kit, const Rect& rect, const BandView& band, float thick) {
  const float cy = rect.CentreY();
  const bool bounded = band.allowed_min || band.allowed_max;
  if (band.sign == Sign::kNotAssessed || !bounded) {
    kit.Dashed(rect.x, cy, rect.Right(), cy, Token::kHair, 1, 3, 3);
    return;
  }
  const auto [low, high] = AxisOf(band);
  const Axis axis{low, high, rect};
  kit.Line(rect.x, cy, rect.Right(), cy, Token::kBand, 1);
  if (band.caution_min || band.caution_max) {
    Zone(kit, axis, band.allowed_min ? band.caution_min : std::nullopt,
         band.allowed_max ? band.caution_max : std::nullopt, 3, Token::kHair);
  }
  Zone(kit, axis, band.allowed_min, band.allowed_max, thick, Token::kBand);
  for (const std::optional<double>& limit : {band.allowed_min, band.allowed_max}) {
    if (!limit) continue;
    const float x = axis.X(*limit);
    kit.Line(x, cy - thick / 2 - 2, x, cy + thick / 2 + 2, Token::kDim, 1);
  }
  if (band.value && std::isfinite(*band.value))
    Marker(kit, band.sign, axis.X(*band.value), cy, thick > 8);
}

float CheckRowHeight(Sign sign) {
  return sign == Sign::kFail          ? metric::kFailCard
         : sign == Sign::kCaution     ? metric::kCautionCard
         : sign == Sign::kNotAssessed ? metric::kNotAssessedCard
                                      : metric::kDenseRow;
}

Touch CheckRow(Kit& kit, const Rect& rect, const CheckRowData& data) {
  const Touch touch =
      kit.Area(data.id, rect, data.name + " " + data.value + " " + data.verdict_word);
  const Sign sign = data.band.sign;
  if (sign == Sign::kOk) {
    OkRow(kit, rect, data, touch);
    return touch;
  }
  DrawFrame(kit, rect, data, touch);
  const Rect words{rect.x, rect.y, rect.w, rect.h - data.below};
  if (words.h < kTight) {
    TightCard(kit, words, data);
  } else if (sign == Sign::kNotAssessed) {
    NotAssessedCard(kit, words, data);
  } else if (sign == Sign::kFail && words.h >= 100) {
    FailCard(kit, words, data);
  } else {
    ShortCard(kit, words, data);
  }
  return touch;
}

void VerdictCounts(Kit& kit, const Rect& rect, int fail, int caution, int not_assessed, int ok) {
  const std::pair<Sign, int> counts[] = {{Sign::kOk, ok},
                                         {Sign::kNotAssessed, not_assessed},
                                         {Sign::kCaution, caution},
                                         {Sign::kFail, fail}};
  float x = rect.Right();
  for (const auto& [sign, count] : counts) {
    const std::string words = std::to_string(count);
    x -= kit.TextWidth(Type::kBodyBold, words);
    kit.TextAt(Type::kBodyBold, Token::kHi, x, rect.CentreY(), words);
    x -= 15;
    kit.Sign(IconOf(sign), x, rect.CentreY(), TokenOf(sign), sign == Sign::kOk ? 13 : 16);
    x -= 28;
  }
}

void ValueChip(Kit& kit, float cx, float cy, Sign sign, const std::string& value) {
  const float words = kit.TextWidth(Type::kStrong, value);
  const Rect rect{cx - (words + 46) / 2, cy - 18, words + 46, 36};
  kit.Fill(rect, Token::kInk, metric::kRoundChip, 0.86f);
  kit.Sign(IconOf(sign), rect.x + 19, cy, TokenOf(sign), 17);
  kit.TextAt(Type::kStrong, Token::kHi, rect.x + 34, cy, value);
}

}  // namespace zhaojian
