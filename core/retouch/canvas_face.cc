// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/canvas_face.h"

#include <cmath>
#include <initializer_list>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

constexpr int kLeftEar = 234, kRightEar = 454;
/// What is not skin in a face: brows with lashes, eyes, nostrils, lips (canonical mesh numbers).
constexpr std::initializer_list<int> kFeatures[] = {
    {70, 63, 105, 66, 107, 55, 65, 52, 53, 46},
    {300, 293, 334, 296, 336, 285, 295, 282, 283, 276},
    {33, 133, 145, 159, 153, 158, 144, 160, 163, 161, 154, 157, 155, 173, 7, 246},
    {263, 362, 374, 386, 380, 385, 373, 387, 390, 388, 381, 384, 382, 398, 249, 466},
    {98, 327, 2, 64, 294, 97, 326},
    {61, 291, 0, 17, 37, 267, 84, 314, 40, 270, 91, 321, 39, 269, 181, 405}};
/// Margin around the features, share of the face's width.
constexpr double kFeatureMargin = 0.02;
constexpr double kFeather = 0.02;
/// Sub-pixel bits of the drawing.
constexpr int kShift = 4;

std::vector<cv::Point> Hull(const CanvasFace& face, const std::vector<int>& indices) {
  std::vector<cv::Point2f> points;
  for (const int i : indices) points.push_back(face.OnField(i));
  std::vector<cv::Point2f> hull;
  cv::convexHull(points, hull);
  std::vector<cv::Point> out;
  for (const cv::Point2f& p : hull) {
    out.emplace_back(cvRound((p.x - 0.5f) * (1 << kShift)), cvRound((p.y - 0.5f) * (1 << kShift)));
  }
  return out;
}

}  // namespace

std::optional<CanvasFace> FaceOnCanvas(const Analysis& analysis, const cv::Matx23d& to_canvas) {
  if (analysis.landmarks.size() != kLandmarkCount) return std::nullopt;
  CanvasFace face;
  face.points.reserve(kLandmarkCount);
  for (const cv::Point3f& p : analysis.landmarks) {
    const cv::Vec2d q = to_canvas * cv::Vec3d(p.x, p.y, 1);
    face.points.emplace_back(static_cast<float>(q[0]), static_cast<float>(q[1]));
  }
  face.width = cv::norm(face.points[kRightEar] - face.points[kLeftEar]);
  if (!(face.width >= 2 * kFieldFactor)) return std::nullopt;
  return face;
}

cv::Mat FaceHull(const CanvasFace& face, const cv::Size& field) {
  cv::Mat inside(field, CV_8UC1, cv::Scalar(0));
  std::vector<int> all;
  for (int i = 0; i < kLandmarkCount; ++i) all.push_back(i);
  cv::fillConvexPoly(inside, Hull(face, all), cv::Scalar(255), cv::LINE_8, kShift);
  return inside;
}

cv::Mat FaceSkin(const CanvasFace& face, const cv::Size& field) {
  cv::Mat inside = FaceHull(face, field);
  const int thickness =
      2 * std::max(1, static_cast<int>(std::lround(kFeatureMargin * face.FieldWidth())));
  for (const auto& feature : kFeatures) {
    const std::vector<cv::Point> hull = Hull(face, feature);
    cv::fillConvexPoly(inside, hull, cv::Scalar(0), cv::LINE_8, kShift);
    cv::polylines(inside, hull, true, cv::Scalar(0), thickness, cv::LINE_8, kShift);
  }
  cv::Mat skin;
  inside.convertTo(skin, CV_32F, 1.0 / 255);
  const double sigma = std::max(0.5, kFeather * face.FieldWidth());
  cv::GaussianBlur(skin, skin, cv::Size(0, 0), sigma, sigma, cv::BORDER_REPLICATE);
  return skin;
}

}  // namespace zhaojian
