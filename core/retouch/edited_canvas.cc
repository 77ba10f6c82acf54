// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/edited_canvas.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/retouch/op_rotate.h"

namespace zhaojian {
namespace {

/// Canvas pixels that see a rectangle of decoded pixels, taps of the enlarging kernel included.
cv::Rect SeenFrom(const cv::Rect& decoded, const ResampleMap& map) {
  const double reach = 3;
  const auto low = [&](double v, double o) {
    return static_cast<int>(std::floor((v - reach - o) / map.step));
  };
  const auto high = [&](double v, double o) {
    return static_cast<int>(std::ceil((v + reach - o) / map.step)) + 1;
  };
  return cv::Rect(
             cv::Point(low(decoded.x, map.origin.x), low(decoded.y, map.origin.y)),
             cv::Point(high(decoded.br().x, map.origin.x), high(decoded.br().y, map.origin.y))) &
         cv::Rect({0, 0}, map.size);
}

/// The same after a turn about the middle.
cv::Rect Turned(const cv::Rect& rect, const CanvasGeometry& geometry) {
  if (rect.empty()) return {};
  const double a = geometry.rotation_deg * CV_PI / 180;
  const double c = std::cos(a);
  const double s = std::sin(a);
  const cv::Point2d from(geometry.map.size.width / 2.0, geometry.map.size.height / 2.0);
  const cv::Point2d to(geometry.canvas.width / 2.0, geometry.canvas.height / 2.0);
  std::vector<cv::Point2f> corners;
  for (const cv::Point& p :
       {rect.tl(), rect.br(), cv::Point(rect.x, rect.br().y), cv::Point(rect.br().x, rect.y)}) {
    const cv::Point2d d = cv::Point2d(p) - from;
    corners.emplace_back(cv::Point2d(c * d.x - s * d.y, s * d.x + c * d.y) + to);
  }
  const cv::Rect box = cv::boundingRect(corners);
  // Two pixels: the taps of the turn.
  return cv::Rect(box.x - 2, box.y - 2, box.width + 4, box.height + 4) &
         cv::Rect({0, 0}, geometry.canvas);
}

}  // namespace

const Tracked& EditedCanvas::Render(const std::vector<SourceStroke>& strokes,
                                    const EditRegions* regions, const CanvasGeometry& geometry,
                                    const Tracked& untouched, cv::Mat level) {
  const bool same = canvas_.version != 0 && geometry.key == geometry_;
  const bool turns = geometry.rotation_deg != 0;
  const cv::Mat& photo = edits_.Apply(strokes, regions);
  std::vector<cv::Rect> stale = {edits_.changed()};
  if (!same) {
    geometry_ = geometry.key;
    canvas_ = untouched;
    level_ = turns ? std::move(level) : cv::Mat();
    stale = edits_.Written();
  }
  cv::Mat& target = turns ? level_ : canvas_.image;
  cv::Rect change;
  for (cv::Rect& r : stale) {
    if (!r.empty()) r = SeenFrom(r, geometry.map);
    if (r.empty()) continue;
    change |= turns ? Turned(r, geometry) : r;
    MakeOwn(&target);
    ResampleWindow(photo, geometry.map, r).copyTo(target(r));
  }
  for (const cv::Rect& r : stale) {
    const cv::Rect to = turns && !r.empty() ? Turned(r, geometry) : cv::Rect();
    if (to.empty()) continue;
    MakeOwn(&canvas_.image);
    RotateWindow(level_, geometry.rotation_deg, geometry.canvas, to).copyTo(canvas_.image(to));
  }
  canvas_ = Changed(canvas_, canvas_.image, change);
  return canvas_;
}

std::vector<cv::Rect> EditedCanvas::Reached(const CanvasGeometry& geometry) const {
  std::vector<cv::Rect> rects;
  for (const cv::Rect& written : edits_.Written()) {
    cv::Rect rect = written.empty() ? cv::Rect() : SeenFrom(written, geometry.map);
    if (geometry.rotation_deg != 0) rect = Turned(rect, geometry);
    rects.push_back(rect);
  }
  return rects;
}

}  // namespace zhaojian
