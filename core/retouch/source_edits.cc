// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/source_edits.h"

#include <algorithm>

#include "core/retouch/patch_stage.h"

namespace zhaojian {

bool SourceStroke::operator==(const SourceStroke& other) const {
  return kind == other.kind && stroke.mode == other.stroke.mode &&
         stroke.radius == other.stroke.radius && stroke.source == other.stroke.source &&
         stroke.points == other.stroke.points;
}

const cv::Mat& SourceEdits::Apply(const std::vector<SourceStroke>& strokes,
                                  const EditRegions* regions) {
  changed_ = cv::Rect();
  size_t same = 0;
  while (same < done_.size() && same < strokes.size() && done_[same].stroke == strokes[same] &&
         done_[same].cut == (regions != nullptr)) {
    ++same;
  }
  while (done_.size() > same) TakeBack();
  for (size_t i = same; i < strokes.size(); ++i) Do(strokes[i], regions);
  return bgr_;
}

std::vector<cv::Rect> SourceEdits::Written() const {
  std::vector<cv::Rect> rects;
  for (const Done& done : done_) rects.push_back(done.rect);
  return rects;
}

void SourceEdits::TakeBack() {
  const Done& last = done_.back();
  if (!last.before.empty()) {
    last.before.copyTo(bgr_(last.rect));
    changed_ |= last.rect;
  }
  done_.pop_back();
}

void SourceEdits::Do(const SourceStroke& wanted, const EditRegions* regions) {
  Done done{wanted, regions != nullptr, {}, {}};
  StrokeArea area = AreaOf(wanted.stroke, scale_, bgr_.size());
  if (!area.rect.empty() && regions != nullptr) regions->Cut(wanted.kind, scale_, &area);
  if (area.rect.empty() || cv::countNonZero(area.mask) == 0) {
    done_.push_back(std::move(done));
    return;
  }
  MakeOwn(&bgr_);
  const double radius = wanted.stroke.radius * scale_;
  std::optional<cv::Point> offset;
  if (wanted.stroke.source) {
    const cv::Point2f& s = *wanted.stroke.source;
    offset = cv::Point(cvRound(s.x * scale_), cvRound(s.y * scale_));
    const cv::Rect moved = area.rect + *offset;
    if ((moved & cv::Rect({0, 0}, bgr_.size())) != moved) offset.reset();
  } else {
    offset = FindHealSource(bgr_, area, radius);
  }
  if (offset) {
    done.rect = area.rect;
    done.before = bgr_(area.rect).clone();
    if (wanted.stroke.mode == "clone") {
      Clone(area, *offset, radius, &bgr_);
    } else {
      Heal(area, *offset, &bgr_);
    }
    changed_ |= area.rect;
  }
  done_.push_back(std::move(done));
}

}  // namespace zhaojian
