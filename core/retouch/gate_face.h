// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

namespace zhaojian {

/// What an edit did to the pixels of a face beyond light and colour.
struct FaceChange {
  /// Largest residual after a global colour fit: the mean of a spot of 3 % of the face's width
  /// against its surroundings of 20 %, largest channel, levels. A removed mole leaves its depth.
  double residual = 0;
  cv::Point2d residual_at;
  /// Largest shift of a block of 11 % of the face's width that is certain (length less three
  /// standard errors), delivered pixels. Light and colour move nothing; blocks without grain to
  /// show a shift are passed over.
  double shift = 0;
  cv::Point2d shift_at;
  /// Fine detail kept on the skin: median over blocks of the ratio of high-pass amplitudes (below a
  /// Gaussian of 1.2 px), result over fitted source. 1 where the source has none to lose.
  double texture = 1;
  /// False when there was no face to look at.
  bool judged = false;
};

/// Compares a delivered face with the crop it was made from, in the light its recipe declares
/// (LitSource). The colour fit maps source to result
/// per channel by least squares over blue, green, red, their squares and 1, twice, the second time
/// without the tenth that fits worst; what varies slowly over the face (light balance, dodge and
/// burn beyond what is declared) falls out against the surroundings.
/// @param source, result CV_8UC3 of equal size, delivered pixels. @param landmarks 478 points on
/// them. @param person CV_8UC1, not 0 where the pixel is the person's for sure. @param excused
/// CV_8UC1 of that size, or empty: not 0 where the policy let a tool leave a residual
/// (ExcusedPixels).
FaceChange MeasureFaceChange(const cv::Mat& source, const cv::Mat& result,
                             const std::vector<cv::Point3f>& landmarks, const cv::Mat& person,
                             const cv::Mat& excused);

}  // namespace zhaojian
