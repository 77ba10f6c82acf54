// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/desk/review_item.h"

namespace zhaojian::desk {

/// Width of a close-up's picture, pixels: twice that of a card of the check list at 100 %.
inline constexpr int kCloseUpWidth = 1008;
/// Its height follows the place, between these two.
inline constexpr int kCloseUpLeast = 180, kCloseUpMost = 320;

/// The levelled, enlarged looks that stand beside the checks: one for every caution and every
/// measure that could not be assessed, in the order of the check list. Measures without a place are
/// left out.
/// @param picture the upright photo at any scale, CV_8UC3 BGR.
std::vector<CloseUpView> MakeCloseUps(const Report& report, const std::vector<CheckLine>& lines,
                                      const cv::Mat& picture);

/// The picture reduced so that its short side has at most so many pixels; never enlarged.
cv::Mat ShrinkToShortSide(const cv::Mat& picture, int pixels);

}  // namespace zhaojian::desk
