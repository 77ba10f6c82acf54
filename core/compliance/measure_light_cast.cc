// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/compliance/face_zone.h"
#include "core/compliance/measure.h"

namespace zhaojian {
namespace {

// Both eyelid outlines, corners first and seventh.
constexpr std::array<size_t, 12> kEyeLeft = {33,  161, 160, 159, 158, 157,
                                             133, 154, 153, 145, 144, 163};
constexpr std::array<size_t, 12> kEyeRight = {263, 388, 387, 386, 385, 384,
                                              362, 381, 380, 374, 373, 390};
// The white of the eye is the one thing on every face whose colour is known. The brightest fifth of
// the eye is white, without the pixels that a lamp burns out.
constexpr double kWhiteShare = 0.20;
constexpr double kBurnt = 97;
constexpr size_t kLeastPixels = 25;
// Darker than this the eye shows no white: a narrow eye, a shadow.
constexpr double kLeastLightness = 40;
// Whites of eyes in neutral light (development photos): a* -2..12, b* -10..14. Red eyes are tired
// ones, so a* is bounded below only.
constexpr double kWhiteLowA = -3, kWhiteLowB = -12, kWhiteHighB = 16;
// A narrow eye shows lids and lashes: lid distance over the eye's length.
constexpr double kLeastOpening = 0.22;

double Beyond(double value, double low, double high) {
  return std::max({0.0, low - value, value - high});
}

}  // namespace

std::optional<double> NaturalColourDistance(const FacePatch& patch) {
  double a = 0;
  double b = 0;
  for (const auto& square : CheekSquares(patch)) {
    if (square.area() == 0) return std::nullopt;
    const cv::Scalar mean = cv::mean(patch.lab(square));
    a += mean[1] / 2;
    b += mean[2] / 2;
  }
  return a < 0 || b < 0 ? 100.0 : std::hypot(Beyond(a, 5, 25), Beyond(b, 5, 35));
}

std::optional<cv::Vec2d> EyeWhite(const FacePatch& patch) {
  std::vector<cv::Vec3f> pixels;
  for (const auto* outline : {&kEyeLeft, &kEyeRight}) {
    const double length = cv::norm(patch.points[(*outline)[0]] - patch.points[(*outline)[6]]);
    const double lids = cv::norm(patch.points[(*outline)[3]] - patch.points[(*outline)[9]]);
    if (lids < kLeastOpening * length) continue;
    std::vector<cv::Point> points;
    for (const size_t index : *outline) points.emplace_back(patch.points[index]);
    cv::Mat mask = cv::Mat::zeros(patch.lab.size(), CV_8U);
    cv::fillPoly(mask, std::vector<std::vector<cv::Point>>{points}, cv::Scalar(255));
    const cv::Rect box = cv::boundingRect(points) & cv::Rect({0, 0}, mask.size());
    for (int y = box.y; y < box.br().y; ++y) {
      for (int x = box.x; x < box.br().x; ++x) {
        const auto& p = patch.lab.at<cv::Vec3f>(y, x);
        if (mask.at<unsigned char>(y, x) != 0 && p[0] < kBurnt) pixels.push_back(p);
      }
    }
  }
  const auto count = static_cast<size_t>(kWhiteShare * static_cast<double>(pixels.size()));
  if (count < kLeastPixels) return std::nullopt;
  const auto end = pixels.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(pixels.begin(), end, pixels.end(),
                   [](const cv::Vec3f& p, const cv::Vec3f& q) { return p[0] > q[0]; });
  cv::Vec3d sum;
  for (auto p = pixels.begin(); p != end; ++p) sum += cv::Vec3d(*p);
  sum /= static_cast<double>(count);
  if (sum[0] < kLeastLightness) return std::nullopt;
  return cv::Vec2d(sum[1], sum[2]);
}

Measure MeasureLightCast(const Scene& scene) {
  if (!scene.patch) return NotAssessed(scene, "light.cast", "level", WhyNoFace(scene));
  const auto skin = NaturalColourDistance(*scene.patch);
  if (!skin) return NotAssessed(scene, "light.cast", "level", "cause.face_cut");
  // Skin alone tells green and blue light; warm light only makes it look tanned, so the whites of
  // the eyes are asked too.
  double distance = *skin;
  if (const auto white = EyeWhite(*scene.patch)) {
    distance = std::max(distance, std::hypot(std::max(0.0, kWhiteLowA - (*white)[0]),
                                             Beyond((*white)[1], kWhiteLowB, kWhiteHighB)));
  }
  Measure measure = Judged(scene, "light.cast", distance, "level", "LIGHT-06", 0.6);
  for (const auto& square : CheekSquares(*scene.patch)) {
    measure.evidence.push_back(
        {Evidence::Kind::kBox,
         {scene.patch->ToSource(square.tl()), scene.patch->ToSource(square.br())},
         ""});
  }
  return measure;
}

}  // namespace zhaojian
