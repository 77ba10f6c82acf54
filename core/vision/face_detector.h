// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <opencv2/core.hpp>
#include <opencv2/dnn/dnn.hpp>
#include <vector>

#include "core/vision/analysis.h"
#include "core/vision/model_store.h"

namespace zhaojian {

/// BlazeFace, back camera variant, 256 x 256 (Bazarevsky et al. 2019). Not thread-safe.
class FaceDetector {
 public:
  /// Errors: as ModelStore::Network.
  static StatusOr<FaceDetector> Create(const ModelStore& store);
  /// Faces in pixels of `bgr` (CV_8UC3), largest first. Throws cv::Exception.
  std::vector<FaceBox> Detect(const cv::Mat& bgr);

 private:
  cv::dnn::Net net_;
};

/// Joins detections of the same face into one, weighted by score, and sorts them largest first.
/// Two boxes show the same face when they overlap by more than 0.3 of their union (the blending threshold
/// of BlazeFace's authors) or when most of the smaller one lies inside the larger one.
std::vector<FaceBox> JoinDetections(std::vector<FaceBox> boxes);

}  // namespace zhaojian
