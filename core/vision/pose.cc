// SPDX-License-Identifier: Apache-2.0
#include "core/vision/pose.h"

#include <algorithm>
#include <cmath>

namespace zhaojian {
namespace {

constexpr size_t kMeshPoints = 468;
constexpr double kDegrees = 180 / CV_PI;
// Both fitted on shared/portraits/synthetic (22 renders with exact angles) and checked on
// synthetic2 (50). The network exaggerates depth: without this factor turned heads read 2 degrees
// too far.
constexpr double kDepthScale = 0.8;
// The canonical face looks up: a level head reads +7.7 (both sets) against it, level-looking real
// portraits about +3. 7.0 keeps the renders within a degree and takes what is possible off the
// rest.
constexpr double kPitchAtRest = 7.0;

cv::Point3d Flatten(const cv::Point3f& p) {
  return {p.x, p.y, kDepthScale * static_cast<double>(p.z)};
}

// Rotation of the weighted similarity fit of `from` to `to` (Kabsch 1976, Umeyama 1991).
cv::Matx33d FitRotation(const std::vector<cv::Point3d>& from, const std::vector<cv::Point3f>& to,
                        const std::vector<double>& weights) {
  cv::Point3d from_mean;
  cv::Point3d to_mean;
  double sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    from_mean += weights[i] * from[i];
    to_mean += weights[i] * Flatten(to[i]);
    sum += weights[i];
  }
  from_mean /= sum;
  to_mean /= sum;
  cv::Matx33d correlation = cv::Matx33d::zeros();
  for (size_t i = 0; i < weights.size(); ++i) {
    const cv::Vec3d a = cv::Vec3d(Flatten(to[i]) - to_mean);
    const cv::Vec3d b = cv::Vec3d(from[i] - from_mean);
    correlation += weights[i] * (a * b.t());
  }
  cv::Matx31d values;
  cv::Matx33d u;
  cv::Matx33d vt;
  cv::SVD::compute(correlation, values, u, vt);
  const double sign = cv::determinant(u * vt) < 0 ? -1.0 : 1.0;
  return u * cv::Matx33d::diag({1, 1, sign}) * vt;
}

}  // namespace

StatusOr<PoseEstimator> PoseEstimator::Create(const ModelStore& store) {
  const Status corrupt =
      MakeError(StatusCode::kDataLoss, "MODEL_CORRUPT",
                "canonical_face.json is damaged; delete it and build again", "canonical_face.json");
  ZJ_ASSIGN_OR_RETURN(const Json table, store.Table("canonical_face.json"));
  PoseEstimator estimator;
  estimator.weights_.assign(kMeshPoints, 0);
  for (const Json& point : table.value("points", Json::array())) {
    if (!point.is_array() || point.size() != 3 || !point[0].is_number()) return corrupt;
    // The canonical face has y up and z towards the camera.
    estimator.canonical_.emplace_back(point[0].get<double>(), -point[1].get<double>(),
                                      -point[2].get<double>());
  }
  if (estimator.canonical_.size() != kMeshPoints) return corrupt;
  for (const Json& weight : table.value("fit_weights", Json::array())) {
    if (!weight.is_array() || weight.size() != 2 || !weight[0].is_number_integer()) return corrupt;
    const int index = weight[0].get<int>();
    if (index < 0 || index >= static_cast<int>(kMeshPoints)) return corrupt;
    estimator.weights_[static_cast<size_t>(index)] = weight[1].get<double>();
  }
  return estimator;
}

Pose PoseEstimator::Estimate(const std::vector<cv::Point3f>& landmarks) const {
  const cv::Matx33d rotation = FitRotation(canonical_, landmarks, weights_);
  // rotation = Rz(roll) Ry(yaw) Rx(pitch) in image axes; the nose of the canonical face points
  // along -z.
  Pose pose;
  pose.yaw = static_cast<float>(std::asin(std::clamp(rotation(2, 0), -1.0, 1.0)) * kDegrees);
  pose.pitch =
      static_cast<float>(std::atan2(rotation(2, 1), rotation(2, 2)) * kDegrees - kPitchAtRest);
  pose.roll = static_cast<float>(std::atan2(rotation(1, 0), rotation(0, 0)) * kDegrees);
  return pose;
}

}  // namespace zhaojian
