// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Pixels around a place that ExtendForeground looks at, canvas pixels.
inline constexpr int kExtendWindow = 12;

/// Continues the subject's colours a little beyond its outline, so that a growing edge shows them
/// and not what the solver left there: average of the sure subject within a window of twice the
/// largest shift. @param foreground CV_8UC3. @param alpha CV_8UC1 of the same size.
cv::Mat ExtendForeground(const cv::Mat& foreground, const cv::Mat& alpha);

/// Adds what strokes changed to the solved colours: where the matte is solid this is the healed
/// photo itself. @param edited the canvas with the strokes. @param seen the canvas that the colours
/// were solved on. All CV_8UC3 of one size.
cv::Mat AddEdits(const cv::Mat& foreground, const cv::Mat& edited, const cv::Mat& seen);

}  // namespace zhaojian
