// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/imaging/photo.h"
#include "core/retouch/recipe.h"

namespace zhaojian::desk {

/// What two pictures differ by, per channel, times 4 and capped, CV_8UC3; grey where they agree.
/// Empty when the sizes differ.
cv::Mat StretchedDifference(const cv::Mat& a, const cv::Mat& b);

/// 64 bins of luma (Rec. 601, as JPEG codes it) inside the bounding box of the landmarks under the
/// recipe's crop; all zero without landmarks.
std::vector<float> FaceHistogram(const cv::Mat& canvas, const Recipe& recipe);

/// The share of pixels at 0 or 255 in any channel inside the face's box, percent.
double ClippedShare(const cv::Mat& canvas, const Recipe& recipe);

/// The face's box on the canvas under the recipe's crop; empty without landmarks.
cv::Rect FaceBoxOnCanvas(const cv::Mat& canvas, const Recipe& recipe);

}  // namespace zhaojian::desk
