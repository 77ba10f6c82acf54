// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <opencv2/dnn/dnn.hpp>
#include <vector>

#include "core/vision/analysis.h"
#include "core/vision/model_store.h"

namespace zhaojian {

/// A square of the photo, turned by `angle` (radians, + clockwise on screen), in pixels.
struct MeshRegion {
  cv::Point2f centre;
  float size = 0;
  float angle = 0;
};

/// What the mesh network saw in one region.
struct MeshFit {
  /// 478 points; x and y in pixels of the photo, z in the same unit with smaller = nearer.
  std::vector<cv::Point3f> points;
  /// The network's belief that the region holds a face, 0..1.
  float score = 0;
};

/// Cuts a region out of a photo as a square of `side` pixels, black outside the photo. Pixel
/// centres are mapped exactly; a region more than twice as large is averaged down first. Throws
/// cv::Exception.
cv::Mat CutRegion(const cv::Mat& bgr, const MeshRegion& region, int side);

/// MediaPipe's attention mesh (Grishchenko et al. 2020): 468 points, then lips, eyes and irises
/// refined from crops of its feature map. Not thread-safe.
class FaceMesh {
 public:
  /// Errors: as ModelStore::Network.
  static StatusOr<FaceMesh> Create(const ModelStore& store);
  /// Two passes: the second one's region comes from the first one's points, which moves them by
  /// about 1 % of the eye distance (reference/models.md). Throws cv::Exception.
  MeshFit Fit(const cv::Mat& bgr, const FaceBox& face);

 private:
  /// A part of the mesh that is refined.
  struct Part {
    int angle_from = 0;
    int angle_to = 0;
    float scale = 1;
    std::vector<int> indices;
    /// Index of the first iris point among the 478, or -1.
    int iris = -1;
    cv::dnn::Net net;
  };
  static Status ReadPart(const Json& table, const std::string& name, int iris, Part* part);
  MeshFit RunPass(const cv::Mat& bgr, const MeshRegion& region, bool refine);
  void Refine(Part& part, const cv::Mat& feature, const std::vector<cv::Point3f>& mesh,
              std::vector<cv::Point3f>* points);

  cv::dnn::Net base_;
  std::array<Part, 3> parts_;
};

}  // namespace zhaojian
