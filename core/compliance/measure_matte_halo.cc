// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// The rim of the subject and what lies behind it, overview pixels (1 px is about 1.4 px of the
// delivered photo).
constexpr int kRim = 3;
constexpr int kInside = 6;
constexpr int kLeastPixels = 150;
constexpr double kWorstShare = 0.90;

cv::Mat Disc(int radius) {
  return cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1});
}

// Distance of p from the straight line between a and b.
double FromSegment(const cv::Vec3f& p, const cv::Vec3f& a, const cv::Vec3f& b) {
  const cv::Vec3d along = cv::Vec3d(b) - cv::Vec3d(a);
  const cv::Vec3d to = cv::Vec3d(p) - cv::Vec3d(a);
  const double length = along.dot(along);
  const double t = length < 1 ? 0 : std::clamp(to.dot(along) / length, 0.0, 1.0);
  return cv::norm(to - along * t);
}

// For every pixel the nearest one of a mask.
class Nearest {
 public:
  explicit Nearest(const cv::Mat& mask) {
    if (cv::countNonZero(mask) == 0) return;
    cv::Mat distance;
    cv::distanceTransform(~mask, distance, labels_, cv::DIST_L2, cv::DIST_MASK_5,
                          cv::DIST_LABEL_PIXEL);
    places_.resize(static_cast<size_t>(cv::countNonZero(mask)) + 1);
    for (int y = 0; y < mask.rows; ++y) {
      for (int x = 0; x < mask.cols; ++x) {
        if (mask.at<unsigned char>(y, x) == 0) continue;
        places_[static_cast<size_t>(labels_.at<int>(y, x))] = {x, y};
      }
    }
  }
  std::optional<cv::Point> Of(int x, int y) const {
    if (places_.empty()) return std::nullopt;
    return places_[static_cast<size_t>(labels_.at<int>(y, x))];
  }

 private:
  cv::Mat labels_;
  std::vector<cv::Point> places_;
};

cv::Vec3f MeanColour(const cv::Mat& rgb, const cv::Mat& mask) {
  const cv::Scalar mean = cv::mean(rgb, mask);
  return {static_cast<float>(mean[0]), static_cast<float>(mean[1]), static_cast<float>(mean[2])};
}

}  // namespace

Measure MeasureMatteHalo(const Scene& scene) {
  const char* id = "matte.halo";
  const auto& cut = scene.cut_out;
  if (!cut) return NotAssessed(scene, id, "level", "cause.not_cut_out");
  const Overview& view = scene.overview;
  const cv::Mat subject = ~cut->background;
  cv::Mat core;
  cv::erode(subject, core, Disc(kRim));
  cv::Mat deeper;
  cv::erode(subject, deeper, Disc(kInside));
  // Above the chin only: there the outline is hair and skin, below it may be a white collar.
  cv::Mat rim = subject & ~core;
  const int chin = std::clamp(static_cast<int>(scene.head->chin.y * view.scale), 0, rim.rows);
  rim.rowRange(chin, rim.rows).setTo(0);
  // Anti-aliasing mixes RGB, so mixtures lie on a line there and not in Lab.
  cv::Mat rgb;
  view.bgr.convertTo(rgb, CV_32F, 100.0 / 255.0);
  const cv::Vec3f colour = MeanColour(rgb, cut->background);
  const std::array<Nearest, 2> inside = {Nearest(core), Nearest(deeper)};
  std::vector<float> distances;
  for (int y = 0; y < rim.rows; ++y) {
    for (int x = 0; x < rim.cols; ++x) {
      if (rim.at<unsigned char>(y, x) == 0) continue;
      const auto& p = rgb.at<cv::Vec3f>(y, x);
      double nearest = std::numeric_limits<double>::infinity();
      for (const Nearest& depth : inside) {
        const auto at = depth.Of(x, y);
        if (at) nearest = std::min(nearest, FromSegment(p, colour, rgb.at<cv::Vec3f>(*at)));
      }
      if (std::isfinite(nearest)) distances.push_back(static_cast<float>(nearest));
    }
  }
  if (distances.size() < kLeastPixels) return NotAssessed(scene, id, "level", "cause.not_cut_out");
  // A fringe is a colour that neither the background nor the subject behind it has.
  return Judged(scene, id, Percentile(&distances, kWorstShare), "level",
                scene.as_delivered ? "BG-04" : "EDIT-06", 0.5);
}

}  // namespace zhaojian
