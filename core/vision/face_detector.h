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
  /// As Detect, in pixels of `full`, with a closer look at the largest face when it is small.
  /// @param small what is searched: the same photo, averaged down. Throws cv::Exception.
  std::vector<FaceBox> Search(const cv::Mat& small, const cv::Mat& full);
  /// Looks at the photo upside down and replaces a face (pixels of `full`) when it is clearer that
  /// way: on a head that stands on its crown the network takes the brow for a mouth. The eyes then
  /// keep the order of the upright head, so that their line gives the head's angle. Throws
  /// cv::Exception.
  /// @return true when the face was replaced.
  bool LookUpsideDown(const cv::Mat& small, const cv::Mat& full, FaceBox* face);

 private:
  cv::dnn::Net net_;
};

/// Multiplies all coordinates of a face.
void ScaleFace(FaceBox* face, float x, float y);

/// Joins detections of the same face into one, weighted by score, and sorts them largest first.
/// Two boxes show the same face when they overlap by more than 0.3 of their union (the blending
/// threshold of BlazeFace's authors) or when most of the smaller one lies inside the larger one.
std::vector<FaceBox> JoinDetections(std::vector<FaceBox> boxes);

}  // namespace zhaojian
