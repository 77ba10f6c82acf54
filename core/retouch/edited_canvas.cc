// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/edited_canvas.h"

#include <algorithm>
#include <cmath>

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

}  // namespace

cv::Mat EditedCanvas::Render(const std::vector<SourceStroke>& strokes, const EditRegions* regions,
                             const std::string& geometry, const ResampleMap& map,
                             double rotation_deg, const cv::Size& canvas) {
  const cv::Mat& photo = edits_.Apply(strokes, regions);
  const bool same = !canvas_.empty() && geometry == geometry_;
  if (same && edits_.changed().empty()) {
    changed_ = cv::Rect();
    return canvas_;
  }
  geometry_ = geometry;
  changed_ = cv::Rect({0, 0}, canvas);
  if (rotation_deg != 0) {
    canvas_ = Rotate(Resample(photo, map), rotation_deg, canvas);
  } else if (!same) {
    canvas_ = Resample(photo, map);
  } else {
    changed_ = SeenFrom(edits_.changed(), map);
    if (changed_.empty()) return canvas_;
    canvas_ = canvas_.clone();
    ResampleWindow(photo, map, changed_).copyTo(canvas_(changed_));
  }
  return canvas_;
}

}  // namespace zhaojian
