// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

// The field of the low-frequency tools is a canvas of a quarter of the size (kFieldFactor). A
// canvas whose sides are no multiple of it - the delivered sides of several standards are odd -
// continues its edge pixels to the next one.

/// Size of the field of a canvas: a quarter, rounded up.
cv::Size FieldOf(const cv::Size& canvas);

/// The mean of each block of the canvas. @param bgr CV_8UC3. @return CV_8UC3 of FieldOf its size.
cv::Mat ToField(const cv::Mat& bgr);

/// A field laid over its canvas: interpolated bilinearly between field pixel centres, the edge
/// continues. @param field any type that cv::resize takes, FieldOf(canvas). @return `canvas` large.
cv::Mat FromField(const cv::Mat& field, const cv::Size& canvas);

/// The same for a part of the canvas; bit-equal to that part of the whole.
/// @param window inside the canvas. @return the window's size; may share memory with a larger one.
cv::Mat FromFieldWindow(const cv::Mat& field, const cv::Size& canvas, const cv::Rect& window);

}  // namespace zhaojian
