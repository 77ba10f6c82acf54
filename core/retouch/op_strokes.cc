// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/op_strokes.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/vision/matte.h"

namespace zhaojian {
namespace {

/// Fraction bits of the drawing coordinates.
constexpr int kShift = 4;
/// Strokes far outside the canvas are cut here so that fixed-point coordinates cannot overflow.
constexpr double kFarAway = 100'000.0;

cv::Point Fixed(cv::Point2d p) {
  const auto fix = [](double v) {
    // Pixel centres lie at whole coordinates in OpenCV's drawing, at halves in ours.
    return static_cast<int>(
        std::lround((std::clamp(v, -kFarAway, kFarAway) - 0.5) * (1 << kShift)));
  };
  return {fix(p.x), fix(p.y)};
}

}  // namespace

cv::Mat RasteriseStrokes(const std::vector<Stroke>& strokes, const cv::Matx23d& to_canvas,
                         const cv::Size& size) {
  if (strokes.empty()) return {};
  const double scale = std::hypot(to_canvas(0, 0), to_canvas(1, 0));
  cv::Mat map(size, CV_8UC1, cv::Scalar(static_cast<int>(MatteForce::kNone)));
  for (const Stroke& stroke : strokes) {
    const MatteForce force = stroke.mode == "keep"     ? MatteForce::kForeground
                             : stroke.mode == "remove" ? MatteForce::kBackground
                                                       : MatteForce::kUnknown;
    const cv::Scalar colour(static_cast<int>(force));
    const double radius = std::min(stroke.radius * scale, 1.0 * std::max(size.width, size.height));
    const auto place = [&](cv::Point2f p) {
      const cv::Vec2d q = to_canvas * cv::Vec3d(p.x, p.y, 1);
      return Fixed({q[0], q[1]});
    };
    const int fixed_radius =
        std::max(1 << (kShift - 1), static_cast<int>(std::lround(radius * (1 << kShift))));
    const int thickness = std::max(1, static_cast<int>(std::lround(2 * radius)));
    for (size_t i = 0; i < stroke.points.size(); ++i) {
      const cv::Point at = place(stroke.points[i]);
      cv::circle(map, at, fixed_radius, colour, cv::FILLED, cv::LINE_8, kShift);
      if (i > 0) {
        // OpenCV refuses lines thicker than 32767 pixels; the radius is clamped far below.
        cv::line(map, place(stroke.points[i - 1]), at, colour, thickness, cv::LINE_8, kShift);
      }
    }
  }
  return map;
}

cv::Rect StrokeBounds(const Stroke& stroke, const cv::Matx23d& to_canvas, const cv::Size& size) {
  if (stroke.points.empty()) return {};
  const double scale = std::hypot(to_canvas(0, 0), to_canvas(1, 0));
  // Two pixels: rounding of the disc and of the line's ends.
  const double reach = std::min(stroke.radius * scale, 1.0 * std::max(size.width, size.height)) + 2;
  double left = kFarAway, top = kFarAway, right = -kFarAway, bottom = -kFarAway;
  for (const cv::Point2f& point : stroke.points) {
    const cv::Vec2d q = to_canvas * cv::Vec3d(point.x, point.y, 1);
    left = std::min(left, q[0]);
    right = std::max(right, q[0]);
    top = std::min(top, q[1]);
    bottom = std::max(bottom, q[1]);
  }
  const auto near = [](double v) { return std::clamp(v, -kFarAway, kFarAway); };
  return cv::Rect(cv::Point(cvFloor(near(left - reach)), cvFloor(near(top - reach))),
                  cv::Point(cvCeil(near(right + reach)), cvCeil(near(bottom + reach)))) &
         cv::Rect({0, 0}, size);
}

}  // namespace zhaojian
