// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/retouch/renderer.h"

namespace zhaojian {

/// The unedited crop in the light that a recipe declares: white balance, exposure, levels and
/// saturation; then left-right balance with dodge and burn, together held to the profile's
/// gate.light_gain, and shine held to gate.shine_drop. Computed again from the crop's own colours,
/// so that a face which differs from it was changed by something else than light.
/// @param source_canvas CV_8UC3 (CpuRenderer::SourceCanvas). @return CV_8UC3 of that size.
cv::Mat LitSource(const cv::Mat& source_canvas, const ChainState& state, const Analysis& analysis,
                  const Profile& profile);

/// Where tools that the policy allows leave more than light: the pupils of red-eye, the lenses of
/// glare, a mark that a school lets its retouchers take away. The policy holds their strength.
/// @param points 478 landmarks, pixels of a picture of `size`. @param width of the face, same unit.
/// @param to_picture upright source pixels to pixels of the picture.
/// @return CV_8UC1, 255 where a residual is excused; empty when no such tool was used.
cv::Mat ExcusedPixels(const cv::Size& size, const std::vector<cv::Point3f>& points,
                      const ChainState& state, const cv::Matx23d& to_picture, double width);

}  // namespace zhaojian
