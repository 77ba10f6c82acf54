// SPDX-License-Identifier: Apache-2.0
#include "app/desk/region_marker.h"

#include <algorithm>
#include <cmath>

namespace zhaojian::desk {
namespace {

// A smaller box cannot be seen on the retoucher's photo; a click makes one of the second size:
// about an eye of a face that fills a third of the photo's width.
constexpr double kLeastSide = 0.01, kClickSide = 0.06;

cv::Point2d OnPhoto(const cv::Point2d& at) {
  return {std::clamp(at.x, 0.0, 1.0), std::clamp(at.y, 0.0, 1.0)};
}

cv::Rect2d Between(const cv::Point2d& a, const cv::Point2d& b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
}

}  // namespace

void RegionMarker::Reset() {
  box_.reset();
  drawing_ = false;
}

void RegionMarker::Take(const cv::Rect2d& box) {
  drawing_ = false;
  box_ = Between(OnPhoto(box.tl()), OnPhoto(box.br()));
}

void RegionMarker::Begin(cv::Point2d at) {
  anchor_ = OnPhoto(at);
  drawing_ = true;
  box_ = cv::Rect2d(anchor_, cv::Size2d());
}

void RegionMarker::Move(cv::Point2d at) {
  if (drawing_) box_ = Between(anchor_, OnPhoto(at));
}

bool RegionMarker::End() {
  if (!drawing_) return box_.has_value();
  drawing_ = false;
  if (box_->width < kLeastSide || box_->height < kLeastSide) {
    const cv::Point2d half(kClickSide / 2, kClickSide / 2);
    const cv::Point2d middle = (box_->tl() + box_->br()) * 0.5;
    box_ = Between(OnPhoto(middle - half), OnPhoto(middle + half));
  }
  return true;
}

void RegionMarker::Nudge(cv::Point2d by) {
  if (!box_) return;
  box_->x = std::clamp(box_->x + by.x, 0.0, 1.0 - box_->width);
  box_->y = std::clamp(box_->y + by.y, 0.0, 1.0 - box_->height);
}

}  // namespace zhaojian::desk
