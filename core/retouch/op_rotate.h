// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// Turns a picture about its centre. Output pixel p shows the input at
///   R(-degrees) (p - c) + c_in, centres of the pictures matched,
/// by bicubic interpolation (Keys, a = -0.5) at pixel centres; outside the input the nearest edge
/// pixel continues. Rounded to nearest.
/// @param bgr CV_8UC3. @param degrees positive turns the content clockwise. @param size of the
/// result, at most that of `bgr`.
cv::Mat Rotate(const cv::Mat& bgr, double degrees, const cv::Size& size);

/// The same for a part of the result; bit-equal to that part of the whole.
/// @param window inside `size`. @return CV_8UC3 of the window's size.
cv::Mat RotateWindow(const cv::Mat& bgr, double degrees, const cv::Size& size,
                     const cv::Rect& window);

/// The size that a picture must have so that a turn shows nothing from beyond its edge in `size`;
/// both differences are even.
cv::Size SizeBeforeRotation(const cv::Size& size, double degrees);

}  // namespace zhaojian
