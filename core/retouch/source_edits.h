// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/retouch/edit_regions.h"
#include "core/retouch/recipe.h"

namespace zhaojian {

/// A heal or clone stroke with the kind of operation it belongs to.
struct SourceStroke {
  std::string kind;
  Stroke stroke;

  bool operator==(const SourceStroke& other) const;
};

/// Chain group A: heal and clone on the decoded photo, one stroke after the other, each touching
/// its own rectangle only. Keeps what every stroke covered, so that going back and forth in a
/// recipe costs the strokes that differ and a new stroke costs the same whether it is the first or
/// the thousandth. Not thread-safe.
class SourceEdits {
 public:
  /// @param bgr the decoded photo, CV_8UC3; copied at the first stroke if somebody else holds its
  /// pixels then. @param scale decoded pixels per upright source pixel.
  SourceEdits(cv::Mat bgr, double scale) : bgr_(std::move(bgr)), scale_(scale) {}

  /// The photo with these strokes in this order.
  /// @param regions cuts every stroke at the regions its kind may not touch; nullptr cuts nothing.
  /// @return shares memory with this object: valid until the next call.
  const cv::Mat& Apply(const std::vector<SourceStroke>& strokes, const EditRegions* regions);

  /// Decoded-pixel rectangles that the strokes of the last Apply wrote, in their order; empty for
  /// one that wrote nothing.
  std::vector<cv::Rect> Written() const;

  /// Bounds of everything that changed between the last two calls of Apply, decoded pixels.
  const cv::Rect& changed() const { return changed_; }

 private:
  struct Done {
    SourceStroke stroke;
    bool cut = false;
    cv::Rect rect;
    cv::Mat before;
  };
  void TakeBack();
  void Do(const SourceStroke& stroke, const EditRegions* regions);

  cv::Mat bgr_;
  double scale_ = 1;
  std::vector<Done> done_;
  cv::Rect changed_;
};

}  // namespace zhaojian
