// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "app/desk/canvas_view.h"
#include "core/imaging/photo.h"
#include "core/retouch/recipe.h"

namespace zhaojian::desk {

/// What two pictures differ by, per channel, times 8 and capped, CV_8UC3; grey where they agree.
/// Empty when the sizes differ.
cv::Mat StretchedDifference(const cv::Mat& a, const cv::Mat& b);

/// What the face's pixels say; all zero without landmarks.
struct FaceTones {
  /// 64 bins of luma (Rec. 601, as JPEG codes it).
  std::vector<float> histogram;
  /// The share of pixels that are at 255 in any channel or at 0 in every one, percent.
  double clipped = 0;
  /// The outline that was read, canvas pixels, convex.
  std::vector<cv::Point> outline = {};
};

/// Reads the face under the recipe's crop.
/// @param before an earlier canvas and @param known its tones: given back where the face has not
/// changed since; may be empty.
FaceTones MeasureFaceTones(const cv::Mat& canvas, const Recipe& recipe, const cv::Mat& before = {},
                           const FaceTones& known = {});

/// The finished picture with its background exchanged for a backdrop, CV_8UC3: result + (1 - alpha)
/// (backdrop - background), so that a wrong edge shows as it would on paper of that colour.
/// @param alpha CV_8UC1, size of `result`. Empty when the sizes differ.
cv::Mat OnBackdrop(const cv::Mat& result, const cv::Mat& alpha, const Recipe& recipe,
                   MatteBackdrop backdrop);

/// Luma in grey, CV_8UC3; pixels at 255 in any channel are chequered white and black, pixels at 0
/// in every channel black and grey: no hue near the photo. The fill colour of the background is
/// not clipped.
cv::Mat ClippingMarks(const cv::Mat& canvas, const Recipe& recipe);

/// The face on the canvas under the recipe's crop: convex hull of the landmarks, CV_8UC1, 255
/// inside; all 0 without landmarks.
cv::Mat FaceOnCanvas(const cv::Size& canvas, const Recipe& recipe);

}  // namespace zhaojian::desk
