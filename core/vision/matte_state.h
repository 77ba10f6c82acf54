// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>

#include "core/base/status.h"
#include "core/vision/matte.h"

namespace zhaojian {

/// Something that changed on the canvas of a solved matte: a brush stroke, or pixels that were
/// healed.
struct MatteChange {
  /// Canvas pixels, inside the canvas.
  cv::Rect rect;
  /// CV_8U of the size of `rect` with MatteForce values of the new stroke; empty = no stroke.
  cv::Mat force;
  /// CV_8UC3 of the size of `rect`: the canvas's new pixels; empty = as before.
  cv::Mat bgr;
};

/// A solved matte that remembers what the solve learned (background plate, trimap, samples'
/// ground), so that a change re-solves its surroundings only. A state never changes; refining makes
/// a new one, and the same changes in the same order give the same bytes. Cheap to copy.
class MatteState {
 public:
  /// Solves from scratch. @param problem strokes in `force` belong to this first solve.
  /// Errors: as SolveMatte.
  static StatusOr<MatteState> Solve(const MatteProblem& problem);

  /// Re-solves the rectangle and a margin of 64 canvas pixels, with the old alpha as boundary. A
  /// stroke is exact under itself, opens what contradicts it nearby (32 canvas pixels) to the solve
  /// and teaches plate and samples there. 5 to 30 ms for strokes up to 200 px.
  /// Errors: kInvalidArgument MATTE_INPUT; kInternal MATTE_FAILED.
  StatusOr<MatteState> Refine(const MatteChange& change) const;

  const Matte& matte() const;

 private:
  struct Impl;
  explicit MatteState(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace zhaojian
