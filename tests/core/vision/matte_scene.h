// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

#include "core/vision/matte.h"

namespace zhaojian {

/// What stands behind the drawn person.
enum class Backdrop {
  kWall,  ///< a light wall with a gradient
  kRoom,  ///< blurred shapes of all colours
};

/// A drawn person with loose strands of hair before a backdrop, with the truth.
struct Scene {
  MatteProblem problem;
  /// Opacity as drawn.
  cv::Mat1f alpha;
  /// Colour of the person alone, 0..255.
  cv::Mat3f person;
  /// Colour of the backdrop alone, 0..255, without noise.
  cv::Mat3f background;
};

/// Draws a scene; always the same for the same arguments. The mask has 256 x 256 pixels and no
/// strands.
Scene DrawScene(Backdrop backdrop, cv::Size size);

/// The mask enlarged: the answer of somebody who does no matting.
cv::Mat1f MaskAsAlpha(const Scene& scene);

/// Mean absolute error in levels of the person on RGB (100, 197, 255) against the truth.
struct SceneError {
  /// Where the true alpha is between 0.05 and 0.95.
  double ring = 0;
  /// Within 10 pixels of there.
  double near = 0;
};
SceneError Compare(const Scene& scene, const cv::Mat1f& alpha, const cv::Mat3b& foreground);

}  // namespace zhaojian
