// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/overview.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/imaging/lab.h"

namespace zhaojian {
namespace {

constexpr double kSurelyBackground = 0.1;
// Hair reaches a little beyond the person mask: 6 % of the face width.
constexpr int kMargin = 19;
constexpr double kLeastShare = 0.01;
constexpr double kLongSideWithoutFace = 640.0;

double ZoomOf(const Photo& photo, const std::optional<HeadGeometry>& head) {
  const double longest = std::max(photo.bgr.cols, photo.bgr.rows);
  const double face = head ? head->face_right_x - head->face_left_x : 0;
  const double wanted =
      face >= 1 ? kOverviewFaceWidth / face / photo.scale : kLongSideWithoutFace / longest;
  return std::min({1.0, wanted, kOverviewLongSide / longest});
}

}  // namespace

static_assert(kMeanOfArea == cv::INTER_AREA);

cv::Mat Shrunk(const cv::Mat& from, double zoom, int last) {
  cv::Mat picture = from;
  while (zoom <= 0.5) {
    const cv::Mat even = picture(cv::Rect(0, 0, picture.cols & ~1, picture.rows & ~1));
    cv::Mat half;
    cv::resize(even, half, even.size() / 2, 0, 0, cv::INTER_AREA);
    picture = half;
    zoom *= 2;
  }
  cv::Mat out;
  cv::resize(picture, out, {}, zoom, zoom, last);
  return out;
}

cv::Point2f Overview::ToSource(const cv::Point2f& p) const {
  return {static_cast<float>(p.x / scale), static_cast<float>(p.y / scale)};
}

bool Overview::HasBackground() const {
  return !background.empty() &&
         cv::countNonZero(background) >= kLeastShare * static_cast<double>(background.total());
}

Overview MakeOverview(const Photo& photo, const Analysis& analysis,
                      const std::optional<HeadGeometry>& head) {
  Overview out;
  if (photo.bgr.empty()) return out;
  const double zoom = ZoomOf(photo, head);
  out.scale = zoom * photo.scale;
  out.bgr = Shrunk(photo.bgr, zoom);
  out.lab = LabOf(out.bgr);
  if (analysis.person_mask.empty()) return out;
  cv::resize(analysis.person_mask, out.person, out.bgr.size(), 0, 0, cv::INTER_LINEAR);
  if (!head) return out;
  out.background = out.person < kSurelyBackground;
  cv::erode(out.background, out.background,
            cv::getStructuringElement(cv::MORPH_ELLIPSE, {kMargin, kMargin}));
  return out;
}

}  // namespace zhaojian
