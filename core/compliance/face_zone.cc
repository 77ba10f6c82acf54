// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/face_zone.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace zhaojian {
namespace {

constexpr size_t kIrisLeft = 468;
constexpr size_t kIrisRight = 473;
constexpr size_t kMouthLeft = 61;
constexpr size_t kMouthRight = 291;
// The hull's rim is jaw, hair line and ears: 5 % of the face width.
constexpr int kRim = 2 * static_cast<int>(0.05 * kPatchFaceWidth) + 1;

cv::Mat Inside(const FacePatch& patch) {
  cv::Mat inside;
  cv::erode(patch.hull, inside, cv::getStructuringElement(cv::MORPH_ELLIPSE, {kRim, kRim}),
            {-1, -1}, 1, cv::BORDER_CONSTANT, cv::Scalar(0));
  return inside;
}

}  // namespace

FaceFrame::FaceFrame(const FacePatch& patch) : size_(patch.bgr.size()) {
  const auto& p = patch.points;
  middle_ = (p[kIrisLeft] + p[kIrisRight]) * 0.5f;
  across_ = p[kIrisRight] - p[kIrisLeft];
  down_ = (p[kMouthLeft] + p[kMouthRight]) * 0.5f - middle_;
  eye_distance_ = cv::norm(across_);
}

cv::Point2f FaceFrame::At(double u, double v) const {
  return middle_ + across_ * static_cast<float>(u) + down_ * static_cast<float>(v);
}

cv::Mat FaceFrame::Polygon(const std::vector<cv::Point2d>& corners) const {
  std::vector<cv::Point> points;
  for (const auto& corner : corners) points.emplace_back(At(corner.x, corner.y));
  cv::Mat mask = cv::Mat::zeros(size_, CV_8U);
  cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255));
  return mask;
}

cv::Mat FaceFrame::Box(double u0, double u1, double v0, double v1) const {
  return Polygon({{u0, v0}, {u1, v0}, {u1, v1}, {u0, v1}});
}

cv::Mat CheekZone(const FacePatch& patch) {
  const FaceFrame frame(patch);
  // From below the lower lids to above the mouth; the nostrils and the wings of the nose are out.
  return frame.Box(-0.95, 0.95, 0.30, 0.78) & ~frame.Box(-0.30, 0.30, 0.50, 1.0) & Inside(patch);
}

cv::Mat SkinZone(const FacePatch& patch) {
  const FaceFrame frame(patch);
  cv::Mat skin = Inside(patch);
  skin.setTo(0, frame.Box(-1.2, 1.2, -0.50, 0.28));
  skin.setTo(0, frame.Box(-0.55, 0.55, 0.80, 1.35));
  skin.setTo(0, frame.Box(-0.30, 0.30, 0.58, 0.82));
  return skin;
}

std::vector<float> ValuesOf(const cv::Mat& picture, const cv::Mat& mask) {
  std::vector<float> values;
  for (int y = 0; y < picture.rows; ++y) {
    const auto* row = picture.ptr<float>(y);
    const auto* in = mask.ptr<unsigned char>(y);
    for (int x = 0; x < picture.cols; ++x) {
      if (in[x] != 0) values.push_back(row[x]);
    }
  }
  return values;
}

double Percentile(std::vector<float>* values, double share) {
  if (values->empty()) return 0;
  const size_t rank = std::min(values->size() - 1,
                               static_cast<size_t>(share * static_cast<double>(values->size())));
  const auto at = values->begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values->begin(), at, values->end());
  return static_cast<double>(*at);
}

}  // namespace zhaojian
