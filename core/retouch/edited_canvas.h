// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "core/retouch/op_resample.h"
#include "core/retouch/patch_stage.h"
#include "core/retouch/source_edits.h"

namespace zhaojian {

/// Where the canvas lies on the decoded photo.
struct CanvasGeometry {
  /// Stands for the rest: equal text, equal geometry.
  std::string key;
  ResampleMap map;
  double rotation_deg = 0;
  cv::Size canvas;
};

/// The photo with its heal and clone strokes on the canvas; after a change of strokes only what
/// they touched is resampled. Not thread-safe.
class EditedCanvas {
 public:
  EditedCanvas(const cv::Mat& bgr, double scale) : edits_(bgr, scale) {}

  /// @param untouched the canvas without any stroke; @param level the same before the turn (used
  /// where there is one). @param regions as SourceEdits::Apply.
  /// @return CV_8UC3 of the canvas's size; copies stay as they are.
  const Tracked& Render(const std::vector<SourceStroke>& strokes, const EditRegions* regions,
                        const CanvasGeometry& geometry, const Tracked& untouched, cv::Mat level);

  /// True once a stroke was rendered.
  bool used() const { return canvas_.version != 0; }

  /// Canvas rectangles that the strokes of the last Render reach, in their order; empty for one
  /// that changed nothing.
  std::vector<cv::Rect> Reached(const CanvasGeometry& geometry) const;

 private:
  SourceEdits edits_;
  std::string geometry_;
  Tracked canvas_;
  /// The edited canvas before the turn; empty without one.
  cv::Mat level_;
};

}  // namespace zhaojian
