// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/gate_measures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/vision/analysis.h"

namespace zhaojian {
namespace {

/// Person probability below which a pixel may be background.
constexpr double kNobody = 0.1;
/// Distance kept from the person, delivered pixels, the first that leaves enough to look at: loose
/// hair reaches some 30 px beyond the mask (measured on the rendered portraits); one JPEG block
/// with the ringing of an edge is 8. GUESS.
constexpr std::array<float, 3> kClearances = {48, 32, 16};
/// Share of the picture that is enough.
constexpr double kEnough = 0.03;

std::vector<cv::Point2d> Flat(const std::vector<cv::Point3f>& points) {
  std::vector<cv::Point2d> out;
  out.reserve(points.size());
  for (const cv::Point3f& p : points) out.emplace_back(p.x, p.y);
  return out;
}

cv::Point2d Mean(const std::vector<cv::Point2d>& points) {
  cv::Point2d sum(0, 0);
  for (const cv::Point2d& p : points) sum += p;
  return sum / static_cast<double>(points.size());
}

}  // namespace

std::optional<LandmarkDrift> MeasureDrift(const std::vector<cv::Point3f>& before,
                                          const std::vector<cv::Point3f>& after) {
  if (before.size() != kLandmarkCount || after.size() != kLandmarkCount) return std::nullopt;
  const std::vector<cv::Point2d> a = Flat(before);
  const std::vector<cv::Point2d> b = Flat(after);
  const cv::Point2d ma = Mean(a);
  const cv::Point2d mb = Mean(b);
  // In the plane the similarity is one complex factor: sum(conj(a) b) / sum(|a|^2).
  double re = 0;
  double im = 0;
  double power = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const cv::Point2d p = a[i] - ma;
    const cv::Point2d q = b[i] - mb;
    re += p.x * q.x + p.y * q.y;
    im += p.x * q.y - p.y * q.x;
    power += p.dot(p);
  }
  const cv::Point2d eyes = b[468] - b[473];
  const double eye_distance = std::hypot(eyes.x, eyes.y);
  if (!(power > 0) || !(eye_distance > 0)) return std::nullopt;
  re /= power;
  im /= power;
  LandmarkDrift drift;
  double squares = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const cv::Point2d p = a[i] - ma;
    const cv::Point2d expected(re * p.x - im * p.y + mb.x, im * p.x + re * p.y + mb.y);
    const cv::Point2d error = b[i] - expected;
    squares += error.dot(error);
    const double length = std::hypot(error.x, error.y) / eye_distance;
    if (length > drift.worst) drift.worst = length, drift.index = i;
  }
  drift.rms = std::sqrt(squares / static_cast<double>(a.size())) / eye_distance;
  return drift;
}

BackgroundFlatness MeasureBackground(const cv::Mat& bgr, const cv::Mat& person_mask,
                                     const cv::Vec3d& rgb) {
  cv::Mat probability;
  cv::resize(person_mask, probability, bgr.size(), 0, 0, cv::INTER_LINEAR);
  const cv::Mat nobody = probability < kNobody;
  // Distance to the person; the picture's own edge is no person.
  cv::Mat distance;
  cv::distanceTransform(nobody, distance, cv::DIST_L2, cv::DIST_MASK_3);
  std::array<std::array<int, 256>, 3> counts{};
  BackgroundFlatness out;
  float clearance = kClearances.back();
  for (const float wanted : kClearances) {
    if (cv::countNonZero(distance > wanted) < kEnough * static_cast<double>(bgr.total())) continue;
    clearance = wanted;
    break;
  }
  for (int y = 0; y < bgr.rows; ++y) {
    const cv::Vec3b* p = bgr.ptr<cv::Vec3b>(y);
    const float* d = distance.ptr<float>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      if (d[x] <= clearance) continue;
      ++out.pixels;
      for (size_t c = 0; c < 3; ++c) ++counts[c][p[x][static_cast<int>(2 - c)]];
    }
  }
  if (out.pixels == 0) return out;
  for (size_t c = 0; c < 3; ++c) {
    int seen = 0;
    int median = -1;
    double sum = 0;
    double squares = 0;
    for (int v = 0; v < 256; ++v) {
      const int n = counts[c][static_cast<size_t>(v)];
      seen += n;
      if (median < 0 && 2 * seen >= out.pixels) median = v;
      sum += 1.0 * n * v;
      squares += 1.0 * n * v * v;
    }
    const double mean = sum / out.pixels;
    out.deviation = std::max(out.deviation, std::abs(median - rgb[static_cast<int>(c)]));
    out.sigma = std::max(out.sigma, std::sqrt(std::max(0.0, squares / out.pixels - mean * mean)));
  }
  return out;
}

}  // namespace zhaojian
