// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/compliance/face_patch.h"

namespace zhaojian {

/// A frame on the face patch: u along the eye line in eye distances from the middle of the eyes,
/// v from the eye line to the mouth, 1 = the middle of the mouth corners. Internal to compliance.
class FaceFrame {
 public:
  explicit FaceFrame(const FacePatch& patch);
  /// Patch pixel of (u, v).
  cv::Point2f At(double u, double v) const;
  /// Filled polygon of (u, v) corners, CV_8U 0 or 255, size of the patch.
  cv::Mat Polygon(const std::vector<cv::Point2d>& corners) const;
  /// Filled rectangle u0..u1 x v0..v1.
  cv::Mat Box(double u0, double u1, double v0, double v1) const;
  /// Eye distance in patch pixels.
  double EyeDistance() const { return eye_distance_; }

 private:
  cv::Size size_;
  cv::Point2f middle_;
  cv::Point2f across_;
  cv::Point2f down_;
  double eye_distance_ = 0;
};

/// Skin of cheeks and nose above the mouth and beside the nostrils, inside the landmarks' hull less
/// its rim: where no beard, brow, lip or eye is. CV_8U.
cv::Mat CheekZone(const FacePatch& patch);

/// The same with forehead and chin, without eyes, brows and mouth. CV_8U.
cv::Mat SkinZone(const FacePatch& patch);

/// Values of a CV_32F picture where the mask is not 0.
std::vector<float> ValuesOf(const cv::Mat& picture, const cv::Mat& mask);

/// The value below which `share` (0..1) of the values lie; 0 for none. Reorders them.
double Percentile(std::vector<float>* values, double share);

}  // namespace zhaojian
