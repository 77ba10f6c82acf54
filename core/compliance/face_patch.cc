// SPDX-License-Identifier: Apache-2.0
#include "core/compliance/face_patch.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/imaging/lab.h"

namespace zhaojian {
namespace {

// The patch reaches this share of the face width beyond the landmarks: ears, hair line and some
// neck.
constexpr double kMargin = 0.25;
// A frontal face and its margin have about 350 x 400 pixels; a far larger patch comes from
// landmarks that make no face.
constexpr int kMaxSide = 1500;
constexpr size_t kIrisLeft = 468;
constexpr size_t kIrisRight = 473;
constexpr size_t kMouthLeft = 61;
constexpr size_t kMouthRight = 291;

cv::Rect2d PatchFrame(const Analysis& analysis, double margin) {
  std::vector<cv::Point2f> flat;
  flat.reserve(analysis.landmarks.size());
  for (const auto& p : analysis.landmarks) flat.emplace_back(p.x, p.y);
  const cv::Rect2d box = cv::boundingRect(flat);
  return {box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin};
}

}  // namespace

cv::Point2f FacePatch::ToSource(const cv::Point2f& p) const {
  return {static_cast<float>(p.x / scale + origin.x), static_cast<float>(p.y / scale + origin.y)};
}

std::optional<FacePatch> CutFacePatch(const Photo& photo, const Analysis& analysis,
                                      const HeadGeometry& head) {
  const double width = head.face_right_x - head.face_left_x;
  if (analysis.landmarks.size() != kLandmarkCount || width < 1) return std::nullopt;
  const cv::Rect2d frame = PatchFrame(analysis, kMargin * width);
  const cv::Rect decoded =
      cv::Rect(cv::Point(static_cast<int>(std::floor(frame.x * photo.scale)),
                         static_cast<int>(std::floor(frame.y * photo.scale))),
               cv::Size(static_cast<int>(std::ceil(frame.width * photo.scale)),
                        static_cast<int>(std::ceil(frame.height * photo.scale)))) &
      cv::Rect({0, 0}, photo.bgr.size());
  if (decoded.width < 8 || decoded.height < 8) return std::nullopt;
  FacePatch patch;
  patch.scale = kPatchFaceWidth / width;
  patch.origin = cv::Point2d(decoded.x, decoded.y) / photo.scale;
  const double zoom = patch.scale / photo.scale;
  const cv::Size size(std::max(8, static_cast<int>(std::lround(decoded.width * zoom))),
                      std::max(8, static_cast<int>(std::lround(decoded.height * zoom))));
  if (std::max(size.width, size.height) > kMaxSide) return std::nullopt;
  cv::resize(photo.bgr(decoded), patch.bgr, size, 0, 0,
             zoom < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  patch.luminance = LinearLuminance(patch.bgr);
  patch.lab = LabOf(patch.bgr);
  std::vector<cv::Point> outline;
  for (const auto& p : analysis.landmarks) {
    patch.points.emplace_back(static_cast<float>((p.x - patch.origin.x) * patch.scale),
                              static_cast<float>((p.y - patch.origin.y) * patch.scale));
    outline.emplace_back(patch.points.back());
  }
  std::vector<cv::Point> hull;
  cv::convexHull(outline, hull);
  patch.hull = cv::Mat::zeros(patch.bgr.size(), CV_8U);
  cv::fillConvexPoly(patch.hull, hull, cv::Scalar(255));
  if (cv::countNonZero(patch.hull) == 0) return std::nullopt;
  return patch;
}

cv::Mat LinearLuminance(const cv::Mat& bgr) {
  // IEC 61966-2-1 decoding, then Rec. 709 weights.
  static const auto kLinear = [] {
    std::array<float, 256> table{};
    for (size_t i = 0; i < table.size(); ++i) {
      const double v = static_cast<double>(i) / 255.0;
      table[i] = static_cast<float>(
          255.0 * (v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4)));
    }
    return table;
  }();
  cv::Mat out(bgr.size(), CV_32F);
  for (int y = 0; y < bgr.rows; ++y) {
    const auto* from = bgr.ptr<cv::Vec3b>(y);
    auto* to = out.ptr<float>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      to[x] = 0.0722f * kLinear[from[x][0]] + 0.7152f * kLinear[from[x][1]] +
              0.2126f * kLinear[from[x][2]];
    }
  }
  return out;
}

double LuminancePercentile(const cv::Mat& luminance, const cv::Mat& mask, double share) {
  std::vector<float> values;
  const cv::Rect all({0, 0}, luminance.size());
  const cv::Rect box = mask.empty() ? all : cv::boundingRect(mask);
  values.reserve(static_cast<size_t>(box.area()));
  for (int y = box.y; y < box.br().y; ++y) {
    const auto* row = luminance.ptr<float>(y);
    const auto* inside = mask.empty() ? nullptr : mask.ptr<unsigned char>(y);
    for (int x = box.x; x < box.br().x; ++x) {
      if (inside == nullptr || inside[x] != 0) values.push_back(row[x]);
    }
  }
  if (values.empty()) return 0;
  const size_t rank =
      std::min(values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())));
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), middle, values.end());
  return static_cast<double>(*middle);
}

double PhotoLuminancePercentile(const Photo& photo, double share) {
  cv::Mat small;
  cv::resize(photo.bgr, small, {}, 0.25, 0.25, cv::INTER_NEAREST);
  return small.empty() ? 0 : LuminancePercentile(LinearLuminance(small), {}, share);
}

std::array<cv::Rect, 2> CheekSquares(const FacePatch& patch) {
  const auto& p = patch.points;
  const double side = 0.3 * cv::norm(p[kIrisLeft] - p[kIrisRight]);
  const auto square = [&](size_t eye, size_t mouth) {
    const cv::Point2f middle = (p[eye] + p[mouth]) * 0.5f;
    return cv::Rect(static_cast<int>(std::lround(middle.x - side / 2)),
                    static_cast<int>(std::lround(middle.y - side / 2)),
                    static_cast<int>(std::lround(side)), static_cast<int>(std::lround(side))) &
           cv::Rect({0, 0}, patch.bgr.size());
  };
  return {square(kIrisLeft, kMouthLeft), square(kIrisRight, kMouthRight)};
}

}  // namespace zhaojian
