// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/compliance/report.h"

namespace zhaojian {

/// A part of a photo to look at closely: a rectangle that stands level with the eyes.
struct CloseUp {
  /// Middle, upright source pixels.
  cv::Point2f centre;
  /// Width along the eye line and height across it, upright source pixels.
  cv::Size2f size;
  /// Of the eye line to the horizontal, degrees, positive = the image-right eye is lower.
  double angle = 0;
};

/// Where a person looks to judge a measure: one place, or two side by side (the ears), image left
/// first. Empty for a measure about the file or the whole picture, and where neither a face nor
/// evidence says where. A group without a place of its own is looked at where its evidence lies.
std::vector<CloseUp> CloseUpsOf(const Report& report, const std::string& measure);

/// Maps upright source pixels into a cell of `cell` pixels that shows the place as large as it
/// fits, centred.
/// @return 2 x 3, [x'; y'] = A [x; y; 1].
cv::Matx23d CloseUpTransform(const CloseUp& place, cv::Size cell);

/// The place cut out, levelled and enlarged.
/// @param picture CV_8UC3, the upright photo at any scale. @param scale its pixels per upright
/// source pixel. @param outside colour of what lies beyond the photo, BGR.
/// @return CV_8UC3 of size `cell`; empty when an argument is.
cv::Mat CutCloseUp(const cv::Mat& picture, double scale, const CloseUp& place, cv::Size cell,
                   const cv::Scalar& outside);

}  // namespace zhaojian
