// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "core/base/status.h"
#include "core/imaging/photo.h"

namespace zhaojian {

/// One detected face.
struct FaceBox {
  /// Upright source pixels.
  cv::Rect2f box;
  /// Detector score in (0.5, 1].
  float score = 0;
  /// Eye on image left, eye on image right, nose tip, mouth, ear, ear; upright source pixels.
  std::array<cv::Point2f, 6> keypoints;
};

/// Head angles in degrees. yaw + = face turned to image right, pitch + = chin down,
/// roll + = clockwise (head top leans to image right, image-right eye lower).
struct Pose {
  float yaw = 0;
  float pitch = 0;
  float roll = 0;
};

/// Number of landmarks: 468 mesh points, then iris of the eye at image left (468-472: centre and
/// four rim points), then iris of the eye at image right (473-477).
inline constexpr int kLandmarkCount = 478;

/// What the networks saw in one photo. Immutable once made; cached by the photo's SHA-256.
/// Coordinates are continuous: (0, 0) is the corner of the first pixel, whose centre lies at (0.5,
/// 0.5).
struct Analysis {
  /// Upright size at full resolution; the frame of all coordinates below.
  cv::Size source_size;
  /// All faces, largest first.
  std::vector<FaceBox> faces;
  /// 478 points of the largest face (z in the same unit, smaller = nearer), or empty.
  std::vector<cv::Point3f> landmarks;
  /// The mesh network's own belief that its crop holds a face, 0..1. Below 0.5 the landmarks are
  /// not to be measured on (a cat gives 0.27); above it they can still be wrong on a covered face.
  float mesh_score = 0;
  /// Meaningful only when landmarks is not empty. A photo that stands on its head has |roll| near
  /// 180, one that lies on its side near 90.
  Pose pose;
  /// Person probability, 256 x 256, CV_32F in [0, 1], the whole image stretched.
  cv::Mat person_mask;
};

/// Runs face detector, landmark mesh and person mask. Not thread-safe: one per thread (cv::dnn::Net
/// keeps state); loading takes 0.03 s. Call cv::setNumThreads(1) once per program: the networks are
/// too small to gain from threads.
class Analyzer {
 public:
  /// Loads the converted networks. Errors: kNotFound MODELS_MISSING, kDataLoss MODEL_CORRUPT naming
  /// the file.
  static StatusOr<std::unique_ptr<Analyzer>> Create(const std::filesystem::path& model_folder);
  virtual ~Analyzer() = default;
  /// Analyses a photo. A photo without a face is no error: `faces` is then empty.
  /// Errors: kInternal VISION_FAILED.
  virtual StatusOr<Analysis> Analyze(const Photo& photo) = 0;
};

/// Identity vector of a face; compare two versions of ONE photo, not two people
/// (it separates people badly outside the population it was trained on).
using FaceVector = std::array<float, 128>;

/// Measures how much a face changed between two versions of one photo. Not thread-safe.
class IdentityMeter {
 public:
  /// Errors: as Analyzer::Create.
  static StatusOr<std::unique_ptr<IdentityMeter>> Create(const std::filesystem::path& model_folder);
  virtual ~IdentityMeter() = default;
  /// @param bgr CV_8UC3. @param landmarks 478 points in pixels of `bgr`.
  /// Errors: kInvalidArgument when landmarks has not 478 points; kInternal VISION_FAILED.
  virtual StatusOr<FaceVector> Describe(const cv::Mat& bgr,
                                        const std::vector<cv::Point3f>& landmarks) = 0;
};

/// Euclidean distance of two face vectors: about 0.04 for a re-encoded copy, above 0.30 for a
/// changed face.
double FaceDistance(const FaceVector& a, const FaceVector& b);

}  // namespace zhaojian
