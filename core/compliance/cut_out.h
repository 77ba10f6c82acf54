// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>

namespace zhaojian {

struct Scene;

/// A subject on a background of exactly one colour: somebody cut it out already. Internal to
/// compliance. Pictures are at the overview's scale.
struct CutOut {
  /// The background's colour, CIE Lab.
  cv::Vec3f colour;
  /// Pixels of that colour that reach the frame or lie in the mask's background, CV_8U 0 or 255.
  cv::Mat background;
};

/// Empty where the background is a wall: its lightness then varies by more than JPEG makes it. Asks
/// the scene for its head and overview only.
std::optional<CutOut> FindCutOut(const Scene& scene);

}  // namespace zhaojian
