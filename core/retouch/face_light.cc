// SPDX-License-Identifier: Apache-2.0
#include "core/retouch/face_light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/retouch/op_tone.h"

namespace zhaojian {
namespace {

/// Natural range of the cheek's colour (ISO/IEC 29794-5 as in OFIQ 1.0.3, photo standard 3.2).
constexpr double kLowA = 5, kHighA = 25, kLowB = 5, kHighB = 35;
/// Range of the face's mean linear luminance that is left alone. Below 0.2 ISO/IEC 29794-5 gives
/// less than half its points; 0.22 and 0.60 keep a margin on either side. GUESS.
constexpr double kDark = 0.22, kLight = 0.60;
/// Coded 250: the bright parts of a face must stay below it.
constexpr double kClipCoded = 250.0 / 255;
/// Grid of the search for gains.
constexpr double kGainStep = 0.01;
/// Rec. 709 luminance weights, red, green, blue.
constexpr std::array<double, 3> kLuma = {0.2126, 0.7152, 0.0722};

double Luma(const cv::Vec3d& rgb) {
  return kLuma[0] * rgb[0] + kLuma[1] * rgb[1] + kLuma[2] * rgb[2];
}

const std::array<double, 256>& LinearTable() {
  static const std::array<double, 256> table = [] {
    std::array<double, 256> t{};
    for (size_t v = 0; v < 256; ++v) t[v] = SrgbToLinear(static_cast<double>(v) / 255);
    return t;
  }();
  return table;
}

/// CIE a*, b* under D50 from linear sRGB, Bradford-adapted primaries.
cv::Vec2d LabAb(const cv::Vec3d& rgb) {
  const cv::Matx33d to_xyz(0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786, 0.0606169,
                           0.0139322, 0.0971045, 0.7141733);
  const cv::Vec3d xyz = to_xyz * rgb;
  const auto f = [](double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  };
  const double x = f(xyz[0] / 0.96422);
  const double y = f(xyz[1]);
  const double z = f(xyz[2] / 0.82521);
  return {500 * (x - y), 200 * (y - z)};
}

/// Distance of a colour from the natural range; 0 inside.
double Unnatural(const cv::Vec3d& rgb) {
  const cv::Vec2d ab = LabAb(rgb);
  const double a = std::max({kLowA - ab[0], ab[0] - kHighA, 0.0});
  const double b = std::max({kLowB - ab[1], ab[1] - kHighB, 0.0});
  return std::hypot(a, b);
}

cv::Vec3d MeanLinear(const cv::Mat& bgr) {
  const auto& linear = LinearTable();
  cv::Vec3d sum(0, 0, 0);
  for (int y = 0; y < bgr.rows; ++y) {
    const cv::Vec3b* p = bgr.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgr.cols; ++x) {
      sum += cv::Vec3d(linear[p[x][2]], linear[p[x][1]], linear[p[x][0]]);
    }
  }
  return sum / static_cast<double>(bgr.total());
}

double RoundHundredth(double value) { return std::round(value * 100) / 100; }

}  // namespace

std::optional<FaceLight> MeasureFaceLight(const Photo& photo, const Analysis& analysis) {
  if (analysis.landmarks.size() != kLandmarkCount) return std::nullopt;
  std::vector<cv::Point2f> points;
  for (const cv::Point3f& p : analysis.landmarks) {
    points.emplace_back(static_cast<float>(p.x * photo.scale),
                        static_cast<float>(p.y * photo.scale));
  }
  const cv::Point2f left = points[468];
  const cv::Point2f right = points[473];
  const cv::Point2f mouth = (points[13] + points[14]) * 0.5f;
  const double eye_distance = std::hypot(right.x - left.x, right.y - left.y);
  const cv::Rect all({0, 0}, photo.bgr.size());
  FaceLight light;
  int squares = 0;
  for (const cv::Point2f& eye : {left, right}) {
    const float side = static_cast<float>(0.3 * eye_distance);
    const cv::Point2f centre(eye.x, (eye.y + mouth.y) / 2);
    const cv::Rect square =
        cv::Rect(static_cast<int>(centre.x - side / 2), static_cast<int>(centre.y - side / 2),
                 static_cast<int>(side), static_cast<int>(side)) &
        all;
    if (square.area() < 4) continue;
    light.cheek += MeanLinear(photo.bgr(square));
    ++squares;
  }
  std::vector<cv::Point2f> hull;
  cv::convexHull(points, hull);
  const cv::Rect box = cv::boundingRect(hull) & all;
  if (squares == 0 || box.area() < 16) return std::nullopt;
  light.cheek /= static_cast<double>(squares);
  cv::Mat inside(box.size(), CV_8U, cv::Scalar(0));
  std::vector<cv::Point> polygon;
  for (const cv::Point2f& p : hull) {
    polygon.emplace_back(cvRound(p.x) - box.x, cvRound(p.y) - box.y);
  }
  cv::fillConvexPoly(inside, polygon, cv::Scalar(255));
  const auto& linear = LinearTable();
  std::vector<float> values;
  for (int y = 0; y < box.height; ++y) {
    const cv::Vec3b* p = photo.bgr.ptr<cv::Vec3b>(box.y + y) + box.x;
    const uchar* in = inside.ptr<uchar>(y);
    for (int x = 0; x < box.width; ++x) {
      if (in[x] == 0) continue;
      values.push_back(static_cast<float>(kLuma[0] * linear[p[x][2]] + kLuma[1] * linear[p[x][1]] +
                                          kLuma[2] * linear[p[x][0]]));
    }
  }
  if (values.empty()) return std::nullopt;
  light.mean =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  const auto rank = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 98 / 100);
  std::nth_element(values.begin(), rank, values.end());
  light.bright = *rank;
  return light;
}

cv::Vec3d NaturalGains(const cv::Vec3d& cheek, double low, double high) {
  if (Unnatural(cheek) <= 0 || Luma(cheek) <= 0) return {1, 1, 1};
  cv::Vec3d best(1, 1, 1);
  double best_rest = Unnatural(cheek);
  double best_size = 0;
  for (double r = low; r <= high + 1e-9; r += kGainStep) {
    for (double b = low; b <= high + 1e-9; b += kGainStep) {
      const cv::Vec3d tinted(cheek[0] * r, cheek[1], cheek[2] * b);
      const double keep = Luma(cheek) / Luma(tinted);
      const cv::Vec3d gains(RoundHundredth(r * keep), RoundHundredth(keep),
                            RoundHundredth(b * keep));
      const auto [least, most] = std::minmax({gains[0], gains[1], gains[2]});
      if (least < low || most > high) continue;
      const double rest = Unnatural(cheek.mul(gains));
      const double size = std::hypot(std::log(gains[0] / gains[1]), std::log(gains[2] / gains[1]));
      if (rest < best_rest - 1e-9 || (rest < best_rest + 1e-9 && size < best_size)) {
        best = gains;
        best_rest = rest;
        best_size = size;
      }
    }
  }
  return best;
}

double NaturalExposure(const FaceLight& light, double limit) {
  if (!(light.mean > 0)) return 0;
  double ev = 0;
  if (light.mean < kDark) {
    ev = std::min(limit, std::log2(kDark / light.mean));
    const double room = std::log2(SrgbToLinear(kClipCoded) / std::max(1e-4, light.bright));
    ev = std::max(0.0, std::min(ev, room));
  } else if (light.mean > kLight) {
    ev = std::max(-limit, std::log2(kLight / light.mean));
  }
  return RoundHundredth(ev);
}

}  // namespace zhaojian
