// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte.h"

namespace zhaojian {

/// The widest patch of old background that brush strokes put into the subject.
struct KeptWall {
  /// Diameter of the largest disc that lies in such a patch, delivered pixels.
  double width = 0;
  /// Its middle, delivered pixels; meaningless at width 0.
  cv::Point2d at;
  /// True before a plain wall, where a patch must also look like the wall, or its shadow.
  bool plain = false;
};

/// Looks for background that the untouched analysis was certain of (person mask below 0.1, opacity
/// without strokes at most 0.05) and that is opaque (at least half) with them. Lost hair, ears and
/// clothes, restored, are narrow under these conditions: the brush's margin beside them is all that
/// counts. A width, not an area, because that margin may run all round a head. Before a busy
/// background nothing tells a wall by its colour, and the width says less.
/// @param problem the untouched canvas with its person mask, without strokes; of even size.
/// @param automatic,edited opacity without and with the strokes, CV_32F of the canvas's size.
KeptWall MeasureKeptWall(const MatteProblem& problem, const cv::Mat& automatic,
                         const cv::Mat& edited);

}  // namespace zhaojian
