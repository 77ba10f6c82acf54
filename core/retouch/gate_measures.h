// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

namespace zhaojian {

/// How far landmarks moved, after the best uniform scale, rotation and shift is taken out.
struct LandmarkDrift {
  /// Largest and root-mean-square distance, shares of the distance between the iris centres.
  double worst = 0;
  double rms = 0;
  /// The landmark that moved most.
  size_t index = 0;
};

/// Compares two sets of 478 landmarks of one face (least-squares similarity, Umeyama 1991, x and y
/// only). Empty when either set is not complete or all points coincide.
std::optional<LandmarkDrift> MeasureDrift(const std::vector<cv::Point3f>& before,
                                          const std::vector<cv::Point3f>& after);

/// How uniform the delivered background is.
struct BackgroundFlatness {
  /// Largest difference of a channel's median from the wanted colour, levels.
  double deviation = 0;
  /// Largest standard deviation of a channel, levels.
  double sigma = 0;
  /// Pixels that were looked at.
  int pixels = 0;
};

/// Measures where the person mask sees nobody.
/// @param bgr CV_8UC3. @param person_mask CV_32F in [0, 1], any size, whole picture. @param rgb
/// 0..255.
BackgroundFlatness MeasureBackground(const cv::Mat& bgr, const cv::Mat& person_mask,
                                     const cv::Vec3d& rgb);

}  // namespace zhaojian
