// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/base/status.h"
#include "core/vision/matte.h"
#include "core/vision/matte_solver.h"

namespace zhaojian::matte {

/// A problem solved over the whole canvas, with all that the solve learned. Planes are never
/// written again.
struct Solution {
  Work work;
  /// False when the mask holds no person, no background or no band: its own edge is the answer.
  bool solvable = false;
  float confidence = 0;
  /// What sampling found in the band, in scan order.
  std::vector<BandPixel> band;
  cv::Mat1f half_alpha;
  /// Padded canvas; islands are still in it.
  cv::Mat1f alpha;
  cv::Mat3b foreground;
};

/// May throw cv::Exception. Errors: kInvalidArgument MATTE_INPUT naming the field.
StatusOr<Solution> SolveWhole(const MatteProblem& problem);

/// One place of the canvas that a hand has changed.
struct PlaceEdit {
  /// Canvas pixels, inside the canvas.
  cv::Rect rect;
  /// CV_8UC3 of the size of `rect`: the canvas's pixels; empty = as solved.
  cv::Mat bgr;
  /// CV_8U of the size of `rect` with MatteForce values; empty = no stroke.
  cv::Mat force;
};

/// The place solved again within its surroundings; planes cover `box`.
struct Place {
  /// Half-canvas rectangle of the solve: the edit and a margin of 32 half-canvas pixels.
  cv::Rect box;
  /// The part of the padded canvas that the place may change: `box` doubled, without the rim that
  /// joins it to the rest.
  cv::Rect inner;
  cv::Mat1b force;
  cv::Mat1f half_alpha;
  cv::Mat1f alpha;
  cv::Mat3b foreground;
};

/// The half-canvas rectangle that SolvePlace looks at. @param rect canvas pixels.
cv::Rect BoxOf(const Solution& whole, const cv::Rect& rect);

/// Steps 5 to 14 of the solve inside the place, with the whole solution's alpha as boundary. A
/// stroke is exact under itself, opens what contradicts it nearby (32 canvas pixels) to the solve
/// and teaches plate and samples there. Where pixels were healed and nothing was stroked only they
/// are sampled anew: what lies around keeps its samples and its plate, so that it stands still. 4
/// to 25 ms for edits up to 200 px. May throw cv::Exception.
Place SolvePlace(const Solution& whole, const PlaceEdit& edit);

}  // namespace zhaojian::matte
