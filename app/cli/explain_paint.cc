// SPDX-License-Identifier: Apache-2.0
#include "app/cli/explain_paint.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian::explain {
namespace {

/// The two ends of the bar's scale, as the console's: one band width on each side of a two-sided
/// band, 0 to twice the limit of a one-sided one, widened to hold the caution zone and the value.
std::pair<double, double> AxisOf(const Measure& measure) {
  const Band& band = measure.band;
  double low = 0, high = 1;
  if (band.low && band.high) {
    const double width = std::max(*band.high - *band.low, 1e-9);
    low = *band.low - width;
    high = *band.high + width;
  } else if (band.high) {
    high = 2 * *band.high;
  } else if (band.low) {
    high = 2 * *band.low;
  }
  if (high <= low) {
    low = std::min(low, high) - 1;
    high = low + 2;
  }
  const double spare = 0.1 * (high - low);
  for (const std::optional<double>& number : {band.block_low, band.block_high, measure.value}) {
    if (!number || !std::isfinite(*number)) continue;
    if (*number < low) low = *number - spare;
    if (*number > high) high = *number + spare;
  }
  return {low, high};
}

void PaintTriangle(cv::Mat& image, cv::Point centre, int size, uint32_t rgb) {
  const int r = size / 2;
  const std::vector<cv::Point> corners = {
      {centre.x, centre.y - r}, {centre.x + r, centre.y + r - 1}, {centre.x - r, centre.y + r - 1}};
  cv::fillConvexPoly(image, corners, Bgr(rgb), cv::LINE_AA);
}

void PaintEndMark(cv::Mat& image, cv::Point at, Verdict verdict) {
  const cv::Scalar colour = Bgr(verdict == Verdict::kOk ? kHi : RgbOf(verdict));
  cv::circle(image, at, 6, Bgr(kInk), cv::FILLED, cv::LINE_AA);
  if (verdict == Verdict::kBlock) {
    cv::rectangle(image, cv::Rect(at.x - 4, at.y - 4, 9, 9), colour, cv::FILLED);
  } else if (verdict == Verdict::kWarn) {
    PaintTriangle(image, at, 11, RgbOf(verdict));
  } else {
    cv::circle(image, at, 4, colour, verdict == Verdict::kUnknown ? 1 : cv::FILLED, cv::LINE_AA);
  }
}

void Stroke(cv::Mat& image, const std::vector<cv::Point>& path, bool closed, uint32_t rgb) {
  cv::polylines(image, path, closed, Bgr(kInk), 4, cv::LINE_AA);
  cv::polylines(image, path, closed, Bgr(rgb), 2, cv::LINE_AA);
}

cv::Point Rounded(const cv::Point2d& p) {
  // Far outside the picture is far enough; OpenCV's fixed-point lines overflow beyond 2^15.
  const auto limit = [](double v) {
    return static_cast<int>(std::lround(std::clamp(v, -8000.0, 8000.0)));
  };
  return {limit(p.x), limit(p.y)};
}

}  // namespace

uint32_t RgbOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kBlock:
      return 0xFF8F6B;
    case Verdict::kWarn:
      return 0xF5C84B;
    case Verdict::kUnknown:
      return 0xC9C9C9;
    case Verdict::kOk:
      break;
  }
  return 0x8CC9B5;
}

cv::Scalar Bgr(uint32_t rgb) {
  return {static_cast<double>(rgb & 255), static_cast<double>(rgb >> 8 & 255),
          static_cast<double>(rgb >> 16 & 255)};
}

void PaintSign(cv::Mat& image, cv::Point centre, int size, Verdict verdict) {
  const cv::Scalar colour = Bgr(RgbOf(verdict)), ink = Bgr(kInk);
  const int r = size / 2, x = centre.x, y = centre.y;
  const int q = std::max(2, size / 5), width = std::max(2, size / 8);
  switch (verdict) {
    case Verdict::kBlock:
      cv::rectangle(image, cv::Rect(x - r, y - r, size, size), colour, cv::FILLED);
      cv::line(image, {x - q, y - q}, {x + q, y + q}, ink, width, cv::LINE_AA);
      cv::line(image, {x + q, y - q}, {x - q, y + q}, ink, width, cv::LINE_AA);
      return;
    case Verdict::kWarn:
      PaintTriangle(image, centre, size + 2, RgbOf(verdict));
      cv::line(image, {x, y - q + 1}, {x, y + q / 2}, ink, width);
      cv::line(image, {x, y + q + 1}, {x, y + q + 1}, ink, width);
      return;
    case Verdict::kUnknown:
      cv::circle(image, centre, r - 1, colour, std::max(1, size / 12), cv::LINE_AA);
      cv::ellipse(image, {x, y - size / 10}, {size / 7, size / 7}, 0, -180, 80, colour,
                  std::max(1, size / 12), cv::LINE_AA);
      cv::line(image, {x, y + size / 14}, {x, y + size / 10}, colour, std::max(1, size / 12));
      cv::circle(image, {x, y + size / 4}, std::max(1, size / 14), colour, cv::FILLED, cv::LINE_AA);
      return;
    case Verdict::kOk:
      break;
  }
  const std::vector<cv::Point> tick = {{x - r + 1, y}, {x - r / 4, y + r - 2}, {x + r, y - r + 1}};
  cv::polylines(image, tick, false, colour, width, cv::LINE_AA);
}

void PaintBandBar(cv::Mat& image, const cv::Rect& rect, const Measure& measure) {
  const int cy = rect.y + rect.height / 2, right = rect.x + rect.width;
  const Band& band = measure.band;
  if (!measure.value || !(band.low || band.high)) {
    for (int x = rect.x; x < right; x += 7) {
      cv::line(image, {x, cy}, {std::min(x + 3, right), cy}, Bgr(kHair));
    }
    return;
  }
  const auto [low, high] = AxisOf(measure);
  const auto at = [&, from = low, to = high](double value) {
    const double part = std::clamp((value - from) / std::max(to - from, 1e-9), 0.0, 1.0);
    return rect.x + static_cast<int>(std::lround(part * rect.width));
  };
  const auto zone = [&](std::optional<double> from, std::optional<double> to, int thick,
                        uint32_t rgb) {
    const int x0 = from ? at(*from) : rect.x, x1 = to ? at(*to) : right;
    if (x1 > x0) {
      cv::rectangle(image, cv::Rect(x0, cy - thick / 2, x1 - x0, thick), Bgr(rgb), cv::FILLED);
    }
  };
  cv::line(image, {rect.x, cy}, {right, cy}, Bgr(kBandRgb));
  if (band.block_low || band.block_high) {
    zone(band.low ? band.block_low : std::nullopt, band.high ? band.block_high : std::nullopt, 3,
         kHair);
  }
  zone(band.low, band.high, 8, kBandRgb);
  for (const std::optional<double>& limit : {band.low, band.high}) {
    if (limit) cv::line(image, {at(*limit), cy - 7}, {at(*limit), cy + 7}, Bgr(kDim));
  }
  const int x = at(*measure.value);
  if (measure.verdict == Verdict::kOk) {
    cv::rectangle(image, cv::Rect(x - 1, cy - 7, 3, 15), Bgr(RgbOf(measure.verdict)), cv::FILLED);
  } else {
    PaintSign(image, {x, cy}, 14, measure.verdict);
  }
}

cv::Point2d Map(const cv::Matx23d& to, const cv::Point2d& p) {
  return {to(0, 0) * p.x + to(0, 1) * p.y + to(0, 2), to(1, 0) * p.x + to(1, 1) * p.y + to(1, 2)};
}

void PaintEvidence(cv::Mat& image, const cv::Rect& area, const cv::Matx23d& to,
                   const Evidence& evidence, Verdict verdict) {
  if (evidence.points.empty() || area.empty()) return;
  cv::Mat part = image(area);
  const auto at = [&](const cv::Point2d& p) {
    return Rounded(Map(to, p) - cv::Point2d(area.tl()));
  };
  const uint32_t rgb = verdict == Verdict::kOk ? kHi : RgbOf(verdict);
  const cv::Point2d first = evidence.points.front();
  // Long enough to cross any cell; what lies outside is cut off.
  const double reach =
      2.0 * (area.width + area.height) / std::max(1e-6, std::hypot(to(0, 0), to(1, 0)));
  std::vector<cv::Point> path;
  switch (evidence.kind) {
    case Evidence::Kind::kHorizontal:
      return Stroke(part, {at({first.x - reach, first.y}), at({first.x + reach, first.y})}, false,
                    rgb);
    case Evidence::Kind::kVertical:
      return Stroke(part, {at({first.x, first.y - reach}), at({first.x, first.y + reach})}, false,
                    rgb);
    case Evidence::Kind::kPoint:
      for (const cv::Point2f& point : evidence.points) PaintEndMark(part, at(point), verdict);
      return;
    case Evidence::Kind::kBox: {
      if (evidence.points.size() < 2) return;
      const cv::Point2d last = evidence.points[1];
      return Stroke(part, {at(first), at({last.x, first.y}), at(last), at({first.x, last.y})}, true,
                    rgb);
    }
    case Evidence::Kind::kLine:
    case Evidence::Kind::kPolyline:
    case Evidence::Kind::kPolygon:
      break;
  }
  for (const cv::Point2f& point : evidence.points) path.push_back(at(point));
  Stroke(part, path, evidence.kind == Evidence::Kind::kPolygon, rgb);
  if (evidence.kind != Evidence::Kind::kLine || verdict == Verdict::kOk) return;
  PaintEndMark(part, path.front(), verdict);
  PaintEndMark(part, path.back(), verdict);
}

void PaintDashed(cv::Mat& image, cv::Point a, cv::Point b) {
  const bool across = a.y == b.y;
  const int from = across ? std::min(a.x, b.x) : std::min(a.y, b.y);
  const int to = across ? std::max(a.x, b.x) : std::max(a.y, b.y);
  for (int at = from; at < to; at += 11) {
    const int end = std::min(at + 7, to);
    const cv::Point p = across ? cv::Point(at, a.y) : cv::Point(a.x, at);
    const cv::Point q = across ? cv::Point(end, a.y) : cv::Point(a.x, end);
    cv::line(image, p, q, Bgr(kInk), 3);
    cv::line(image, p, q, Bgr(kHi), 1);
  }
}

void PaintVeil(cv::Mat& image, const cv::Rect& rect, double alpha) {
  const cv::Rect inside = rect & cv::Rect({}, image.size());
  if (inside.empty()) return;
  cv::Mat part = image(inside);
  cv::addWeighted(part, 1 - alpha, cv::Mat(part.size(), part.type(), Bgr(kHi)), alpha, 0, part);
}

}  // namespace zhaojian::explain
