// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/retouch/op_resample.h"
#include "core/retouch/source_edits.h"

namespace zhaojian {

/// The photo with its heal and clone strokes on the canvas; after a change of strokes only what
/// they touched is resampled. Not thread-safe.
class EditedCanvas {
 public:
  EditedCanvas(const cv::Mat& bgr, double scale) : edits_(bgr, scale) {}

  /// @param geometry stands for `map` and `rotation_deg`: equal text, equal geometry.
  /// @param regions as SourceEdits::Apply. @return CV_8UC3 of the canvas's size, never written
  /// again.
  cv::Mat Render(const std::vector<SourceStroke>& strokes, const EditRegions* regions,
                 const std::string& geometry, const ResampleMap& map, double rotation_deg,
                 const cv::Size& canvas);

  /// Canvas rectangle that differs from the last result; the whole canvas when the geometry
  /// changed.
  const cv::Rect& changed() const { return changed_; }

 private:
  SourceEdits edits_;
  std::string geometry_;
  cv::Mat canvas_;
  cv::Rect changed_;
};

}  // namespace zhaojian
