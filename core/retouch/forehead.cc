// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/forehead.h"

#include <algorithm>
#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace zhaojian {
namespace {

constexpr int kTop = 10, kChin = 152;
/// The face's outline from temple to temple over the forehead.
constexpr std::array<int, 15> kUpperOutline = {127, 162, 21,  54,  103, 67,  109, 10,
                                               338, 297, 332, 284, 251, 389, 356};
/// How far above landmark 10 a forehead may go, share of the distance from landmark 10 to the chin.
/// GUESS: reaches the hairline on the seven portraits that were looked at.
constexpr float kReach = 0.28f;
/// Skin may be this much darker than the face's median, L*: a forehead rounds off towards the hair.
/// GUESS.
constexpr float kDarker = 12;
/// No darker pixel so near, field pixels (4 px of the delivered photo): it is to tell skin from
/// hair, which has dark gaps between its strands. GUESS; quite white, smooth hair may pass.
constexpr int kNoGap = 2;
/// Fewer pixels of skin tell no lightness.
constexpr size_t kLeastPixels = 50;

cv::Mat Zone(const CanvasFace& face, const cv::Size& field) {
  const cv::Point2f up = (face.OnField(kTop) - face.OnField(kChin)) * kReach;
  std::vector<cv::Point> corners;
  for (const int index : kUpperOutline) corners.emplace_back(face.OnField(index));
  for (const int index : kUpperOutline) corners.emplace_back(face.OnField(index) + up);
  std::vector<cv::Point> hull;
  cv::convexHull(corners, hull);
  cv::Mat zone(field, CV_8UC1, cv::Scalar(0));
  cv::fillConvexPoly(zone, hull, cv::Scalar(255));
  return zone;
}

float MedianInside(const cv::Mat& values, const cv::Mat& mask) {
  std::vector<float> all;
  for (int y = 0; y < values.rows; ++y) {
    for (int x = 0; x < values.cols; ++x) {
      if (mask.at<unsigned char>(y, x) != 0) all.push_back(values.at<float>(y, x));
    }
  }
  if (all.size() < kLeastPixels) return -1;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace

cv::Mat Forehead(const cv::Mat& lightness, const cv::Mat& skin, const CanvasFace& face) {
  const cv::Size field = lightness.size();
  const cv::Mat seed = skin >= 0.5f;
  const float median = MedianInside(lightness, seed);
  if (median < 0) return cv::Mat(field, CV_32FC1, cv::Scalar(0));
  cv::Mat grown = lightness >= median - kDarker;
  const cv::Mat disc =
      cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * kNoGap + 1, 2 * kNoGap + 1});
  cv::morphologyEx(grown, grown, cv::MORPH_OPEN, disc);
  grown &= Zone(face, field);
  cv::Mat labels;
  const int count = cv::connectedComponents(grown | seed, labels, 4, CV_32S);
  std::vector<bool> attached(static_cast<size_t>(count), false);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      if (seed.at<unsigned char>(y, x) != 0)
        attached[static_cast<size_t>(labels.at<int>(y, x))] = true;
    }
  }
  cv::Mat1f out(field, 0.0f);
  for (int y = 0; y < field.height; ++y) {
    for (int x = 0; x < field.width; ++x) {
      const bool found = grown.at<unsigned char>(y, x) != 0 && seed.at<unsigned char>(y, x) == 0;
      if (found && attached[static_cast<size_t>(labels.at<int>(y, x))]) out(y, x) = 1;
    }
  }
  return out;
}

}  // namespace zhaojian
