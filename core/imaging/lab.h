// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>

namespace zhaojian {

/// sRGB-coded pixels as CIE L*a*b*, D65 (IEC 61966-2-1, CIE 15): L* 0..100, a* and b* about
/// -110..110. Exact to 0.002; cv::cvtColor on floats interpolates (0.3), and its tables take
/// 50 ms of every process to build.
/// @param bgr CV_8UC3. @return CV_32FC3.
cv::Mat LabOf(const cv::Mat& bgr);

}  // namespace zhaojian
