// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

constexpr char kId[] = "geometry.perspective";
// Distance of adult irises, metres: mean 63 mm, 95 % within 55 to 71 (Dodgson 2004), so that a
// distance is good to about an eighth.
constexpr double kEyeDistance = 0.063;
// The 35 mm frame's diagonal, mm (CIPA DCG-001, the definition of the equivalent focal length).
constexpr double kFullFrameDiagonal = 43.27;
// A picture as the camera took it has a sensor's shape and at least this many pixels; anything else
// may have been cropped, and then the focal length says nothing of the distance.
constexpr double kShapes[] = {4.0 / 3, 3.0 / 2, 16.0 / 9, 1.0};
constexpr double kSameShape = 0.01;
constexpr double kLeastPixels = 5e6;
constexpr double kTurned = 25;

bool AsTaken(const cv::Size& size) {
  const double shape =
      1.0 * std::max(size.width, size.height) / std::max(1, std::min(size.width, size.height));
  return 1.0 * size.width * size.height >= kLeastPixels &&
         std::any_of(std::begin(kShapes), std::end(kShapes),
                     [&](double s) { return std::abs(shape / s - 1) <= kSameShape; });
}

}  // namespace

Measure MeasureGeometryPerspective(const Scene& scene) {
  if (!scene.head) return NotAssessed(scene, kId, "m", WhyNoFace(scene));
  const SourceInfo& info = scene.photo.info;
  if (!AsTaken(info.upright_size)) return NotAssessed(scene, kId, "m", "cause.perhaps_cropped");
  const auto yaw = static_cast<double>(scene.analysis.pose.yaw);
  if (std::abs(yaw) > kTurned) return NotAssessed(scene, kId, "m", "cause.face_turned");
  const cv::Point2f left = LandmarkAt(scene, 468);
  const cv::Point2f right = LandmarkAt(scene, 473);
  const double eyes = cv::norm(left - right) / std::cos(yaw * CV_PI / 180);
  if (eyes < 1) return NotAssessed(scene, kId, "m", "cause.no_landmarks");
  const cv::Size& size = info.upright_size;
  const double focal = info.focal_35mm / kFullFrameDiagonal * std::hypot(size.width, size.height);
  Measure measure = Judged(scene, kId, focal * kEyeDistance / eyes, "m", "GEO-08", 0.6);
  measure.evidence.push_back({Evidence::Kind::kLine, {left, right}, ""});
  return measure;
}

}  // namespace zhaojian
