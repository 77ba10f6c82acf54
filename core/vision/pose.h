// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/vision/analysis.h"
#include "core/vision/model_store.h"

namespace zhaojian {

/// Head angles from the landmarks of one face.
class PoseEstimator {
 public:
  /// Errors: as ModelStore::Table.
  static StatusOr<PoseEstimator> Create(const ModelStore& store);
  /// @param landmarks 478 points, any unit, x right, y down, z away from the camera.
  Pose Estimate(const std::vector<cv::Point3f>& landmarks) const;

 private:
  /// Canonical face in the image's axes (x right, y down, z away), and the weight of each point.
  std::vector<cv::Point3d> canonical_;
  std::vector<double> weights_;
};

}  // namespace zhaojian
