// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "core/base/status.h"
#include "core/vision/matte.h"

namespace zhaojian {

/// All that a hand has done to the canvas of a matte. Rectangles in canvas pixels, inside the
/// canvas.
struct MatteEdits {
  /// The canvas as edited, CV_8UC3.
  cv::Mat bgr;
  /// Where pixels of the background were changed; empty rectangles are passed over.
  std::vector<cv::Rect> healed;
  /// MatteForce values of all strokes, CV_8U of the canvas's size, or empty.
  cv::Mat force;
  /// Where the strokes lie.
  std::vector<cv::Rect> stroked;
};

/// A matte under the retoucher's hand: the untouched canvas solved once, and every place that was
/// edited solved again within its surroundings.
///
/// A healed place counts where it meets the matte's band: a strand wiped off the wall must leave
/// the matte too. On the wall alone or inside the person it says nothing about the outline, and
/// nothing is solved. Places whose surroundings meet are solved as one, and each from the first
/// solve: so the result depends on which edits there are and not on the way to them, a new edit
/// costs its own place, and a replay of all costs about one more solve. Not thread-safe.
class EditedMatte {
 public:
  /// @param problem the untouched canvas, without strokes. Errors: as SolveMatte.
  static StatusOr<EditedMatte> Solve(const MatteProblem& problem);
  EditedMatte(EditedMatte&&) noexcept;
  EditedMatte& operator=(EditedMatte&&) noexcept;
  ~EditedMatte();

  /// Brings the matte to exactly these edits, whatever they were before.
  /// Errors: kInvalidArgument MATTE_INPUT; kInternal MATTE_FAILED.
  Status Update(const MatteEdits& edits);

  /// The matte with the edits; copies stay as they are.
  const Matte& matte() const;

  /// The canvas that the matte was solved on: the untouched one, healed in the places that count.
  const cv::Mat& seen() const;

  /// Canvas rectangle that the last Update may have changed; empty when it changed nothing.
  const cv::Rect& changed() const;

 private:
  struct Impl;
  explicit EditedMatte(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace zhaojian
