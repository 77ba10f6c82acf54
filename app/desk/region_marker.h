// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace zhaojian::desk {

/// A rectangle that a person draws on a photo, in fractions of the upright source photo, 0..1; it
/// never leaves the photo. Pure state, no window.
class RegionMarker {
 public:
  /// Forgets the box.
  void Reset();
  /// Takes a box up to be moved. @param box fractions; what lies outside the photo is cut off.
  void Take(const cv::Rect2d& box);
  /// A press, its way, and its release. A press without a way makes a box around the point.
  void Begin(cv::Point2d at);
  void Move(cv::Point2d at);
  /// Returns true when there is a box now.
  bool End();
  /// Moves the box by a fraction of the photo, as far as the photo reaches.
  void Nudge(cv::Point2d by);
  /// Drawn so far; absent before the first press.
  const std::optional<cv::Rect2d>& box() const { return box_; }
  bool drawing() const { return drawing_; }

 private:
  std::optional<cv::Rect2d> box_;
  cv::Point2d anchor_;
  bool drawing_ = false;
};

}  // namespace zhaojian::desk
